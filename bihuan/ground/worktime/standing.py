"""Where a clock stands: its log of events replayed from the start."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from bihuan.ground.worktime.allowances import Allowance
from bihuan.ground.worktime.calendars import Calendar
from bihuan.ground.worktime.conventions import DEFAULT, Conventions, epoch, moment
from bihuan.ground.worktime.counting import add_working, due, working_seconds
from bihuan.ground.worktime.errors import BadEvent

EventKind = Literal["pause", "resume", "extend", "restart", "stop"]
_KINDS = ("pause", "resume", "extend", "restart", "stop")


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a running clock. `allowance` is what an extension adds, or a restart runs
    for."""

    kind: EventKind
    at: datetime
    allowance: Allowance | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """A clock after its events.

    due_at: None while paused. paused_since: when the present pause began. remaining_seconds: counted
    seconds left (negative when late) at the present pause or at the stop; None while running. stopped_at,
    met: when it stopped and whether in time; None while it has not stopped.
    """

    due_at: datetime | None
    paused_since: datetime | None = None
    remaining_seconds: int | None = None
    stopped_at: datetime | None = None
    met: bool | None = None

    def overdue(self, at: datetime) -> bool:
        """Whether the clock is late at a moment: never while paused; a stopped one as it was when it
        stopped."""
        if self.stopped_at is not None:
            return self.met is False
        return self.due_at is not None and at > self.due_at


def counted_seconds(start: datetime, end: datetime, allowance: Allowance, calendar: Calendar) -> int:
    """Seconds between two moments as the allowance counts them: working seconds for working time and
    working days, plain seconds else. Negative if `end` is before `start`."""
    if allowance.counts_working_time:
        return working_seconds(start, end, calendar)
    return epoch(end) - epoch(start)


def moved(at: datetime, seconds: int, allowance: Allowance, calendar: Calendar) -> datetime:
    """A moment moved by seconds as the allowance counts them."""
    if allowance.counts_working_time:
        return add_working(at, seconds, calendar)
    return moment(epoch(at) + seconds)


def extended(
    due_at: datetime, extra: Allowance, calendar: Calendar, conventions: Conventions = DEFAULT
) -> datetime:
    """A due time with an allowance added. Days are added to the last day: 2wd more after the end of a
    Monday is the end of Wednesday, although that end is Tuesday 00:00."""
    if extra.lead or extra.kind == "named":
        raise BadEvent(f"an extension must be a length of time such as 2wd or 4h, not {extra}")
    by_days = extra.kind in ("workday", "day", "month")
    counting = replace(conventions, start_day="next")
    return due(due_at - timedelta(seconds=1) if by_days else due_at, extra, calendar, counting)


@dataclass(frozen=True, slots=True)
class Step:
    """One event and what it did: the due time after it, the counted seconds a pause moved it by, and the
    allowance of the run it happened in."""

    event: Event
    allowance: Allowance
    due_at: datetime
    standing: Standing
    counted: int = 0


@dataclass(frozen=True, slots=True)
class Clock:
    """The terms a clock runs on."""

    start: datetime
    allowance: Allowance
    calendar: Calendar
    conventions: Conventions = DEFAULT

    def begin(self, at: datetime, allowance: Allowance | None = None) -> datetime:
        """The due time of a run that starts at a moment."""
        return due(at, allowance or self.allowance, self.calendar, self.conventions)

    def history(self, events: Iterable[Event]) -> list[Step]:
        """What each event did, in order. Raises `BadEvent` if one cannot follow the one before it."""
        clock, due_at, last = self, self.begin(self.start), self.start
        standing, steps = Standing(due_at), list[Step]()
        for event in events:
            _refuse(event, standing, last)
            if event.kind == "restart" and event.allowance is not None:
                clock = replace(self, allowance=event.allowance)
            step = clock._apply(event, due_at, standing)
            due_at, standing, last = step.due_at, step.standing, event.at
            steps.append(step)
        return steps

    def _apply(self, event: Event, due_at: datetime, standing: Standing) -> Step:
        if event.kind == "restart":
            fresh = self.begin(event.at)
            return Step(event, self.allowance, fresh, Standing(fresh))
        if event.kind == "extend":
            return self._extend(event, due_at, standing)
        if event.kind == "pause":
            left = counted_seconds(event.at, due_at, self.allowance, self.calendar)
            return Step(
                event, self.allowance, due_at, Standing(None, paused_since=event.at, remaining_seconds=left)
            )
        return self._go_on(event, due_at, standing)

    def _extend(self, event: Event, due_at: datetime, standing: Standing) -> Step:
        assert event.allowance is not None
        later = extended(due_at, event.allowance, self.calendar, self.conventions)
        since = standing.paused_since
        if since is None:
            return Step(event, self.allowance, later, Standing(later))
        left = counted_seconds(since, later, self.allowance, self.calendar)
        return Step(event, self.allowance, later, replace(standing, remaining_seconds=left))

    def _go_on(self, event: Event, due_at: datetime, standing: Standing) -> Step:
        """A resume, or a stop, which ends a pause as well."""
        counted = 0
        if standing.paused_since is not None:
            counted = counted_seconds(standing.paused_since, event.at, self.allowance, self.calendar)
            due_at = moved(due_at, counted, self.allowance, self.calendar)
        after = Standing(due_at)
        if event.kind == "stop":
            left = counted_seconds(event.at, due_at, self.allowance, self.calendar)
            after = replace(after, remaining_seconds=left, stopped_at=event.at, met=event.at <= due_at)
        return Step(event, self.allowance, due_at, after, counted)


def replay(
    start: datetime,
    allowance: Allowance,
    calendar: Calendar,
    conventions: Conventions = DEFAULT,
    events: Iterable[Event] = (),
) -> Standing:
    """Where a clock stands after its events, which are in order of time. Raises `BadEvent`.

    A pause stops the count; the resume moves the due time by exactly the counted time that passed between. An
    extension adds to the present due time, a restart counts anew from its own moment (also after a stop).
    A stop at the very due moment is in time.
    """
    clock = Clock(start, allowance, calendar, conventions)
    steps = clock.history(events)
    return steps[-1].standing if steps else Standing(clock.begin(start))


def steps(
    start: datetime, due_at: datetime, fractions: Sequence[float], calendar: Calendar, allowance: Allowance
) -> tuple[datetime, ...]:
    """The moments when these fractions (0 to 1) of the counted time from `start` to `due_at` are used up."""
    total = counted_seconds(start, due_at, allowance, calendar)
    if total > 0:
        return tuple(moved(start, round(total * fraction), allowance, calendar) for fraction in fractions)
    # All of the time lies outside working hours: the plain time is all there is to divide.
    plain = epoch(due_at) - epoch(start)
    return tuple(moment(epoch(start) + round(plain * fraction)) for fraction in fractions)


def _refuse(event: Event, standing: Standing, last: datetime) -> None:
    paused, stopped = standing.paused_since is not None, standing.stopped_at is not None
    problem = None
    if event.kind not in _KINDS:
        problem = f"must be one of {', '.join(_KINDS)}"
    elif event.at < last:
        problem = f"comes before the event at {last}; events are in order of time"
    elif stopped and event.kind != "restart":
        problem = "follows a stop; only a restart can"
    elif event.kind == "pause" and paused:
        problem = "follows a pause that has not been resumed"
    elif event.kind == "resume" and not paused:
        problem = "has no pause before it"
    elif event.kind == "extend" and event.allowance is None:
        problem = "needs the allowance it adds"
    if problem:
        raise BadEvent(f"event {event.kind!r} at {event.at}: {problem}")

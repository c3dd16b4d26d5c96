"""Which rung comes next, when, and whether the supply may be stopped on a day. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from bihuan.engines.arrears.shapes import Cut, Ladder, Step
from bihuan.ground.worktime import Calendar

#: Why the supply may not be stopped.
Refusal = Literal["relief", "important", "too_soon", "no_notice", "notice_short", "notice_old", "rest_day"]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days in which the ladder stood still; `until` does not belong to it."""

    since: date
    until: date


@dataclass(frozen=True, slots=True)
class Rung:
    step: Step
    number: int
    due: date


def next_rung(
    ladder: Ladder, since: date, done: Mapping[str, date], held: Iterable[Stretch] = ()
) -> Rung | None:
    """The rung after the last one that was done, and the day from which on it is due; None at the top.

    `since` is the last day to pay; days in which the ladder stood still do not count, so nobody falls back several
    rungs at once when a hold is over.
    """
    number = max((ladder.by_id[id] for id in done if id in ladder.by_id), default=-1) + 1
    if number >= len(ladder.steps):
        return None
    step = ladder.steps[number]
    due = _pushed(since + timedelta(step.after), since, held := merged(held))
    if done:
        last = max(done.values())
        due = max(due, _pushed(last + timedelta(step.gap), last, held))
    if step.how == "stop" and (cut := ladder.cut) is not None:
        due = max(due, since + timedelta(cut.overdue + 1))
        if given := noticed(ladder, done):
            due = max(due, given + timedelta(cut.notice))
    return Rung(step, number, due)


def noticed(ladder: Ladder, done: Mapping[str, date]) -> date | None:
    """When the notice of the stop was given."""
    return next((done[one.id] for one in ladder.steps if one.how == "stop_notice" and one.id in done), None)


def _pushed(due: date, since: date, held: Sequence[Stretch]) -> date:
    """Later by the days, up to it, in which the ladder stood still."""
    for one in held:
        begin = max(one.since, since)
        if begin <= due and one.until > begin:
            due += one.until - begin
    return due


def merged(held: Iterable[Stretch]) -> Sequence[Stretch]:
    """The same days, no day twice."""
    found: list[Stretch] = []
    for one in sorted(held, key=lambda one: (one.since, one.until)):
        if found and one.since <= found[-1].until:
            found[-1] = Stretch(found[-1].since, max(found[-1].until, one.until))
        else:
            found.append(one)
    return found


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands for or against stopping the supply."""

    since: date
    noticed: date | None
    relief: bool = False
    important: bool = False


def may_stop(cut: Cut, standing: Standing, on: date, calendar: Calendar) -> Refusal | None:
    """Why the supply may not be stopped on a day; None when it may.

    The notice may be too fresh, and too old: what was announced long ago is nothing anybody reckons with.
    """
    if standing.relief and "relief" in cut.spares:
        return "relief"
    if standing.important and "important" in cut.spares:
        return "important"
    if (on - standing.since).days <= cut.overdue:
        return "too_soon"
    if standing.noticed is None:
        return "no_notice"
    if (on - standing.noticed).days < cut.notice:
        return "notice_short"
    if (on - standing.noticed).days > cut.latest:
        return "notice_old"
    if not (works(calendar, on) and works(calendar, on + timedelta(1))):
        return "rest_day"
    return None


def works(calendar: Calendar, day: date) -> bool:
    return bool(calendar.hours_on(day))

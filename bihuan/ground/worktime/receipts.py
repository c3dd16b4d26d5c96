"""The receipt of a due time (时限凭据): every counted stretch, so that nobody has to argue."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bihuan.ground.worktime import wording
from bihuan.ground.worktime.allowances import Allowance
from bihuan.ground.worktime.calendars import Calendar
from bihuan.ground.worktime.conventions import DEFAULT, Conventions
from bihuan.ground.worktime.standing import Clock, Event, Standing, Step
from bihuan.ground.worktime.stretches import Line, Sum


@dataclass(frozen=True, slots=True)
class EventLine:
    """An event on the receipt and the due time after it; `counted` seconds is what a pause moved it by."""

    event: Event
    due: datetime
    counted: int
    by_working_time: bool


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the reader has to know, such as a year whose holidays are not announced."""

    key: str
    values: tuple[str, ...] = ()

    def text(self, locale: str = wording.ZH) -> str:
        """The notice in words."""
        return wording.say(f"notice-{self.key}", locale, "、".join(self.values))


@dataclass(frozen=True, slots=True)
class Receipt:
    """How a due time came about. `due` is None while the clock is paused; `calendar` is the calendar's
    version."""

    start: datetime
    allowance: Allowance
    conventions: Conventions
    calendar: str
    zone: str
    standing: Standing
    lines: tuple[Line | EventLine, ...]
    notices: tuple[Notice, ...]

    @property
    def due(self) -> datetime | None:
        """The due time, half-open, in UTC."""
        return self.standing.due_at

    def as_dict(self) -> dict[str, Any]:
        """The receipt as plain JSON data; moments are ISO 8601 in the calendar's zone."""
        local = wording.Local(self.zone, wording.EN)
        return {
            "start": local.iso(self.start),
            "allowance": str(self.allowance),
            "due": local.iso(self.due) if self.due else None,
            "paused_since": local.iso(self.standing.paused_since) if self.standing.paused_since else None,
            "remaining_seconds": self.standing.remaining_seconds,
            "stopped_at": local.iso(self.standing.stopped_at) if self.standing.stopped_at else None,
            "met": self.standing.met,
            "calendar": self.calendar,
            "zone": self.zone,
            "conventions": {name: getattr(self.conventions, name) for name in Conventions.__slots__},
            "lines": [_line_data(line, local) for line in self.lines],
            "notices": [{"key": notice.key, "values": list(notice.values)} for notice in self.notices],
        }

    def rows(self, locale: str = wording.ZH) -> Iterator[tuple[str, str, str]]:
        """The lines in words, for a table: when, what, and how much is counted."""
        local = wording.Local(self.zone, wording.language(locale))
        for line in self.lines:
            yield (
                _event_row(line, local) if isinstance(line, EventLine) else _row(line, self.allowance, local)
            )

    def text(self, locale: str = wording.ZH) -> str:
        """The receipt as printable lines."""
        local = wording.Local(self.zone, wording.language(locale))
        head = "event" if self.allowance.lead else "start"
        lines = [
            wording.say("title", locale),
            wording.say(head, locale, local.moment(self.start)),
            wording.say("allowance", locale, self.allowance.describe(locale), str(self.allowance)),
            *("  " + "  ".join(part for part in row if part) for row in self.rows(locale)),
            self.conclusion(locale),
            wording.say("calendar", locale, self.calendar, self.zone),
        ]
        return "\n".join(
            lines + [wording.say("notice", locale, notice.text(locale)) for notice in self.notices]
        )

    def conclusion(self, locale: str = wording.ZH) -> str:
        """The due time in words, or that the clock is paused and what is left."""
        local = wording.Local(self.zone, wording.language(locale))
        if self.due is None:
            left = self.standing.remaining_seconds or 0
            key = "paused-working" if self.allowance.counts_working_time else "paused"
            return wording.say(key if left >= 0 else f"{key}-late", locale, local.duration(abs(left)))
        return wording.say(
            "latest" if self.allowance.lead else "due", locale, local.moment(self.due, end=True)
        )


def receipt(
    start: datetime,
    allowance: Allowance,
    calendar: Calendar,
    conventions: Conventions = DEFAULT,
    events: Iterable[Event] = (),
) -> Receipt:
    """How the due time of a clock came about, with the events that happened to it. Raises as `due` and
    `replay` do."""
    clock = Clock(start, allowance, calendar, conventions)
    steps = clock.history(events)
    first = Sum(start, allowance, calendar, conventions, clock.begin(start))
    lines: list[Line | EventLine] = [*first.lines()]
    years = set(first.years())
    for step in steps:
        lines.append(EventLine(step.event, step.due_at, step.counted, step.allowance.counts_working_time))
        if step.event.kind == "restart":
            again = Sum(step.event.at, step.allowance, calendar, conventions, step.due_at)
            lines += again.lines()
            years |= set(again.years())
    return Receipt(
        start=start,
        allowance=allowance,
        conventions=conventions,
        calendar=calendar.version,
        zone=calendar.zone,
        standing=steps[-1].standing if steps else Standing(first.due),
        lines=tuple(lines),
        notices=tuple(_notices(first, steps, years)),
    )


def _notices(first: Sum, steps: list[Step], years: set[int]) -> Iterator[Notice]:
    calendar = first.calendar
    years |= {calendar.local(step.due_at).year for step in steps if first.years()}
    if missing := sorted(year for year in years if not calendar.announced(year)):
        yield Notice("not-announced", tuple(map(str, missing)))
    if first.passed():
        yield Notice("passed")


def _line_data(line: Line | EventLine, local: wording.Local) -> dict[str, Any]:
    if isinstance(line, Line):
        spoken = {"reason": line.reason} if line.reason else {}
        span = {"start": local.iso(line.start), "end": local.iso(line.end)}
        return {"key": line.key, **span, "counted": line.counted, "total": line.total, **spoken}
    event = line.event
    return {
        "key": event.kind,
        "at": local.iso(event.at),
        "due": local.iso(line.due),
        "moved_seconds": line.counted,
        "allowance": str(event.allowance) if event.allowance else None,
        "reason": event.reason,
    }


def _row(line: Line, allowance: Allowance, local: wording.Local) -> tuple[str, str, str]:
    what = wording.say(f"line-{line.key}", local.lang, line.total, line.counted)
    if line.reason:
        what = wording.say("because", local.lang, what, wording.festival(line.reason, local.lang))
    if line.key in ("clock", "named"):
        return local.stretch(line.start, line.end), what, allowance.describe(local.lang)
    if line.key in ("work", "folded-time"):
        amount = wording.say("so-far", local.lang, local.duration(line.counted), local.duration(line.total))
        return local.stretch(line.start, line.end), what, amount
    return local.days(line.start, line.end), what, ""


def _event_row(line: EventLine, local: wording.Local) -> tuple[str, str, str]:
    event = line.event
    moved = local.duration(line.counted)
    key = "resume-working" if event.kind == "resume" and line.by_working_time else event.kind
    extra = event.allowance.describe(local.lang) if event.allowance else ""
    what = wording.say(f"event-{key}", local.lang, moved, extra)
    if event.reason:
        what = wording.say("because", local.lang, what, event.reason)
    after = "" if event.kind == "pause" else wording.say("due", local.lang, local.moment(line.due, end=True))
    return local.moment(event.at), what, after

"""The counted and the skipped stretches between a start and its due time, for the receipt."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby

from bihuan.ground.worktime.allowances import Allowance
from bihuan.ground.worktime.calendars import Calendar
from bihuan.ground.worktime.conventions import Conventions, epoch, moment, rolled
from bihuan.ground.worktime.counting import last_day
from bihuan.ground.worktime.named import has_passed

SHOWN = 62
"""A receipt shows this many counted stretches one by one; of a longer one, it folds the middle by month."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a receipt: what happened from `start` to `end` (half-open, UTC).

    `counted` and `total` are days, or seconds for keys "work" and "clock"; for a lead `total` counts back
    from the event. `reason` is the festival, the override's or the event's reason.
    """

    key: str
    start: datetime
    end: datetime
    counted: int = 0
    total: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Sum:
    """One due time and all that went into it."""

    start: datetime
    allowance: Allowance
    calendar: Calendar
    conventions: Conventions
    due: datetime

    def lines(self) -> list[Line]:
        """The stretches in order of time."""
        kinds = {
            "clock": self._clock,
            "working": self._working,
            "workday": self._workdays,
            "named": self._named,
        }
        return _folded(list(kinds.get(self.allowance.kind, self._dates)()))

    def years(self) -> range:
        """The local years whose holidays this due time depends on."""
        if not self._asks_holidays():
            return range(0)
        first, last = sorted((self.calendar.local(self.start), self.calendar.local(self.due)))
        if self.allowance.kind in ("day", "month", "named") and not self.allowance.lead:
            # The days between do not matter, only whether the last one is a rest day.
            first = max(first, last - timedelta(days=1))
        return range(first.year, (last - timedelta(seconds=1)).year + 1)

    def _asks_holidays(self) -> bool:
        if self.allowance.kind == "clock":
            return False
        if self.allowance.counts_working_time or self.conventions.ends == "close":
            return True
        if self.allowance.kind == "named":
            return self.conventions.roll_dates != "none"
        return self.conventions.roll == "previous" or (
            self.conventions.roll == "next" and not self.allowance.lead
        )

    def passed(self) -> bool:
        """Whether the moment an allowance names had passed at the start, so that the next one was taken."""
        return has_passed(self.start, self.allowance, self.calendar, self.conventions)

    def _clock(self) -> Iterator[Line]:
        first, last = sorted((self.start, self.due))
        yield Line("clock", first, last, counted=abs(self.allowance.size), total=abs(self.allowance.size))

    def _working(self) -> Iterator[Line]:
        first, last = sorted((self.start, self.due))
        total, done, whole = 0, epoch(first), abs(self.allowance.size)
        today, final = self._ordinal(first), self._ordinal(last - timedelta(seconds=1))
        for day in range(today - 1, final + 1):
            hours = self.calendar.hours_on(date.fromordinal(day))
            # A closed day that a night shift reached into has been counted in part.
            if not hours and day >= today and done <= max(epoch(first), epoch(self.calendar.midnight(day))):
                yield self._skipped(day)
            for opening, shutting in hours:
                begin, end = max(epoch(opening), done), min(epoch(shutting), epoch(last))
                if begin < end:
                    total, done = total + end - begin, end
                    so_far = whole - total + end - begin if self.allowance.lead else total
                    yield Line("work", moment(begin), moment(end), end - begin, so_far)

    def _workdays(self) -> Iterator[Line]:
        step = -1 if self.allowance.lead else 1
        today = self._ordinal(self.start)
        wanted, total, day = abs(self.allowance.size), 0, today
        found: list[Line] = []
        if not self._starts_today(today):
            found.append(self._line("event-day" if self.allowance.lead else "start-day", day, day))
            day += step
        while total < wanted:
            if self.calendar.is_workday(date.fromordinal(day)):
                total += 1
                found.append(self._worked(day, total))
            else:
                found.append(self._skipped(day))
            day += step
        if self.allowance.lead:
            yield from self._before(day + 1)
        yield from found[::step]

    def _worked(self, day: int, total: int) -> Line:
        on = date.fromordinal(day)
        make_up = self.calendar.status(on) == "make-up"
        line = self._line("make-up" if make_up else "day", day, day)
        return replace(line, counted=1, total=total, reason=self.calendar.reason(on))

    def _before(self, first: int) -> Iterator[Line]:
        """The days a lead skips between its moment and the first of the days it leaves free."""
        moment_day = self._ordinal(self.due - timedelta(seconds=1))
        yield from (self._skipped(day) for day in range(moment_day + 1, first))

    def _starts_today(self, today: int) -> bool:
        if self.conventions.start_day == "next" or not self.calendar.is_workday(date.fromordinal(today)):
            return False
        close = self.calendar.hours_on(date.fromordinal(today))[-1][1]
        return self.allowance.lead or epoch(self.start) < epoch(close)

    def _dates(self) -> Iterator[Line]:
        today = self._ordinal(self.start)
        last = last_day(self.start, self.allowance, self.calendar, self.conventions)
        included = self.conventions.start_day == "same"
        if self.allowance.lead:
            yield from self._before(last)
            yield self._period(last, today - 1 + included)
            if not included:
                yield self._line("event-day", today, today)
            return
        if not included:
            yield self._line("start-day", today, today)
        yield self._period(today + 1 - included, last)
        yield from self._moved(last)

    def _moved(self, last: int) -> Iterator[Line]:
        moved = rolled(last, self.conventions.roll, self.calendar)
        if moved != last:
            yield replace(self._line("roll", last, last), reason=self.calendar.reason(date.fromordinal(last)))
            yield from (self._skipped(day) for day in range(last + 1, moved))
            yield self._line("last-day", moved, moved)

    def _period(self, first: int, last: int) -> Line:
        days = last - first + 1
        key = "days" if self.allowance.kind == "day" else "months"
        return replace(self._line(key, first, last), counted=days, total=days)

    def _named(self) -> Iterator[Line]:
        yield Line("named", self.start, self.due)

    def _skipped(self, day: int) -> Line:
        on = date.fromordinal(day)
        status = self.calendar.status(on)
        return replace(
            self._line("holiday" if status == "holiday" else "rest", day, day),
            reason=self.calendar.reason(on),
        )

    def _line(self, key: str, first: int, last: int) -> Line:
        return Line(key, self.calendar.midnight(first), self.calendar.midnight(last + 1))

    def _ordinal(self, at: datetime) -> int:
        return at.astimezone(self.calendar.tz).toordinal()


def _folded(lines: list[Line]) -> list[Line]:
    """Neighbouring skipped days of one reason in one line; the middle of a long receipt by month."""
    merged: list[Line] = []
    for line in lines:
        last = merged[-1] if merged else None
        if (
            last
            and not line.counted
            and (last.key, last.reason, last.end) == (line.key, line.reason, line.start)
        ):
            merged[-1] = replace(last, end=line.end)
        else:
            merged.append(line)
    if sum(1 for line in merged if line.counted) <= SHOWN:
        return merged
    edge = SHOWN // 2
    middle = (
        _one(group)
        for _, group in groupby(merged[edge:-edge], key=lambda line: (line.end.year, line.end.month))
    )
    return [*merged[:edge], *(line for line in middle if line.counted), *merged[-edge:]]


def _one(lines: Iterable[Line]) -> Line:
    group = list(lines)
    counted = [line for line in group if line.counted]
    unit = "folded-time" if any(line.key == "work" for line in counted) else "folded-days"
    most = max((line.total for line in counted), default=0)
    return Line(unit, group[0].start, group[-1].end, sum(line.counted for line in counted), most)

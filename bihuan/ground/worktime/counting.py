"""Due times: a start, an allowance and a calendar in; a moment out.

Moments are aware; results are in UTC, whole seconds, and half-open: "the end of Monday" is Tuesday 00:00.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from datetime import date, datetime

from bihuan.ground.worktime.allowances import Allowance, Kind
from bihuan.ground.worktime.calendars import Calendar
from bihuan.ground.worktime.conventions import DEFAULT, Conventions, end_of, epoch, moment, rolled
from bihuan.ground.worktime.errors import NaiveTime, TooFar
from bihuan.ground.worktime.named import month_day, named
from bihuan.ground.worktime.tables import FIRST_YEAR, LAST_YEAR


def due(
    start: datetime, allowance: Allowance, calendar: Calendar, conventions: Conventions = DEFAULT
) -> datetime:
    """The last moment for what was started at `start`; for a lead (`-7d`), the last moment before the event
    `start`.

    Natural hours run at once and around the clock, working hours at once and inside the calendar's hours.
    Working days, natural days, months and years end with a day. A lead in days leaves that many whole days
    between its moment and the day of the event (`-7d` before the 20th: by the 13th 00:00); with
    `start_day="same"` the day of the event is one of them (by the 14th 00:00, that is, still on the 13th).

    Raises `NaiveTime`, `NoWorkingTime` or `TooFar`.
    """
    if start.tzinfo is None:
        raise NaiveTime(f"start {start} has no zone; give an aware datetime")
    if not FIRST_YEAR <= start.year <= LAST_YEAR:
        raise TooFar(f"start {start} lies outside the years {FIRST_YEAR} to {LAST_YEAR}")
    return _RULES[allowance.kind](start, allowance, calendar, conventions)


def working_seconds(start: datetime, end: datetime, calendar: Calendar) -> int:
    """Working seconds in [start, end), to the whole second; negative if `end` is before `start`."""
    first, last = epoch(start), epoch(end)
    table = calendar.tables.around(first)
    while not table.since <= last < table.until:
        # Widening keeps what was covered; only a race between threads takes a second turn.
        calendar.tables.around(last)
        table = calendar.tables.around(first)
    return table.total(last) - table.total(first)


def add_working(start: datetime, seconds: int, calendar: Calendar) -> datetime:
    """The first moment with that many working seconds since `start`; for negative seconds, the last before
    it.

    `working_seconds(start, add_working(start, n, c), c) == n`. With 0 the start itself, open or not.
    """
    at = epoch(start)
    tables = calendar.tables
    table = tables.around(at)
    if seconds > 0:
        while (found := table.forward(at, seconds)) is None:
            table = tables.later(table)
    elif seconds < 0:
        while (found := table.backward(at, -seconds)) is None:
            table = tables.earlier(table)
    else:
        found = at
    return moment(found)


def next_open(at: datetime, calendar: Calendar) -> datetime:
    """The moment itself while the calendar is open, else the next opening."""
    seconds = epoch(at)
    table = calendar.tables.around(seconds)
    while (found := table.opening(seconds)) is None:
        table = calendar.tables.later(table)
    return moment(found)


def last_day(start: datetime, allowance: Allowance, calendar: Calendar, conventions: Conventions) -> int:
    """The day (an ordinal) a period of natural days, months or years ends with, before it is rolled; for a
    lead, the first day of those left free before the event."""
    day = start.astimezone(calendar.tz).toordinal()
    included = conventions.start_day == "same"
    if allowance.kind == "day":
        found = day + allowance.size + (0 if not included else 1 if allowance.lead else -1)
    else:
        found = _month_later(date.fromordinal(day), allowance.size, included)
    if not FIRST_YEAR < date.fromordinal(found).year < LAST_YEAR:
        raise TooFar(f"{allowance} from {start:%Y-%m-%d} leads outside the years {FIRST_YEAR} to {LAST_YEAR}")
    return found


def _month_later(day: date, months: int, included: bool) -> int:
    month = day.year * 12 + day.month - 1 + months
    if not included:
        return month_day(month, day.day)
    if months < 0:
        return month_day(month, day.day) + 1
    # The day before the corresponding one; before the 1st, that is the end of the month before.
    return month_day(month, day.day - 1) if day.day > 1 else month_day(month - 1, 31)


def _clock(start: datetime, allowance: Allowance, calendar: Calendar, conventions: Conventions) -> datetime:
    return moment(epoch(start) + allowance.size)


def _working(start: datetime, allowance: Allowance, calendar: Calendar, conventions: Conventions) -> datetime:
    return add_working(start, allowance.size, calendar)


def _workday(start: datetime, allowance: Allowance, calendar: Calendar, conventions: Conventions) -> datetime:
    at, tables = epoch(start), calendar.tables
    table = tables.around(at)
    day = start.astimezone(calendar.tz).toordinal()
    if allowance.size < 0:
        return _workday_lead(day, allowance, calendar, conventions)
    counted = allowance.size - 1
    if conventions.start_day == "same" and _still_open(at, day, calendar):
        counted -= 1
    while (last := bisect_right(table.workdays, day) + counted) >= len(table.workdays):
        table = tables.later(table)
    return end_of(table.workdays[last], calendar, conventions)


def _still_open(at: int, day: int, calendar: Calendar) -> bool:
    hours = calendar.hours_on(date.fromordinal(day))
    return bool(hours) and at < epoch(hours[-1][1])


def _workday_lead(day: int, allowance: Allowance, calendar: Calendar, conventions: Conventions) -> datetime:
    if conventions.start_day == "same":
        day += 1
    table = calendar.tables.on(day)
    while (first := bisect_left(table.workdays, day) + allowance.size) < 0:
        table = calendar.tables.earlier(table)
    return _before(table.workdays[first], calendar, conventions)


def _date(start: datetime, allowance: Allowance, calendar: Calendar, conventions: Conventions) -> datetime:
    day = last_day(start, allowance, calendar, conventions)
    if allowance.lead:
        if conventions.roll == "previous":
            # The last day to act is the one before the free days; that one must be a workday.
            day = rolled(day - 1, "previous", calendar) + 1
        return _before(day, calendar, conventions)
    return end_of(rolled(day, conventions.roll, calendar), calendar, conventions)


def _before(day: int, calendar: Calendar, conventions: Conventions) -> datetime:
    """The end of the last moment to act before the free days of a lead: midnight, or the last close of
    business."""
    if conventions.ends == "close":
        return end_of(rolled(day - 1, "previous", calendar), calendar, conventions)
    return calendar.midnight(day)


_RULES: dict[Kind, Callable[[datetime, Allowance, Calendar, Conventions], datetime]] = {
    "clock": _clock,
    "working": _working,
    "workday": _workday,
    "day": _date,
    "month": _date,
    "named": named,
}

"""Named moments: the same day, the next day at 09:00, by day 10 of next month."""

from bisect import bisect_right
from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from itertools import count

from bihuan.ground.worktime.allowances import Allowance
from bihuan.ground.worktime.calendars import Calendar
from bihuan.ground.worktime.conventions import Conventions, end_of, rolled

_MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}


def named(start: datetime, allowance: Allowance, calendar: Calendar, conventions: Conventions) -> datetime:
    """The moment an allowance names. Where it has passed when the start comes, the next such moment
    counts."""
    if allowance.unit == "half-day":
        return _half_day(start, calendar, conventions)
    for step in count():
        found = _candidate(start, allowance, calendar, conventions, step)
        if found > start:
            break
    return found


def has_passed(start: datetime, allowance: Allowance, calendar: Calendar, conventions: Conventions) -> bool:
    """Whether the moment first meant by a named allowance had passed at the start."""
    if allowance.kind != "named" or allowance.unit == "half-day":
        return False
    return _candidate(start, allowance, calendar, conventions, 0) <= start


def _candidate(
    start: datetime, allowance: Allowance, calendar: Calendar, conventions: Conventions, step: int
) -> datetime:
    on = date_named(start.astimezone(calendar.tz).toordinal(), allowance, step, calendar)
    if allowance.unit.partition("-")[2] in (*_MONTHS, "week"):
        on = rolled(on, conventions.roll_dates, calendar)
    return _at(on, allowance.minute, calendar, conventions)


def date_named(day: int, allowance: Allowance, step: int, calendar: Calendar) -> int:
    """The date an allowance names for a start on a day (ordinals), `step` periods later."""
    which, _, period = allowance.unit.partition("-")
    if period == "wd":
        return next_workday(day + step, calendar)
    if period == "day":
        return day + step + (which == "next")
    step += which == "next"
    if period == "week":
        monday = day - date.fromordinal(day).weekday() + 7 * step
        return monday + (allowance.day or 7) - 1
    months = _MONTHS[period]
    today = date.fromordinal(day)
    first = (today.year * 12 + today.month - 1) // months * months + step * months
    if not allowance.day:
        return month_day(first + months - 1, 31)
    return month_day(first, allowance.day)


def month_day(month: int, day: int) -> int:
    """The ordinal of a day in a month (counted from year 0), or of the month's last day if it is shorter."""
    year, index = divmod(month, 12)
    return date(year, index + 1, min(day, monthrange(year, index + 1)[1])).toordinal()


def next_workday(day: int, calendar: Calendar) -> int:
    """The first workday after a day (ordinals)."""
    table = calendar.tables.on(day)
    while (i := bisect_right(table.workdays, day)) == len(table.workdays):
        table = calendar.tables.later(table)
    return table.workdays[i]


def _at(day: int, minute: int | None, calendar: Calendar, conventions: Conventions) -> datetime:
    if minute is None:
        return end_of(day, calendar, conventions)
    if minute == 1440:
        return calendar.midnight(day + 1)
    wall = datetime.fromordinal(day) + timedelta(minutes=minute)
    return wall.replace(tzinfo=calendar.tz).astimezone(UTC)


def _half_day(start: datetime, calendar: Calendar, conventions: Conventions) -> datetime:
    day = start.astimezone(calendar.tz).toordinal()
    noon = _at(day, 720, calendar, conventions)
    first, last = (calendar.midnight(day), noon) if start < noon else (noon, calendar.midnight(day + 1))
    if conventions.ends == "close":
        shuts = (shut.astimezone(UTC) for _, shut in calendar.hours_on(date.fromordinal(day)))
        last = max((shut for shut in shuts if first < shut <= last and shut > start), default=last)
    return last

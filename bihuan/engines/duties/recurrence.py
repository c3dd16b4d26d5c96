"""When a duty falls due: windows from a plan's days and times. Pure.

RFC 5545 says days through dateutil; Chinese workdays, halves of a day and spread rounds are counted here.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from dateutil.rrule import rrulestr

from bihuan.engines.duties.shapes import Days, Plan, Times
from bihuan.ground.worktime import Calendar
from bihuan.ground.worktime.zone import SHANGHAI

_PERIODS = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
_NOON = time(12)


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """It may be done from `opens_at` on, is due by `due_at`, and is missed after `closes_at`."""

    opens_at: datetime
    due_at: datetime
    closes_at: datetime


def length(text: str) -> timedelta:
    """`30min` or `2h`."""
    if text.endswith("min"):
        return timedelta(minutes=int(text[:-3]))
    return timedelta(hours=int(text[:-1]))


def windows(plan: Plan, first: date, last: date, calendar: Calendar | None = None) -> Iterator[Window]:
    """Every window whose day lies from `first` to `last`, both included, in order."""
    for day in days(plan.days, first, last, calendar):
        yield from _of_day(plan, day, calendar)


def days(rule: Days, first: date, last: date, calendar: Calendar | None = None) -> Iterator[date]:
    """The days of a rule. For `by_day` it is the last day that counts."""
    for day in _days(rule, first, last, calendar):
        if not rule.months or day.month in rule.months:
            yield day


def _days(rule: Days, first: date, last: date, calendar: Calendar | None) -> Iterator[date]:
    if rule.rule is not None:
        # The rule counts from a day long before, so that every second week is the same whenever one asks.
        found = rrulestr(f"DTSTART:20240101T000000\nRRULE:{rule.rule}")
        begin, end = (datetime.combine(day, time()) for day in (first, last))
        yield from (one.date() for one in found.between(begin, end, inc=True))
        return
    if rule.workday is not None:
        assert calendar is not None
        yield from _nth_workdays(rule, first, last, calendar)
        return
    for number in range((last - first).days + 1):
        day = first + timedelta(number)
        if rule.by_day is not None:
            if day.day == rule.by_day:
                yield day
        elif rule.every == "day" or (
            calendar is not None and calendar.is_workday(day) == (rule.every == "workday")
        ):
            yield day


def _nth_workdays(rule: Days, first: date, last: date, calendar: Calendar) -> Iterator[date]:
    """The n-th (or from the end, the -n-th) workday of each period that touches the days asked for."""
    assert rule.workday is not None
    begin = period_of(first, rule.period)[0]
    while begin <= last:
        begin, end = period_of(begin, rule.period)
        worked = [day for day in _each(begin, end) if calendar.is_workday(day)]
        index = rule.workday - 1 if rule.workday > 0 else rule.workday
        if -len(worked) <= index < len(worked) and first <= worked[index] <= last:
            yield worked[index]
        begin = end + timedelta(1)


def period_of(day: date, period: str) -> tuple[date, date]:
    """The first and last day of the week (from Monday), month, quarter, half-year or year around a day."""
    if period == "week":
        monday = day - timedelta(day.weekday())
        return monday, monday + timedelta(6)
    months = _PERIODS[period]
    month = (day.month - 1) // months * months
    begin = date(day.year, month + 1, 1)
    after = date(day.year + (month + months) // 12, (month + months) % 12 + 1, 1)
    return begin, after - timedelta(1)


def _each(first: date, last: date) -> Iterator[date]:
    yield from (first + timedelta(number) for number in range((last - first).days + 1))


def _of_day(plan: Plan, day: date, calendar: Calendar | None) -> Iterator[Window]:
    grace = length(plan.grace)
    for opens, due in _spans(plan.times, day, length(plan.window), calendar):
        if plan.days.by_day is not None:
            opens = _at(day.replace(day=1), "00:00")
        yield Window(opens, due, due + grace)


def _spans(
    times: Times, day: date, window: timedelta, calendar: Calendar | None
) -> Iterator[tuple[datetime, datetime]]:
    if times.at:
        yield from ((_at(day, clock) - window, _at(day, clock)) for clock in sorted(times.at))
        return
    if times.a_day:
        begin, end = _at(day, times.from_), _at(day, times.to)
        # Cut as a whole, so that what does not divide evenly leaves no round over.
        cuts = [begin + (end - begin) * number / times.a_day for number in range(times.a_day + 1)]
        yield from pairwise(cuts)
        return
    if times.each:
        begin, end = _at(day, times.from_), _at(day, times.to)
        while begin < end:
            yield begin, min(begin + length(times.each), end)
            begin += length(times.each)
        return
    assert calendar is not None
    hours = calendar.hours_on(day)
    if not hours:
        return
    opening, closing = hours[0][0], hours[-1][1]
    if times.halves:
        noon = datetime.combine(day, _NOON, opening.tzinfo)
        yield from ((begin, end) for begin, end in ((opening, noon), (noon, closing)) if begin < end)
    elif times.before:
        yield opening - length(times.before), opening
    elif times.after:
        yield closing - window, closing + length(times.after)


def _at(day: date, clock: str) -> datetime:
    if clock == "24:00":
        return datetime.combine(day + timedelta(1), time(), SHANGHAI)
    return datetime.combine(day, time.fromisoformat(clock), SHANGHAI)


def too_far_apart(
    done: Sequence[datetime], since: datetime, until: datetime, most: timedelta
) -> list[tuple[datetime, datetime]]:
    """The gaps longer than `most` between two rounds, and at both ends of the time looked at."""
    moments = [since, *sorted(one for one in done if since <= one <= until), until]
    return [(a, b) for a, b in pairwise(moments) if b - a > most]

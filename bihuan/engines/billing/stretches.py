"""A bill's days cut where something changes: the price, the season, the year of the count. Pure."""

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

from bihuan.engines.billing.charges import Version
from bihuan.engines.billing.refusals import NoTariff
from bihuan.engines.billing.shapes import Tariff
from bihuan.engines.billing.usage import Usage

#: Since when each version holds within a bill, the earliest first.
Held = list[tuple[date, Version]]

DAY = timedelta(1)
#: Meters are not read on the same day each month: so many days more still belong to the month before.
OVERHANG = 15


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days within which nothing changes. `month` is whose season they belong to.

    `before` and `upto` are how many of the bill's days lie before it and up to its end; `anew`: a year of
    the count begins with it.
    """

    first: date
    last: date
    version: Version
    month: int
    before: int
    upto: int
    anew: bool

    def share(self, whole: Decimal, of_days: int, step: Decimal) -> Decimal:
        """Its part of a quantity of the whole bill; the parts of all stretches add up to exactly the whole."""
        return part(whole, self.before, self.upto, of_days, step)


@dataclass(frozen=True, slots=True)
class BillMonth:
    """A month of a bill: from the day of its beginning to the day before the same day of the next month, or so."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


def part(whole: Decimal, before: int, upto: int, of: int, step: Decimal) -> Decimal:
    """What of `whole` falls on the days after `before` up to `upto`, rounded so that parts in a row stay exact."""
    return _cumulative(whole, upto, of, step) - _cumulative(whole, before, of, step)


def _cumulative(whole: Decimal, days: int, of: int, step: Decimal) -> Decimal:
    if days in (0, of):
        return whole if days else Decimal(0)
    return min(whole, (whole * days / of / step).quantize(Decimal(1), ROUND_HALF_UP) * step)


def months(first: date, last: date) -> list[BillMonth]:
    """The months of a bill, at least one; more than half a month left at the end is one of its own."""
    starts = [first]
    while (start := _later(first, len(starts))) <= last:
        if (last - start).days < OVERHANG:
            break
        starts.append(start)
    return [BillMonth(one, after - DAY) for one, after in pairwise([*starts, last + DAY])]


def _later(first: date, count: int) -> date:
    year, month = divmod(first.year * 12 + first.month - 1 + count, 12)
    return date(year, month + 1, min(first.day, monthrange(year, month + 1)[1]))


def version_on(versions: Sequence[Version], on: date) -> Version:
    """The version in force on a day. Raises NoTariff."""
    for one in versions:
        if one.tariff.in_force.holds(on):
            return one
    raise NoTariff(on)


def cut(versions: Sequence[Version], usage: Usage, as_of: date | None = None) -> list[Stretch]:
    """The stretches of a bill, at least one. Raises NoTariff.

    How it is cut is what the version in force on the last day says of it. `as_of`: by the version of that day alone.
    """
    rule = version_on(versions, as_of or usage.last)
    by_price = "end" if as_of else rule.tariff.crossing.price
    if by_price == "day":
        held: Held = list(_versions(versions, usage))
    else:
        held = [(usage.first, rule if by_price == "end" else version_on(versions, usage.first))]
    billed = months(usage.first, usage.last)
    starts = (
        {start for start, _ in held} | set(_seasons(held, billed, usage)) | set(_years(rule.tariff, usage))
    )
    found: list[Stretch] = []
    for start, after in pairwise([*sorted(starts), usage.after]):
        version = _holding(held, start)
        found.append(
            Stretch(
                start,
                after - DAY,
                version,
                _month(version.tariff, start, billed),
                (start - usage.first).days,
                (after - usage.first).days,
                _anew(rule.tariff, start, usage),
            )
        )
    return found


def _versions(versions: Sequence[Version], usage: Usage) -> Iterator[tuple[date, Version]]:
    """Each version and since when it holds within the bill. Raises NoTariff on the first day without one."""
    on = usage.first
    while on <= usage.last:
        one = version_on(versions, on)
        yield on, one
        if one.tariff.in_force.to is None:
            return
        on = one.tariff.in_force.to + DAY


def _month(tariff: Tariff, on: date, billed: Sequence[BillMonth]) -> int:
    if tariff.crossing.season == "day":
        return on.month
    return next(one.last.month for one in billed if one.first <= on <= one.last)


def _season(tariff: Tariff, month: int) -> tuple[object, ...]:
    limits = [month in one.months for one in tariff.ladder.limits if one.months] if tariff.ladder else []
    return (*limits, *(one.in_month(month) for one in tariff.components if one.months))


def _seasons(held: Held, billed: list[BillMonth], usage: Usage) -> Iterator[date]:
    """Where a season begins within the bill: in whose months, the version that holds then says."""
    if not any(_season(one.tariff, 1) for _, one in held):
        return
    if held[-1][1].tariff.crossing.season == "end":
        turns = [(after.first, before.last.month, after.last.month) for before, after in pairwise(billed)]
    else:
        turns = [(on, (on - DAY).month, on.month) for on in _firsts(usage)]
    for on, before, after in turns:
        tariff = _holding(held, on).tariff
        if _season(tariff, before) != _season(tariff, after):
            yield on


def _firsts(usage: Usage) -> Iterator[date]:
    """The first days of months within a bill, but for its own first day."""
    on = _later(usage.first.replace(day=1), 1)
    while on <= usage.last:
        yield on
        on = _later(on, 1)


def _holding(held: Held, on: date) -> Version:
    return next(one for since, one in reversed(held) if since <= on)


def _resets(tariff: Tariff, first: date, last: date) -> Iterator[date]:
    """The days of a stretch of time on which the count of a year begins anew."""
    if tariff.ladder is None or tariff.ladder.run != "year":
        return
    month, day = map(int, tariff.ladder.begins.split("-"))
    for year in range(first.year, last.year + 1):
        if first <= (on := date(year, month, day)) <= last:
            yield on


def _years(tariff: Tariff, usage: Usage) -> Iterator[date]:
    if tariff.crossing.year == "day":
        yield from _resets(tariff, usage.first + DAY, usage.last)


def _anew(tariff: Tariff, start: date, usage: Usage) -> bool:
    if tariff.crossing.year == "day":
        return any(_resets(tariff, start, start))
    # The bill belongs to the year in which it ends.
    return start == usage.first and any(_resets(tariff, usage.first, usage.last))

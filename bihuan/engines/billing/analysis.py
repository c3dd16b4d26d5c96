"""What past bills say about a household: curves, the same period a year before, when the next step of the price is
reached, shares of the day, and a grade with its reasons. Pure.

Days are the grain: a bill's quantity is spread evenly over its days, as fractions, so that every sum over days, months
or years is exactly the sum of the bills.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Literal

_TENTH = Decimal("0.1")
Grade = Literal["A", "B", "C", "D"]


@dataclass(frozen=True, slots=True)
class Period:
    """What one bill counted; both days belong to it."""

    first: date
    last: date
    quantities: Mapping[str, Decimal]
    amount: Decimal = Decimal(0)

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def total(self) -> Decimal:
        return sum(self.quantities.values(), Decimal(0))

    @property
    def a_day(self) -> Fraction:
        return Fraction(self.total) / self.days


def by_month(periods: Sequence[Period]) -> dict[tuple[int, int], Fraction]:
    """The usage of each calendar month, the earliest first; months nobody was billed for are not in it."""
    found: dict[tuple[int, int], Fraction] = {}
    for one in periods:
        first = one.first
        while first <= one.last:
            following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
            last = min(one.last, following - timedelta(1))
            month = (first.year, first.month)
            found[month] = found.get(month, Fraction(0)) + one.a_day * ((last - first).days + 1)
            first = following
    return dict(sorted(found.items()))


def by_year(periods: Sequence[Period]) -> dict[int, Fraction]:
    found: dict[int, Fraction] = {}
    for (year, _month), quantity in by_month(periods).items():
        found[year] = found.get(year, Fraction(0)) + quantity
    return found


def change(now: Fraction, before: Fraction) -> Decimal | None:
    """By how many per cent it grew, to a tenth; None where there was nothing before."""
    return _decimal((now - before) * 100 / before, _TENTH) if before else None


#: A bill of the same time of the last year ends at most so many days off.
ABOUT_DAYS = 20


def same_period(periods: Sequence[Period], last: date) -> Period | None:
    """The bill that ended a year before a day, give or take some days."""
    wanted = _year_before(last)
    close = [one for one in periods if abs((one.last - wanted).days) <= ABOUT_DAYS]
    return min(close, key=lambda one: abs((one.last - wanted).days), default=None)


def _year_before(day: date) -> date:
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


@dataclass(frozen=True, slots=True)
class Reach:
    """When a step of the price begins: `on` is the first day of which a part falls on it.

    None: not before the count begins anew. `already`: it has begun.
    """

    tier: int
    limit: Decimal
    left: Decimal
    on: date | None
    already: bool = False


def forecast(
    counted: Decimal, last: date, a_day: Fraction, limits: Sequence[Decimal], until: date
) -> list[Reach]:
    """When each further step begins at this pace. `counted` up to and with `last`; the count ends with `until`.

    A limit belongs to the step below it, so the next begins on the day that goes beyond it.
    """
    return [_reach(tier, limit, counted, last, a_day, until) for tier, limit in enumerate(limits, 2)]


def _reach(tier: int, limit: Decimal, counted: Decimal, last: date, a_day: Fraction, until: date) -> Reach:
    if counted > limit:
        return Reach(tier, limit, Decimal(0), None, already=True)
    left = limit - counted
    if a_day <= 0:
        return Reach(tier, limit, left, None)
    days = math.floor(Fraction(left) / a_day) + 1
    return Reach(tier, limit, left, last + timedelta(days) if days <= (until - last).days else None)


def shares(quantities: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Per cent of each to a tenth; together exactly 100, unless there is nothing."""
    whole = sum(quantities.values(), Decimal(0))
    if not whole:
        return dict.fromkeys(quantities, Decimal(0))
    exact = {id: Fraction(one) * 1000 / Fraction(whole) for id, one in quantities.items()}
    given = {id: math.floor(one) for id, one in exact.items()}
    short = 1000 - sum(given.values())
    for id in sorted(exact, key=lambda id: given[id] - exact[id])[:short]:
        given[id] += 1
    return {id: Decimal(one) / 10 for id, one in given.items()}


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing a grade stands on: what was looked at, how many of its `of` points it got, and the figure."""

    code: Literal["step", "trend", "valley"]
    points: int
    of: int
    figure: Decimal


@dataclass(frozen=True, slots=True)
class Graded:
    """`grade` from A (sparing) to D; None where nothing is known yet to judge by."""

    grade: Grade | None
    reasons: tuple[Reason, ...]


def grade(step: int | None, trend: Decimal | None, valley: Decimal | None) -> Graded:
    """How sparingly a household uses: the step of the price it stands on, the change against the same period of the
    last year in per cent, and the share of the cheap hours in per cent, as far as they are known.

    Each gives up to two points; A needs three quarters of them, B half, C a quarter.
    """
    reasons = []
    if step is not None:
        reasons.append(Reason("step", max(0, 3 - step), 2, Decimal(step)))
    if trend is not None:
        reasons.append(Reason("trend", 2 if trend <= -5 else 1 if trend <= 5 else 0, 2, trend))
    if valley is not None:
        reasons.append(Reason("valley", 2 if valley >= 45 else 1 if valley >= 30 else 0, 2, valley))
    if not reasons:
        return Graded(None, ())
    share = Fraction(sum(one.points for one in reasons), sum(one.of for one in reasons))
    marks: tuple[tuple[Fraction, Grade], ...] = (
        (Fraction(3, 4), "A"),
        (Fraction(1, 2), "B"),
        (Fraction(1, 4), "C"),
    )
    return Graded(next((mark for least, mark in marks if share >= least), "D"), tuple(reasons))


#: Why a saving tip is given: what the figures show.
Tip = Literal["risen", "near_step", "peak_heavy", "fallen"]


def tips(trend: Decimal | None, reaches: Sequence[Reach], valley: Decimal | None, today: date) -> list[Tip]:
    """What to point out, the most urgent first."""
    found: list[Tip] = []
    if trend is not None and trend > 15:
        found.append("risen")
    if any(one.on is not None and one.on - today <= timedelta(60) for one in reaches):
        found.append("near_step")
    if valley is not None and valley < 30:
        found.append("peak_heavy")
    if trend is not None and trend <= -5:
        found.append("fallen")
    return found


def shown(quantity: Fraction, step: Decimal = _TENTH) -> Decimal:
    """For people: to a tenth, half up."""
    return _decimal(quantity, step)


def _decimal(value: Fraction, step: Decimal) -> Decimal:
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(step, ROUND_HALF_UP)

"""From what meters showed to what was used. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from bihuan.engines.billing.usage import ONE, ZERO

#: Why an account is left out of a run.
Reason = Literal["not_read", "billed", "went_back", "no_tariff", "not_fitting"]
Values = Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Gauge:
    """A meter: `digits` before the point, then it begins at nothing again. `ends` where it was taken away."""

    id: int
    digits: int
    multiplier: Decimal
    fitted_on: date
    starts: Values
    removed_on: date | None = None
    ends: Values = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Seen:
    """What a meter showed at the end of a day."""

    meter: int
    on: date
    values: Values
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class Before:
    """Where the last bill ended: its day, and what each meter showed."""

    last: date
    closing: Mapping[int, Values]


@dataclass(frozen=True, slots=True)
class Stretch:
    """What one bill is made of. `quantities` are as the meters count, times `multiplier`; both days belong to it."""

    first: date
    last: date
    quantities: Values
    multiplier: Decimal
    closing: Mapping[int, Values]
    estimated: bool


@dataclass(frozen=True, slots=True)
class Left:
    """No bill this time, and why."""

    reason: Reason


def advance(start: Decimal, end: Decimal, digits: int) -> Decimal | None:
    """How far a register went; past its last digit it begins at nothing again. None when it went backwards.

    A register that shows less than before has gone round when that makes less than half a round, else it went back.
    """
    if end >= start:
        return end - start
    whole = Decimal(10) ** digits
    round_ = end + whole - start
    return round_ if ZERO <= round_ < whole / 2 else None


def stretch(
    opened_on: date,
    before: Before | None,
    gauges: Sequence[Gauge],
    seen: Iterable[Seen],
    fixed: Values,
    until: date,
) -> Stretch | Left:
    """What is to be billed up to a day: from the day after the last bill to the last reading that is not later.

    Without meters (a fee for a floor area) it reaches to the day itself.
    """
    first = before.last + timedelta(1) if before else opened_on
    if not gauges:
        if first > until:
            return Left("billed")
        return Stretch(first, until, dict(fixed), ONE, {}, estimated=False)
    usable = [one for one in seen if first <= one.on <= until]
    gone = [one for one in gauges if one.removed_on and first <= one.removed_on <= until]
    running = any(one.removed_on is None or one.removed_on > until for one in gauges)
    days = [one.on for one in usable] + (
        [] if running else [one.removed_on for one in gone if one.removed_on]
    )
    if not days:
        return Left("billed" if first > until else "not_read")
    return _counted(first, max(days), before, gauges, usable, fixed)


def _counted(
    first: date,
    last: date,
    before: Before | None,
    gauges: Sequence[Gauge],
    usable: Sequence[Seen],
    fixed: Values,
) -> Stretch | Left:
    parts: list[tuple[Decimal, dict[str, Decimal]]] = []
    closing: dict[int, Values] = {}
    latest: dict[int, Seen] = {}
    for one in sorted(usable, key=lambda one: one.on):
        latest[one.meter] = one
    for gauge in gauges:
        if gauge.fitted_on > last or (gauge.removed_on and gauge.removed_on < first):
            continue
        start = before.closing.get(gauge.id, gauge.starts) if before else gauge.starts
        gone = gauge.removed_on is not None and gauge.removed_on <= last
        shown = latest.get(gauge.id)
        end = gauge.ends if gone else shown.values if shown else start
        went = {id: advance(start.get(id, ZERO), value, gauge.digits) for id, value in end.items()}
        if any(one is None for one in went.values()):
            return Left("went_back")
        parts.append((gauge.multiplier, {id: one for id, one in went.items() if one is not None}))
        if not gone:
            closing[gauge.id] = end
    quantities, multiplier = _added(parts)
    estimated = any(latest[id].estimated for id in closing if id in latest)
    return Stretch(first, last, {**fixed, **quantities}, multiplier, closing, estimated)


def _added(parts: Sequence[tuple[Decimal, dict[str, Decimal]]]) -> tuple[dict[str, Decimal], Decimal]:
    """The quantities together. One multiplier for all is told in the sum; different ones are counted in here."""
    multipliers = {multiplier for multiplier, _went in parts}
    told = multipliers.pop() if len(multipliers) == 1 else ONE
    total: dict[str, Decimal] = {}
    for multiplier, went in parts:
        for id, quantity in went.items():
            total[id] = total.get(id, ZERO) + (quantity if told == multiplier else quantity * multiplier)
    return total, told

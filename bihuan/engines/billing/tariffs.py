"""What a bill comes to: multiplier, days, steps, components, relief, minimum, and one rounding at the end. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP, Decimal, localcontext
from typing import Any

from bihuan.engines.billing import wording
from bihuan.engines.billing.charges import Charge, Line, Step, Version
from bihuan.engines.billing.checks import charged
from bihuan.engines.billing.ladders import climb, reach, shared
from bihuan.engines.billing.shapes import Component, Rounding, Tariff
from bihuan.engines.billing.stretches import BillMonth, Stretch, cut, months, part, version_on
from bihuan.engines.billing.usage import ONE, ZERO, Usage, checked
from bihuan.ground.standards.base import Text

_MODES = {"half_up": ROUND_HALF_UP, "half_even": ROUND_HALF_EVEN, "up": ROUND_UP, "down": ROUND_DOWN}
#: More digits than any product of a bill has, so that nothing but the last step rounds.
_DIGITS = 60
#: A month's share of a fixed fee when its days are cut.
_MONTH_STEP = Decimal("0.0001")


@dataclass(slots=True)
class _Sum:
    """A bill in the making."""

    usage: Usage
    billed: list[BillMonth]
    counted: Decimal
    lines: list[Line] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)

    def tell(self, code: str, **values: object) -> None:
        self.steps.append(Step(code, values))


@dataclass(frozen=True, slots=True)
class _Stretched:
    """What is used in one stretch, and how it climbs the ladder."""

    stretch: Stretch
    quantities: Mapping[str, Decimal]
    tiers: Sequence[Decimal]
    months: Decimal

    @property
    def tariff(self) -> Tariff:
        return self.stretch.version.tariff

    def line(self, kind: str, id: str, title: Text, amount: Decimal, clause: str | None, **more: Any) -> Line:
        at = self.stretch
        cite = at.version.cite(clause)
        return Line(kind, id, title, at.first, at.last, amount, cite, **more)


def charge(versions: Sequence[Version], usage: Usage, *, as_of: date | None = None) -> Charge:
    """What a usage costs. `versions` are those of one series, in any order; `as_of` asks what the tariff of another
    day would make of it.

    Raises NoTariff when none is in force on a day that counts, BadUsage with every field that does not fit.
    """
    # Days in the wrong order are told below, with whatever else does not fit.
    ordered = usage.last >= usage.first
    rule = version_on(versions, as_of or usage.last) if ordered else versions[-1]
    checked(rule.tariff, usage)
    with localcontext(prec=_DIGITS):
        return _charged(rule, cut(versions, usage, as_of), usage)


def _charged(rule: Version, stretches: Sequence[Stretch], usage: Usage) -> Charge:
    making = _Sum(usage, months(usage.first, usage.last), usage.already)
    quantities = _multiplied(rule.tariff, making)
    for stretch in stretches:
        _stretch(making, stretch, quantities, alone=len(stretches) == 1)
    _minimum(making, stretches[-1])
    exact = sum((line.amount for line in making.lines), ZERO)
    total = rounded(exact, rule.tariff.rounding)
    making.tell("total", exact=exact, total=total, rounding=rule.tariff.rounding)
    used = {one.version.tariff.id: one.version for one in stretches}
    return Charge(
        tuple(used.values()), tuple(making.lines), exact, total, tuple(making.steps), making.counted
    )


def rounded(exact: Decimal, rule: Rounding) -> Decimal:
    """To whole steps of the rule, with at least two decimals."""
    whole = (exact / rule.step).quantize(ONE, _MODES[rule.mode]) * rule.step
    return whole.quantize(min(rule.step, Decimal("0.01")))


def _multiplied(tariff: Tariff, making: _Sum) -> dict[str, Decimal]:
    by = making.usage.multiplier
    given = {one.id: making.usage.quantities[one.id] for one in tariff.measures}
    if by == ONE:
        return given
    for id, quantity in given.items():
        making.tell("multiplied", measure=tariff.by_id[id], quantity=quantity, by=by, result=quantity * by)
    return {id: quantity * by for id, quantity in given.items()}


def _stretch(making: _Sum, stretch: Stretch, whole: Mapping[str, Decimal], *, alone: bool) -> None:
    """Count one stretch: its quantities, its steps on the ladder, its lines."""
    tariff, days = stretch.version.tariff, making.usage.days
    step = tariff.crossing.step
    quantities = dict(whole) if alone else {id: stretch.share(one, days, step) for id, one in whole.items()}
    making.tell("tariff", version=stretch.version, stretch=stretch, alone=alone)
    if not alone:
        shown = [(tariff.by_id[id], one) for id, one in quantities.items()]
        making.tell("shared", stretch=stretch, of=days, quantities=shown)
    part_of_months = sum((_months(one, stretch) for one in making.billed), ZERO)
    quantities = _deducted(making, tariff, quantities, part_of_months)
    tiers = _climbed(making, stretch, quantities)
    counted = _Stretched(stretch, quantities, tiers, part_of_months)
    begun = len(making.lines)
    for component in tariff.components:
        if component.in_month(stretch.month):
            making.lines += _component(counted, component)
    _relieved(making, counted, making.lines[begun:])
    for line in making.lines[begun:]:
        making.tell("line", line=line)


def _months(one: BillMonth, stretch: Stretch) -> Decimal:
    """How much of a month of the bill lies in a stretch: 1, 0, or its share of the days."""
    before = min(one.days, max(0, (stretch.first - one.first).days))
    upto = max(before, min(one.days, (stretch.last - one.first).days + 1))
    return part(ONE, before, upto, one.days, _MONTH_STEP)


def _deducted(
    making: _Sum, tariff: Tariff, quantities: dict[str, Decimal], of_months: Decimal
) -> dict[str, Decimal]:
    relief = tariff.relief(making.usage.relief)
    if relief is None or relief.free is None or relief.how != "deduct":
        return quantities
    id = tariff.main[0]
    free = min(quantities[id], relief.free * of_months)
    making.tell("deducted", relief=relief, free=free, left=quantities[id] - free, unit=tariff.by_id[id].unit)
    return quantities | {id: quantities[id] - free}


def _climbed(making: _Sum, stretch: Stretch, quantities: Mapping[str, Decimal]) -> Sequence[Decimal]:
    """What falls on each step of the ladder; the count goes on, or begins anew."""
    tariff = stretch.version.tariff
    if tariff.ladder is None:
        return ()
    unit = tariff.by_id[tariff.laddered[0]].unit
    quantity = sum((quantities[id] for id in tariff.laddered), ZERO)
    if tariff.ladder.run == "month" or stretch.anew:
        making.counted = ZERO
    if tariff.ladder.run == "year":
        making.tell(
            "anew" if stretch.anew else "already", ladder=tariff.ladder, counted=making.counted, unit=unit
        )
    limits = reach(stretch, making.usage, making.billed)
    making.tell("limits", ladder=tariff.ladder, limits=limits, usage=making.usage, tariff=tariff, unit=unit)
    tiers = climb(making.counted, quantity, limits)
    making.counted += quantity
    making.tell("climbed", tiers=tiers, quantity=quantity, unit=unit)
    return tiers


def _component(at: _Stretched, one: Component) -> Iterator[Line]:
    """The lines of one component; what has no quantity or no price has none, but for a bill without any usage."""
    if one.per == "bill" and at.stretch.before:
        return  # it stands in the bill's first stretch
    if one.per in ("month", "bill"):
        assert one.price is not None
        times = at.months if one.per == "month" else ONE
        amount = one.price * times
        yield at.line("price", one.id, one.title, amount, one.clause, price=one.price, months=times)
        return
    rows = list(_rows(at, one))
    shown = [row for row in rows if row[2] and row[3]]
    for row in shown or [row for row in rows[:1] if row[3] and not row[2]]:
        yield _used(at, one, *row)


def _used(
    at: _Stretched, one: Component, tier: int | None, measure: str, quantity: Decimal, price: Decimal
) -> Line:
    """A line for what was used, of one step or measure or of all."""
    times = at.months if one.per == "unit_month" else None
    amount = quantity * price if times is None else quantity * price * times
    counts = at.tariff.by_id[measure or charged(at.tariff, one)[0]]
    named = counts.title if measure and len(at.tariff.measures) > 1 else None
    facts = {"tier": tier, "measure": named, "quantity": quantity, "price": price, "months": times}
    id = f"{one.id}.{measure}" if measure else one.id
    return at.line("price", id, one.title, amount, one.clause, unit=counts.unit, **facts)


def _rows(at: _Stretched, one: Component) -> Iterator[tuple[int | None, str, Decimal, Decimal]]:
    """Tier, measure, quantity and price of each line."""
    if one.by_tier:
        for tier, (quantity, price) in enumerate(zip(at.tiers, one.by_tier, strict=True), 1):
            yield tier, "", quantity, price
    elif one.by_measure:
        yield from _by_measure(at, one)
    else:
        assert one.price is not None
        yield None, "", sum((at.quantities[id] for id in charged(at.tariff, one)), ZERO), one.price


def _by_measure(at: _Stretched, one: Component) -> Iterator[tuple[int | None, str, Decimal, Decimal]]:
    laddered = {id: at.quantities[id] for id in at.tariff.laddered}
    dealt = shared(at.tiers, laddered, at.tariff.crossing.step) if one.tiered else {}
    for id, price in one.by_measure.items():
        if isinstance(price, tuple):
            for tier, (quantity, each) in enumerate(zip(dealt[id], price, strict=True), 1):
                yield tier, id, quantity, each
        else:
            yield None, id, at.quantities[id], price


def _relieved(making: _Sum, at: _Stretched, lines: Sequence[Line]) -> None:
    """A line below nothing for what somebody is let off, never more than what it is taken from."""
    relief = at.tariff.relief(making.usage.relief)
    if relief is None or (relief.free is not None and relief.how == "deduct"):
        return
    named = [line for line in lines if not relief.of or line.component.split(".")[0] in relief.of]
    whole = sum((line.amount for line in named), ZERO)
    facts: dict[str, Any] = {}
    if relief.percent is not None:
        amount = whole * relief.percent / 100
    else:
        assert relief.free is not None
        counted = sum((at.quantities[id] for id in at.tariff.main), ZERO)
        free = min(counted, relief.free * at.months)
        price = _free_price(at, relief.of) if relief.price is None else relief.price
        amount = min(whole, free * price)
        facts = {"quantity": free, "unit": at.tariff.measures[0].unit}
        if amount == free * price:
            facts["price"] = -price
    making.lines.append(at.line("relief", relief.id, relief.title, -amount, relief.clause, **facts))


def _free_price(at: _Stretched, of: Sequence[str]) -> Decimal:
    """What the first unit costs in the components named, or in all of them."""
    found = ZERO
    for one in at.tariff.components:
        if one.per == "unit" and (not of or one.id in of):
            found += one.by_tier[0] if one.by_tier else one.price or ZERO
    return found


def _minimum(making: _Sum, last: Stretch) -> None:
    least = last.version.tariff.minimum
    if least is None:
        return
    wanted = least.amount * (len(making.billed) if least.per == "month" else 1)
    missing = wanted - sum((line.amount for line in making.lines), ZERO)
    if missing > 0:
        cite = last.version.cite(least.clause)
        line = Line(
            "minimum", "minimum", wording.MINIMUM, making.usage.first, making.usage.last, missing, cite
        )
        making.lines.append(line)
        making.tell("minimum", wanted=wanted, line=line)

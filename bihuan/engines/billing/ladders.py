"""How far the steps of a ladder reach, and how a quantity climbs them. Pure."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from bihuan.engines.billing.shapes import Ladder, Tariff
from bihuan.engines.billing.stretches import BillMonth, Stretch, part
from bihuan.engines.billing.usage import ZERO, Usage


def limits_of(tariff: Tariff, ladder: Ladder, people: int, month: int) -> tuple[Decimal, ...]:
    """The limits for a household in a month of the year, as the tariff gives them: per month or per year."""
    season = next(one for one in ladder.limits if not one.months or month in one.months)
    added = _added(tariff, people)
    return (
        tuple(limit + more for limit, more in zip(season.up_to, added, strict=True))
        if added
        else season.up_to
    )


def _added(tariff: Tariff, people: int) -> tuple[Decimal, ...]:
    household = tariff.household
    if household is None or people < household.from_:
        return ()
    times = people - household.from_ + 1 if household.per == "person" else 1
    return tuple(more * times for more in household.add)


def reach(stretch: Stretch, usage: Usage, billed: Sequence[BillMonth]) -> tuple[Decimal, ...]:
    """The limits that hold in a stretch: of its year, or of its months, a month cut in two sharing by days."""
    tariff = stretch.version.tariff
    ladder = tariff.ladder
    assert ladder is not None
    limits = limits_of(tariff, ladder, usage.people, stretch.month)
    if ladder.run == "year":
        return tuple(one * usage.months_used for one in limits) if ladder.limits_per == "month" else limits
    whole = 0
    parts: list[tuple[int, int, int]] = []
    for one in billed:
        if one.last < stretch.first or one.first > stretch.last:
            continue
        before = max(0, (stretch.first - one.first).days)
        upto = min(one.days, (stretch.last - one.first).days + 1)
        if upto - before == one.days:
            whole += 1
        else:
            parts.append((before, upto, one.days))
    step = tariff.crossing.step
    return tuple(one * whole + sum((part(one, *days, step) for days in parts), ZERO) for one in limits)


def climb(already: Decimal, quantity: Decimal, limits: Sequence[Decimal]) -> list[Decimal]:
    """How much of `quantity`, used after `already`, falls on each step; a step's limit belongs to it."""
    top = already + quantity
    found: list[Decimal] = []
    floor = ZERO
    for limit in limits:
        found.append(max(ZERO, min(top, limit) - max(already, floor)))
        floor = max(floor, limit)
    found.append(max(ZERO, top - max(already, floor)))
    return found


def shared(
    tiers: Sequence[Decimal], quantities: Mapping[str, Decimal], step: Decimal
) -> dict[str, list[Decimal]]:
    """Each measure's part of each step, in proportion to what it counted; both add up exactly.

    Whole `step` units, the rest to the measures that come nearest to one more.
    """
    left = dict(quantities)
    found: dict[str, list[Decimal]] = {id: [] for id in quantities}
    for tier in tiers:
        given = _dealt(tier, left, step)
        for id, amount in given.items():
            found[id].append(amount)
            left[id] -= amount
    return found


def _dealt(tier: Decimal, left: Mapping[str, Decimal], step: Decimal) -> dict[str, Decimal]:
    whole = sum(left.values(), ZERO)
    if tier in (whole, ZERO):
        return dict(left) if tier else dict.fromkeys(left, ZERO)
    given = {id: (tier * one / whole // step) * step for id, one in left.items()}
    rest = tier - sum(given.values(), ZERO)
    nearest = sorted(left, key=lambda id: given[id] - tier * left[id] / whole)
    while rest > 0:
        for id in nearest:
            more = min(step, rest, left[id] - given[id])
            given[id] += more
            rest -= more
    return given

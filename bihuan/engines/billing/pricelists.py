"""A tariff as a list of prices: what a unit costs on each step, for each measure. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from bihuan.engines.billing.charges import Version
from bihuan.engines.billing.checks import charged
from bihuan.engines.billing.ladders import limits_of
from bihuan.engines.billing.shapes import Component, Measure, Tariff
from bihuan.engines.billing.usage import ZERO


@dataclass(frozen=True, slots=True)
class PriceRow:
    """One step of one measure. `low` does not belong to it, `high` does; None: there is no end, or no step."""

    measure: Measure
    tier: int | None
    low: Decimal
    high: Decimal | None
    prices: tuple[Decimal | None, ...]

    @property
    def whole(self) -> Decimal:
        return sum((one for one in self.prices if one is not None), ZERO)


@dataclass(frozen=True, slots=True)
class PriceList:
    """The components that are charged by the unit, and a row for each measure and step."""

    components: tuple[Component, ...]
    rows: tuple[PriceRow, ...]

    @property
    def tiers(self) -> int:
        return max((row.tier or 1 for row in self.rows), default=1)


def price_list(version: Version, *, month: int, people: int = 0) -> PriceList:
    """The prices in a month of the year for a household; limits are those of a month or of a year, as the tariff says."""
    tariff = version.tariff
    named = tuple(
        one for one in tariff.components if one.per in ("unit", "unit_month") and one.in_month(month)
    )
    rows = [
        PriceRow(measure, tier, low, high, tuple(_price(tariff, one, measure.id, tier) for one in named))
        for measure in tariff.measures
        for tier, low, high in _steps(tariff, measure.id, month, people)
    ]
    return PriceList(named, tuple(rows))


def _steps(
    tariff: Tariff, measure: str, month: int, people: int
) -> Sequence[tuple[int | None, Decimal, Decimal | None]]:
    if tariff.ladder is None or measure not in tariff.laddered:
        return [(None, ZERO, None)]
    limits = limits_of(tariff, tariff.ladder, people, month)
    return [
        (n + 1, low, high) for n, (low, high) in enumerate(zip((ZERO, *limits), (*limits, None), strict=True))
    ]


def _price(tariff: Tariff, one: Component, measure: str, tier: int | None) -> Decimal | None:
    """What a component adds to a unit; None where it does not concern the measure."""
    if measure not in charged(tariff, one):
        return None
    price = one.by_measure.get(measure, one.by_tier or one.price)
    return price[(tier or 1) - 1] if isinstance(price, tuple) else price

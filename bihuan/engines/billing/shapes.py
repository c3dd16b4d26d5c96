"""What a pack says about prices: versions of tariffs, and charges for paying late. Pure: shapes only."""

from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from bihuan.ground.standards.base import ClauseNumber, Slug, Strict, Text

Commodity = Literal["electricity", "water", "gas", "heating", "property"]
Unit = Literal["kWh", "m3", "m2", "GJ"]
Month = Annotated[int, Field(ge=1, le=12)]
MonthDay = Annotated[str, StringConstraints(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")]
#: Hours of a day, from one time to another: `08:00-11:30`; `22:00-08:00` goes on into the next day.
Hours = Annotated[
    str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)$")
]
#: Yuan, at most eight decimals. What is multiplied stays exact within these bounds.
Money = Annotated[Decimal, Field(ge=0, lt=10_000_000, decimal_places=8, allow_inf_nan=False)]
Price = Annotated[Decimal, Field(ge=0, lt=10_000, decimal_places=8, allow_inf_nan=False)]
Quantity = Annotated[Decimal, Field(gt=0, lt=10_000_000, decimal_places=4, allow_inf_nan=False)]
Extra = Annotated[Decimal, Field(ge=0, lt=10_000_000, decimal_places=4, allow_inf_nan=False)]
Percent = Annotated[Decimal, Field(gt=0, le=100, decimal_places=4, allow_inf_nan=False)]
Fineness = Annotated[Decimal, Field(gt=0, le=100, decimal_places=4, allow_inf_nan=False)]


class Named(Strict):
    """An area or a class of customers."""

    id: Slug
    title: Text


class Source(Strict):
    """The notice that sets the price. `read_on` is the day it was read where it carries no number."""

    title: Text
    issuer: Text
    number: str = ""
    dated: date | None = None
    read_on: date | None = None


class InForce(Strict):
    """The first day, and the last one where it is known; both belong to it."""

    from_: date = Field(alias="from")
    to: date | None = None

    def holds(self, on: date) -> bool:
        return self.from_ <= on and (self.to is None or on <= self.to)


class Rounding(Strict):
    """The one rounding, at the very end: to whole `step` yuan."""

    step: Fineness = Decimal("0.01")
    mode: Literal["half_up", "half_even", "up", "down"] = "half_up"


class Window(Strict):
    """When a meter counts into a measure; no months named: all year."""

    months: tuple[Month, ...] = ()
    hours: tuple[Hours, ...]


class Measure(Strict):
    """What is counted: everything, or one part of the day such as `peak` and `valley`."""

    id: Slug
    title: Text
    unit: Unit
    windows: tuple[Window, ...] = ()
    clause: ClauseNumber | None = None


class Limits(Strict):
    """How far each step but the last reaches, its end included; no months named: all year."""

    months: tuple[Month, ...] = ()
    up_to: tuple[Quantity, ...]


class Ladder(Strict):
    """Prices that rise with what was used since the count began: anew each month, or each year on `begins`.

    Limits given per month are added up over the months of a bill (`run: month`) or of the year (`run: year`).
    `of`: the measures counted together; none named: all of the main unit.
    """

    run: Literal["month", "year"]
    begins: MonthDay = "01-01"
    limits_per: Literal["month", "year"]
    limits: tuple[Limits, ...]
    of: tuple[Slug, ...] = ()
    clause: ClauseNumber | None = None

    @cached_property
    def tiers(self) -> int:
        return len(self.limits[0].up_to) + 1


class Household(Strict):
    """From this many people on the limits grow by `add`, once or for each person from that one on."""

    from_: Annotated[int, Field(alias="from", ge=1, le=20)]
    add: tuple[Extra, ...]
    per: Literal["person", "household"]
    clause: ClauseNumber | None = None


class Component(Strict):
    """A part of the bill. It says exactly one of `price`, `by_tier`, `by_measure`.

    `per`: for each unit used, for each unit and month (a property fee), for each month, or once a bill.
    `of`: the measures a plain price counts; `months`: only in these.
    """

    id: Slug
    title: Text
    per: Literal["unit", "unit_month", "month", "bill"] = "unit"
    of: tuple[Slug, ...] = ()
    months: tuple[Month, ...] = ()
    price: Price | None = None
    by_tier: tuple[Price, ...] = ()
    by_measure: dict[Slug, Price | tuple[Price, ...]] = {}
    clause: ClauseNumber | None = None

    def in_month(self, month: int) -> bool:
        return not self.months or month in self.months

    @cached_property
    def tiered(self) -> bool:
        return bool(self.by_tier) or any(isinstance(one, tuple) for one in self.by_measure.values())


class Relief(Strict):
    """What people in need are let off: `free` units a month, or a `percent` of some components.

    Free units are given back at the price of the first step, or at `price` (`how: refund`), or never counted at
    all (`how: deduct`).
    """

    id: Slug
    title: Text
    free: Quantity | None = None
    how: Literal["refund", "deduct"] = "refund"
    price: Price | None = None
    percent: Percent | None = None
    of: tuple[Slug, ...] = ()
    clause: ClauseNumber | None = None


class Minimum(Strict):
    """What a bill comes to at least."""

    amount: Money
    per: Literal["month", "bill"] = "month"
    clause: ClauseNumber | None = None


class Crossing(Strict):
    """What happens to a bill in whose days something changes.

    `day`: the quantity is shared out by days, to whole `step` units; `end`, `start`: the bill, or for seasons
    each month of it, belongs where it ends or starts.
    """

    price: Literal["day", "end", "start"] = "day"
    season: Literal["day", "end"] = "end"
    year: Literal["day", "end"] = "end"
    step: Fineness = Decimal("0.01")
    clause: ClauseNumber | None = None


class Tariff(Strict):
    """`tariffs/*.yaml`: one version of a tariff. Versions of one tariff share their `series`."""

    id: Slug
    series: Slug
    title: Text
    commodity: Commodity
    area: Named
    customers: Named
    in_force: InForce
    source: Source
    clause: ClauseNumber
    measures: tuple[Measure, ...]
    ladder: Ladder | None = None
    household: Household | None = None
    components: tuple[Component, ...]
    reliefs: tuple[Relief, ...] = ()
    minimum: Minimum | None = None
    rounding: Rounding = Rounding()
    crossing: Crossing = Crossing()

    @cached_property
    def main(self) -> tuple[str, ...]:
        """The measures of the main unit, which is that of the first."""
        return tuple(one.id for one in self.measures if one.unit == self.measures[0].unit)

    @cached_property
    def laddered(self) -> tuple[str, ...]:
        """The measures the ladder counts together."""
        return (self.ladder.of or self.main) if self.ladder else ()

    @cached_property
    def by_id(self) -> dict[str, Measure]:
        return {one.id: one for one in self.measures}

    def relief(self, id: str) -> Relief | None:
        return next((one for one in self.reliefs if one.id == id), None)


class LateCharge(Strict):
    """`late_charges.yaml`: what is added for each day a bill is paid late, as a share of what is owed.

    It starts `after` days past the last day to pay; days in later calendar years count at `later_years`, if given.
    `of`: the components it is taken of (none named: the whole bill); `most` is per cent of what is owed.
    """

    id: Slug
    series: Slug
    title: Text
    commodities: tuple[Commodity, ...]
    customers: tuple[Named, ...]
    in_force: InForce
    source: Source
    clause: ClauseNumber
    rate: Percent
    later_years: Percent | None = None
    after: int = Field(default=0, ge=0, le=365)
    of: tuple[Slug, ...] = ()
    most: Annotated[Decimal, Field(gt=0, decimal_places=4, allow_inf_nan=False)] | None = None
    least: Money | None = None
    rounding: Rounding = Rounding()

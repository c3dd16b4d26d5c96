"""What somebody used and between which days, checked before anything is counted. Pure."""

from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from bihuan.engines.billing.refusals import BadUsage, said
from bihuan.engines.billing.shapes import Tariff
from bihuan.engines.billing.wording import listed
from bihuan.ground.standards.base import Text

ONE = Decimal(1)
ZERO = Decimal(0)
#: Bounds within which every product stays exact.
MOST = Decimal(10_000_000)
MOST_MULTIPLIER = Decimal(10_000)
LONGEST_DAYS = 400
YEARS = (1990, 2100)
PLACES = 4
#: A field and what is wrong with it.
_Faults = Iterator[tuple[str, Text]]


@dataclass(frozen=True, slots=True)
class Usage:
    """One bill's worth. Both days belong to it; `quantities` by measure, in the tariff's units.

    `already`: what the ladder had counted in its year before the first day. `months_used`: how many months of that
    year count, where limits are given per month. `relief`: what the customer is entitled to. `multiplier`: of the
    meter's transformer.
    """

    first: date
    last: date
    quantities: Mapping[str, Decimal]
    people: int = 0
    already: Decimal = ZERO
    months_used: int = 12
    relief: str = ""
    multiplier: Decimal = ONE

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def after(self) -> date:
        """The day after the last."""
        return self.last + timedelta(1)


def month_around(on: date) -> tuple[date, date]:
    """The first and the last day of a day's month."""
    return on.replace(day=1), on.replace(day=monthrange(on.year, on.month)[1])


def checked(tariff: Tariff, usage: Usage) -> None:
    """Raises BadUsage with everything that does not fit the tariff."""
    faults: dict[str, Text] = {}
    for name, told in (*_days(usage), *_quantities(tariff, usage), *_circumstances(tariff, usage)):
        faults.setdefault(name, told)
    if faults:
        raise BadUsage(faults)


def _days(usage: Usage) -> _Faults:
    for name, on in (("from", usage.first), ("to", usage.last)):
        if not YEARS[0] <= on.year <= YEARS[1]:
            yield name, said("years", first=YEARS[0], last=YEARS[1])
    if usage.last < usage.first:
        yield "to", said("order")
    elif usage.days > LONGEST_DAYS:
        yield "to", said("too-long", days=LONGEST_DAYS)


def _quantities(tariff: Tariff, usage: Usage) -> _Faults:
    for measure in tariff.measures:
        if measure.id not in usage.quantities:
            yield measure.id, said("missing", zh=measure.title.zh, en=measure.title.say("en"))
    largest = ZERO
    for id, quantity in usage.quantities.items():
        if id not in tariff.by_id:
            titles = [one.title for one in tariff.measures]
            en = ", ".join(title.say("en") for title in titles)
            yield id, said("unknown", zh=listed([title.zh for title in titles]), en=en)
        elif wrong := _amount(quantity):
            yield id, wrong
        else:
            largest = max(largest, quantity)
    multiplier = usage.multiplier
    if not multiplier.is_finite() or not ZERO < multiplier <= MOST_MULTIPLIER or _places(multiplier) > 2:
        yield "multiplier", said("multiplier", most=MOST_MULTIPLIER)
    elif largest * multiplier >= MOST:
        yield "multiplier", said("multiplied", most=MOST)


def _amount(value: Decimal) -> Text | None:
    if not value.is_finite() or value < 0:
        return said("not-a-quantity")
    if value >= MOST:
        return said("too-large", most=MOST)
    return said("places", places=PLACES) if _places(value) > PLACES else None


def _places(value: Decimal) -> int:
    """Decimals that say something; a number with very many is not looked at closely."""
    digits, exponent = value.as_tuple()[1:]
    if not isinstance(exponent, int) or exponent < -40:
        return 40
    ends = len(digits) - len("".join(map(str, digits)).rstrip("0"))
    return max(0, -exponent - ends)


def _circumstances(tariff: Tariff, usage: Usage) -> _Faults:
    ladder = tariff.ladder
    if not 0 <= usage.people <= 50:
        yield "people", said("people")
    if wrong := _amount(usage.already):
        yield "already", wrong
    elif usage.already and (ladder is None or ladder.run == "month"):
        yield "already", said("not-yearly")
    if not 1 <= usage.months_used <= 12:
        yield "months_used", said("months")
    elif usage.months_used != 12 and (ladder is None or ladder.run == "month" or ladder.limits_per == "year"):
        yield "months_used", said("whole-year")
    if usage.relief and tariff.relief(usage.relief) is None:
        zh = listed([f"{one.title.zh} {one.id}" for one in tariff.reliefs])
        en = ", ".join(f"{one.title.say('en')} {one.id}" for one in tariff.reliefs)
        yield "relief", said("relief", zh=zh, en=en) if tariff.reliefs else said("no-relief")

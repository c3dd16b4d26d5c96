"""What is known of an account's past: where its meter stood, what its bills counted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bihuan.engines.billing.models import Account, Bill, Meter, Reading

#: So many bills back are looked at.
KNOWN_BILLS = 26


@dataclass(frozen=True, slots=True)
class Past:
    """What a bill counted, times the meter's multiplier."""

    first: date
    last: date
    quantities: Mapping[str, Decimal]
    amount: Decimal

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def total(self) -> Decimal:
        return sum(self.quantities.values(), Decimal(0))


def last_bill(account: Account) -> Bill | None:
    return Bill.objects.live().filter(account=account).order_by("-last").first()


def used(account: Account, most: int = KNOWN_BILLS) -> Sequence[Past]:
    """What the last bills counted, the latest first."""
    rows = Bill.objects.live().filter(account=account).order_by("-last")[:most]
    return [Past(one.first, one.last, counted_of(one.usage), one.total) for one in rows]


def counted_of(usage: Mapping[str, object]) -> dict[str, Decimal]:
    """The quantities of a kept usage, multiplied."""
    by = Decimal(str(usage["multiplier"]))
    quantities = usage["quantities"]
    assert isinstance(quantities, dict)
    return {id: Decimal(one) * by for id, one in quantities.items()}


def nearest(known: Sequence[Past], on: date, most_days: int = 45) -> Past | None:
    """The bill that ends closest to a day."""
    close = min(known, key=lambda one: abs((one.last - on).days), default=None)
    return close if close and abs((close.last - on).days) <= most_days else None


def last_shown(meter: Meter, on: date) -> tuple[date, dict[str, Decimal]]:
    """The day before `on` on which the meter was last read, and what it showed; else when it was fitted."""
    rows = Reading.objects.filter(meter=meter, on__lt=on, state=Reading.State.ACCEPTED)
    found = rows.order_by("-on").first()
    if found is None:
        return meter.fitted_on, {id: Decimal(one) for id, one in meter.starts.items()}
    return found.on, {id: Decimal(one) for id, one in found.values.items()}

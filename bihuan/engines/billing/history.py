"""What is known of an account's past: where its meter stood, what its bills counted."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from bihuan.engines.billing.analysis import Period
from bihuan.engines.billing.models import Account, Bill, Meter, Reading

#: So many bills back are looked at.
KNOWN_BILLS = 26


def last_bill(account: Account) -> Bill | None:
    return Bill.objects.live().filter(account=account).order_by("-last").first()


def used(account: Account, most: int = KNOWN_BILLS) -> Sequence[Period]:
    """What the last bills counted, the latest first."""
    rows = (
        Bill.objects.live().filter(account=account).defer("closing", "lines", "odd").order_by("-last")[:most]
    )
    return [Period(one.first, one.last, counted_of(one.usage), one.total) for one in rows]


def counted_of(usage: Mapping[str, object]) -> dict[str, Decimal]:
    """The quantities of a kept usage, multiplied."""
    by = Decimal(str(usage["multiplier"]))
    quantities = usage["quantities"]
    assert isinstance(quantities, dict)
    return {id: Decimal(one) * by for id, one in quantities.items()}


def last_shown(meter: Meter, on: date) -> tuple[date, dict[str, Decimal]]:
    """The day before `on` on which the meter was last read, and what it showed; else when it was fitted."""
    rows = Reading.objects.filter(meter=meter, on__lt=on, state=Reading.State.ACCEPTED)
    found = rows.order_by("-on").first()
    if found is None:
        return meter.fitted_on, {id: Decimal(one) for id, one in meter.starts.items()}
    return found.on, {id: Decimal(one) for id, one in found.values.items()}

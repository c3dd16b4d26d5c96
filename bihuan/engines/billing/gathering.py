"""Everything a stretch of accounts needs to be billed, in a fixed number of queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, Subquery

from bihuan.engines.billing.analysis import ABOUT_DAYS
from bihuan.engines.billing.making import Counted
from bihuan.engines.billing.metering import Before, Gauge, Seen
from bihuan.engines.billing.models import Account, Bill, Meter, Reading


@dataclass(slots=True)
class Matter:
    """One account and what its next bill is made of."""

    id: int
    number: str
    place: int
    path: str
    book: int
    commodity: str
    series: str
    people: int
    relief: str
    opened_on: date
    fixed: Mapping[str, Decimal]
    before: Before | None = None
    counted: Counted | None = None
    gauges: list[Gauge] = field(default_factory=list)
    seen: list[Seen] = field(default_factory=list)
    #: last year's bill of the same time: its total and days
    year_ago: tuple[Decimal, int] | None = None


def gather(low: int, high: int, below: frozenset[int] | None, until: date) -> Sequence[Matter]:
    """The open accounts with ids from `low` to `high`, at some places (None: all), in the order of their ids."""
    found = _accounts(low, high, below)
    if not found:
        return []
    _bills(found, low, high, until)
    _meters(found, low, high)
    earliest = min((one.before.last if one.before else one.opened_on) for one in found.values())
    _readings(found, low, high, earliest, until)
    return list(found.values())


def _accounts(low: int, high: int, below: frozenset[int] | None) -> dict[int, Matter]:
    rows = Account.objects.open().filter(pk__gte=low, pk__lte=high).order_by("pk")
    if below is not None:
        rows = rows.filter(premise__place__in=below)
    names = (
        "pk",
        "number",
        "premise__place",
        "premise__place__path",
        "book",
        "commodity",
        "series",
        "people",
        "relief",
        "opened_on",
        "fixed",
    )
    found = {}
    for row in rows.values_list(*names):
        one = found[row[0]] = Matter(*row)
        one.fixed = _numbers(one.fixed)
    return found


def _bills(found: dict[int, Matter], low: int, high: int, until: date) -> None:
    latest = Bill.objects.live().filter(account=OuterRef("pk")).order_by("-last").values("pk")[:1]
    ids = Account.objects.filter(pk__gte=low, pk__lte=high).values(latest=Subquery(latest))
    for account, last, closing, counted in Bill.objects.filter(pk__in=ids).values_list(
        "account", "last", "closing", "counted"
    ):
        if one := found.get(account):
            shown = {int(id): _numbers(values) for id, values in closing.items()}
            one.before, one.counted = Before(last, shown), Counted(last, counted)
    about, days = until - timedelta(365), timedelta(ABOUT_DAYS)
    past = Bill.objects.live().filter(account__gte=low, account__lte=high)
    past = past.filter(last__gte=about - days, last__lte=about + days).order_by("last")
    for account, first, last, total in past.values_list("account", "first", "last", "total"):
        if one := found.get(account):
            one.year_ago = total, (last - first).days + 1


def _meters(found: dict[int, Matter], low: int, high: int) -> None:
    rows = Meter.objects.filter(account__gte=low, account__lte=high).order_by("pk")
    for account, id, digits, multiplier, fitted, starts, removed, ends in rows.values_list(
        "account", "pk", "digits", "multiplier", "fitted_on", "starts", "removed_on", "ends"
    ):
        if one := found.get(account):
            gauge = Gauge(id, digits, multiplier, fitted, _numbers(starts), removed, _numbers(ends))
            one.gauges.append(gauge)


def _readings(found: dict[int, Matter], low: int, high: int, earliest: date, until: date) -> None:
    rows = Reading.objects.filter(account__gte=low, account__lte=high, on__gte=earliest, on__lte=until)
    rows = rows.filter(state=Reading.State.ACCEPTED).order_by()
    estimated = Reading.Source.ESTIMATED
    for account, meter, on, values, source in rows.values_list("account", "meter", "on", "values", "source"):
        if one := found.get(account):
            one.seen.append(Seen(meter, on, _numbers(values), source == estimated))


def _numbers(values: Mapping[str, Any]) -> dict[str, Decimal]:
    return {id: Decimal(one) for id, one in values.items()}

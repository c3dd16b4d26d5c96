"""The reliability figures of areas by month, from the outages that were and the accounts there are."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Count, Q

from bihuan.engines.billing.models import Account
from bihuan.engines.outages.indices import Indices, Interruption, indices
from bihuan.engines.outages.models import Affected
from bihuan.ground.directory.models import Place
from bihuan.ground.worktime.zone import SHANGHAI


@dataclass(frozen=True, slots=True)
class Month:
    """A calendar month in local time; its `ends` is the next one's beginning."""

    first: date

    @property
    def begins(self) -> datetime:
        return datetime.combine(self.first, time(), SHANGHAI)

    @property
    def next(self) -> "Month":
        year, month = divmod(self.first.year * 12 + self.first.month, 12)
        return Month(date(year, month + 1, 1))

    @property
    def ends(self) -> datetime:
        return self.next.begins

    def __str__(self) -> str:
        return f"{self.first:%Y-%m}"


def months(first: date, last: date) -> list[Month]:
    """Every month from that of one day to that of another."""
    found = [Month(first.replace(day=1))]
    while found[-1].next.first <= last:
        found.append(found[-1].next)
    return found


@dataclass(frozen=True, slots=True)
class Area:
    """A place with its households, and its figures by month and over the whole time."""

    place: Place
    served: int
    by_month: tuple[tuple[Month, Indices], ...]
    whole: Indices


def counted(
    areas: Sequence[Place], asked: Sequence[Month], at: datetime, commodity: str = "electricity"
) -> list[Area]:
    """Two queries, however many areas and outages."""
    begins, ends = asked[0].begins, asked[-1].ends
    rows = Affected.objects.filter(
        Q(outage__restored_at=None) | Q(outage__restored_at__gt=begins),
        outage__commodity=commodity,
        outage__started_at__lt=ends,
        outage__cancelled_at=None,
    ).select_related("outage", "place")
    held = list(rows)
    accounts = Account.objects.open().filter(commodity=commodity).order_by()
    served = list(accounts.values_list("premise__place__path").annotate(many=Count("pk")))
    return [_area(place, held, served, asked, at) for place in areas]


def _area(
    place: Place,
    held: Sequence[Affected],
    served: Sequence[tuple[str, int]],
    asked: Sequence[Month],
    at: datetime,
) -> Area:
    many = sum(count for path, count in served if path.startswith(place.path))
    found = list(_interruptions(place, many, held, at))
    by_month = tuple((month, indices(found, many, month.begins, month.ends)) for month in asked)
    return Area(place, many, by_month, indices(found, many, asked[0].begins, asked[-1].ends))


def _interruptions(place: Place, many: int, held: Sequence[Affected], at: datetime) -> Iterator[Interruption]:
    """An outage of a wider place hits every household of the area."""
    for row in held:
        inside, around = row.place.path.startswith(place.path), place.path.startswith(row.place.path)
        if inside or around:
            began = row.outage.started_at
            assert began is not None
            yield Interruption(began, row.outage.restored_at or at, row.households if inside else many)

"""Which duties hold where: the plans of the editions that are adopted, at the places they are meant for."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from bihuan.engines.duties.models import Duty, WeatherDay
from bihuan.engines.duties.recurrence import length
from bihuan.engines.duties.shapes import Plan
from bihuan.ground.directory.models import Place
from bihuan.ground.standards import adoption
from bihuan.ground.standards.models import Adoption
from bihuan.ground.standards.packs import Pack
from bihuan.ground.worktime import Calendar


@dataclass(frozen=True, slots=True)
class Held:
    """A plan at a place, by an edition, from the day it was adopted on."""

    plan: Plan
    pack: Pack
    place: Place
    since: date
    until: date | None

    @property
    def ahead(self) -> timedelta:
        """So much earlier than its day it may be done, so it has to be written down that much sooner."""
        return timedelta(31) if self.plan.days.by_day else length(self.plan.window)

    @property
    def calendar(self) -> Calendar | None:
        return self.pack.calendar(self.plan.calendar) if self.plan.calendar else None


def held(first: date, last: date) -> Iterator[Held]:
    """Every plan that holds on some day from `first` to `last`."""
    rows = Adoption.objects.filter(Q(until=None) | Q(until__gt=first), since__lte=last)
    for row in rows.select_related("place").order_by("pk"):
        pack = adoption.known(f"{row.pack}@{row.edition}")
        if pack is None or not pack.rows("duties"):
            continue
        below = list(Place.objects.filter(path__startswith=row.place.path, closed_at=None))
        for plan in pack.rows("duties").values():
            for place in below:
                if place.kind in plan.places if plan.places else place.pk == row.place_id:
                    yield Held(plan, pack, place, row.since, row.until)


def declared(first: date, last: date) -> list[tuple[date, str, str]]:
    """(day, weather, path of the place) of what heads have said and not called off."""
    rows = WeatherDay.objects.filter(day__gte=first, day__lte=last, called_off_at=None)
    return list(rows.order_by("day").values_list("day", "weather", "place__path"))


def plan_of(duty: Duty) -> Plan:
    """The plan as it was when the duty fell due. Raises UnknownPack."""
    found: Plan = adoption.pack_of(duty.edition).rows("duties")[duty.plan]
    return found

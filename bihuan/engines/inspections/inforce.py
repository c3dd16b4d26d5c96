"""Which programmes hold where, whom they reach, and a visit's sheet as it is scored there."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from bihuan.engines.inspections.marked import marked
from bihuan.engines.inspections.models import Marking, Visit
from bihuan.engines.inspections.shapes import Programme
from bihuan.ground.directory.models import Place
from bihuan.ground.sheets.shapes import Sheet
from bihuan.ground.standards import adoption
from bihuan.ground.standards.packs import Pack


@dataclass(frozen=True, slots=True)
class Held:
    """A programme by the edition that is in force at a place."""

    programme: Programme
    pack: Pack


def held(paths: Iterable[str], on: date) -> tuple[Held, ...]:
    """The programmes in force at some places, each once."""
    found = {
        (pack.name, programme.id): Held(programme, pack)
        for path in paths
        for pack in adoption.in_force(path, on)
        for programme in pack.rows("programmes").values()
    }
    return tuple(found.values())


def held_at(place: Place, programme: str, on: date) -> Held | None:
    return next((one for one in held([place.path], on) if one.programme.id == programme), None)


def reached(place: Place, programme: Programme) -> list[Place]:
    """The open places at and below one that a programme is meant for."""
    rows = Place.objects.filter(path__startswith=place.path, kind__in=programme.places, closed_at=None)
    return list(rows.order_by("path"))


def held_by(visit: Visit) -> Held:
    """The programme as it was when the visit was planned. Raises UnknownPack."""
    pack = adoption.pack_of(visit.edition)
    return Held(pack.rows("programmes")[visit.programme], pack)


def sheet_of(visit: Visit) -> Sheet:
    """The visit's sheet with the points frozen in it, or those of today while it has not begun."""
    held = held_by(visit)
    points = visit.points or points_at(visit.place, held.pack, visit.sheet)
    return marked(held.pack.rows("sheets")[visit.sheet], held.programme, points)


def points_at(place: Place, pack: Pack, sheet: str) -> dict[str, str]:
    """The newest points that the place itself, or the nearest one above it, has given."""
    marking = marking_at(place, pack, sheet)
    return dict(marking.points) if marking is not None else {}


def marking_at(place: Place, pack: Pack, sheet: str) -> Marking | None:
    rows = Marking.objects.filter(pack=pack.id, sheet=sheet).select_related("place", "by")
    over = [one for one in rows if place.path.startswith(one.place.path)]
    return max(over, key=lambda one: (len(one.place.path), one.pk), default=None)

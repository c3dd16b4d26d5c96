"""Which ladder holds for an account: that of the editions in force at its place."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from bihuan.engines.arrears.models import Dunning
from bihuan.engines.arrears.shapes import Ladder
from bihuan.ground.standards import adoption
from bihuan.ground.standards.models import Adoption
from bihuan.ground.standards.packs import Pack
from bihuan.ground.worktime import Calendar


@dataclass(frozen=True, slots=True)
class Held:
    """A ladder, and the path of the place that took it on."""

    ladder: Ladder
    pack: Pack
    path: str


def held(on: date) -> Iterator[Held]:
    """Every ladder that is in force somewhere, that of the deepest place first."""
    rows = Adoption.objects.filter(Q(until=None) | Q(until__gt=on), since__lte=on).select_related("place")
    for row in sorted(rows, key=lambda one: (-len(one.place.path), one.pk)):
        pack = adoption.known(f"{row.pack}@{row.edition}")
        if pack is None:
            continue
        for ladder in pack.rows("dunning").values():
            yield Held(ladder, pack, row.place.path)


def ladder_of(dunning: Dunning) -> Ladder:
    """The ladder as it was when this began. Raises UnknownPack."""
    found: Ladder = adoption.pack_of(dunning.edition).rows("dunning")[dunning.ladder]
    return found


def calendar_of(dunning: Dunning, ladder: Ladder) -> Calendar:
    assert ladder.cut is not None
    return adoption.pack_of(dunning.edition).calendar(ladder.cut.calendar)

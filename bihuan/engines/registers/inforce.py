"""Which registers are kept where, and who writes in them: asked of the editions in force."""

from dataclasses import dataclass
from datetime import date

from bihuan.engines.registers.models import Line
from bihuan.engines.registers.shapes import Register
from bihuan.ground.directory.actor import Actor
from bihuan.ground.directory.models import Place
from bihuan.ground.standards import adoption
from bihuan.ground.standards.models import Adoption
from bihuan.ground.standards.packs import Pack


@dataclass(frozen=True, slots=True)
class Kept:
    """A register at a place, by an edition in force."""

    register: Register
    pack: Pack
    place: Place

    @property
    def edition(self) -> str:
        return self.pack.name

    def keeps(self, by: Actor) -> bool:
        return has_role(by, self.register.keepers, self.place.path)

    def sees(self, by: Actor) -> bool:
        return self.keeps(by) or self.heads(by)

    def heads(self, by: Actor) -> bool:
        return has_role(by, self.register.heads, self.place.path)


def has_role(by: Actor, roles: tuple[str, ...], path: str) -> bool:
    return any(post.role in roles and path.startswith(post.place) for post in by.posts)


def kept_for(by: Actor, on: date) -> list[Kept]:
    """The registers that somebody writes or answers for, in the order of places and packs."""
    found: dict[tuple[str, int], Kept] = {}
    for place, pack in _adopted(on):
        rows = pack.rows("registers").values()
        wanted = [one for one in rows if by.roles & {*one.keepers, *one.heads}]
        if not wanted:
            continue
        for below in _places(place):
            for register in wanted:
                if below.kind in register.places if register.places else below.pk == place.pk:
                    kept = Kept(register, pack, below)
                    if kept.sees(by):
                        found.setdefault((register.id, below.pk), kept)
    return list(found.values())


def _adopted(on: date) -> list[tuple[Place, Pack]]:
    """Adoptions in force whose edition has registers, the latest first."""
    rows = Adoption.objects.filter(since__lte=on).exclude(until__lte=on).select_related("place")
    found = []
    for row in rows.order_by("place__path", "-since", "-pk"):
        pack = adoption.known(f"{row.pack}@{row.edition}")
        if pack is not None and pack.rows("registers"):
            found.append((row.place, pack))
    return found


def _places(above: Place) -> list[Place]:
    return list(Place.objects.filter(path__startswith=above.path, closed_at=None).order_by("path"))


def kept_line(line: Line) -> Kept:
    """The register by which a line was written. Raises UnknownPack."""
    pack = adoption.pack_of(line.edition)
    return Kept(pack.rows("registers")[line.book.register], pack, line.book.place)

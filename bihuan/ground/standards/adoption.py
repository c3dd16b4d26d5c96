"""Which editions there are and where they are in force: packs on disk, bundles and adoptions, kept in the process."""

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from bihuan.ground.directory.models import Place
from bihuan.ground.standards import bundles
from bihuan.ground.standards.errors import ChangedPack, UnknownPack
from bihuan.ground.standards.models import Adoption
from bihuan.ground.standards.packs import Pack, load_all
from bihuan.ground.standards.shapes import Role
from bihuan.ground.worktime import load_tables

#: Adoptions change a few times a year; another process may see a change this much later.
KEPT_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class _Adopted:
    place: str
    pack: str
    hash: str
    since: date
    until: date | None

    def holds(self, on: date) -> bool:
        return self.since <= on and (self.until is None or on < self.until)


_lock = threading.Lock()
_kept: tuple[float, tuple[_Adopted, ...]] | None = None
#: The editions as they were in this second: (second, packs, holidays, editions).
_editions_kept: tuple[int, Path, Path, Mapping[str, Pack]] | None = None


def editions() -> Mapping[str, Pack]:
    """Every edition, on disk or released here, by `pack@edition`. Raises PackError when one on disk is broken.

    A holiday table that the site imports is followed a second later, without a restart.
    """
    global _editions_kept
    kept, second = _editions_kept, int(time.monotonic())
    if kept and kept[0] == second and kept[1] is settings.PACKS_DIR and kept[2] is settings.HOLIDAYS_DIR:
        return kept[3]
    found = bundles.released(shelf(), _tables())
    _editions_kept = (second, settings.PACKS_DIR, settings.HOLIDAYS_DIR, found)
    return found


def shelf() -> Mapping[str, Pack]:
    """The editions on disk alone; asks no database. Raises PackError when one is broken."""
    return _shelf(Path(settings.PACKS_DIR), *_tables())


def _tables() -> bundles.Tables:
    """The site's own holiday tables."""
    imported = Path(settings.HOLIDAYS_DIR)
    tables = tuple((path.name, path.stat().st_mtime_ns) for path in sorted(imported.glob("*.json")))
    return (imported if tables else None), tables


def known(name: str) -> Pack | None:
    """The edition of this name; one that another process has just released is looked for in the database."""
    global _editions_kept
    found = editions().get(name)
    if found is None and bundles.look_again():
        _editions_kept = None
        found = editions().get(name)
    return found


@lru_cache(maxsize=4)
def _shelf(folder: Path, imported: Path | None, tables: tuple[tuple[str, int], ...]) -> Mapping[str, Pack]:
    return load_all(folder, load_tables(imported) if imported else None)


def pack_of(citation: str) -> Pack:
    """The edition that a citation (`pack@edition` or `pack@edition#clause`) names. Raises UnknownPack."""
    name = citation.partition("#")[0]
    found = known(name)
    if found is None:
        raise UnknownPack(pack=name, known=", ".join(editions()))
    return found


def in_force(place: Place | str, on: date) -> tuple[Pack, ...]:
    """The editions in force at a place (or place path, `/1/4/`) on a local date, the nearest first.

    At one place the latest adopted comes first. Raises ChangedPack when the files are not what was adopted.
    """
    path = place if isinstance(place, str) else place.path
    found = [one for one in _adopted() if path.startswith(one.place) and one.holds(on)]
    found.sort(key=lambda one: (len(one.place), one.since), reverse=True)
    packs: dict[str, Pack] = {}
    for one in found:
        packs.setdefault(one.pack, _as_adopted(one))
    return tuple(packs.values())


def roles() -> Mapping[str, Role]:
    """Every role an adopted edition names, past ones too: memberships outlive editions. The latest wins."""
    found: dict[str, Role] = {}
    for one in sorted(_adopted(), key=lambda one: one.since):
        pack = known(one.pack)
        found.update({role.id: role for role in pack.roles} if pack else {})
    return found


def changed() -> tuple[str, ...]:
    """Adopted editions whose files are missing or are not what was adopted, and bundles that are not what was released."""
    there = editions()
    wrong = {one.pack for one in _adopted() if one.pack not in there or there[one.pack].hash != one.hash}
    return tuple(sorted({*wrong, *bundles.broken(shelf(), _tables())}))


def forget() -> None:
    """Ask the database again at the next question."""
    global _kept, _editions_kept
    with _lock:
        _kept = _editions_kept = None
    bundles.forget()


def _as_adopted(one: _Adopted) -> Pack:
    pack = pack_of(one.pack)
    if pack.hash != one.hash:
        raise ChangedPack(pack=one.pack)
    return pack


def _adopted() -> tuple[_Adopted, ...]:
    global _kept
    kept, now = _kept, time.monotonic()
    if kept is not None and now - kept[0] < KEPT_SECONDS:
        return kept[1]
    rows = Adoption.objects.values_list("place__path", "pack", "edition", "hash", "since", "until")
    found = tuple(
        _Adopted(path, f"{pack}@{edition}", hash, since, until)
        for path, pack, edition, hash, since, until in rows
    )
    with _lock:
        _kept = (now, found)
    return found

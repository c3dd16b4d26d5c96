"""The editions that the site made itself: bundles in the database, each loaded once per process."""

import logging
import threading
import time
from collections.abc import Mapping
from pathlib import Path

from bihuan.ground.standards.models import Bundle
from bihuan.ground.standards.packs import Pack, load_files
from bihuan.ground.standards.reading import PackError
from bihuan.ground.worktime import load_tables

log = logging.getLogger("bihuan.standards")

#: An edition that another process releases is seen this much later, and at once when a row cites it.
KEPT_SECONDS = 5.0
#: The site's own holiday tables: their folder, and names with the times they changed.
Tables = tuple[Path | None, tuple[tuple[str, int], ...]]

_lock = threading.Lock()
_known: tuple[float, tuple[tuple[str, str], ...]] | None = None
_loaded: dict[tuple[str, Tables], Pack | None] = {}


def released(shelf: Mapping[str, Pack], tables: Tables) -> Mapping[str, Pack]:
    """Every bundle by `pack@edition`, over the editions of the shelf; a broken one is left out and logged."""
    found = dict(shelf)
    for name, hash in _rows():
        pack = _pack(name, hash, found, tables)
        if pack is not None:
            found[name] = pack
    return found


def broken(shelf: Mapping[str, Pack], tables: Tables) -> tuple[str, ...]:
    """Bundles that are not what was released, or that bear the name of other files on disk."""
    good = released(shelf, tables)
    wrong = [name for name, hash in _rows() if name not in good or good[name].hash != hash]
    return tuple(sorted({*wrong, *(name for name, pack in shelf.items() if good[name].hash != pack.hash)}))


def forget() -> None:
    global _known
    with _lock:
        _known = None
        _loaded.clear()


def look_again(after: float = 1.0) -> bool:
    """Ask the database anew unless that was just done; whether it will be asked."""
    global _known
    with _lock:
        if _known is not None and time.monotonic() - _known[0] < after:
            return False
        _known = None
    return True


def _rows() -> tuple[tuple[str, str], ...]:
    """Names and hashes in the order of their release."""
    global _known
    kept, now = _known, time.monotonic()
    if kept is not None and now - kept[0] < KEPT_SECONDS:
        return kept[1]
    rows = Bundle.objects.order_by("id").values_list("pack", "edition", "hash")
    found = tuple((f"{pack}@{edition}", hash) for pack, edition, hash in rows)
    with _lock:
        _known = (now, found)
    return found


def _pack(name: str, hash: str, library: Mapping[str, Pack], tables: Tables) -> Pack | None:
    key = (hash, tables)
    if key not in _loaded:
        _loaded[key] = _read(name, hash, library, tables)
    return _loaded[key]


def _read(name: str, hash: str, library: Mapping[str, Pack], tables: Tables) -> Pack | None:
    files = Bundle.objects.filter(hash=hash).values_list("files", flat=True).first()
    if files is None:
        return None
    folder = tables[0]
    try:
        pack = load_files(name, files, library, load_tables(folder) if folder else None)
    except PackError as error:
        log.error("The released edition %s cannot be read: %s", name, error)
        return None
    if pack.hash != hash:
        log.error("The released edition %s is not what was released.", name)
        return None
    return pack

"""The tree of places, kept in the process: it is small, changes a few times a year, and every right depends on it."""

import threading
import time
from collections.abc import Mapping

from bihuan.ground.directory.models import Place

#: Another process may see a new place this much later.
KEPT_SECONDS = 10.0

_lock = threading.Lock()
_kept: tuple[float, Mapping[int, str]] | None = None


def paths() -> Mapping[int, str]:
    """The path of every place by its id."""
    global _kept
    kept, now = _kept, time.monotonic()
    if kept is not None and now - kept[0] < KEPT_SECONDS:
        return kept[1]
    found = dict(Place.objects.values_list("pk", "path"))
    with _lock:
        _kept = (now, found)
    return found


def below(path: str) -> frozenset[int] | None:
    """Ids of the places at and below a path; None when that is all there are."""
    known = paths()
    found = frozenset(pk for pk, place in known.items() if place.startswith(path))
    return None if len(found) == len(known) else found


def forget() -> None:
    """Ask the database again at the next question."""
    global _kept
    with _lock:
        _kept = None

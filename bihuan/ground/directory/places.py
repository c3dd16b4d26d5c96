"""The tree of places, kept in the process: it is small, changes a few times a year, and every right depends on it."""

import threading
import time
from collections.abc import Mapping
from typing import NamedTuple

from django.conf import settings

from bihuan.ground.directory.models import Place

#: Another process may see a new place this much later.
KEPT_SECONDS = 10.0

_lock = threading.Lock()
_kept: "tuple[float, Tree] | None" = None


class Called(NamedTuple):
    """What a place is called and where to call it."""

    kind: str
    name: str
    phone: str


class Tree(NamedTuple):
    """Every place: its path by its id, its names by its path."""

    paths: Mapping[int, str]
    called: Mapping[str, Called]


def paths() -> Mapping[int, str]:
    """The path of every place by its id."""
    return _tree().paths


def _tree() -> Tree:
    global _kept
    kept, now = _kept, time.monotonic()
    if kept is not None and now - kept[0] < KEPT_SECONDS:
        return kept[1]
    rows = list(Place.objects.values_list("pk", "path", "kind", "name", "phone"))
    found = Tree({pk: path for pk, path, *_ in rows}, {path: Called(*names) for _, path, *names in rows})
    with _lock:
        _kept = (now, found)
    return found


def below(path: str) -> frozenset[int] | None:
    """Ids of the places at and below a path; None when that is all there are."""
    known = paths()
    found = frozenset(pk for pk, place in known.items() if place.startswith(path))
    return None if len(found) == len(known) else found


def named(place: Place) -> dict[str, str]:
    """What approved wording calls the organisation, and the number it gives.

    The site's own settings, else the company the place belongs to, and the nearest number up the tree.
    """
    up = _upwards(place.path)
    company = next((one.name for one in up if one.kind == Place.Kind.COMPANY), up[-1].name if up else "")
    return {
        "company": settings.SITE_NAME or company,
        "hotline": settings.SITE_PHONE or next((one.phone for one in up if one.phone), ""),
    }


def _upwards(path: str) -> list[Called]:
    """The place at a path and those above it, the nearest first."""
    called = _tree().called
    ends = [end + 1 for end, letter in enumerate(path) if letter == "/"]
    return [called[path[:end]] for end in reversed(ends) if path[:end] in called]


def forget() -> None:
    """Ask the database again at the next question."""
    global _kept
    with _lock:
        _kept = None

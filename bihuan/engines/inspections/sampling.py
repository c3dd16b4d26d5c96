"""Who is drawn: the same places from the same seed, on any machine, so that anybody can draw again. Pure.

Each place gets the SHA-256 of the seed and its own id; the smallest are drawn. That needs no state, does not hang on the
order of the list, and nobody can tell a place's turn before the seed is known.
"""

import hashlib
from collections.abc import Iterable

from bihuan.engines.inspections.shapes import Sampling


def size(places: int, rule: Sampling) -> int:
    """How many of so many places are looked at."""
    if places <= rule.all_up_to:
        return places
    return -(-places * rule.share // 100)


def drawn(places: Iterable[int], count: int, seed: str) -> tuple[int, ...]:
    """`count` of the places, in the order they are drawn."""
    return tuple(sorted(set(places), key=lambda place: _rank(seed, place))[:count])


def _rank(seed: str, place: int) -> tuple[bytes, int]:
    return hashlib.sha256(f"{seed}/{place}".encode()).digest(), place

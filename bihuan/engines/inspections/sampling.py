"""Who is drawn: the same places from the same seed, on any machine, so that anybody can draw again. Pure.

Each place gets the SHA-256 of the seed and its own id; the smallest are drawn. That needs no state, does not hang on the
order of the list, and nobody can tell a place's turn before the seed is known.
"""

import hashlib
from collections.abc import Collection, Iterable

from bihuan.engines.inspections.shapes import Sampling


def size(places: int, rule: Sampling) -> int:
    """How many of so many places are looked at."""
    if places <= rule.all_up_to:
        return places
    return share_of(places, rule.share)


def share_of(many: int, percent: int) -> int:
    """So many per cent, rounded up."""
    return -(-many * percent // 100)


def drawn(places: Iterable[int], count: int, seed: str) -> tuple[int, ...]:
    """`count` of the places, in the order they are drawn."""
    return tuple(sorted(set(places), key=lambda place: _rank(seed, place))[:count])


def drawn_fairly(places: Iterable[int], before: Collection[int], count: int, seed: str) -> tuple[int, ...]:
    """`count` of the places; who was drawn before comes only when all others have been."""
    waiting = set(places)
    fresh = drawn(waiting - set(before), count, seed)
    return fresh + drawn(waiting & set(before), count - len(fresh), seed)


def _rank(seed: str, place: int) -> tuple[bytes, int]:
    return hashlib.sha256(f"{seed}/{place}".encode()).digest(), place

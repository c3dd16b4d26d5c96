"""A round as it was walked: the way from point to point, and which of them took too long. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Leg:
    """How long since the point before (None at the first), whether that was too long, and whether the way went back."""

    since: timedelta | None
    long: bool
    back: bool


def legs(walked: Sequence[tuple[int, datetime]], most: timedelta | None) -> list[Leg]:
    """One for each point, given as (number on the way, when) in the order of time."""
    found = []
    for place, (number, at) in enumerate(walked):
        if place == 0:
            found.append(Leg(None, False, False))
            continue
        before, then = walked[place - 1]
        since = at - then
        found.append(Leg(since, most is not None and since > most, number < before))
    return found

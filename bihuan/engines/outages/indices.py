"""How reliably power is supplied: mean time and number of interruptions for each customer. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Interruption:
    """So many households without power from a moment to another, `ended` being the moment of asking while it lasts."""

    began: datetime
    ended: datetime
    households: int


@dataclass(frozen=True, slots=True)
class Indices:
    """For each customer served: minutes without power (SAIDI), interruptions (SAIFI), and the hours of the same."""

    minutes: Decimal
    count: Decimal
    hours: Decimal
    interruptions: int


def indices(rows: Iterable[Interruption], served: int, begins: datetime, ends: datetime) -> Indices:
    """Over a span of time, its first moment included and its last not. An interruption counts where it began.

    Without customers everything is zero.
    """
    time, hit, number = timedelta(0), 0, 0
    for row in rows:
        overlap = min(row.ended, ends) - max(row.began, begins)
        time += max(overlap, timedelta(0)) * row.households
        if begins <= row.began < ends:
            hit += row.households
            number += 1
    if not served:
        return Indices(Decimal(0), Decimal(0), Decimal(0), number)
    minutes = (
        Decimal(time // timedelta(microseconds=1)) / Decimal(_MINUTE // timedelta(microseconds=1)) / served
    )
    return Indices(
        _rounded(minutes, "0.01"),
        _rounded(Decimal(hit) / served, "0.0001"),
        _rounded(minutes / 60, "0.01"),
        number,
    )


def _rounded(value: Decimal, step: str) -> Decimal:
    return value.quantize(Decimal(step), ROUND_HALF_UP)

"""Which tariffs a pack has: by series, in force on a day. Pure."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from bihuan.engines.billing.charges import Version
from bihuan.engines.billing.shapes import Tariff


def series(packs: Iterable[Any]) -> Mapping[str, tuple[Version, ...]]:
    """Every tariff of some packs, its versions the oldest first; a series of an earlier pack hides that of a later."""
    found: dict[str, tuple[Version, ...]] = {}
    for pack in packs:
        own: dict[str, list[Tariff]] = {}
        for tariff in pack.rows("tariffs").values():
            own.setdefault(tariff.series, []).append(tariff)
        for name, rows in own.items():
            rows.sort(key=lambda one: one.in_force.from_)
            found.setdefault(name, tuple(Version(one, pack.name) for one in rows))
    return found


def latest(versions: Iterable[Version], on: date) -> Version | None:
    """The version in force on a day, or the last one that was; None before the first."""
    return max(
        (one for one in versions if one.tariff.in_force.from_ <= on),
        key=lambda one: one.tariff.in_force.from_,
        default=None,
    )

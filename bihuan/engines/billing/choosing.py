"""Which tariffs and late charges some packs have: by series, in force on a day. Pure."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from bihuan.engines.billing.charges import Version
from bihuan.engines.billing.shapes import LateCharge, Tariff


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


def late_rule(packs: Iterable[Any], tariff: Tariff, on: date) -> tuple[LateCharge, str] | None:
    """What paying a tariff late costs on a day, with the edition it stands in; the first pack that says so."""
    for pack in packs:
        for rule in pack.rows("late_charges").values():
            customers = [one.id for one in rule.customers]
            if (
                tariff.commodity in rule.commodities
                and tariff.customers.id in customers
                and rule.in_force.holds(on)
            ):
                return rule, pack.name
    return None

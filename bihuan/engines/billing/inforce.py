"""Which prices hold for an account: those of the editions in force at its place."""

from collections.abc import Sequence
from datetime import date

from bihuan.engines.billing.charges import Version
from bihuan.engines.billing.choosing import series
from bihuan.ground.standards import adoption


def versions_at(place: str, name: str, on: date) -> Sequence[Version]:
    """Every version of a series, for a place path on a day; empty when no edition there has it."""
    return series(adoption.in_force(place, on)).get(name, ())


def versions_of(edition: str, name: str) -> Sequence[Version]:
    """Every version of a series as an edition has it. Raises UnknownPack; empty when it has none."""
    return series([adoption.pack_of(edition)]).get(name, ())

"""Which standard says how outages are told here, and its rows."""

from collections.abc import Mapping
from datetime import datetime

from bihuan.engines.outages.errors import NoRules
from bihuan.engines.outages.shapes import Notice, Restoration
from bihuan.ground.directory.models import Place
from bihuan.ground.standards import adoption
from bihuan.ground.standards.packs import Pack
from bihuan.ground.worktime.zone import SHANGHAI


def standard_at(place: Place | str, at: datetime) -> Pack:
    """The nearest edition in force that knows outages. Raises NoRules."""
    for pack in adoption.in_force(place, at.astimezone(SHANGHAI).date()):
        if pack.rows("notices"):
            return pack
    raise NoRules


def notices(pack: Pack) -> Mapping[str, Notice]:
    found: Mapping[str, Notice] = pack.rows("notices")
    return found


def restorations(pack: Pack) -> Mapping[str, Restoration]:
    found: Mapping[str, Restoration] = pack.rows("restorations")
    return found

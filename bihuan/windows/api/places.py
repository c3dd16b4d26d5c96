"""Where a call is about: the place, and the standard in force there."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from bihuan.ground.directory.models import Place
from bihuan.ground.journal.errors import BadInput, Refused
from bihuan.ground.standards import adoption
from bihuan.ground.standards.packs import Pack
from bihuan.ground.worktime.zone import SHANGHAI
from bihuan.windows.api.http import Holder


class NoStandard(Refused):
    code = "no_standard"
    status = 409
    message = _("No standard is in force at this place today.")


def place_for(code: str, holder: Holder) -> Place:
    """The place named, else that of the holder's first post, else the company."""
    if not code and holder.home is not None:
        return holder.home
    places = Place.objects.filter(closed_at=None)
    if code:
        found = places.filter(code=code).first()
        if found is None:
            raise BadInput(fields={"place": _("There is no place of this code.")})
        return found
    found = places.filter(parent=None).order_by("pk").first()
    if found is None:
        raise NoStandard
    return found


def packs_at(place: Place, at: datetime) -> tuple[Pack, ...]:
    """The editions in force, the nearest first; at least one."""
    packs = adoption.in_force(place, at.astimezone(SHANGHAI).date())
    if not packs:
        raise NoStandard
    return packs


def pack_for(place: Place, at: datetime, kind: str) -> Pack:
    """The nearest edition in force that knows the kind; an unknown kind is refused by the nearest one."""
    packs = packs_at(place, at)
    return next((pack for pack in packs if kind in pack.rows("kinds")), packs[0])

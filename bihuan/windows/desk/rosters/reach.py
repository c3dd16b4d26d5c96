"""Which rosters somebody keeps, in which he stands, and what of them he may look at."""

from datetime import date

from bihuan.engines.rosters import actions
from bihuan.engines.rosters.inforce import OFFICE, station_of
from bihuan.engines.rosters.models import Handover, Roster, Shift
from bihuan.engines.rosters.shapes import Station
from bihuan.ground.directory.actor import Actor
from bihuan.ground.journal.errors import NotFound
from bihuan.ground.standards import adoption
from bihuan.ground.standards.holding import reach
from bihuan.windows.look.http import Request


def keeps_rosters(actor: Actor, on: date) -> tuple[str, ...]:
    """Place paths at and below which he plans and approves, where there are posts to man; asks no row."""
    return tuple(path for path in reach(actor, OFFICE, on) if _stations(path, on))


def stands(actor: Actor, on: date) -> bool:
    """Whether one of his posts stands somewhere by turns."""
    return any(post.role in station.roles for post in actor.posts for station in _stations(post.place, on))


def _stations(path: str, on: date) -> list[Station]:
    return [one for pack in adoption.in_force(path, on) for one in pack.rows("shifts").values()]


def shift_of(request: Request, pk: int) -> Shift:
    """One's own. Raises NotFound."""
    rows = Shift.objects.standing().select_related("roster__place", "person")
    found = rows.filter(pk=pk, person=request.actor.person).first()
    if found is None:
        raise NotFound
    return found


def roster_of(request: Request, pk: int) -> tuple[Roster, bool]:
    """The month, and whether he keeps it; once it is out, those who stand there may look. Raises NotFound."""
    found = Roster.objects.select_related("place").filter(pk=pk).first()
    if found is None:
        raise NotFound
    if actions.keeps(found.place.path, request.actor, request.at):
        return found, True
    if found.state != Roster.State.PUBLISHED or not _stands_at(request.actor, found):
        raise NotFound
    return found, False


def page_of(request: Request, pk: int) -> Handover:
    """A page of the book, for who stands at the post or keeps its roster. Raises NotFound."""
    rows = Handover.objects.select_related("shift__roster", "shift__person", "place", "out_by", "in_by")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotFound
    keeps = actions.keeps(found.place.path, request.actor, request.at)
    if not keeps and not _stands_at(request.actor, found.shift.roster):
        raise NotFound
    return found


def _stands_at(actor: Actor, roster: Roster) -> bool:
    roles = station_of(roster).roles
    return any(post.role in roles and roster.place.path.startswith(post.place) for post in actor.posts)

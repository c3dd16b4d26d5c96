"""Which visits a reader may open, and where he plans, decides and compares."""

from dataclasses import dataclass
from datetime import date

from bihuan.engines.inspections.inforce import Held, held
from bihuan.engines.inspections.models import Visit
from bihuan.engines.inspections.rights import headed, visible_to
from bihuan.ground.directory.actor import Actor
from bihuan.ground.directory.models import Place
from bihuan.ground.journal.errors import NotAllowed, NotFound
from bihuan.ground.standards import adoption
from bihuan.ground.standards.holding import reach
from bihuan.ground.standards.packs import Pack
from bihuan.ground.worktime.zone import local_day
from bihuan.windows.look.http import Request

OFFICES = ("inspections", "appeals")


@dataclass(frozen=True, slots=True)
class Scope:
    """A programme and the place from which on it holds."""

    held: Held
    place: Place


def concerned(actor: Actor, on: date) -> bool:
    """Whether inspections are any of his business: asks no visit."""
    return any(
        post.role in _roles(pack) for post in actor.posts for pack in adoption.in_force(post.place, on)
    )


def _roles(pack: Pack) -> set[str]:
    rows = pack.rows
    named = {role for one in rows("programmes").values() for role in (one.inspector, one.head)}
    offices = {role for id, one in rows("offices").items() if id in OFFICES for role in one.roles}
    return named | offices if rows("programmes") else set()


def visit_of(request: Request, pk: int) -> Visit:
    """One that he may see. Raises NotFound."""
    rows = visible_to(request.actor, local_day(request.at)).select_related("place", "signed_by")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def planned_paths(request: Request) -> tuple[str, ...]:
    """Where he plans. Raises NotAllowed when nowhere."""
    found = reach(request.actor, "inspections", local_day(request.at))
    if not found:
        raise NotAllowed
    return found


def scopes(request: Request) -> list[Scope]:
    """Every programme he has to do with, from where it holds on: results are compared with the whole field."""
    on = local_day(request.at)
    paths = [*reach(request.actor, OFFICES, on), *(path for path, _names in headed(request.actor, on))]
    tops: dict[tuple[str, str], tuple[Held, str]] = {}
    for path in paths:
        for one in held([path], on):
            tops.setdefault((one.pack.name, one.programme.id), (one, _top(path, one, on)))
    known = {
        place.path: place for place in Place.objects.filter(path__in=[path for _one, path in tops.values()])
    }
    return [Scope(one, known[path]) for one, path in tops.values()]


def _top(path: str, one: Held, on: date) -> str:
    ends = [end + 1 for end, letter in enumerate(path) if letter == "/" and end]
    for end in ends:
        names = {pack.name for pack in adoption.in_force(path[:end], on)}
        if one.pack.name in names:
            return path[:end]
    return path

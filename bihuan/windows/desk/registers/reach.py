"""Which registers somebody writes in or answers for, and lines fetched through that."""

from datetime import date

from bihuan.engines.registers.inforce import Kept, kept_for, kept_line
from bihuan.engines.registers.models import Line, LineQuerySet
from bihuan.ground.directory.actor import Actor
from bihuan.ground.journal.errors import NotAllowed, NotFound
from bihuan.ground.standards import adoption
from bihuan.ground.worktime.zone import SHANGHAI
from bihuan.windows.look.http import Request


def has_registers(actor: Actor, on: date) -> bool:
    """Whether one of his posts keeps or heads a register there; asks no line."""
    return any(
        post.role in (*register.keepers, *register.heads)
        for post in actor.posts
        for pack in adoption.in_force(post.place, on)
        for register in pack.rows("registers").values()
    )


def own_registers(request: Request) -> list[Kept]:
    """Raises NotAllowed when there is none."""
    found = kept_for(request.actor, request.at.astimezone(SHANGHAI).date())
    if not found:
        raise NotAllowed
    return found


def register_of(request: Request, place: int, register: str) -> Kept:
    """Raises NotAllowed, NotFound."""
    for one in own_registers(request):
        if (one.place.pk, one.register.id) == (place, register):
            return one
    raise NotFound


def line_of(request: Request, pk: int) -> tuple[Line, Kept]:
    """Raises NotFound."""
    found = Line.objects.select_related("book__place", "entered_by", "case").filter(pk=pk).first()
    if found is None:
        raise NotFound
    kept = kept_line(found)
    if not kept.sees(request.actor):
        raise NotFound
    return found, kept


def lines_in(books: list[Kept]) -> LineQuerySet:
    return LineQuerySet(Line).in_books([(one.register.id, one.place.pk) for one in books])

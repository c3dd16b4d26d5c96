"""Which duties somebody has, and which he answers for."""

from datetime import date

from bihuan.engines.duties import actions
from bihuan.engines.duties.models import Duty
from bihuan.ground.directory.actor import Actor
from bihuan.ground.journal.errors import NotFound
from bihuan.ground.standards import adoption
from bihuan.windows.look.http import Request


def posts_with_duties(actor: Actor, on: date) -> list[tuple[str, str]]:
    """(role, place path) of each post that some plan in force there names; asks no duty."""
    return [
        (post.role, post.place)
        for post in actor.posts
        if any(
            plan.role == post.role
            for pack in adoption.in_force(post.place, on)
            for plan in pack.rows("duties").values()
        )
    ]


def overseen(actor: Actor, on: date) -> tuple[str, ...]:
    """Places he heads where an edition with duties is in force."""
    roles = adoption.roles()
    return tuple(
        {
            post.place: None
            for post in actor.posts
            if post.role in roles
            and roles[post.role].heads
            and any(pack.rows("duties") for pack in adoption.in_force(post.place, on))
        }
    )


def duty_of(request: Request, pk: int) -> Duty:
    """One that is his to do or to answer for. Raises NotFound."""
    found = Duty.objects.select_related("place", "done_by").filter(pk=pk).first()
    if found is None or not (actions.may_do(found, request.actor) or actions.oversees(found, request.actor)):
        raise NotFound
    return found

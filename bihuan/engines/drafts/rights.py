"""Who may make an edition of the site's own. Pure."""

from collections.abc import Mapping

from bihuan.ground.directory.actor import ADMIN, Actor
from bihuan.ground.standards.shapes import Role


def reach(actor: Actor, roles: Mapping[str, Role]) -> tuple[str, ...]:
    """Paths of the places for which, and below which, the actor may draft.

    Administrators, and posts that the standard lets head more than their own team: who heads a place answers for the
    standard it works by.
    """
    return tuple(
        sorted({post.place for post in actor.posts if post.role == ADMIN or draws_up(roles.get(post.role))})
    )


def may_draft(actor: Actor, place: str, roles: Mapping[str, Role]) -> bool:
    return place.startswith(reach(actor, roles)) if reach(actor, roles) else False


def draws_up(role: Role | None) -> bool:
    """Whether the role heads more than its own team."""
    return role is not None and role.heads and role.scope != "team"

"""Who may do what in a hall, by the posts that its rules name. Pure."""

from collections.abc import Iterable

from bihuan.engines.halls.shapes import HallRules
from bihuan.ground.directory.actor import ADMIN, Actor


def holds(actor: Actor, place: str, roles: Iterable[str]) -> bool:
    """Whether he has one of the roles at the place or above it; `place` is a path such as `/1/4/`."""
    wanted = frozenset(roles)
    return any(post.role in wanted and place.startswith(post.place) for post in actor.posts)


def may_lead(actor: Actor, place: str, rules: HallRules | None) -> bool:
    """Set up, change and close; administrators too."""
    return holds(actor, place, (*(rules.posts.manager if rules else ()), ADMIN))


def may_serve(actor: Actor, place: str, rules: HallRules) -> bool:
    """Sit at a counter."""
    return holds(actor, place, (*rules.posts.clerk, *rules.posts.manager))


def may_keep_lobby(actor: Actor, place: str, rules: HallRules) -> bool:
    """Stand in the lobby: help customers to numbers, keep the queue in order."""
    return holds(actor, place, (*rules.posts.lobby, *rules.posts.manager))


def is_staff(actor: Actor, place: str, rules: HallRules) -> bool:
    return holds(actor, place, rules.posts.everybody)

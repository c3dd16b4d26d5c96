"""Which offices somebody holds, and where: asked of the standards in force at the places of his posts."""

from collections.abc import Iterable
from datetime import date

from bihuan.ground.directory.actor import Actor
from bihuan.ground.standards import adoption
from bihuan.ground.standards.offices import held_by


def reach(actor: Actor, offices: str | Iterable[str], on: date) -> tuple[str, ...]:
    """The place paths at and below which he holds one of the offices; empty when nowhere."""
    wanted = {offices} if isinstance(offices, str) else set(offices)
    found = {
        post.place: None
        for post in actor.posts
        if any(wanted & held_by(post.role, pack) for pack in adoption.in_force(post.place, on))
    }
    return tuple(found)


def holds(actor: Actor, office: str, place: str, on: date) -> bool:
    """Whether he holds the office at a place (a path such as `/1/4/`)."""
    return any(place.startswith(path) for path in reach(actor, office, on))

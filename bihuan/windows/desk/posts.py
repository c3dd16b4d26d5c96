"""What somebody's posts open at the desk: asked of the standards in force at the places of the posts."""

from collections.abc import Iterator
from datetime import date

from bihuan.engines.cases.kinds import Verb
from bihuan.ground.directory.actor import ADMIN, Actor, Post
from bihuan.ground.standards import adoption
from bihuan.ground.standards.packs import Pack

#: Besides the administrator, the head of customer-service management keeps people and places (S003 2.4(2)b).
ADMINISTRATORS = (ADMIN, "manager")

#: Who looks at outages: those who announce them, decide on what they cost, or speak with customers.
LOOKS_AT_OUTAGES = ("outages", "compensation", "accounts")


def posts_for(actor: Actor, verb: Verb, on: date) -> Iterator[tuple[Post, Pack]]:
    """Posts whose role may do the verb at some stage of some flow, with the standard in force there."""
    for post in actor.posts:
        for pack in adoption.in_force(post.place, on):
            if any(post.role in roles_for(pack, flow, verb) for flow in pack.rows("flows")):
                yield post, pack


def may(actor: Actor, verb: Verb, on: date) -> bool:
    return any(True for _found in posts_for(actor, verb, on))


def packs_of(actor: Actor, on: date) -> tuple[Pack, ...]:
    """The standards in force at the actor's places, each once."""
    found = {pack.name: pack for post in actor.posts for pack in adoption.in_force(post.place, on)}
    return tuple(found.values())


def leads(actor: Actor) -> bool:
    """Whether one of the posts heads a team."""
    roles = adoption.roles()
    return any(post.role in roles and roles[post.role].heads for post in actor.posts)


def oversees(actor: Actor, on: date) -> bool:
    """Who reads the supervisor's board: whoever may supervise a case, and heads of teams."""
    return leads(actor) or may(actor, "supervise", on)


def administers(actor: Actor) -> bool:
    return actor.holds(*ADMINISTRATORS)


def roles_for(pack: Pack, flow: str, verb: Verb) -> frozenset[str]:
    """Roles that may do the verb at some stage of the flow."""
    moves = pack.rows("flows")[flow].moves
    return frozenset(role for move in moves if move.verb == verb for role in move.roles)

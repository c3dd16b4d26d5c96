"""Who may do what to a case, given its stage, its orders and the actor's posts. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bihuan.engines.cases.kinds import Flow, Move
from bihuan.ground.directory.actor import Actor
from bihuan.ground.standards.shapes import Role


@dataclass(frozen=True, slots=True)
class HeldOrder:
    id: int
    team: int
    state: str
    handler: int | None


@dataclass(frozen=True, slots=True)
class Facts:
    """What rights depend on; nothing else may."""

    stage: str
    place: str
    accepted_by: int | None
    orders: tuple[HeldOrder, ...]


@dataclass(frozen=True, slots=True)
class Permission:
    move: Move
    order: int | None = None


def permitted(flow: Flow, facts: Facts, actor: Actor, roles: Mapping[str, Role]) -> list[Permission]:
    """Every move the actor may make now, once per order where the move is on an order."""
    found: list[Permission] = []
    for move in flow.moves:
        if facts.stage not in move.at:
            continue
        if move.on == "case":
            if reaches(move, facts, actor, roles):
                found.append(Permission(move))
            continue
        for order in facts.orders:
            if (not move.order_at or order.state in move.order_at) and reaches(
                move, facts, actor, roles, order
            ):
                found.append(Permission(move, order.id))
    return found


def reaches(
    move: Move, facts: Facts, actor: Actor, roles: Mapping[str, Role], order: HeldOrder | None = None
) -> bool:
    """Whether one of the actor's posts is among the move's roles and reaches this case (this order)."""
    if actor.ref.startswith("customer"):
        return move.customer
    teams = {order.team} if order else {held.team for held in facts.orders}
    for post in actor.posts:
        role = roles.get(post.role)
        if role is None or role.id not in move.roles:
            continue
        if role.scope == "all" or (role.scope == "place" and facts.place.startswith(post.place)):
            return True
        if role.scope == "team" and post.team in teams:
            return True
    return False


def moves_of(flow: Flow, verb: str) -> Iterator[Move]:
    return (move for move in flow.moves if move.verb == verb)

"""What waits for somebody's next step, told by the moves of the standards in force where he works."""

from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import F, Q, QuerySet

from bihuan.engines.cases.kinds import Verb
from bihuan.engines.cases.models import Case, Order
from bihuan.ground.directory.actor import Actor
from bihuan.ground.standards import adoption
from bihuan.windows.desk.posts import posts_for, roles_for

#: Steps that carry a case on; withdrawing, merging and the like wait for nobody.
STEPS = (
    "accept",
    "propose",
    "approve",
    "dispatch",
    "review",
    "resolve",
    "archive",
    "answer",
    "check",
    "charge",
    "survey",
    "offer",
    "build",
    "inspect",
    "carry_out",
)


def my_orders(actor: Actor) -> QuerySet[Order]:
    """Orders in my own hands, next deadline first."""
    mine = Order.objects.filter(handler=actor.person, state__in=(Order.State.SENT, Order.State.TAKEN))
    return _next_due_first(mine)


def pool(actor: Actor, on: date) -> QuerySet[Order]:
    """Orders of my teams that nobody has taken yet and that I may take."""
    return _of_my_teams(actor, "take", on).filter(state=Order.State.SENT, handler=None)


def to_confirm(actor: Actor, on: date) -> QuerySet[Order]:
    """Reports of my teams that wait for me, their head."""
    return _of_my_teams(actor, "confirm", on).filter(state=Order.State.REPORTED)


def steps(actor: Actor, on: date) -> QuerySet[Case]:
    """Cases whose next step my posts allow, other than callbacks."""
    return _at_stages(actor, on, STEPS)


def callbacks(actor: Actor, on: date) -> QuerySet[Case]:
    """Cases to call back, those I handled left out: somebody else has to ask (S003 7.4b)."""
    waiting = _at_stages(actor, on, ("call_back",))
    return waiting.exclude(handler=actor.person) if actor.person else waiting


def _at_stages(actor: Actor, on: date, verbs: tuple[str, ...]) -> QuerySet[Case]:
    wanted: list[Q] = []
    for post in actor.posts:
        for pack in adoption.in_force(post.place, on):
            role = adoption.roles().get(post.role)
            if role is None or role.scope == "team":
                continue
            for flow in pack.rows("flows").values():
                stages = {
                    stage
                    for move in flow.moves
                    if move.verb in verbs and post.role in move.roles and move.on == "case"
                    for stage in move.at
                    if move.to != stage
                }
                kinds = [kind.id for kind in pack.rows("kinds").values() if kind.flow == flow.id]
                if stages and kinds:
                    wanted.append(Q(kind__in=kinds, stage__in=stages))
    if not wanted:
        return Case.objects.none()
    visible: Any = Case.objects.visible_to(actor, adoption.roles())
    found: QuerySet[Case] = visible.open().filter(reduce(or_, wanted), suspended_at=None)
    return found.select_related("team", "handler").order_by(F("next_due_at").asc(nulls_last=True), "id")


def _of_my_teams(actor: Actor, verb: Verb, on: date) -> QuerySet[Order]:
    """Orders to which my posts may do the verb, confidential ones only where a post is entitled to them."""
    roles = adoption.roles()
    wanted: list[Q] = []
    for post, pack in posts_for(actor, verb, on):
        role = roles.get(post.role)
        kinds = [
            kind.id for kind in pack.rows("kinds").values() if post.role in roles_for(pack, kind.flow, verb)
        ]
        theirs = Q(team=post.team, case__kind__in=kinds)
        entitled = role is not None and (role.heads or role.confidential)
        wanted.append(theirs if entitled else theirs & Q(case__confidential=False))
    if not wanted:
        return Order.objects.none()
    return _next_due_first(Order.objects.filter(reduce(or_, wanted)))


def _next_due_first(orders: QuerySet[Order]) -> QuerySet[Order]:
    return (
        orders.filter(case__closed_at=None)
        .select_related("team", "case__team", "case__handler")
        .order_by(F("case__next_due_at").asc(nulls_last=True), "id")
    )

"""How a case comes in and finds its unit: open, accept, propose, approve, dispatch (S003 7.2)."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from bihuan.engines.cases import running
from bihuan.engines.cases.actions.telling import tell_customer, tell_people, tell_team
from bihuan.engines.cases.errors import BadInput, Missing, NotAllowed
from bihuan.engines.cases.intake import Details, checked
from bihuan.engines.cases.kinds import CaseKind, Flow, flow_of, kind_of
from bihuan.engines.cases.models import Case, Order
from bihuan.engines.cases.rights import Facts, moves_of, reaches
from bihuan.engines.cases.searching import CASES, spoken
from bihuan.engines.cases.turn import Turn, begin, columns, end_order, finish, required
from bihuan.ground.directory.actor import Actor
from bihuan.ground.directory.models import Person, Place, Team
from bihuan.ground.journal import actions as journal
from bihuan.ground.journal.rows import insert, reserve
from bihuan.ground.standards import adoption
from bihuan.ground.standards.packs import Pack


@dataclass(frozen=True, slots=True)
class Target:
    """A unit to send an order to."""

    team: Team
    instruction: str = ""
    handler: Person | None = None


def open_case(
    details: Details,
    *,
    pack: Pack,
    place: Place,
    by: Actor,
    at: datetime,
    accept: bool = False,
    origin: str = "",
) -> Case:
    """Write the case, its first clocks and its journal; with `accept` (a clerk takes it down) it is accepted at once.

    Raises BadInput with the fields that are wrong, NotAllowed for who may not accept; before anything is written.
    """
    said = checked(details, pack)
    if accept:
        _may_accept(flow_of(pack, said.kind), place, by)
    # Nothing is refused from here on, so a caller's transaction needs no savepoint to fall back to.
    with transaction.atomic(savepoint=False):
        return written(said, pack, place, by=by, at=at, accept=accept, origin=origin)


def _may_accept(flow: Flow, place: Place, by: Actor) -> None:
    facts = Facts(stage=flow.stages[0].id, place=place.path, accepted_by=None, orders=())
    if not any(reaches(move, facts, by, adoption.roles()) for move in moves_of(flow, "accept")):
        raise NotAllowed


def written(
    said: Details, pack: Pack, place: Place, *, by: Actor, at: datetime, accept: bool, origin: str = ""
) -> Case:
    """The case of checked details; whoever asks may do so. Part of a transaction."""
    case = Case(
        id=reserve(Case),
        edition=pack.name,
        place=place,
        secret=secrets.token_urlsafe(18),
        stage=flow_of(pack, said.kind).stages[0].id,
        opened_at=at,
        origin=origin,
        **said.columns(kind_of(pack, said.kind)),
    )
    _write(case, pack, kind_of(pack, said.kind), by=by, at=at)
    return _taken_on(case, pack, by=by, at=at) if accept else case


def _write(case: Case, pack: Pack, kind: CaseKind, *, by: Actor, at: datetime) -> None:
    clocks = running.starting(case, pack, kind, "opened", at=at)
    case.next_due_at = min((clock.due_at for clock in clocks if clock.due_at), default=None)
    entry = journal.write(
        case,
        "case.open",
        actor=by.ref,
        actor_name=by.name,
        at=at,
        clause=pack.cite(kind.clause),
        facts={
            "kind": case.kind,
            "channel": case.channel,
            "category": case.category,
            "place": case.place.code,
        },
    )
    insert([case])
    insert(clocks)
    CASES.put(case.pk, spoken(case))
    tell_customer(case, pack, "customer.received", at=at, entry=entry)


def _taken_on(case: Case, pack: Pack, *, by: Actor, at: datetime) -> Case:
    """Accepted in the step that opened it: whoever takes it down answers for it."""
    accepting = next(moves_of(flow_of(pack, case.kind), "accept"))
    turn = Turn(case, pack, by, at, accepting, before=columns(case))
    case.accepted_at, case.accepted_by_id = at, by.person
    finish(turn, "accept", event="accepted")
    return case


@transaction.atomic
def accept(case: Case, *, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """A clerk takes the case on and answers for it to the end (first-asked responsibility, S000-4 第四章用语三·c)."""
    turn = begin(case, "accept", by=by, at=at, seen=seen)
    turn.case.accepted_at = turn.case.accepted_at or at
    turn.case.accepted_by_id = by.person
    finish(turn, "accept", event="accepted")
    return turn.case


@transaction.atomic
def propose(case: Case, opinion: str, *, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """The specialist drafts how a case handed down by a superior unit should be handled (S003 7.2e)."""
    turn = begin(case, "propose", by=by, at=at, seen=seen)
    entry = finish(turn, "propose", facts={"opinion": required(opinion, "opinion")})
    tell_people(
        turn, ("leader",) if turn.case.gravity == Case.Gravity.MAJOR else ("manager",), "propose", entry
    )
    return turn.case


@transaction.atomic
def approve(case: Case, instruction: str = "", *, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """The head approves the opinion; a major one needs the leader in charge (S003 7.2e)."""
    turn = begin(case, "approve", by=by, at=at, seen=seen)
    if turn.case.gravity == Case.Gravity.MAJOR and not by.holds("leader"):
        raise Missing(
            _(
                "A major case handed down by a superior unit needs the instruction of the company leader in charge."
            )
        )
    turn.case.approved_at = at
    finish(turn, "approve", facts={"instruction": instruction.strip()})
    return turn.case


@transaction.atomic
def dispatch(
    case: Case, targets: Sequence[Target], *, by: Actor, at: datetime, seen: int | None = None
) -> list[Order]:
    """Send an order to each unit; the first one leads. A unit that already holds the case is refused."""
    turn = begin(case, "dispatch", by=by, at=at, seen=seen)
    if not targets:
        raise BadInput(fields={"teams": _("Choose at least one unit.")})
    return send_orders(turn, targets, verb="dispatch")


@transaction.atomic
def supervise_directly(
    case: Case, team: Team, reason: str, *, by: Actor, at: datetime, seen: int | None = None
) -> list[Order]:
    """A vile conduct complaint with serious impact goes straight to supervision, past the unit concerned (S003 7.2f)."""
    turn = begin(case, "supervise_directly", by=by, at=at, seen=seen)
    if team.kind != Team.Kind.SUPERVISION:
        raise BadInput(fields={"team": _("Choose a supervision team.")})
    turn.case.confidential = True
    for order in turn.orders:
        end_order(order, Order.State.TRANSFERRED, reason, at)
        turn.clocks.cancel(order)
    return send_orders(turn, [Target(team, required(reason, "reason"))], verb="supervise_directly")


def send_orders(turn: Turn, targets: Sequence[Target], *, verb: str) -> list[Order]:
    """Create the orders, start their clocks, tell the teams. Part of a turn."""
    active = {order.team_id for order in turn.active()}
    for target in targets:
        if target.team.pk in active:
            raise BadInput(
                fields={"teams": _("“%(team)s” already holds this case.") % {"team": target.team.name}}
            )
    known = {order.team_id: order for order in turn.orders if order.state == Order.State.CONFIRMED}
    again = [known[target.team.pk] for target in targets if target.team.pk in known]
    for order in again:
        take_up_again(order, turn.at)
    lead = not any(order.lead for order in turn.orders if order.state in Order.HELD)
    fresh = [target for target in targets if target.team.pk not in known]
    orders = [
        Order(
            case=turn.case,
            team=target.team,
            round=turn.case.round,
            lead=lead and position == 0,
            instruction=target.instruction[:300],
            sent_at=turn.at,
            handler=target.handler,
        )
        for position, target in enumerate(fresh)
    ]
    Order.objects.bulk_create(orders)
    if lead and fresh:
        turn.case.team, turn.case.handler = fresh[0].team, fresh[0].handler
    turn.orders.extend(orders)
    turn.clocks.stop("dispatched")
    turn.clocks.start("dispatched", orders)
    entry = finish(turn, verb, facts={"teams": [target.team.name for target in targets]})
    for order in (*orders, *again):
        tell_team(turn, order.team, "dispatch", entry)
    return [*orders, *again]


def take_up_again(order: Order, at: datetime) -> None:
    """A unit that was done with the case works on its own order again; it never holds two."""
    order.state = Order.State.TAKEN if order.handler_id else Order.State.SENT
    if order.confirmed_at:
        order.away = [*order.away, [order.confirmed_at.isoformat(), at.isoformat()]]
    order.confirmed_at = None
    order.save(update_fields=["state", "confirmed_at", "away"])

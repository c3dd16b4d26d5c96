"""What a responsible unit does with its order (S003 7.2–7.3): take, assign, return, transfer, contact, visit, report, confirm."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from bihuan.engines.cases.actions.intake import Target, send_orders
from bihuan.engines.cases.actions.telling import (
    heads_of,
    notice,
    public_title,
    tell,
    tell_people,
    tell_person,
)
from bihuan.engines.cases.errors import BadInput, Missing
from bihuan.engines.cases.models import Case, Contact, Order, Report
from bihuan.engines.cases.turn import Turn, begin, end_order, finish, required
from bihuan.ground.directory.actor import Actor
from bihuan.ground.directory.models import Membership, Person, Team


@dataclass(frozen=True, slots=True)
class Investigation:
    """The four sections a report must have (S003 7.3b), and the cause."""

    facts: str
    findings: str
    measures: str
    reply: str
    cause: str = ""


def order_turn(order: Order, verb: str, *, by: Actor, at: datetime, seen: int | None) -> tuple[Turn, Order]:
    turn = begin(order.case, verb, by=by, at=at, order=order, seen=seen)
    assert turn.order is not None
    return turn, turn.order


@transaction.atomic
def take(order: Order, *, by: Actor, at: datetime, seen: int | None = None) -> Order:
    """Somebody of the unit grabs the order."""
    turn, held = order_turn(order, "take", by=by, at=at, seen=seen)
    _give(turn, held, by.person)
    finish(turn, "take", event="taken", order=held)
    return held


@transaction.atomic
def assign(order: Order, person: Person, *, by: Actor, at: datetime, seen: int | None = None) -> Order:
    """The head gives the order to one of the unit's people."""
    turn, held = order_turn(order, "assign", by=by, at=at, seen=seen)
    if not Membership.objects.held(at).filter(person=person, team=held.team_id).exists():
        raise BadInput(fields={"person": _("%(name)s does not belong to this unit.") % {"name": person.name}})
    _give(turn, held, person.pk)
    entry = finish(turn, "assign", event="taken", order=held, facts={"handler": person.name})
    tell_person(turn, person, public_title(turn.case), entry)
    return held


def _give(turn: Turn, order: Order, person: int | None) -> None:
    order.state, order.handler_id, order.taken_at = Order.State.TAKEN, person, order.taken_at or turn.at
    order.save(update_fields=["state", "handler", "taken_at"])
    if order.lead:
        turn.case.handler_id = person


@transaction.atomic
def return_order(order: Order, reason: str, *, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """退单: the unit says it is not its business, with a reason, within the limit and not for ever."""
    turn, held = order_turn(order, "return", by=by, at=at, seen=seen)
    limits = turn.kind.limits
    if turn.over(limits.return_within, held.sent_at):
        raise Missing(_("The time for returning this order is over. Ask for a transfer instead."))
    if turn.case.returned >= limits.returns:
        raise Missing(
            _(
                "This case has been returned %(count)s times already. Ask customer-service management to decide."
            )
            % {"count": turn.case.returned}
        )
    turn.case.returned += 1
    led = held.lead
    end_order(held, Order.State.RETURNED, required(reason, "reason"), at)
    turn.clocks.cancel(held)
    if led:
        _pass_the_lead(turn)
    done = any(order.state == Order.State.CONFIRMED for order in turn.orders)
    to = turn.case.stage if turn.active() else turn.flow.leads_to("confirm" if done else "return")
    entry = finish(turn, "return", facts={"reason": reason.strip(), "team": held.team.name}, to=to)
    if turn.case.accepted_by:
        tell_person(turn, turn.case.accepted_by, reason.strip(), entry)
    return turn.case


def _pass_the_lead(turn: Turn) -> None:
    """To the first unit that still has, or had, the case."""
    heir = next((order for order in turn.orders if order.state in Order.HELD), None)
    if heir:
        heir.lead = True
        heir.save(update_fields=["lead"])
    turn.case.team_id = heir.team_id if heir else None
    turn.case.handler_id = heir.handler_id if heir else None


@transaction.atomic
def transfer(
    order: Order, team: Team, reason: str, *, by: Actor, at: datetime, seen: int | None = None
) -> Order:
    """转单: the unit hands its order to another unit; the case's own clocks run on."""
    turn, held = order_turn(order, "transfer", by=by, at=at, seen=seen)
    if team.pk == held.team_id:
        raise BadInput(fields={"team": _("Choose another unit.")})
    end_order(held, Order.State.TRANSFERRED, required(reason, "reason"), at)
    turn.clocks.cancel(held)
    return send_orders(turn, [Target(team, reason)], verb="transfer")[0]


@transaction.atomic
def contact(
    case: Case,
    *,
    way: str,
    said: str,
    by: Actor,
    at: datetime,
    order: Order | None = None,
    reached: bool = True,
    evidence: str = "",
    appointment_at: datetime | None = None,
    seen: int | None = None,
) -> Contact:
    """Record a call, message or visit with what was said (S003 7.2d, 7.6a).

    Only a customer who was reached stops the contact clocks.
    """
    turn = begin(case, "contact", by=by, at=at, order=order, seen=seen)
    if way not in Contact.Way.values:
        raise BadInput(fields={"way": _("Choose call, message or visit.")})
    assert by.person is not None
    row = Contact.objects.create(
        case=turn.case,
        order=turn.order,
        way=way,
        reached=reached,
        said=required(said, "said"),
        evidence=evidence.strip(),
        appointment_at=appointment_at,
        by_id=by.person,
        at=at,
    )
    if reached:
        turn.case.contacted_at = turn.case.contacted_at or at
        if turn.order and turn.order.contacted_at is None:
            turn.order.contacted_at = at
            turn.order.save(update_fields=["contacted_at"])
    finish(
        turn,
        "contact",
        event="contacted" if reached else None,
        order=turn.order,
        facts={"way": way, "reached": reached},
    )
    return row


@transaction.atomic
def visit(
    order: Order, findings: str, *, by: Actor, at: datetime, evidence: str = "", seen: int | None = None
) -> Contact:
    """The survey on site at the agreed time (S003 7.2d)."""
    turn, held = order_turn(order, "visit", by=by, at=at, seen=seen)
    assert by.person is not None
    row = Contact.objects.create(
        case=turn.case,
        order=held,
        way=Contact.Way.VISIT,
        said=required(findings, "findings"),
        evidence=evidence.strip(),
        by_id=by.person,
        at=at,
    )
    if held.contacted_at is None:
        held.contacted_at = at
        held.save(update_fields=["contacted_at"])
    turn.case.contacted_at = turn.case.contacted_at or at
    turn.clocks.stop("contacted", held)
    finish(turn, "visit", event="visited", order=held)
    return row


@transaction.atomic
def report(
    order: Order, investigation: Investigation, *, by: Actor, at: datetime, seen: int | None = None
) -> Report:
    """File the investigation; all four sections are required (S003 7.3b)."""
    turn, held = order_turn(order, "report", by=by, at=at, seen=seen)
    sections = {
        name: getattr(investigation, name).strip() for name in ("facts", "findings", "measures", "reply")
    }
    empty = {
        name: _("This section of the report must not be empty.")
        for name, text in sections.items()
        if not text
    }
    if empty:
        raise BadInput(fields=empty)
    assert by.person is not None
    row = Report.objects.create(
        case=turn.case,
        order=held,
        round=turn.case.round,
        cause=investigation.cause.strip()[:300],
        by_id=by.person,
        at=at,
        **sections,
    )
    held.state, held.reported_at = Order.State.REPORTED, at
    held.save(update_fields=["state", "reported_at"])
    entry = finish(turn, "report", event="reported", order=held, facts={"report": row.pk})
    tell(turn.case, notice(turn.case, "confirm"), entry, people=heads_of(held.team, at), at=at)
    return row


@transaction.atomic
def confirm(order: Order, *, by: Actor, at: datetime, seen: int | None = None) -> Order:
    """The unit's head stands for the report (S003 7.3c); with the last order the case goes to review."""
    turn, held = order_turn(order, "confirm", by=by, at=at, seen=seen)
    held.state, held.confirmed_at = Order.State.CONFIRMED, at
    held.save(update_fields=["state", "confirmed_at"])
    last = not turn.active()
    entry = finish(
        turn,
        "confirm",
        event="confirmed",
        order=held,
        to=turn.flow.leads_to("confirm") if last else turn.case.stage,
    )
    if last:
        tell_people(turn, ("commissioner",), "review", entry)
    return held


@transaction.atomic
def disown(order: Order, reason: str, *, by: Actor, at: datetime, seen: int | None = None) -> Order:
    """The unit's head gives the report back to the handler."""
    turn, held = order_turn(order, "disown", by=by, at=at, seen=seen)
    held.state = Order.State.TAKEN
    held.save(update_fields=["state"])
    entry = finish(turn, "disown", order=held, facts={"reason": required(reason, "reason")})
    if held.handler:
        tell_person(turn, held.handler, reason.strip(), entry)
    return held

"""What staff do for one number: look at who it is, grant a priority."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from bihuan.engines.halls.errors import BadInput
from bihuan.engines.halls.models import Ticket
from bihuan.engines.halls.turn import begin, in_state, in_turn, ticket_of
from bihuan.ground.directory.actor import Actor


@in_turn
def reveal(ticket: Ticket, *, by: Actor, at: datetime) -> Ticket:
    """Name and phone in full, for staff of the hall; who looked stays in the journal."""
    turn = begin(ticket.hall_id, by=by, at=at)
    turn.staff_or_refuse()
    held = ticket_of(turn, ticket)
    turn.change(held, "ticket.revealed", {"fields": ["name", "phone"]})
    return held


@in_turn
def grant(ticket: Ticket, priority: str, *, by: Actor, at: datetime, why: str = "") -> Ticket:
    """A priority of the rules for somebody who waits, or none (``""``): the lobby saw who he is. Raises BadInput."""
    turn = begin(ticket.hall_id, by=by, at=at)
    turn.lobby_or_refuse()
    held = in_state(turn, ticket, Ticket.State.WAITING)
    known = turn.standard.rules.priority(priority)
    if priority and known is None:
        choices = ", ".join(one.id for one in turn.standard.rules.priorities)
        raise BadInput(fields={"priority": _("Choose one of: %(choices)s.") % {"choices": choices}})
    if held.priority != priority:
        facts = {"from": held.priority, "to": priority, "why": why.strip()[:100]}
        turn.change(held, "ticket.granted", facts, clause=known.clause if known else None, priority=priority)
    return held

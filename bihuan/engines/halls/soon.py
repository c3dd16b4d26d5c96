"""Whoever left a mobile number is told when his turn is near, so that nobody has to stand in front of the screen."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from bihuan.engines.halls import outlook
from bihuan.engines.halls.inforce import Standard
from bihuan.engines.halls.models import Hall, Ticket
from bihuan.engines.halls.telling import said, text_to
from bihuan.engines.halls.turn import begin, in_line
from bihuan.ground.directory.actor import WATCH
from bihuan.ground.directory.phones import is_mobile
from bihuan.ground.journal.models import Delivery

#: So many before him, and he had better come near.
NEAR = 2
#: Looked at in one round.
MOST = 50


def tell_soon(hall: Hall, standard: Standard, at: datetime) -> int:
    """A message to each who has at most `NEAR` before him, once for a ticket; none where the wait was short anyway."""
    waiting = Ticket.objects.filter(hall=hall, state=Ticket.State.WAITING, ahead__gt=NEAR).exclude(phone="")
    candidates = [one for one in waiting.order_by("entered_at")[:MOST] if is_mobile(one.phone)]
    told = set(
        Delivery.objects.filter(once__in=[_once(one) for one in candidates]).values_list("once", flat=True)
    )
    fresh = [one for one in candidates if _once(one) not in told]
    near = [one for one in fresh if outlook.for_ticket(one, standard, at).ahead <= NEAR]
    return sum(_tell(ticket, at) for ticket in near)


def _once(ticket: Ticket) -> str:
    return f"soon:{ticket.pk}"


def _tell(ticket: Ticket, at: datetime) -> int:
    with in_line(), transaction.atomic():
        turn = begin(ticket.hall_id, by=WATCH, at=at)
        held = Ticket.objects.get(pk=ticket.pk)
        if held.state != Ticket.State.WAITING:
            return 0
        entry = turn.change(held, "ticket.soon", {})
        text = said(
            _("%(number)s will be called soon at %(hall)s; please come near the counters."),
            number=held.label,
            hall=turn.hall.place.name,
        )
        text_to(held.phone, text, at=at, entry=entry, link=f"/h/t/{held.secret}/", once=_once(held))
    return 1

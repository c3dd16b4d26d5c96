"""What comes of a visit: to another service or counter, finished, a case opened or continued."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from bihuan.engines.cases import actions as cases
from bihuan.engines.cases.intake import Details
from bihuan.engines.cases.models import Case
from bihuan.engines.halls.actions.calling import show_idle
from bihuan.engines.halls.errors import BadInput, NotFound, NotNow, NotOffered
from bihuan.engines.halls.inforce import spoken
from bihuan.engines.halls.models import Counter, Ticket
from bihuan.engines.halls.turn import Turn, begin, counter_of, in_hand, in_state, in_turn
from bihuan.ground.directory.actor import Actor
from bihuan.ground.standards import adoption

_State = Ticket.State


@in_turn
def transfer(
    ticket: Ticket, *, by: Actor, at: datetime, service: str = "", counter: Counter | None = None
) -> Ticket:
    """To another service, or to one counter; he keeps his number and the time since when he waits.

    The clerk who has him may do so, the lobby for those who wait. Raises BadInput without a target.
    """
    turn = begin(ticket.hall_id, by=by, at=at)
    held, left = _in_reach(turn, ticket)
    wanted = turn.standard.service(service or held.service)
    target = counter_of(turn, counter) if counter else None
    if target is None and wanted.id == held.service and held.only_id is None:
        raise BadInput(fields={"service": _("Choose another service or a counter.")})
    if target is not None and target.services and wanted.id not in target.services:
        raise NotOffered(service=spoken(wanted.title))
    if target is not None and target.state == Counter.State.OFF:
        raise BadInput(
            fields={"counter": _("Nobody is at counter %(counter)s.") % {"counter": target.number}}
        )
    facts = {"from": held.service, "to": wanted.id, "counter": target.number if target else None}
    turn.change(
        held,
        "ticket.transferred",
        facts,
        state=_State.WAITING,
        service=wanted.id,
        only=target,
        came_from=held.service,
        counter=None,
        called_at=None,
        last_call_at=None,
        served_at=None,
        calls=0,
    )
    if left is not None:
        show_idle(turn, left)
    return held


def _in_reach(turn: Turn, ticket: Ticket) -> tuple[Ticket, Counter | None]:
    held = in_state(turn, ticket, _State.WAITING, *Ticket.AT_COUNTER)
    if held.state == _State.WAITING:
        turn.lobby_or_refuse()
        return held, None
    return in_hand(turn, held)


@in_turn
def finish(
    ticket: Ticket, business: str = "", *, by: Actor, at: datetime, case: Case | None = None
) -> Ticket:
    """The visit is over. `business` is what it was, if not the service of the number; `case` what it was about."""
    turn = begin(ticket.hall_id, by=by, at=at)
    held, counter = in_hand(turn, ticket)
    done = business.strip()[:60] or held.service
    began = held.served_at or held.called_at or at
    linked = _seen(case, by) if case else held.case
    facts = {"business": done, "case": linked.number if linked else ""}
    turn.change(
        held,
        "ticket.finished",
        facts,
        state=_State.FINISHED,
        served_at=began,
        ended_at=at,
        handling=max(0, int((at - began).total_seconds())),
        business=done,
        case=linked,
    )
    show_idle(turn, counter)
    return held


@in_turn
def open_case_for(ticket: Ticket, details: Details, *, by: Actor, at: datetime) -> Case:
    """The visit opens a case, accepted by the clerk: whoever is asked first answers for it."""
    turn = begin(ticket.hall_id, by=by, at=at)
    held, _counter = in_hand(turn, ticket)
    if held.case_id is not None:
        raise NotNow(
            _("%(number)s has a case already: %(case)s."),
            number=held.label,
            case=held.case.number if held.case else "",
        )
    case = cases.open_case(
        details,
        pack=turn.standard.pack,
        place=turn.hall.place,
        by=by,
        at=at,
        accept=True,
        origin=f"ticket:{held.pk}",
    )
    turn.change(held, "ticket.case_opened", {"case": case.number}, case=case)
    return case


@in_turn
def continue_case(ticket: Ticket, case: Case, *, by: Actor, at: datetime) -> Ticket:
    """The visit is about a case that exists already."""
    turn = begin(ticket.hall_id, by=by, at=at)
    held, _counter = in_hand(turn, ticket)
    known = _seen(case, by)
    turn.change(held, "ticket.case_continued", {"case": known.number}, case=known)
    return held


def _seen(case: Case, by: Actor) -> Case:
    """The case, if the actor may see it. Raises NotFound."""
    known = Case.objects.visible_to(by, adoption.roles()).filter(pk=case.pk).first()
    if known is None:
        raise NotFound
    return known

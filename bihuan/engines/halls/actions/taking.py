"""Taking a number, at the kiosk, at the lobby desk or by phone, and giving it back."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from bihuan.engines.halls import outlook, rights
from bihuan.engines.halls.distance import Position, metres
from bihuan.engines.halls.errors import BadInput, NotAllowed, NotOffered, OverQuota, TooFar, TwiceTaken
from bihuan.engines.halls.inforce import spoken
from bihuan.engines.halls.models import Hall, Showing, Ticket
from bihuan.engines.halls.queue import last_taken
from bihuan.engines.halls.shapes import Service
from bihuan.engines.halls.turn import Turn, begin, in_line, in_state, in_turn
from bihuan.ground.directory.actor import Actor
from bihuan.ground.directory.phones import BadPhone, normal
from bihuan.ground.journal import actions as journal
from bihuan.ground.journal.rows import insert, reserve

LANGUAGES = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks for. `source` says by which way, `position` where his phone is."""

    service: str
    source: str = Ticket.Source.KIOSK
    priority: str = ""
    language: str = "zh"
    phone: str = ""
    name: str = ""
    position: Position | None = None

    def content(self) -> dict[str, Any]:
        """What tells a repeat from another wish."""
        return {name: getattr(self, name) for name in self.__slots__ if name != "position"}


def take(
    hall: Hall,
    service: str,
    *,
    by: Actor,
    at: datetime,
    source: str = Ticket.Source.KIOSK,
    priority: str = "",
    language: str = "zh",
    phone: str = "",
    name: str = "",
    position: Position | None = None,
    once: str = "",
) -> Ticket:
    """A number for a service, with what to expect. The same `once` gives the same ticket again, however often asked.

    Raises HallClosed, NotOffered, OverQuota, TwiceTaken, TooFar, BadInput.
    """
    wish = Wish(service, source, priority, language, tidy_phone(phone), name.strip()[:60], position)
    fresh: list[Ticket] = []

    def do() -> dict[str, int]:
        fresh.append(_take(hall, wish, by, at))
        return {"ticket": fresh[-1].pk}

    with in_line():
        answer, again = journal.once(by.ref, once, {"hall": hall.pk, **wish.content()}, do, at=at)
    if again:
        return Ticket.objects.select_related("hall__place").get(pk=answer["ticket"])
    return fresh[-1]


def tidy_phone(phone: str) -> str:
    try:
        return normal(phone) if phone.strip() else ""
    except BadPhone:
        wrong = _("Not a telephone number: a mobile has 11 digits, a landline its area code.")
        raise BadInput(fields={"phone": wrong}) from None


@in_turn
def _take(hall: Hall, wish: Wish, by: Actor, at: datetime) -> Ticket:
    # Asked before the turn: nobody waits for it, and a moment's difference changes an estimate by nothing.
    here = outlook.open_now(hall, at)
    turn = begin(hall, by=by, at=at)
    service = turn.standard.service(wish.service)
    turn.standard.open_or_refuse(at)
    _check(turn, wish, service)
    expected = outlook.for_a_new_one(turn.hall, service.id, wish.priority, turn.standard, at, here)
    ticket = new_ticket(turn, service, wish, expected)
    write_ticket(turn, ticket, service)
    return ticket


def _check(turn: Turn, wish: Wish, service: Service) -> None:
    if wish.source not in (Ticket.Source.KIOSK, Ticket.Source.PHONE, Ticket.Source.DESK):
        raise BadInput(
            fields={"source": _("Choose one of: %(choices)s.") % {"choices": "kiosk, phone, desk"}}
        )
    if wish.source == Ticket.Source.DESK:
        turn.staff_or_refuse()
    if why := turn.hall.locked.get(service.id):
        raise NotOffered(
            _("“%(service)s” gives no numbers now: %(why)s"), service=spoken(service.title), why=why
        )
    if wish.language not in LANGUAGES:
        raise BadInput(fields={"language": _("Choose one of: %(choices)s.") % {"choices": "zh, en"}})
    _check_priority(turn, wish)
    _check_contingent(turn, service)
    _check_phone(turn, wish, service)


def _check_priority(turn: Turn, wish: Wish) -> None:
    if not wish.priority:
        return
    priority = turn.standard.rules.priority(wish.priority)
    if priority is None:
        known = ", ".join(one.id for one in turn.standard.rules.priorities)
        raise BadInput(fields={"priority": _("Choose one of: %(choices)s.") % {"choices": known}})
    if priority.asks == "staff" and not rights.is_staff(turn.by, turn.place, turn.standard.rules):
        raise NotAllowed(
            _("“%(priority)s” is given by the staff; please ask in the lobby."),
            priority=spoken(priority.title),
        )


def _check_contingent(turn: Turn, service: Service) -> None:
    for contingent in turn.standard.rules.contingents:
        if contingent.service == service.id:
            day = turn.standard.day(turn.at)
            taken = Ticket.objects.filter(hall=turn.hall, day=day, letter=service.letter).count()
            if taken >= contingent.most:
                raise OverQuota(service=spoken(service.title))


def _check_phone(turn: Turn, wish: Wish, service: Service) -> None:
    if wish.phone:
        held = Ticket.objects.filter(phone=wish.phone, state__in=Ticket.OPEN)
        same = held.filter(hall=turn.hall, service=service.id).first()
        if same is not None:
            raise TwiceTaken(number=same.label)
    if wish.source != Ticket.Source.PHONE:
        return
    rule = turn.standard.rules.remote
    if rule is None or not service.remote:
        raise NotOffered(
            _("“%(service)s” numbers are given in the hall only."), service=spoken(service.title)
        )
    if not wish.phone:
        raise BadInput(fields={"phone": _("Your mobile number is needed to take a number from afar.")})
    if wish.position is None or not wish.position.is_possible():
        raise BadInput(fields={"position": _("Your position is needed to take a number from afar.")})
    others = list(held.filter(source=Ticket.Source.PHONE)[: rule.per_phone])
    if len(others) >= rule.per_phone:
        raise TwiceTaken(number=others[0].label)
    _check_distance(turn.hall, wish.position, rule.within_metres)


def _check_distance(hall: Hall, position: Position, most: int) -> None:
    if hall.position is None:
        raise NotOffered(_("This hall gives numbers on the spot only; its position is not known."))
    away = metres(hall.position, position)
    # A receiver that is unsure of itself gets the benefit of the doubt, up to half a kilometre.
    if away - min(position.accuracy, 500.0) > most:
        raise TooFar(metres=round(away, -2 if away > 1000 else -1).__int__(), most=most)


def new_ticket(
    turn: Turn,
    service: Service,
    wish: Wish,
    expected: outlook.Outlook,
    band: tuple[datetime, datetime] | None = None,
) -> Ticket:
    """The ticket with the day's next number, not yet written. Part of a turn."""
    day = turn.standard.day(turn.at)
    number, last = last_taken(turn.hall, day, service.letter)
    # Whoever takes a number later came later, even if the clock was set back or two came at the same moment.
    taken_at = max(turn.at, last + timedelta.resolution) if last else turn.at
    estimate = expected.estimate
    return Ticket(
        id=reserve(Ticket),
        hall=turn.hall,
        day=day,
        service=service.id,
        letter=service.letter,
        number=number + 1,
        secret=secrets.token_urlsafe(15),
        source=wish.source,
        priority=wish.priority,
        language=wish.language,
        phone=wish.phone,
        name=wish.name,
        taken_at=taken_at,
        entered_at=taken_at,
        band_start=band[0] if band else None,
        band_end=band[1] if band else None,
        ahead=expected.ahead,
        estimate_low=round(estimate.low) if estimate else None,
        estimate_high=round(estimate.high) if estimate else None,
        edition=turn.standard.pack.name,
        rules=turn.standard.rules.id,
    )


def write_ticket(turn: Turn, ticket: Ticket, service: Service) -> None:
    facts = {
        "hall": turn.hall.pk,
        "number": ticket.label,
        "service": ticket.service,
        "source": str(ticket.source),
        "priority": ticket.priority,
    }
    turn.note(ticket, "ticket.taken", facts, clause=service.clause or turn.standard.rules.clause)
    insert([ticket])


@in_turn
def leave(ticket: Ticket, *, by: Actor, at: datetime, why: str = "") -> Ticket:
    """The customer gives his number back, or staff take it out because he has gone."""
    turn = begin(ticket.hall_id, by=by, at=at)
    if by.person is not None:
        turn.staff_or_refuse()
    states = (Ticket.State.WAITING, Ticket.State.CALLED, Ticket.State.PARKED, Ticket.State.PASSED)
    held = in_state(turn, ticket, *states)
    if held.state == Ticket.State.CALLED and held.counter is not None:
        turn.show(Showing.Kind.PASSED, ticket=held.label, counter=held.counter.number, service=held.service)
    reason = why.strip()[:100]
    turn.change(
        held, "ticket.left", {"why": reason}, state=Ticket.State.LEFT, ended_at=at, why=reason, only=None
    )
    return held


def waited_until(ticket: Ticket, at: datetime) -> int:
    """Seconds from when he was there and due."""
    began = max(ticket.entered_at, ticket.band_start) if ticket.band_start else ticket.entered_at
    return max(0, round((at - began) / timedelta(seconds=1)))

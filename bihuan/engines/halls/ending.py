"""The end of a day: at closing time those who wait are told, after midnight what is left over is closed."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from bihuan.engines.halls.actions.counters import leave_counter
from bihuan.engines.halls.actions.lobby import end_absences
from bihuan.engines.halls.inforce import Standard
from bihuan.engines.halls.models import Counter, Hall, Showing, Ticket
from bihuan.engines.halls.telling import said, text_to
from bihuan.engines.halls.turn import Turn, begin, in_line
from bihuan.ground.directory.actor import WATCH

_State = Ticket.State
#: Why a ticket was closed that nobody was called for.
DAY_OVER = "day_over"
#: What a day leaves over: open tickets, and passed ones that nobody can come back with.
LEFT_OVER = (*Ticket.OPEN, _State.PASSED)


def close_day(hall: Hall, standard: Standard, at: datetime) -> int:
    """Tickets of past days are closed with the reason, counters and lobby begin the new day empty."""
    today = standard.day(at)
    left_over = Ticket.objects.filter(hall=hall, day__lt=today, state__in=LEFT_OVER)
    kept = hall.lobby_since is not None and standard.day(hall.lobby_since) < today
    if not kept and not left_over.exists() and not _staffed(hall, standard, at):
        return 0
    with in_line(), transaction.atomic():
        turn = begin(hall, by=WATCH, at=at)
        done = 0
        for ticket in left_over:
            _close(turn, ticket)
            done += 1
        for counter in _staffed(turn.hall, standard, at):
            leave_counter(turn, counter)
            done += 1
        if turn.hall.lobby_since is not None and standard.day(turn.hall.lobby_since) < today:
            end_absences(turn)
            turn.change(
                turn.hall, "lobby.ended", {}, lobby_person=None, lobby_since=None, lobby_away_since=None
            )
            done += 1
    return done


def _staffed(hall: Hall, standard: Standard, at: datetime) -> list[Counter]:
    """Counters that somebody forgot to leave on an earlier day."""
    on = Counter.objects.filter(hall=hall).exclude(state=Counter.State.OFF)
    return [counter for counter in on if counter.since and standard.day(counter.since) < standard.day(at)]


def _close(turn: Turn, ticket: Ticket) -> None:
    if ticket.state == _State.SERVING:
        # Nobody pressed "finish"; how long it took is unknown and stays so.
        news = {"state": _State.FINISHED, "business": ticket.business or ticket.service}
    elif ticket.state == _State.PASSED:
        news = {"state": _State.CLOSED}
    else:
        news = {"state": _State.CLOSED, "why": DAY_OVER}
    turn.change(ticket, "ticket.closed", {"was": str(ticket.state)}, ended_at=turn.at, only=None, **news)


def reopen_day(hall: Hall, standard: Standard, at: datetime) -> int:
    """The machine's clock had run ahead past midnight and is right again: today's tickets are not over at all."""
    closed = Ticket.objects.filter(hall=hall, day=standard.day(at), state=_State.CLOSED, why=DAY_OVER)
    if not closed.exists():
        return 0
    with in_line(), transaction.atomic():
        turn = begin(hall, by=WATCH, at=at)
        held = list(closed)
        for ticket in held:
            turn.change(
                ticket, "ticket.reopened", {}, state=_State.WAITING, counter=None, ended_at=None, why=""
            )
    return len(held)


def tell_closing(hall: Hall, standard: Standard, at: datetime) -> int:
    """The hall has closed and people still wait: screens say so once, phones get a message. They stay in the queue."""
    openings = standard.calendar.hours_on(standard.day(at))
    if not openings or at < openings[-1][1]:
        return 0
    shut = openings[-1][1]
    if Showing.objects.filter(hall=hall, kind=Showing.Kind.CLOSED, at__gte=shut).exists():
        return 0
    waiting = Ticket.objects.filter(hall=hall, day=standard.day(at), state=_State.WAITING)
    if not waiting.exists():
        return 0
    with in_line(), transaction.atomic():
        turn = begin(hall, by=WATCH, at=at)
        if Showing.objects.filter(hall=hall, kind=Showing.Kind.CLOSED, at__gte=shut).exists():
            return 0
        held = list(waiting)
        entry = turn.change(turn.hall, "hall.closing", {"waiting": len(held)})
        turn.show(Showing.Kind.CLOSED, waiting=len(held))
        words = said(
            _("The hall gives no more numbers today. Whoever holds one is still served; please stay nearby.")
        )
        for ticket in held:
            text_to(
                ticket.phone,
                f"{ticket.label} {words}",
                at=at,
                entry=entry,
                link=f"/h/t/{ticket.secret}/",
                once=f"closing:{ticket.pk}",
            )
    return 1

"""At the counter: call, call again, begin, pass who does not come, park, take back."""

from datetime import datetime

from bihuan.engines.halls import queue
from bihuan.engines.halls.actions.taking import waited_until
from bihuan.engines.halls.errors import AlreadyCalled, CounterBusy, Expired, NotOffered, OutOfTurn, TooEarly
from bihuan.engines.halls.inforce import spoken
from bihuan.engines.halls.models import Counter, Showing, Ticket
from bihuan.engines.halls.queueing import Choice, Why
from bihuan.engines.halls.shapes import span
from bihuan.engines.halls.turn import Turn, at_counter, begin, in_hand, in_state, in_turn, ticket_of
from bihuan.ground.directory.actor import Actor

_State = Ticket.State


@in_turn
def call_next(counter: Counter, *, by: Actor, at: datetime) -> Ticket | None:
    """Whoever's turn it is comes to the counter; None when nobody waits for it. Raises CounterBusy, NotAtCounter."""
    turn = begin(counter.hall_id, by=by, at=at)
    held = _idle(turn, counter)
    counters = queue.open_counters(turn.hall)
    found = queue.next_for(held, turn.standard, at, counters)
    if found is None:
        return None
    ticket, choice, among = found
    if choice.overtakes:
        window = queue.window_of(held, turn.standard, counters)
        queue.pass_over(turn.hall, ticket, window, turn.standard, at, among)
    return _call(turn, held, ticket, choice)


@in_turn
def call(ticket: Ticket, counter: Counter, *, by: Actor, at: datetime) -> Ticket:
    """Call somebody by his number, if nobody would be passed over once too often.

    Raises OutOfTurn, AlreadyCalled, NotOffered for a service that this counter does not do.
    """
    turn = begin(counter.hall_id, by=by, at=at)
    held = _idle(turn, counter)
    wanted = ticket_of(turn, ticket)
    if wanted.state in Ticket.AT_COUNTER and wanted.counter is not None:
        raise AlreadyCalled(number=wanted.label, counter=wanted.counter.number)
    wanted = in_state(turn, wanted, _State.WAITING, _State.PARKED)
    window = queue.window_of(held, turn.standard, queue.open_counters(turn.hall))
    if not window.serves(turn.standard.waiting(wanted)):
        raise NotOffered(service=spoken(turn.standard.service(wanted.service).title))
    first = queue.shielded_from(turn.hall, wanted, window, turn.standard, at)
    if first is not None:
        raise OutOfTurn(number=first.label, times=first.overtaken)
    among = queue.heads(turn.hall, window, turn.standard.law)
    passed = queue.pass_over(turn.hall, wanted, window, turn.standard, at, among)
    return _call(turn, held, wanted, None, passed=passed)


def _idle(turn: Turn, counter: Counter) -> Counter:
    """The actor's own counter, with nobody at it."""
    held = at_counter(turn, counter)
    held.hall = turn.hall
    busy = queue.at_counter(held)
    if busy is not None:
        raise CounterBusy(number=busy.label)
    return held


def _call(turn: Turn, counter: Counter, ticket: Ticket, choice: Choice | None, passed: int = 0) -> Ticket:
    why = str(choice.why) if choice else "by_name"
    facts = {"counter": counter.number, "why": why, "passed_over": passed}
    turn.change(
        ticket,
        "ticket.called",
        facts,
        clause=_clause(turn, ticket, choice.why if choice else None),
        state=_State.CALLED,
        counter=counter,
        clerk_id=turn.by.person,
        only=None,
        called_at=turn.at,
        last_call_at=turn.at,
        calls=1,
        served_at=None,
        waited=waited_until(ticket, turn.at) if ticket.waited is None else ticket.waited,
    )
    _show(turn, Showing.Kind.CALLED, ticket, counter)
    return ticket


def _clause(turn: Turn, ticket: Ticket, why: Why | None) -> str | None:
    rules = turn.standard.rules
    if why in (Why.RANK, Why.MOST_WAIT):
        priority = rules.priority(ticket.priority)
        return priority.clause if priority else None
    if why == Why.FAIRNESS:
        return rules.fairness.clause
    return rules.booking.clause if why == Why.APPOINTMENT else None


def _show(turn: Turn, kind: Showing.Kind, ticket: Ticket, counter: Counter) -> None:
    turn.show(
        kind,
        ticket=ticket.label,
        counter=counter.number,
        title=counter.title,
        service=ticket.service,
        language=ticket.language,
    )


@in_turn
def recall(ticket: Ticket, *, by: Actor, at: datetime) -> Ticket:
    """Call the same number once more."""
    turn = begin(ticket.hall_id, by=by, at=at)
    held, counter = in_hand(turn, in_state(turn, ticket, _State.CALLED))
    calls = held.calls + 1
    turn.change(held, "ticket.recalled", {"calls": calls}, calls=calls, last_call_at=at)
    _show(turn, Showing.Kind.RECALLED, held, counter)
    return held


@in_turn
def start(ticket: Ticket, *, by: Actor, at: datetime) -> Ticket:
    """The customer is there and is being served."""
    turn = begin(ticket.hall_id, by=by, at=at)
    held, _counter = in_hand(turn, in_state(turn, ticket, _State.CALLED))
    turn.change(held, "ticket.started", {}, state=_State.SERVING, served_at=at)
    return held


@in_turn
def pass_by(ticket: Ticket, *, by: Actor, at: datetime) -> Ticket:
    """Called often enough and nobody came: to the end of the queue once, or passed, as the rules say. Raises TooEarly."""
    turn = begin(ticket.hall_id, by=by, at=at)
    held, counter = in_hand(turn, in_state(turn, ticket, _State.CALLED))
    least = turn.standard.rules.no_show.calls
    if held.calls < least:
        raise TooEarly(calls=least, done=held.calls)
    passed(turn, held, counter)
    return held


def passed(turn: Turn, ticket: Ticket, counter: Counter) -> None:
    """What becomes of a number nobody came for. Part of a turn."""
    rule = turn.standard.rules.no_show
    again = rule.then == "back" and ticket.no_shows == 0
    facts = {"counter": counter.number, "calls": ticket.calls, "then": "back" if again else "passed"}
    turn.change(
        ticket,
        "ticket.passed",
        facts,
        clause=rule.clause,
        state=_State.WAITING if again else _State.PASSED,
        no_shows=ticket.no_shows + 1,
        counter=None if again else counter,
        entered_at=max(turn.at, ticket.entered_at) if again else ticket.entered_at,
        band_start=None if again else ticket.band_start,
        band_end=None if again else ticket.band_end,
        calls=0 if again else ticket.calls,
        ended_at=None if again else turn.at,
    )
    turn.show(Showing.Kind.PASSED, ticket=ticket.label, counter=counter.number, service=ticket.service)


@in_turn
def come_back(ticket: Ticket, *, by: Actor, at: datetime) -> Ticket:
    """Whoever was passed is there after all and queues again, if he comes in time. Raises Expired."""
    turn = begin(ticket.hall_id, by=by, at=at)
    if by.person is not None:
        turn.staff_or_refuse()
    held = in_state(turn, ticket, _State.PASSED)
    gone = held.ended_at or at
    if at > gone + span(turn.standard.rules.no_show.keep):
        raise Expired(when=f"{turn.standard.calendar.local(gone):%H:%M}")
    turn.change(
        held,
        "ticket.came_back",
        {},
        state=_State.WAITING,
        counter=None,
        entered_at=max(at, held.entered_at),
        band_start=None,
        band_end=None,
        ended_at=None,
        calls=0,
    )
    return held


@in_turn
def park(ticket: Ticket, why: str = "", *, by: Actor, at: datetime) -> Ticket:
    """The customer steps aside (to fill in a form, to fetch a paper) and keeps his place."""
    turn = begin(ticket.hall_id, by=by, at=at)
    held, counter = in_hand(turn, ticket)
    reason = why.strip()[:100]
    turn.change(held, "ticket.parked", {"why": reason}, state=_State.PARKED, why=reason)
    show_idle(turn, counter)
    return held


@in_turn
def unpark(ticket: Ticket, *, by: Actor, at: datetime) -> Ticket:
    """He is ready again and waits with the place he had."""
    turn = begin(ticket.hall_id, by=by, at=at)
    turn.staff_or_refuse()
    held = in_state(turn, ticket, _State.PARKED)
    turn.change(held, "ticket.unparked", {}, state=_State.WAITING, counter=None, calls=0, why="")
    return held


def show_idle(turn: Turn, counter: Counter) -> None:
    """The counter's screen goes back to what it is."""
    turn.show(
        Showing.Kind.STATE,
        counter=counter.number,
        state=str(counter.state),
        sign=counter.sign,
        title=counter.title,
    )

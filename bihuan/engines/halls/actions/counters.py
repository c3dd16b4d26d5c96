"""Staffing a counter: log on and off, suspend with a sign, resume."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from bihuan.engines.halls import queue, rights
from bihuan.engines.halls.actions.calling import show_idle
from bihuan.engines.halls.errors import Conflict, CounterBusy, CounterTaken, NotAllowed, NotAtCounter
from bihuan.engines.halls.models import Counter, Stint, Ticket
from bihuan.engines.halls.telling import keepers, said, tell
from bihuan.engines.halls.turn import Turn, at_counter, begin, counter_of, in_turn
from bihuan.ground.directory.actor import Actor
from bihuan.ground.directory.models import Person

_State = Counter.State


@in_turn
def log_on(counter: Counter, *, by: Actor, at: datetime) -> Counter:
    """The actor serves at the counter from now on; again at the same one changes nothing.

    Raises CounterTaken, Conflict when he is at another one.
    """
    turn = begin(counter.hall_id, by=by, at=at)
    if by.person is None or not rights.may_serve(by, turn.place, turn.standard.rules):
        raise NotAllowed
    held = counter_of(turn, counter)
    if held.state != _State.OFF:
        if held.clerk_id == by.person:
            return held
        raise CounterTaken(who=held.clerk.name if held.clerk else "", counter=held.number)
    other = Counter.objects.filter(clerk=by.person).exclude(state=_State.OFF).first()
    if other is not None:
        raise Conflict(
            _("You are logged on at counter %(counter)s; log off there first."), counter=other.number
        )
    _enter(turn, held, _State.OPEN, "counter.logged_on", clerk_id=by.person)
    return held


@in_turn
def suspend(counter: Counter, sign: str = "", *, by: Actor, at: datetime) -> Counter:
    """No calls for a while; the counter's screen shows the sign. Raises CounterBusy while somebody is served."""
    turn = begin(counter.hall_id, by=by, at=at)
    held = at_counter(turn, counter)
    _empty(held)
    _enter(turn, held, _State.SUSPENDED, "counter.suspended", sign=sign.strip()[:60])
    return held


@in_turn
def resume(counter: Counter, *, by: Actor, at: datetime) -> Counter:
    turn = begin(counter.hall_id, by=by, at=at)
    held = counter_of(turn, counter)
    if held.state == _State.OFF or held.clerk_id != by.person:
        raise NotAtCounter
    if held.state == _State.SUSPENDED:
        _enter(turn, held, _State.OPEN, "counter.resumed", sign="")
    return held


@in_turn
def log_off(counter: Counter, *, by: Actor, at: datetime) -> Counter:
    """The counter is not staffed any more: the clerk himself, or the lobby for somebody who forgot.

    Raises CounterBusy while somebody is called or served there.
    """
    turn = begin(counter.hall_id, by=by, at=at)
    held = counter_of(turn, counter)
    if held.state == _State.OFF:
        return held
    if held.clerk_id != by.person:
        turn.lobby_or_refuse()
    _empty(held)
    leave_counter(turn, held)
    return held


@in_turn
def alarm(counter: Counter, *, by: Actor, at: datetime) -> list[Person]:
    """Help is needed at the counter now: everybody on duty in the hall is told, no screen shows it. Who was told."""
    turn = begin(counter.hall_id, by=by, at=at)
    turn.staff_or_refuse()
    held = counter_of(turn, counter)
    posts = turn.standard.rules.posts
    on_duty = Counter.objects.filter(hall=turn.hall).exclude(state=_State.OFF).select_related("clerk")
    people = {person.pk: person for person in keepers(turn.hall, (*posts.lobby, *posts.manager), at)}
    people |= {one.clerk.pk: one.clerk for one in on_duty if one.clerk}
    people.pop(by.person or 0, None)
    entry = turn.change(held, "counter.alarm", {"told": sorted(person.name for person in people.values())})
    text = said(_("%(who)s needs help at counter %(counter)s now"), who=by.name, counter=held.number)
    tell(turn.hall, people.values(), text, at=at, entry=entry)
    return list(people.values())


def leave_counter(turn: Turn, counter: Counter) -> None:
    """Whoever was sent to this counter alone may now be called by others. Part of a turn."""
    Ticket.objects.filter(only=counter, state=Ticket.State.WAITING).update(only=None)
    _enter(turn, counter, _State.OFF, "counter.logged_off", clerk_id=None, sign="")


def _empty(counter: Counter) -> None:
    busy = queue.at_counter(counter)
    if busy is not None:
        raise CounterBusy(number=busy.label)


def _enter(turn: Turn, counter: Counter, state: Counter.State, verb: str, **news: Any) -> None:
    """The running stint ends; unless the counter is left, another begins."""
    ending = Stint.objects.filter(counter=counter, until_at=None).first()
    if ending is not None:
        ending.until_at = max(turn.at, ending.from_at)
        ending.save(update_fields=["until_at"])
    sign = str(news.get("sign", ""))
    turn.change(counter, verb, {"sign": sign} if sign else {}, state=state, since=turn.at, **news)
    if state != _State.OFF and counter.clerk_id is not None:
        Stint.objects.create(
            counter=counter, person_id=counter.clerk_id, state=state, from_at=turn.at, reason=sign
        )
    show_idle(turn, counter)

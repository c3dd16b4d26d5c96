"""Setting up a hall: the hall itself, its counters, the services it gives no numbers for."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bihuan.engines.halls import rights
from bihuan.engines.halls.distance import Position
from bihuan.engines.halls.errors import BadInput, Conflict, CounterBusy, NotAllowed, UnknownRules
from bihuan.engines.halls.inforce import find_rules
from bihuan.engines.halls.models import Counter, Hall, Ticket
from bihuan.engines.halls.turn import Turn, begin, counter_of, in_turn
from bihuan.ground.directory.actor import Actor
from bihuan.ground.directory.models import Place
from bihuan.ground.journal import actions as journal

LANGUAGES = ("zh", "en")
Wrong = dict[str, str | Promise]


@in_turn
def set_up_hall(
    place: Place, rules: str, *, by: Actor, at: datetime, position: Position | None = None
) -> Hall:
    """Customers are served at the place by these rules from now on; called again, it changes rules and position.

    `rules` is a row of `halls/` of a standard in force there. Raises UnknownRules, NotAllowed.
    """
    found = find_rules(place.path, rules, at)
    if found is None:
        raise UnknownRules(rules=rules)
    if not rights.may_lead(by, place.path, found.rules):
        raise NotAllowed
    if position is not None and not position.is_possible():
        raise BadInput(fields={"position": _("Latitude is -90 to 90, longitude -180 to 180.")})
    hall = Hall.objects.select_for_update().filter(place=place).first() or Hall(place=place)
    hall.rules = rules
    if position is not None:
        hall.latitude, hall.longitude, hall.datum = position.latitude, position.longitude, position.datum
    hall.closed_at = None
    hall.save()
    entry = {"place": place.code, "rules": rules, "pack": found.pack.name}
    journal.write(hall, "hall.set_up", actor=by.ref, actor_name=by.name, at=at, facts=entry)
    hall.save(update_fields=["journal_seq", "journal_head"])
    return hall


@in_turn
def close_hall(hall: Hall, *, by: Actor, at: datetime) -> Hall:
    """Nobody is served here any more; setting it up again opens it. Raises CounterBusy while it is at work."""
    turn = _leading(hall, by, at)
    staffed = Counter.objects.filter(hall=turn.hall).exclude(state=Counter.State.OFF).first()
    if staffed is not None:
        raise CounterBusy(_("Counter %(counter)s is staffed; log off first."), counter=staffed.number)
    if waiting := Ticket.objects.filter(hall=turn.hall, state__in=Ticket.OPEN).count():
        raise CounterBusy(_("%(count)s numbers are not done with yet."), count=waiting)
    turn.change(turn.hall, "hall.closed", closed_at=at)
    return turn.hall


@in_turn
def add_counter(
    hall: Hall,
    number: int,
    *,
    by: Actor,
    at: datetime,
    title: str = "",
    services: Sequence[str] = (),
    languages: Sequence[str] = (),
) -> Counter:
    """A window with its number, for these services (none named: all) and languages besides Chinese."""
    turn = _leading(hall, by, at)
    said = _checked(turn, number=number, title=title, services=services, languages=languages)
    counter = Counter(hall=turn.hall, **said)
    counter.save(force_insert=True)
    turn.change(counter, "counter.added", said)
    return counter


@in_turn
def change_counter(counter: Counter, *, by: Actor, at: datetime, **said: Any) -> Counter:
    """Change number, title, services or languages; who waits is called by the new ones at once."""
    turn = _leading(counter.hall_id, by, at)
    held = counter_of(turn, counter)
    news = {key: value for key, value in _checked(turn, held, **said).items() if getattr(held, key) != value}
    if news:
        turn.change(held, "counter.changed", news, **news)
    return held


@in_turn
def close_counter(counter: Counter, *, by: Actor, at: datetime) -> Counter:
    """The window is given up for good. Raises CounterBusy while somebody is logged on."""
    turn = _leading(counter.hall_id, by, at)
    held = counter_of(turn, counter)
    if held.state != Counter.State.OFF:
        raise CounterBusy(_("Counter %(counter)s is staffed; log off first."), counter=held.number)
    Ticket.objects.filter(only=held).update(only=None)
    turn.change(held, "counter.closed", closed_at=at)
    return held


@in_turn
def lock_service(hall: Hall, service: str, why: str, *, by: Actor, at: datetime) -> Hall:
    """No more numbers for the service until it is unlocked; who has one keeps it."""
    turn = begin(hall, by=by, at=at)
    turn.lobby_or_refuse()
    turn.standard.service(service)
    reason = why.strip()[:60]
    if not reason:
        raise BadInput(fields={"why": _("Say why, customers will read it.")})
    locked = {**turn.hall.locked, service: reason}
    turn.change(turn.hall, "hall.locked", {"service": service, "why": reason}, locked=locked)
    return turn.hall


@in_turn
def unlock_service(hall: Hall, service: str, *, by: Actor, at: datetime) -> Hall:
    turn = begin(hall, by=by, at=at)
    turn.lobby_or_refuse()
    if service in turn.hall.locked:
        locked = {id: why for id, why in turn.hall.locked.items() if id != service}
        turn.change(turn.hall, "hall.unlocked", {"service": service}, locked=locked)
    return turn.hall


def _leading(hall: Hall | int, by: Actor, at: datetime) -> Turn:
    turn = begin(hall, by=by, at=at)
    if not rights.may_lead(by, turn.place, turn.standard.rules):
        raise NotAllowed
    return turn


def _checked(turn: Turn, counter: Counter | None = None, **said: Any) -> dict[str, Any]:
    """The values, tidy. Raises BadInput naming every field that is wrong, Conflict for a number in use."""
    wrong: Wrong = {}
    found: dict[str, Any] = {}
    if "number" in said:
        found["number"] = said["number"]
        if not 1 <= int(said["number"]) <= 999:
            wrong["number"] = _("A number from 1 to 999.")
    if "title" in said:
        found["title"] = str(said["title"]).strip()
        if len(found["title"]) > 40:
            wrong["title"] = _("At most %(most)s characters.") % {"most": 40}
    _check_listed(said, "services", turn.standard.rules.services, found, wrong)
    _check_listed(said, "languages", LANGUAGES, found, wrong)
    if wrong:
        raise BadInput(fields=wrong)
    if "number" in found:
        others = Counter.objects.filter(hall=turn.hall, number=found["number"], closed_at=None)
        if others.exclude(pk=counter.pk if counter else 0).exists():
            raise Conflict(_("There is a counter %(number)s already."), number=found["number"])
    return found


def _check_listed(
    said: dict[str, Any], name: str, known: Sequence[str], found: dict[str, Any], wrong: Wrong
) -> None:
    if name not in said:
        return
    given = list(dict.fromkeys(said[name]))
    found[name] = given
    if strangers := [one for one in given if one not in known]:
        wrong[name] = _("“%(given)s” is not one of: %(known)s.") % {
            "given": strangers[0],
            "known": ", ".join(known),
        }

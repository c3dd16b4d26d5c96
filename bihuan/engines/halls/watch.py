"""What time does in a hall by itself: no-shows pass, bookings are reminded and expire, days end, limits are watched."""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from bihuan.engines.halls import limits
from bihuan.engines.halls.actions.booking import tell_booking
from bihuan.engines.halls.actions.calling import passed
from bihuan.engines.halls.ending import close_day, reopen_day, tell_closing
from bihuan.engines.halls.inforce import Standard, standard_of
from bihuan.engines.halls.models import Booking, Hall, Ticket
from bihuan.engines.halls.shapes import span
from bihuan.engines.halls.soon import tell_soon
from bihuan.engines.halls.turn import begin, in_turn
from bihuan.ground.directory.actor import WATCH
from bihuan.ground.journal.errors import Refused

log = logging.getLogger("bihuan.watch")


def run(at: datetime, limit: int = 200) -> int:
    """One round over all halls; returns how many things were done. Several may run at once: each thing is done once."""
    done = 0
    for hall in Hall.objects.in_use().select_related("place"):
        done += _one_hall(hall, at, limit)
    return done


def _one_hall(hall: Hall, at: datetime, limit: int) -> int:
    """One hall that cannot be handled must not silence the others; it is tried again next round."""
    try:
        standard = standard_of(hall, at)
    except Refused as refused:
        log.warning("hall %s: %s", hall.pk, refused)
        return 0
    done = 0
    parts: tuple[Callable[[], int], ...] = (
        lambda: close_day(hall, standard, at),
        lambda: reopen_day(hall, standard, at),
        lambda: _pass_no_shows(hall, standard, at, limit),
        lambda: _expire_bookings(hall, standard, at, limit),
        lambda: _remind(hall, at, limit),
        lambda: tell_soon(hall, standard, at),
        lambda: tell_closing(hall, standard, at),
        lambda: limits.watch(hall, standard, at),
    )
    for part in parts:
        try:
            done += part()
        except Exception:
            log.exception("hall %s", hall.pk)
    return done


def _pass_no_shows(hall: Hall, standard: Standard, at: datetime, limit: int) -> int:
    """Called as often as the rules ask, and the last call is long enough ago."""
    rule = standard.rules.no_show
    due = Ticket.objects.filter(
        hall=hall,
        state=Ticket.State.CALLED,
        calls__gte=rule.calls,
        last_call_at__lte=at - span(rule.every),
    )
    return sum(_passed(pk, at) for pk in _first(due.values_list("pk", flat=True), limit))


@in_turn
def _passed(pk: int, at: datetime) -> int:
    ticket = Ticket.objects.get(pk=pk)
    turn = begin(ticket.hall_id, by=WATCH, at=at)
    rule = turn.standard.rules.no_show
    held = Ticket.objects.select_related("counter").get(pk=pk)
    if held.state != Ticket.State.CALLED or held.calls < rule.calls or held.counter is None:
        return 0
    if held.last_call_at is None or held.last_call_at > at - span(rule.every):
        return 0
    passed(turn, held, held.counter)
    return 1


def _expire_bookings(hall: Hall, standard: Standard, at: datetime, limit: int) -> int:
    """Nobody came until the end of the day of the appointment, or the hall's closing on it."""
    over = Booking.objects.filter(hall=hall, state=Booking.State.BOOKED, band_end__lte=at)
    shut = [one.pk for one in over[:limit] if one.day < standard.day(at) or standard.opening(at) is None]
    return sum(_expired(pk, at) for pk in shut)


@in_turn
def _expired(pk: int, at: datetime) -> int:
    turn = begin(Booking.objects.values_list("hall", flat=True).get(pk=pk), by=WATCH, at=at)
    held = Booking.objects.get(pk=pk)
    if held.state != Booking.State.BOOKED or held.band_end > at:
        return 0
    turn.change(held, "booking.expired", {}, state=Booking.State.EXPIRED, ended_at=at)
    return 1


def _remind(hall: Hall, at: datetime, limit: int) -> int:
    due = Booking.objects.filter(hall=hall, state=Booking.State.BOOKED, reminded_at=None, remind_at__lte=at)
    return sum(_reminded(pk, at) for pk in _first(due.values_list("pk", flat=True), limit))


@in_turn
def _reminded(pk: int, at: datetime) -> int:
    turn = begin(Booking.objects.values_list("hall", flat=True).get(pk=pk), by=WATCH, at=at)
    held = Booking.objects.get(pk=pk)
    if held.state != Booking.State.BOOKED or held.reminded_at is not None or held.remind_at is None:
        return 0
    if held.remind_at > at:
        return 0
    entry = turn.change(held, "booking.reminded", {}, reminded_at=at)
    if held.band_end > at:
        words = _("%(company)s: a reminder. %(service)s at %(hall)s, %(when)s.")
        once = f"booking:{held.pk}:{held.moved}"
        tell_booking(turn, held, words, entry, once=once)
    return 1


def _first(pks: Iterable[int], limit: int) -> list[int]:
    return list(pks)[:limit]

"""Appointments: book a band, move it, give it back, arrive."""

import secrets
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Count
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bihuan.engines.halls import outlook
from bihuan.engines.halls.actions.taking import Wish, new_ticket, tidy_phone, write_ticket
from bihuan.engines.halls.bands import Band, Free, band_at, bands_on, free
from bihuan.engines.halls.errors import (
    BadInput,
    Expired,
    ForeignTicket,
    NotFound,
    NotNow,
    NotOffered,
    OutOfBand,
    OverQuota,
    TwiceTaken,
)
from bihuan.engines.halls.inforce import Standard, spoken, standard_of
from bihuan.engines.halls.models import Booking, Hall, Ticket
from bihuan.engines.halls.shapes import Service, span
from bihuan.engines.halls.telling import said, text_to
from bihuan.engines.halls.turn import Turn, begin, in_line, in_turn
from bihuan.ground.directory.actor import Actor
from bihuan.ground.directory.places import named
from bihuan.ground.journal import actions as journal
from bihuan.ground.journal.models import Entry

_State = Booking.State


def bands_free(hall: Hall, day: date, at: datetime) -> Sequence[Free]:
    """The bands of a local day that can still be booked, with the places left; none beyond the days one may book."""
    standard = standard_of(hall, at)
    if not _within_days(standard, day, at):
        return []
    booked = Booking.objects.held().filter(hall=hall, day=day).order_by().values("band_start")
    taken = {row["band_start"]: row["people"] for row in booked.annotate(people=Count("pk"))}
    bands = bands_on(day, standard.rules.bands, standard.calendar)
    return [one for one in free(bands, taken, at) if one.band.start > at]


def _within_days(standard: Standard, day: date, at: datetime) -> bool:
    today = standard.day(at)
    return today <= day <= today + timedelta(days=standard.rules.booking.days_ahead)


def book(
    hall: Hall,
    service: str,
    start: datetime,
    *,
    phone: str,
    by: Actor,
    at: datetime,
    name: str = "",
    language: str = "zh",
    once: str = "",
) -> Booking:
    """Keep a place in the band that begins at `start`. The same `once` gives the same booking again.

    Raises NotOffered, OutOfBand, OverQuota, TwiceTaken, BadInput.
    """
    number = tidy_phone(phone)
    if not number:
        raise BadInput(fields={"phone": _("Your mobile number is needed for an appointment.")})
    content = {"hall": hall.pk, "service": service, "start": start.isoformat(), "phone": number}

    def do() -> dict[str, int]:
        return {"booking": _book(hall, service, start, number, name, language, by, at).pk}

    with in_line():
        answer, _again = journal.once(by.ref, once, content, do, at=at)
    return Booking.objects.select_related("hall__place").get(pk=answer["booking"])


@in_turn
def _book(
    hall: Hall, service: str, start: datetime, phone: str, name: str, language: str, by: Actor, at: datetime
) -> Booking:
    turn = begin(hall, by=by, at=at)
    wanted = turn.standard.service(service)
    if not wanted.appointments or not turn.standard.rules.bands:
        raise NotOffered(_("There are no appointments for “%(service)s”."), service=spoken(wanted.title))
    band = _free_band(turn, start)
    _check_phone(turn, phone, wanted, band)
    booking = Booking(
        hall=turn.hall,
        service=wanted.id,
        day=turn.standard.day(start),
        band_start=band.start,
        band_end=band.end,
        phone=phone,
        name=name.strip()[:60],
        language="en" if language == "en" else "zh",
        secret=secrets.token_urlsafe(15),
        edition=turn.standard.pack.name,
        rules=turn.standard.rules.id,
        booked_at=at,
        remind_at=_remind_at(turn, band),
    )
    booking.save(force_insert=True)
    facts = {"hall": turn.hall.pk, "service": wanted.id, "band": band.start.isoformat()}
    entry = turn.change(booking, "booking.booked", facts, clause=turn.standard.rules.booking.clause)
    tell_booking(
        turn, booking, _("%(company)s: %(service)s at %(hall)s, %(when)s. Please bring this message."), entry
    )
    return booking


def _remind_at(turn: Turn, band: Band) -> datetime | None:
    """None when the reminder would come at once: whoever books so shortly before needs none."""
    moment = band.start - span(turn.standard.rules.booking.remind)
    return moment if moment > turn.at else None


def _free_band(turn: Turn, start: datetime, moving: Booking | None = None) -> Band:
    """The band, with a place left. Raises OutOfBand, OverQuota."""
    day = turn.standard.day(start)
    bands = bands_on(day, turn.standard.rules.bands, turn.standard.calendar)
    band = band_at(start, bands)
    if band is None or band.start <= turn.at or not _within_days(turn.standard, day, turn.at):
        raise OutOfBand
    held = Booking.objects.held().filter(hall=turn.hall, day=day, band_start=band.start)
    if held.exclude(pk=moving.pk if moving else 0).count() >= band.quota:
        raise OverQuota(_("No places are left at this time. Choose another one."))
    return band


def _check_phone(turn: Turn, phone: str, service: Service, band: Band) -> None:
    mine = list(Booking.objects.filter(phone=phone, state=_State.BOOKED, band_end__gt=turn.at))
    for other in mine:
        if (
            other.hall_id == turn.hall.pk
            and other.service == service.id
            and other.day == turn.standard.day(band.start)
        ):
            raise TwiceTaken(number=f"{turn.standard.calendar.local(other.band_start):%m-%d %H:%M}")
    if len(mine) >= turn.standard.rules.booking.per_phone:
        raise TwiceTaken(
            _("This phone holds %(count)s appointments already; cancel one first."), count=len(mine)
        )


def tell_booking(
    turn: Turn, booking: Booking, words: str | Promise, entry: Entry, once: str | None = None
) -> None:
    """A text message with service, hall and time."""
    local = turn.standard.calendar.local
    text = said(
        words,
        company=named(turn.hall.place)["company"],
        service=turn.standard.service(booking.service).title.say(settings.LANGUAGE_CODE),
        hall=turn.hall.place.name,
        when=f"{local(booking.band_start):%m-%d %H:%M}–{local(booking.band_end):%H:%M}",
    )
    text_to(booking.phone, text, at=turn.at, entry=entry, link=f"/h/b/{booking.secret}/", once=once)


@in_turn
def move_booking(booking: Booking, start: datetime, *, by: Actor, at: datetime) -> Booking:
    """To another band in the same hall. Raises NotNow, Expired, OutOfBand, OverQuota."""
    turn = begin(booking.hall_id, by=by, at=at)
    held = _booked(turn, booking)
    if held.band_start == start:
        return held
    band = _free_band(turn, start, moving=held)
    facts = {"from": held.band_start.isoformat(), "to": band.start.isoformat()}
    entry = turn.change(
        held,
        "booking.moved",
        facts,
        day=turn.standard.day(start),
        band_start=band.start,
        band_end=band.end,
        moved=held.moved + 1,
        remind_at=_remind_at(turn, band),
        reminded_at=None,
    )
    tell_booking(turn, held, _("%(company)s: moved. %(service)s at %(hall)s, %(when)s."), entry)
    return held


@in_turn
def cancel_booking(booking: Booking, *, by: Actor, at: datetime) -> Booking:
    """Give the place back; cancelled twice is cancelled once."""
    turn = begin(booking.hall_id, by=by, at=at)
    if booking.state == _State.CANCELLED:
        return booking
    held = _booked(turn, booking)
    entry = turn.change(held, "booking.cancelled", {}, state=_State.CANCELLED, ended_at=at)
    tell_booking(turn, held, _("%(company)s: cancelled. %(service)s at %(hall)s, %(when)s."), entry)
    return held


@in_turn
def arrive(booking: Booking, hall: Hall, *, by: Actor, at: datetime) -> Ticket:
    """He is in the hall: the appointment becomes a number; asked again, it is the same one.

    Raises ForeignTicket in another hall, OutOfBand on an earlier day, Expired afterwards, HallClosed.
    """
    if booking.hall_id != hall.pk:
        raise ForeignTicket(hall=booking.hall.place.name)
    here = outlook.open_now(hall, at)
    turn = begin(hall, by=by, at=at)
    if by.person is not None:
        turn.staff_or_refuse()
    known = Booking.objects.select_related("ticket").get(pk=booking.pk)
    if known.state == _State.ARRIVED and known.ticket is not None:
        return known.ticket
    held = _booked(turn, known)
    if turn.standard.day(at) < held.day:
        raise OutOfBand(
            _("Your appointment is on %(day)s. Please come on that day."), day=held.day.isoformat()
        )
    turn.standard.open_or_refuse(at)
    service = turn.standard.service(held.service)
    expected = outlook.for_a_new_one(turn.hall, service.id, "", turn.standard, at, here)
    wish = Wish(held.service, Ticket.Source.BOOKING, "", held.language, held.phone, held.name)
    ticket = new_ticket(turn, service, wish, expected, band=(held.band_start, held.band_end))
    write_ticket(turn, ticket, service)
    turn.change(
        held, "booking.arrived", {"number": ticket.label}, state=_State.ARRIVED, ticket=ticket, ended_at=at
    )
    return ticket


def _booked(turn: Turn, booking: Booking) -> Booking:
    """The booking as it is now, still open. Raises Expired for one of a past day, NotNow for others."""
    held = Booking.objects.filter(pk=booking.pk, hall=turn.hall).first()
    if held is None:
        raise NotFound
    if held.state == _State.EXPIRED or (
        held.state == _State.BOOKED and held.day < turn.standard.day(turn.at)
    ):
        raise Expired(when=f"{turn.standard.calendar.local(held.band_start):%Y-%m-%d %H:%M}")
    if held.state != _State.BOOKED:
        raise NotNow(_("This appointment is %(state)s."), state=held.get_state_display())
    return held

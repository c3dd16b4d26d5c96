"""An appointment on the phone: book it, keep it in the calendar, move it, cancel it, say that one is there."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from icalendar import Alarm, Calendar, Event

from bihuan.engines.halls import actions
from bihuan.engines.halls.bands import Free
from bihuan.engines.halls.distance import metres
from bihuan.engines.halls.errors import BadInput, TooFar
from bihuan.engines.halls.inforce import Standard, spoken, standard_as_taken
from bihuan.engines.halls.models import Booking, Hall
from bihuan.engines.halls.shapes import Service, span
from bihuan.ground.directory.actor import customer
from bihuan.ground.journal.errors import NotFound, Refused
from bihuan.windows.look.forms import blame
from bihuan.windows.look.http import Request, key_of, locale, new_key, see_other
from bihuan.windows.portal import limits, proving
from bihuan.windows.portal.hall_forms import Book, Move
from bihuan.windows.portal.hall_numbers import address as ticket_address
from bihuan.windows.portal.hall_views import fetched as hall_of
from bihuan.windows.portal.hall_views import position_of
from bihuan.windows.portal.http import changed, page
from bihuan.windows.portal.site import here

#: So near to the hall that he is as good as inside; a receiver's own doubt is allowed for.
AT_THE_DOOR = 300


@require_http_methods(["GET", "HEAD", "POST"])
def book(request: Request, code: str) -> HttpResponse:
    hall, standard = hall_of(code, request.at)
    if not standard.rules.bands:
        raise NotFound
    day = _day(request, standard)
    free = actions.bands_free(hall, day, request.at)
    if request.method != "POST":
        start = {"service": request.GET.get("service", ""), "once": new_key()}
        form = Book(initial=start, standard=standard, free=free, at=request.at)
        return _draw(request, hall, standard, day, free, form)
    typed = request.POST.copy()
    typed["once"] = key_of(typed.get("once", "")) or new_key()
    if request.POST.get("ask") == "code":
        told = proving.asked(request, at=request.at)
        form = Book(initial=typed.dict(), standard=standard, free=free, at=request.at)
        return _draw(request, hall, standard, day, free, form, told, status=told.status)
    form = Book(typed, standard=standard, free=free, at=request.at)
    if not form.is_valid():
        return _draw(request, hall, standard, day, free, form, status=422)
    try:
        booking = _booked(request, hall, form)
    except Refused as error:
        changed(form, "once", new_key())
        blame(form, error)
        return _draw(request, hall, standard, day, free, form, status=error.status)
    return see_other(address(booking))


def _booked(request: Request, hall: Hall, form: Book) -> Booking:
    said = form.cleaned_data
    limits.count("booking", said["phone"], limits.SUBMISSIONS, at=request.at)
    return actions.book(
        hall,
        said["service"],
        datetime.fromisoformat(said["start"]),
        phone=said["phone"],
        by=customer(said["phone"]),
        at=request.at,
        name=said["name"],
        language="en" if locale().startswith("en") else "zh",
        once=form.data["once"],
    )


def _day(request: Request, standard: Standard) -> date:
    """The day asked for; today for anything that is none."""
    asked = request.POST.get("day") or request.GET.get("day", "")
    try:
        return date.fromisoformat(asked)
    except ValueError:
        return standard.day(request.at)


def _days(standard: Standard, at: datetime) -> list[tuple[date, str]]:
    """The open days that can be booked, each with its name."""
    today = standard.day(at)
    days = (today + timedelta(days=n) for n in range(standard.rules.booking.days_ahead + 1))
    return [(day, f"{day:%m-%d} {date_format(day, 'D')}") for day in days if standard.calendar.hours_on(day)]


def _draw(
    request: Request,
    hall: Hall,
    standard: Standard,
    day: date,
    free: Sequence[Free],
    form: Book,
    told: proving.Told | None = None,
    status: int = 200,
) -> HttpResponse:
    said = {
        "hall": hall,
        "form": form,
        "day": day,
        "days": _days(standard, request.at),
        "places": sum(one.left for one in free),
        "chosen": request.GET.get("service", "") or request.POST.get("service", ""),
        "told": told,
        "proven": form.proven,
        "demo": settings.DEMO,
    }
    return page(request, "halls/book", here(request.at), said, status=status)


def address(booking: Booking) -> str:
    return reverse("portal:booking", args=[booking.secret])


def fetched(secret: str) -> tuple[Booking, Standard]:
    """The appointment of a secret link, with the standard it was made under. Raises NotFound."""
    found = Booking.objects.select_related("hall__place", "ticket").filter(secret=secret).first()
    if found is None:
        raise NotFound
    return found, standard_as_taken(found.edition, found.rules)


def _service(booking: Booking, standard: Standard) -> Service:
    service: Service = standard.pack.rows("services")[booking.service]
    return service


@require_safe
def booking(request: Request, secret: str) -> HttpResponse:
    found, standard = fetched(secret)
    link = request.build_absolute_uri(address(found))
    local = standard.calendar.local
    said = {
        "booking": found,
        "service": _service(found, standard),
        "day": f"{local(found.band_start):%Y-%m-%d}",
        "time": f"{local(found.band_start):%H:%M}–{local(found.band_end):%H:%M}",
        "open": found.state == Booking.State.BOOKED and found.day >= standard.day(request.at),
        "today": found.day == standard.day(request.at),
        "keep": span(standard.rules.no_show.keep) // timedelta(minutes=1),
        "picture": segno.make(link, error="m", micro=False).svg_data_uri(scale=5, border=3, dark="#08323c"),
        "ticket_url": ticket_address(found.ticket) if found.ticket else "",
    }
    answer = page(request, "halls/booking", here(request.at), said)
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def move(request: Request, secret: str) -> HttpResponse:
    found, _standard = fetched(secret)
    hall, standard = hall_of(found.hall.place.code, request.at)
    day = _day(request, standard) if "day" in (request.POST or request.GET) else found.day
    free = actions.bands_free(hall, day, request.at)
    form = Move(request.POST if request.method == "POST" else None, standard=standard, free=free)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                start = datetime.fromisoformat(form.cleaned_data["start"])
                actions.move_booking(found, start, by=customer(found.phone), at=request.at)
            except Refused as error:
                blame(form, error)
                status = error.status
            else:
                messages.success(request, _("Moved. A text message with the new time is on its way."))
                return see_other(address(found))
    said = {"booking": found, "form": form, "day": day, "days": _days(standard, request.at)}
    said["places"] = sum(one.left for one in free)
    return page(request, "halls/move", here(request.at), said, status=status)


@require_POST
def cancel(request: Request, secret: str) -> HttpResponse:
    found, _standard = fetched(secret)

    def do() -> str:
        actions.cancel_booking(found, by=customer(found.phone), at=request.at)
        return _("Your appointment is cancelled. The place is free for somebody else now.")

    return _tried(request, found, do)


@require_POST
def arrive(request: Request, secret: str) -> HttpResponse:
    """I am there: without a kiosk, for a phone that stands at the door."""
    found, _standard = fetched(secret)

    def do() -> str:
        _check_near(found.hall, request)
        ticket = actions.arrive(found, found.hall, by=customer(found.phone), at=request.at)
        return _("Your number is %(number)s.") % {"number": ticket.label}

    answer = _tried(request, found, do)
    known = Booking.objects.select_related("ticket").get(pk=found.pk)
    return see_other(ticket_address(known.ticket)) if known.ticket else answer


def _check_near(hall: Hall, request: Request) -> None:
    where = position_of(request.POST)
    if where is None or hall.position is None:
        raise BadInput(
            _(
                "Your phone does not say where it is. Please check in at the kiosk or in the lobby of the hall."
            )
        )
    away = metres(hall.position, where) - min(where.accuracy, AT_THE_DOOR)
    if away > AT_THE_DOOR:
        raise TooFar(
            _("You are about %(metres)s m away. Please check in when you are at the hall."),
            metres=round(away, -1).__int__(),
        )


def _tried(request: Request, found: Booking, do: Callable[[], str]) -> HttpResponse:
    try:
        messages.success(request, do())
    except Refused as error:
        messages.error(request, str(error))
    return see_other(address(found))


@require_safe
def calendar_file(request: Request, secret: str) -> HttpResponse:
    """The appointment for the phone's calendar (RFC 5545); moved, the same entry moves."""
    found, standard = fetched(secret)
    event = Event()
    said: dict[str, Any] = {
        "uid": f"{found.secret}@bihuan",
        "sequence": found.moved,
        "dtstamp": request.at,
        "dtstart": found.band_start,
        "dtend": found.band_end,
        "summary": f"{spoken(_service(found, standard).title)} · {found.hall.place.name}",
        "location": found.hall.place.address or found.hall.place.name,
        "url": request.build_absolute_uri(address(found)),
        "status": "CONFIRMED" if found.state == Booking.State.BOOKED else "CANCELLED",
    }
    for name, value in said.items():
        event.add(name, value)
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", said["summary"])
    alarm.add("trigger", -span(standard.rules.booking.remind))
    event.add_component(alarm)
    whole = Calendar()
    whole.add("prodid", "-//Bihuan//Appointments//ZH")
    whole.add("version", "2.0")
    whole.add_component(event)
    answer = HttpResponse(whole.to_ical(), content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="appointment.ics"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer

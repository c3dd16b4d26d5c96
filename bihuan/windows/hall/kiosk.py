"""The kiosk: choose a service, take a number; check in with an appointment; a list of what to bring."""

import re
from dataclasses import dataclass
from typing import Any

import segno
from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bihuan.engines.halls import actions, outlook
from bihuan.engines.halls.inforce import Standard, spoken, standard_as_taken, standard_of
from bihuan.engines.halls.models import Booking, Device, Hall, Ticket
from bihuan.engines.halls.shapes import Service
from bihuan.ground.directory.phones import BadPhone, normal
from bihuan.ground.journal.errors import BadInput, NotFound, Refused
from bihuan.ground.worktime import next_open
from bihuan.ground.worktime.errors import WorktimeError
from bihuan.windows.hall.http import page
from bihuan.windows.look.http import Request, key_of, locale, new_key, see_other
from bihuan.windows.look.waits import wait_words

#: The end of the address that a customer's code holds.
_SECRET = re.compile(r"/h/b/([A-Za-z0-9_-]{8,32})/?$")


@dataclass(frozen=True, slots=True)
class Tile:
    """A service as the kiosk offers it."""

    service: Service
    ahead: int
    wait: str
    why_not: str
    key: str


def kiosk_of(secret: str) -> Device:
    """The kiosk of this link. Raises NotFound for other devices."""
    device = actions.device_of(secret)
    if device.kind != Device.Kind.KIOSK:
        raise NotFound
    return device


def kiosk(
    request: Request, device: Device, secret: str, error: Refused | None = None, status: int = 200
) -> HttpResponse:
    standard = standard_of(device.hall, request.at)
    is_open = standard.opening(request.at) is not None
    waits = outlook.for_every_service(device.hall, standard, request.at) if is_open else {}
    said = {
        "secret": secret,
        "hall": device.hall,
        "open": is_open,
        "opens": "" if is_open else _opens(standard, request),
        "tiles": [_tile(device.hall, one, waits.get(one.id)) for one in standard.services.values()],
        "priorities": [one for one in standard.rules.priorities if one.asks == "customer"],
        "books": bool(standard.rules.bands),
        "elder": request.GET.get("elder") == "1",
        "error": error,
        "sent": request.POST,
    }
    return page(request, "kiosk", said, status=status)


def _opens(standard: Standard, request: Request) -> str:
    try:
        return f"{standard.calendar.local(next_open(request.at, standard.calendar)):%Y-%m-%d %H:%M}"
    except WorktimeError:
        return ""


def _tile(hall: Hall, service: Service, expected: outlook.Outlook | None) -> Tile:
    estimate = expected.estimate if expected else None
    wait = wait_words(estimate.low, estimate.high) if estimate else wait_words(None, None)
    return Tile(service, expected.ahead if expected else 0, wait, hall.locked.get(service.id, ""), new_key())


@require_POST
def take(request: Request, secret: str) -> HttpResponse:
    """A number. The kiosk's script asks with `Accept: application/json`, again and again while the network is away."""
    device = kiosk_of(secret)
    try:
        ticket = actions.take(
            device.hall,
            request.POST.get("service", "")[:40],
            by=device.actor,
            at=request.at,
            source=Ticket.Source.KIOSK,
            priority=request.POST.get("priority", "")[:40],
            language="en" if locale().startswith("en") else "zh",
            phone=request.POST.get("phone", "")[:30],
            once=key_of(request.POST.get("once", "")),
        )
    except Refused as error:
        return _refused(request, device, secret, error)
    return _taken(request, secret, ticket)


@require_POST
def arrive(request: Request, secret: str) -> HttpResponse:
    """Check in with an appointment: its code scanned, or the phone it was booked with typed in."""
    device = kiosk_of(secret)
    try:
        booking = _booking(request.POST.get("code", "").strip()[:200], device.hall, request)
        ticket = actions.arrive(booking, device.hall, by=device.actor, at=request.at)
    except Refused as error:
        return _refused(request, device, secret, error)
    return _taken(request, secret, ticket)


def _booking(code: str, hall: Hall, request: Request) -> Booking:
    """Raises BadInput for what is neither a code nor a phone with an appointment here today."""
    known = Booking.objects.select_related("hall__place")
    if found := _SECRET.search(code):
        booking = known.filter(secret=found[1]).first()
        if booking is not None:
            return booking
        raise BadInput(
            fields={"code": _("This is no code of an appointment with us. Please ask in the lobby.")}
        )
    try:
        phone = normal(code)
    except BadPhone:
        wrong = _("Scan the code of your appointment, or type the mobile number you booked with.")
        raise BadInput(fields={"code": wrong}) from None
    today = standard_of(hall, request.at).day(request.at)
    mine = known.filter(phone=phone, hall=hall, day=today, state=Booking.State.BOOKED)
    booking = mine.order_by("band_start").first()
    if booking is None:
        raise BadInput(fields={"code": _("There is no appointment of this phone here today.")})
    return booking


def _refused(request: Request, device: Device, secret: str, error: Refused) -> HttpResponse:
    if _wants_json(request):
        said = "; ".join(str(one) for one in error.fields.values()) or str(error)
        return JsonResponse({"error": said}, status=error.status)
    return kiosk(request, device, secret, error, status=error.status)


def _taken(request: Request, secret: str, ticket: Ticket) -> HttpResponse:
    to = reverse("hall:slip", args=[secret, ticket.secret])
    return JsonResponse({"to": to}) if _wants_json(request) else see_other(to)


def _wants_json(request: Request) -> bool:
    return request.headers.get("Accept", "") == "application/json"


@require_safe
def slip(request: Request, secret: str, number: str) -> HttpResponse:
    """What is printed on 80 mm: the number, the service, who is before, and what happens to those who miss their call."""
    device = kiosk_of(secret)
    ticket = Ticket.objects.select_related("hall__place").filter(secret=number, hall=device.hall).first()
    if ticket is None:
        raise NotFound
    standard = standard_as_taken(ticket.edition, ticket.rules)
    link = f"{settings.SITE_URL.rstrip('/')}{reverse('portal:ticket', args=[ticket.secret])}"
    said: dict[str, Any] = {
        "secret": secret,
        "hall": device.hall,
        "ticket": ticket,
        "service": standard.pack.rows("services")[ticket.service],
        "band": _band(ticket, standard),
        "wait": wait_words(ticket.estimate_low, ticket.estimate_high),
        "priority": standard.rules.priority(ticket.priority),
        "picture": segno.make(link, error="m", micro=False).svg_data_uri(scale=4, border=2),
    }
    return page(request, "slip", said)


def _band(ticket: Ticket, standard: Standard) -> str:
    if ticket.band_start is None or ticket.band_end is None:
        return ""
    local = standard.calendar.local
    return f"{local(ticket.band_start):%H:%M}–{local(ticket.band_end):%H:%M}"


@require_safe
def papers(request: Request, secret: str, service: str) -> HttpResponse:
    """The notice of what to bring, said once and whole, to take home."""
    device = kiosk_of(secret)
    standard = standard_of(device.hall, request.at)
    found = standard.services.get(service)
    if found is None:
        raise NotFound
    said = {
        "secret": secret,
        "hall": device.hall,
        "service": found,
        "title": spoken(found.title),
        "at": request.at,
    }
    return page(request, "papers", said)

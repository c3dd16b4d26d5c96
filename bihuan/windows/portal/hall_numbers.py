"""A number on the phone: take it from afar, watch the queue, give it back, say how it was."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bihuan.engines.halls import actions, outlook
from bihuan.engines.halls.inforce import Standard, spoken, standard_as_taken
from bihuan.engines.halls.models import Booking, Hall, Rating, Ticket
from bihuan.engines.halls.shapes import span
from bihuan.ground.directory.actor import Actor, customer
from bihuan.ground.journal import actions as journal
from bihuan.ground.journal.errors import NotFound, Refused
from bihuan.windows.look.forms import blame
from bihuan.windows.look.http import Request, key_of, locale, new_key, see_other
from bihuan.windows.look.waits import wait_words
from bihuan.windows.portal import limits, proving
from bihuan.windows.portal.hall_forms import Stars, Take
from bihuan.windows.portal.hall_views import fetched as hall_of
from bihuan.windows.portal.hall_views import opens_at, position_of
from bihuan.windows.portal.http import changed, live_page, page
from bihuan.windows.portal.site import here

#: In the hands of the hall, on its way to a counter.
LIVE = (Ticket.State.WAITING, Ticket.State.CALLED, Ticket.State.SERVING, Ticket.State.PARKED)


@require_http_methods(["GET", "HEAD", "POST"])
def take(request: Request, code: str) -> HttpResponse:
    hall, standard = hall_of(code, request.at)
    if request.method != "POST":
        start = {"service": request.GET.get("service", ""), "once": new_key()}
        return _draw(request, hall, standard, Take(initial=start, standard=standard, at=request.at))
    typed = request.POST.copy()
    typed["once"] = key_of(typed.get("once", "")) or new_key()
    if request.POST.get("ask") == "code":
        told = proving.asked(request, at=request.at)
        form = Take(initial=typed.dict(), standard=standard, at=request.at)
        return _draw(request, hall, standard, form, told, status=told.status)
    form = Take(typed, standard=standard, at=request.at)
    if not form.is_valid():
        return _draw(request, hall, standard, form, status=422)
    try:
        ticket = _taken(request, hall, form)
    except Refused as error:
        changed(form, "once", new_key())
        blame(form, error)
        return _draw(request, hall, standard, form, status=error.status)
    return see_other(address(ticket))


def _taken(request: Request, hall: Hall, form: Take) -> Ticket:
    said = form.cleaned_data
    limits.count("number", said["phone"], limits.SUBMISSIONS, at=request.at)
    return actions.take(
        hall,
        said["service"],
        by=customer(said["phone"]),
        at=request.at,
        source=Ticket.Source.PHONE,
        priority=said.get("priority", ""),
        language="en" if locale().startswith("en") else "zh",
        phone=said["phone"],
        position=position_of(form.data),
        once=form.data["once"],
    )


def _draw(
    request: Request,
    hall: Hall,
    standard: Standard,
    form: Take,
    told: proving.Told | None = None,
    status: int = 200,
) -> HttpResponse:
    said = {
        "hall": hall,
        "form": form,
        "told": told,
        "proven": form.proven,
        "demo": settings.DEMO,
        "remote": standard.rules.remote,
        "opens": "" if standard.opening(request.at) else opens_at(standard, request.at),
        "closed": standard.opening(request.at) is None,
    }
    return page(request, "halls/take", here(request.at), said, status=status)


def address(ticket: Ticket) -> str:
    return reverse("portal:ticket", args=[ticket.secret])


def fetched(secret: str) -> Ticket:
    """The ticket of a secret link. Raises NotFound."""
    found = Ticket.objects.select_related("hall__place", "counter", "case").filter(secret=secret).first()
    if found is None:
        raise NotFound
    return found


def holder(ticket: Ticket) -> Actor:
    """Who holds the link acts as the ticket's customer; one without a phone is known by the ticket alone."""
    return customer(ticket.phone) if ticket.phone else Actor(ref=f"ticket:{ticket.pk}", name="")


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody stands in the queue."""

    ahead: int
    wait: str


@require_safe
def ticket(request: Request, secret: str) -> HttpResponse:
    return draw(request, fetched(secret))


def draw(request: Request, ticket: Ticket, form: Stars | None = None, status: int = 200) -> HttpResponse:
    answer = live_page(
        request, "halls/ticket", here(request.at), _facts(request, ticket, form), status=status
    )
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer


@require_safe
def now(request: Request, secret: str) -> HttpResponse:
    """The piece of the page that moves."""
    found = fetched(secret)
    return page(request, "halls/_place", here(request.at), _facts(request, found, None))


def _facts(request: Request, ticket: Ticket, form: Stars | None) -> dict[str, Any]:
    standard = standard_as_taken(ticket.edition, ticket.rules)
    service = standard.pack.rows("services")[ticket.service]
    rating = Rating.objects.filter(ticket=ticket).first()
    return {
        "ticket": ticket,
        "service": service,
        "place": _place(ticket, standard, request) if ticket.state == Ticket.State.WAITING else None,
        "live": ticket.state in LIVE,
        "keep": span(standard.rules.no_show.keep) // timedelta(minutes=1),
        "rating": rating,
        "form": form or (_stars(standard) if _may_rate(ticket, standard, rating, request) else None),
        "at": request.at,
    }


def _place(ticket: Ticket, standard: Standard, request: Request) -> Place:
    found = outlook.for_ticket(ticket, standard, request.at)
    estimate = found.estimate
    return Place(found.ahead, wait_words(estimate.low, estimate.high) if estimate else wait_words(None, None))


def _may_rate(ticket: Ticket, standard: Standard, rating: Rating | None, request: Request) -> bool:
    if ticket.state != Ticket.State.FINISHED or rating is not None or ticket.ended_at is None:
        return False
    return request.at <= ticket.ended_at + span(standard.rules.rating.within)


def _stars(standard: Standard) -> Stars:
    return Stars(initial={"once": new_key()}, standard=standard)


@require_POST
def leave(request: Request, secret: str) -> HttpResponse:
    found = fetched(secret)
    try:
        actions.leave(found, by=holder(found), at=request.at)
    except Refused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("You have given your number back. Thank you for telling us."))
    return see_other(address(found))


@require_POST
def rate(request: Request, secret: str) -> HttpResponse:
    found = fetched(secret)
    typed = request.POST.copy()
    typed["once"] = key_of(typed.get("once", "")) or new_key()
    form = Stars(typed, standard=standard_as_taken(found.edition, found.rules))
    if not form.is_valid():
        return draw(request, found, form, status=422)
    said = form.cleaned_data
    # Staff who are signed in on this browser are no customers, whoever's link they hold.
    by = request.actor if request.actor.person is not None else holder(found)

    def do() -> Mapping[str, Any]:
        reasons = said.get("reasons", ())
        given = actions.rate(found, said["score"], by=by, at=request.at, reasons=reasons, words=said["words"])
        return {"rating": given.pk}

    try:
        content = {"ticket": found.pk, "score": said["score"], "words": said["words"]}
        journal.once(by.ref, form.data["once"], content, do, at=request.at)
    except Refused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Thank you for telling us."))
    return see_other(address(found))


def of_phone(phone: str, at: datetime, most: int) -> list[tuple[str, str, str, str]]:
    """What a proven phone holds in halls: (what, where, when or how it stands, address), at most so many of each."""
    open_ones = Ticket.objects.open().filter(phone=phone).exclude(phone="")  # as the index has it
    tickets = open_ones.select_related("hall__place").order_by("-id")[:most]
    found = [(one.label, one.hall.place.name, str(one.get_state_display()), address(one)) for one in tickets]
    for booking in (
        Booking.objects.filter(phone=phone, state=Booking.State.BOOKED, band_end__gt=at)
        .select_related("hall__place")
        .order_by("band_start")[:most]
    ):
        standard = standard_as_taken(booking.edition, booking.rules)
        when = f"{standard.calendar.local(booking.band_start):%Y-%m-%d %H:%M}"
        service = spoken(standard.pack.rows("services")[booking.service].title)
        found.append(
            (service, booking.hall.place.name, when, reverse("portal:booking", args=[booking.secret]))
        )
    return found

"""Setting a hall up: the hall and its rules, its counters, the devices that stand in it."""

from typing import Any

import segno
from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bihuan.engines.halls import actions, rights
from bihuan.engines.halls.distance import Position
from bihuan.engines.halls.inforce import find_rules, rules_on_offer
from bihuan.engines.halls.models import Counter, Device, Hall
from bihuan.ground.directory.models import Place
from bihuan.ground.journal.errors import NotAllowed, NotFound
from bihuan.ground.journal.models import Entry
from bihuan.windows.desk.administering import done
from bihuan.windows.desk.forms.halls import CounterForm, DeviceForm, SetUp
from bihuan.windows.desk.halls.reach import Here, hall_of
from bihuan.windows.desk.halls.showing import verbs_of_halls
from bihuan.windows.desk.http import go, page, staff
from bihuan.windows.look.http import Request, locale, new_key, url

#: Entries of the hall's story on the page.
STORY = 30


@require_http_methods(["GET", "POST"])
@staff
def new(request: Request) -> HttpResponse:
    """Customers are served at a place from now on."""
    places = _places_to_open(request)
    if not places:
        raise NotAllowed(_("Your posts do not set up a hall."))
    form = _set_up_form(request, places, request.POST or None)
    if request.method == "POST":
        answer = done(request, form, lambda: _set_up(request, form.cleaned_data["place"], form))
        if answer is not None:
            messages.success(request, _("The hall is set up. Now add its counters and devices."))
            return go("desk:hall_setting", answer["hall"])
    crumbs = [(_("Halls"), url("desk:halls")), (_("Set up a hall"), None)]
    said = {"form": form, "key": new_key()}
    return page(request, "halls/new", said, crumbs=crumbs, status=422 if form.errors else 200)


def may_open(request: Request) -> bool:
    return bool(_places_to_open(request))


def _places_to_open(request: Request) -> list[Place]:
    """Halls of the directory which the reader may lead and that do not work yet, or by rules that are no longer there."""
    places = (
        Place.objects.filter(kind=Place.Kind.HALL, closed_at=None).select_related("hall").order_by("path")
    )
    return [place for place in places if not _works(request, place) and _offered(request, place)]


def _works(request: Request, place: Place) -> bool:
    hall: Hall | None = getattr(place, "hall", None)
    if hall is None or hall.closed_at is not None:
        return False
    return find_rules(place.path, hall.rules, request.at) is not None


def _offered(request: Request, place: Place) -> bool:
    offer = rules_on_offer(place.path, request.at).values()
    return any(rights.may_lead(request.actor, place.path, one.rules) for one in offer)


def _set_up_form(request: Request, places: list[Place], data: Any = None, **named: Any) -> SetUp:
    rules: dict[str, str] = {}
    for place in places:
        for id, one in rules_on_offer(place.path, request.at).items():
            rules.setdefault(id, one.rules.title.say(locale()))
    allowed = Place.objects.filter(pk__in=[place.pk for place in places])
    return SetUp(data, places=allowed, rules=list(rules.items()), **named)


def _set_up(request: Request, place: Place, form: forms.Form) -> dict[str, Any]:
    said = form.cleaned_data
    where = None
    if said["latitude"] is not None:
        where = Position(said["latitude"], said["longitude"], said["datum"] or "gcj02")
    hall = actions.set_up_hall(place, said["rules"], position=where, by=request.actor, at=request.at)
    return {"hall": hall.pk}


def _hall(request: Request, pk: int) -> Here:
    return hall_of(request, pk, lambda here: here.leads)


@require_GET
@staff
def setting(request: Request, pk: int) -> HttpResponse:
    return _draw(request, _hall(request, pk))


@require_POST
@staff
def change(request: Request, pk: int) -> HttpResponse:
    here = _hall(request, pk)
    form = _set_up_form(request, [here.hall.place], request.POST)
    if done(request, form, lambda: _set_up(request, here.hall.place, form)) is None:
        return _draw(request, here, {"hall": form}, 422)
    messages.success(request, _("The hall is changed."))
    return go("desk:hall_setting", pk)


@require_POST
@staff
def add_counter(request: Request, pk: int) -> HttpResponse:
    here = _hall(request, pk)
    form = CounterForm(request.POST, standard=here.standard, locale=locale(), auto_id="new_%s")

    def do() -> None:
        actions.add_counter(here.hall, **form.cleaned_data, by=request.actor, at=request.at)

    if done(request, form, do) is None:
        return _draw(request, here, {"new": form}, 422)
    messages.success(request, _("The counter is added."))
    return go("desk:hall_setting", pk)


@require_http_methods(["GET", "POST"])
@staff
def counter(request: Request, pk: int, counter: int) -> HttpResponse:
    """Change one counter."""
    here = _hall(request, pk)
    held = _counter(here, counter)
    start = {name: getattr(held, name) for name in ("number", "title", "services", "languages")}
    data = request.POST if request.method == "POST" else None
    form = CounterForm(data, standard=here.standard, locale=locale(), initial=start)

    def do() -> None:
        actions.change_counter(held, **form.cleaned_data, by=request.actor, at=request.at)

    if request.method == "POST" and done(request, form, do) is not None:
        messages.success(request, _("The counter is changed."))
        return go("desk:hall_setting", pk)
    crumbs = [*_crumbs(here), (_("Counter %(number)s") % {"number": held.number}, None)]
    said = {"form": form, "held": held, "hall": here.hall, "key": new_key()}
    return page(request, "halls/change_counter", said, crumbs=crumbs, status=422 if form.errors else 200)


@require_POST
@staff
def close_counter(request: Request, pk: int, counter: int) -> HttpResponse:
    here = _hall(request, pk)
    held, form = _counter(here, counter), forms.Form(request.POST)

    def do() -> None:
        actions.close_counter(held, by=request.actor, at=request.at)

    if done(request, form, do) is None:
        return _draw(request, here, {"wrong": form}, 422)
    messages.success(request, _("The counter is given up."))
    return go("desk:hall_setting", pk)


@require_POST
@staff
def issue(request: Request, pk: int) -> HttpResponse:
    """A device's link is shown in this one answer and never again."""
    here = _hall(request, pk)
    form = DeviceForm(request.POST, counters=_counters(here), auto_id="device_%s")
    made: dict[int, str] = {}

    def do() -> dict[str, Any]:
        device, secret = actions.issue_device(here.hall, **form.cleaned_data, by=request.actor, at=request.at)
        made[device.pk] = secret
        return {"device": device.pk}

    answer = done(request, form, do)
    if answer is None:
        return _draw(request, here, {"device": form}, 422)
    secret = made.get(answer["device"])
    if secret is None:
        messages.success(request, _("The device was issued already; its link is shown only once."))
        return go("desk:hall_setting", pk)
    return _draw(request, here, link=request.build_absolute_uri(f"/hall/{secret}/"))


@require_POST
@staff
def revoke(request: Request, pk: int, device: int) -> HttpResponse:
    here = _hall(request, pk)
    held = Device.objects.filter(pk=device, hall=here.hall).first()
    if held is None:
        raise NotFound
    form = forms.Form(request.POST)

    def do() -> None:
        actions.revoke_device(held, by=request.actor, at=request.at)

    if done(request, form, do) is None:
        return _draw(request, here, {"wrong": form}, 422)
    messages.success(request, _("The device's link opens nothing any more."))
    return go("desk:hall_setting", pk)


def _counters(here: Here) -> Any:
    return Counter.objects.in_use().filter(hall=here.hall).order_by("number")


def _counter(here: Here, pk: int) -> Counter:
    found: Counter | None = _counters(here).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def _crumbs(here: Here) -> list[tuple[str, str | None]]:
    hall = here.hall
    return [
        (_("Halls"), url("desk:halls")),
        (hall.place.name, url("desk:hall", hall.pk)),
        (_("Set-up"), url("desk:hall_setting", hall.pk)),
    ]


def _draw(
    request: Request,
    here: Here,
    bound: dict[str, forms.Form] | None = None,
    status: int = 200,
    *,
    link: str = "",
) -> HttpResponse:
    hall, standard = here.hall, here.standard
    start = {
        "place": hall.place,
        **{name: getattr(hall, name) for name in ("rules", "latitude", "longitude", "datum")},
    }
    drawn: dict[str, forms.Form] = {
        "hall": _set_up_form(request, [hall.place], initial=start),
        "new": CounterForm(standard=standard, locale=locale(), auto_id="new_%s"),
        "device": DeviceForm(counters=_counters(here), auto_id="device_%s"),
        **(bound or {}),
    }
    titles = {id: here.service_title(id, locale()) for id in here.rules.services}
    said = {
        "here": here,
        "hall": hall,
        "forms": drawn,
        "wrong": next(iter((bound or {}).values()), None),
        "counters": [
            (one, [titles.get(id, id) for id in one.services])
            for one in _counters(here).select_related("clerk")
        ],
        "devices": hall.devices.select_related("counter").order_by("revoked_at", "pk"),
        "link": link,
        "qr": segno.make(link, error="m").svg_data_uri(scale=4) if link else "",
        "story": Entry.objects.filter(kind="hall", subject=hall.pk).order_by("-seq")[:STORY],
        "verbs": verbs_of_halls(),
        "new_key": new_key,
    }
    return page(
        request, "halls/setting", said, crumbs=[*_crumbs(here)[:2], (_("Set-up"), None)], status=status
    )

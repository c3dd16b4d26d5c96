"""Announcing an outage, writing a fault down, and publishing the order of emergency cuts."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bihuan.engines.outages import actions
from bihuan.engines.outages.actions import Fault, Plan
from bihuan.engines.outages.inforce import notices, restorations, standard_at
from bihuan.engines.outages.limits import earliest
from bihuan.engines.outages.models import CutOrder
from bihuan.engines.outages.shapes import Notice
from bihuan.ground.worktime.zone import SHANGHAI
from bihuan.windows.desk.administering import done
from bihuan.windows.desk.http import go, page, staff
from bihuan.windows.desk.outages.forms import Announce, Found, Order
from bihuan.windows.desk.outages.reach import own_places_or_refuse
from bihuan.windows.look.http import Request, locale, new_key, url


@require_http_methods(["GET", "POST"])
@staff
def announce(request: Request) -> HttpResponse:
    places = own_places_or_refuse(request)
    rows = notices(standard_at(places[0], request.at))
    form = Announce(request.POST or None, places=places, notices=rows, locale=locale())

    def do() -> Mapping[str, Any]:
        said = dict(form.cleaned_data)
        late = said.pop("late_reason")
        plan = Plan(**said)
        outage = actions.announce(plan, late_reason=late, by=request.actor, at=request.at)
        return {"outage": outage.pk}

    if request.method == "POST" and (answer := done(request, form, do)):
        messages.success(request, _("The outage is announced; customers are being told."))
        return go("desk:outage", answer["outage"])
    firsts = [_first(row, request) for row in rows.values() if row.ahead]
    said = {"form": form, "key": new_key(), "firsts": firsts, "title": _("Announce an outage")}
    return _drawn(request, form, said)


def _first(row: Notice, request: Request) -> tuple[str, str, str, datetime]:
    """A kind, its clause, when the time is owed, and when it may begin if it is told now."""
    owed = _("if an important customer is affected") if row.to == "important" else ""
    return row.title.say(locale()), row.clause, owed, earliest(row, request.at, 1).astimezone(SHANGHAI)


@require_http_methods(["GET", "POST"])
@staff
def fault(request: Request) -> HttpResponse:
    places = own_places_or_refuse(request)
    rows = restorations(standard_at(places[0], request.at))
    start = {"since": request.at.astimezone(SHANGHAI)}
    form = Found(request.POST or None, places=places, restorations=rows, locale=locale(), initial=start)

    def do() -> Mapping[str, Any]:
        said = form.cleaned_data
        found = Fault(**said)
        return {"outage": actions.discover(found, by=request.actor, at=request.at).pk}

    if request.method == "POST" and (answer := done(request, form, do)):
        messages.success(request, _("The fault is written down; customers are being told."))
        return go("desk:outage", answer["outage"])
    return _drawn(request, form, {"form": form, "key": new_key(), "title": _("Write a fault down")})


@require_http_methods(["GET", "POST"])
@staff
def order(request: Request) -> HttpResponse:
    places = own_places_or_refuse(request)
    rows = list(CutOrder.objects.filter(until=None).select_related("place"))
    start = {"codes": "\n".join(row.place.code for row in rows)}
    form = Order(request.POST or None, places=places, initial=start)

    def do() -> None:
        actions.publish_order(form.cleaned_data["codes"], by=request.actor, at=request.at)

    if request.method == "POST" and done(request, form, do) is not None:
        messages.success(request, _("The order is published."))
        return go("desk:outage_order")
    said = {"form": form, "key": new_key(), "rows": rows, "title": _("Order of emergency cuts")}
    return _drawn(request, form, said)


def _drawn(request: Request, form: forms.Form, said: Mapping[str, Any]) -> HttpResponse:
    crumbs = [(_("Outages"), url("desk:outages")), (str(said["title"]), None)]
    return page(request, "outages/new", said, crumbs=crumbs, status=422 if form.errors else 200)

"""Reporting that the power is off: whoever is in a known outage is told what is known, and waits for it in one step."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bihuan.engines.cases.intake import Details
from bihuan.engines.outages import actions
from bihuan.engines.outages.actions.joining import FAULT, known_at
from bihuan.engines.outages.inforce import standard_at
from bihuan.engines.outages.models import Outage
from bihuan.engines.outages.telling import words
from bihuan.ground.directory.actor import customer
from bihuan.ground.directory.models import Place
from bihuan.ground.journal import actions as journal
from bihuan.ground.journal.errors import Refused
from bihuan.windows.look.forms import blame
from bihuan.windows.look.http import Request, key_of, new_key, see_other
from bihuan.windows.portal import limits, proving
from bihuan.windows.portal.accounts.session import phone_of
from bihuan.windows.portal.http import changed, page
from bihuan.windows.portal.outages_forms import Report
from bihuan.windows.portal.site import NotReady, Site, here

#: A case's field and what the form calls it.
NAMES = {"reporter_phone": "phone"}


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: Request) -> HttpResponse:
    site = here(request.at)
    if request.method != "POST":
        start = {"area": request.GET.get("area", ""), "once": new_key()}
        if phone := phone_of(request):
            start |= {"phone": phone, "proof": proving.word(phone, at=request.at)}
        return _draw(request, site, Report(initial=start, site=site, at=request.at))
    typed = request.POST.copy()
    typed["once"] = key_of(typed.get("once", "")) or new_key()
    if request.POST.get("ask") == "code":
        told = proving.asked(request, at=request.at)
        form = Report(initial=typed.dict(), site=site, at=request.at)
        return _draw(request, site, form, told, told.status)
    form = Report(typed, site=site, at=request.at)
    if not form.is_valid():
        return _draw(request, site, form, status=422)
    try:
        return see_other(_sent(request, site, form))
    except Refused as error:
        changed(form, "once", new_key())
        blame(form, error, NAMES)
        return _draw(request, site, form, status=error.status)


def _sent(request: Request, site: Site, form: Report) -> str:
    said = form.cleaned_data
    by = customer(said["phone"])
    limits.count("submit", said["phone"], limits.SUBMISSIONS, at=request.at)
    place = next((one for one in site.places if one.code == said["area"]), site.company)

    def open_it() -> Mapping[str, Any]:
        details = _details(request, place, said)
        case, known = actions.report(details, place, by=by, at=request.at)
        return {"secret": case.secret, "outage": known.pk if known else None}

    content = {name: said[name] for name in ("area", "address", "text", "phone")}
    answer, _again = journal.once(by.ref, form.data["once"], content, open_it, at=request.at)
    if known := Outage.objects.filter(pk=answer["outage"]).first():
        told = _(
            "We know of this outage, and your report waits for it: %(words)s We tell you when the power is back."
        )
        messages.success(request, told % {"words": words(known)})
    return reverse("portal:done", args=[answer["secret"]])


def _details(request: Request, place: Place, said: Mapping[str, Any]) -> Details:
    pack = standard_at(place, request.at)
    channel = next((one.id for one in pack.rows("channels").values() if one.outside), None)
    if channel is None:
        raise NotReady
    category = "no_power" if "no_power" in pack.rows("categories") else ""
    return Details(
        kind=FAULT,
        channel=channel,
        category=category,
        supply="electricity",
        title=_("No power: %(place)s") % {"place": place.name},
        text=said["text"] or _("There is no power."),
        address=said["address"],
        reporter_phone=said["phone"],
    )


def _draw(
    request: Request, site: Site, form: Report, told: proving.Told | None = None, status: int = 200
) -> HttpResponse:
    chosen = str(form["area"].value() or "")
    place = next((one for one in site.places if one.code == chosen), None)
    known = known_at(place) if place else None
    said = {
        "form": form,
        "told": told,
        "proven": form.proven,
        "demo": settings.DEMO,
        "known": known,
        "words": words(known) if known else "",
    }
    return page(request, "outages/report", site, said, status)

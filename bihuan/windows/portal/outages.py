"""Outages as customers see them: what is off now, what is announced, how it goes; and being told of the next one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from bihuan.engines.outages import actions
from bihuan.engines.outages.models import Outage
from bihuan.engines.outages.telling import words
from bihuan.ground.directory.models import Place
from bihuan.ground.journal.errors import NotFound
from bihuan.ground.journal.models import Entry
from bihuan.ground.standards import adoption
from bihuan.ground.worktime.zone import SHANGHAI
from bihuan.windows.look.http import Request, locale, see_other, url
from bihuan.windows.portal import proving
from bihuan.windows.portal.accounts.session import phone_of
from bihuan.windows.portal.http import page
from bihuan.windows.portal.outages_forms import Listen
from bihuan.windows.portal.site import Site, here

#: Outages on one page.
MOST = 200
#: (tone, icon, word) of a state.
STATES: dict[str, tuple[str, str, str | Promise]] = {
    "running": ("soon", "bolt", gettext_lazy("no power now")),
    "announced": ("waiting", "calendar", gettext_lazy("announced")),
    "restored": ("done", "circle-check", gettext_lazy("power is back")),
    "cancelled": ("still", "x", gettext_lazy("cancelled")),
}
#: What customers read of an outage's journal.
TOLD: dict[str, str | Promise] = {
    "outage.announced": gettext_lazy("Announced"),
    "outage.found": gettext_lazy("Fault known, repair under way"),
    "outage.began": gettext_lazy("Power switched off as announced"),
    "outage.changed": gettext_lazy("Times changed"),
    "outage.said": gettext_lazy("How it goes"),
    "outage.restored": gettext_lazy("Power is back"),
    "outage.cancelled": gettext_lazy("Cancelled"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """An outage as a card."""

    outage: Outage
    areas: str
    words: str

    @property
    def state(self) -> tuple[str, str, str | Promise]:
        return STATES[self.outage.state]


def shown(outage: Outage) -> Shown:
    names = [row.place.name for row in outage.affected.all()]
    return Shown(outage, _(", ").join(names), words(outage))


def _found(at: datetime, place: Place | None = None) -> list[Shown]:
    rows = Outage.objects.public(at)
    if place is not None:
        rows = rows.touching(place.path)
    return [shown(row) for row in rows.prefetch_related("affected__place").soonest_first()[:MOST]]


def _place(site: Site, code: str) -> Place | None:
    return next((place for place in site.places if place.code == code), None)


@require_safe
def outages(request: Request) -> HttpResponse:
    """What is off and what is announced, for one area or for all."""
    site = here(request.at)
    place = _place(site, request.GET.get("area", ""))
    found = _found(request.at, place)
    groups: Sequence[tuple[str, list[Shown]]] = [
        (_("No power now"), [one for one in found if one.outage.state == "running"]),
        (_("Announced"), [one for one in found if one.outage.state == "announced"]),
        (_("Over in the last days"), [one for one in found if one.outage.state in ("restored", "cancelled")]),
    ]
    said = {"groups": groups, "area": place, "areas": site.places, "found": found}
    return page(request, "outages/list", site, said)


@require_safe
def outage(request: Request, pk: int) -> HttpResponse:
    """One outage with its story in plain words."""
    site = here(request.at)
    found = Outage.objects.prefetch_related("affected__place").filter(pk=pk).first()
    if found is None:
        raise NotFound
    told = Entry.objects.filter(kind="outage", subject=found.pk, verb__in=TOLD).order_by("-seq")[:50]
    pack = adoption.known(found.edition)
    clause = pack.clauses.get(found.due_clause) if pack else None
    said = {
        "one": shown(found),
        "story": [_step(entry) for entry in told],
        "promise": clause.wording.say(locale()) if clause and found.due_at else "",
        "clause": found.due_clause,
        "standard": pack.title.say(locale()) if pack else "",
    }
    return page(request, "outages/one", site, said)


def _step(entry: Entry) -> dict[str, Any]:
    text = entry.facts.get("progress") or entry.facts.get("reason") or ""
    return {"at": entry.at, "title": TOLD[entry.verb], "text": text}


@require_safe
def feed(request: Request) -> JsonResponse:
    """The public list for machines: nothing personal, so anybody may keep it for a minute."""
    rows = [
        {
            "number": one.outage.number,
            "kind": one.outage.kind,
            "state": one.outage.state,
            "title": one.outage.title,
            "cause": one.outage.cause,
            "areas": [row.place.code for row in one.outage.affected.all()],
            "begins": _iso(one.outage.started_at or one.outage.begins_at),
            "ends": _iso(one.outage.ends_at),
            "restored": _iso(one.outage.restored_at),
            "progress": one.outage.progress,
        }
        for one in _found(request.at)
    ]
    answer = JsonResponse(
        {"at": _iso(request.at), "outages": rows}, json_dumps_params={"ensure_ascii": False}
    )
    answer.headers["Cache-Control"] = "public, max-age=60"
    return answer


def _iso(at: datetime | None) -> str | None:
    return at.astimezone(SHANGHAI).isoformat(timespec="minutes") if at else None


@require_http_methods(["GET", "HEAD", "POST"])
def listen(request: Request) -> HttpResponse:
    """Be told of outages in an area, or no more: a proven phone is enough."""
    site = here(request.at)
    if request.method != "POST":
        start: dict[str, Any] = {"area": request.GET.get("area", "")}
        if phone := phone_of(request):
            start |= {"phone": phone, "proof": proving.word(phone, at=request.at)}
        return _draw(request, site, Listen(initial=start, site=site, at=request.at))
    if request.POST.get("ask") == "code":
        told = proving.asked(request, at=request.at)
        form = Listen(initial=request.POST.dict(), site=site, at=request.at)
        return _draw(request, site, form, told, told.status)
    form = Listen(request.POST.copy(), site=site, at=request.at)
    if not form.is_valid():
        return _draw(request, site, form, status=422)
    said = form.cleaned_data
    if request.POST.get("do") == "stop":
        actions.unsubscribe(said["phone"], at=request.at)
        messages.success(request, _("You get no more messages about outages."))
    else:
        place = _place(site, said["area"]) or site.company
        actions.subscribe(place, said["phone"], at=request.at)
        messages.success(
            request, _("We write to you when the power goes off in %(place)s.") % {"place": place.name}
        )
    return see_other(url("portal:outages"))


def _draw(
    request: Request, site: Site, form: Listen, told: proving.Told | None = None, status: int = 200
) -> HttpResponse:
    said = {"form": form, "told": told, "proven": form.proven, "demo": settings.DEMO}
    return page(request, "outages/listen", site, said, status)

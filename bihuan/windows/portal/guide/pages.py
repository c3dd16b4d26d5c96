"""The service guide: what each service needs, where it is done, what it costs; found by a word. Public, and readable offline."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from bihuan.engines.halls.models import Hall
from bihuan.engines.halls.shapes import Service
from bihuan.ground.journal.errors import NotFound
from bihuan.ground.standards import adoption
from bihuan.ground.standards.errors import ChangedPack
from bihuan.ground.worktime.zone import SHANGHAI
from bihuan.windows.look.http import Request, locale
from bihuan.windows.portal import fees_showing
from bihuan.windows.portal.fees import tariffs
from bihuan.windows.portal.http import page
from bihuan.windows.portal.promises import document_number
from bihuan.windows.portal.site import NotReady, Site, here

LONGEST = 40


@dataclass(frozen=True, slots=True)
class Found:
    """A service as the guide shows it; `papers` are what to bring, all told at once."""

    id: str
    title: str
    minutes: int
    papers: tuple[str, ...]
    clause: str
    books: bool

    def has(self, word: str) -> bool:
        return any(word in text.casefold() for text in (self.title, *self.papers))


def services(site: Site, request: Request) -> Mapping[str, Found]:
    """The services of the standards in force; the nearest standard's row counts where two have the same name."""
    try:
        packs = adoption.in_force(site.company, request.at.astimezone(SHANGHAI).date())
    except ChangedPack as error:
        raise NotReady from error
    rows: dict[str, Service] = {}
    for pack in packs:
        for id, row in pack.rows("services").items():
            rows.setdefault(id, row)
    return {id: _found(row) for id, row in rows.items()}


def _found(row: Service) -> Found:
    papers = tuple(one.title.say(locale()) for one in row.materials)
    clause = document_number(row.clause) if row.clause else ""
    return Found(row.id, row.title.say(locale()), row.minutes, papers, clause, row.appointments)


@require_safe
def guide(request: Request) -> HttpResponse:
    site = here(request.at)
    asked = request.GET.get("q", "").strip()[:LONGEST]
    word = asked.casefold()
    rows = [one for one in services(site, request).values() if one.has(word)]
    halls = Hall.objects.in_use().select_related("place").order_by("place__path")
    said: dict[str, Any] = {
        "asked": asked,
        "services": rows,
        "halls": [one for one in halls if word in f"{one.place.name} {one.place.address}".casefold()],
        "prices": _prices(site, request, word) if asked else (),
    }
    return page(request, "guide/list", site, said)


def _prices(site: Site, request: Request, word: str) -> Iterable[fees_showing.Card]:
    today = request.at.astimezone(SHANGHAI).date()
    known = {name: versions[-1] for name, versions in tariffs(site, today).items()}
    cards = fees_showing.cards(known, today, locale())
    return [one for one in cards if word in f"{one.title} {one.about}".casefold()]


@require_safe
def service(request: Request, name: str) -> HttpResponse:
    site = here(request.at)
    found = services(site, request).get(name)
    if found is None:
        raise NotFound
    return page(request, "guide/service", site, {"one": found})

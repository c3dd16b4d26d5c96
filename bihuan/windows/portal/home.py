"""The first page: the big choices, and what we promise."""

from dataclasses import dataclass
from functools import lru_cache

from django.core.cache import cache
from django.http import HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from bihuan.engines.halls.models import Hall
from bihuan.ground.worktime.zone import SHANGHAI
from bihuan.windows.look.http import Request, locale
from bihuan.windows.portal.accounts.session import COOKIE
from bihuan.windows.portal.fees import tariffs
from bihuan.windows.portal.http import page
from bihuan.windows.portal.promises import offered
from bihuan.windows.portal.site import Site, here

#: A picture for each kind that the shipped standard knows; another kind gets the last one.
ICONS = {
    "complaint": "speakerphone",
    "report": "shield-check",
    "enquiry": "help",
    "opinion": "message-circle",
    "suggestion": "bulb",
    "": "message-report",
}


@dataclass(frozen=True, slots=True)
class Module:
    """One of the nine choices of the hall on the phone. `pages`: the first of these that the site has."""

    title: Promise
    about: Promise
    icon: str
    pages: tuple[str, ...]

    @property
    def address(self) -> str:
        return next((found for name in self.pages if (found := _address(name))), "")


@lru_cache(maxsize=32)
def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


#: In the order and by the names of S000-7.
MODULES = (
    Module(gettext_lazy("My bills"), gettext_lazy("Every line explained"), "file-text", ("portal:mine",)),
    Module(
        gettext_lazy("Usage analysis"),
        gettext_lazy("Curves, forecast, tips"),
        "chart-line",
        ("portal:analysis",),
    ),
    Module(
        gettext_lazy("Pay a bill"), gettext_lazy("See what is due, pay it"), "device-mobile", ("portal:pay",)
    ),
    Module(
        gettext_lazy("Book a visit"),
        gettext_lazy("Waiting times, numbers, appointments"),
        "calendar",
        ("portal:halls",),
    ),
    Module(
        gettext_lazy("Apply"),
        gettext_lazy("Connection, changes, transfer"),
        "clipboard-check",
        ("portal:apply",),
    ),
    Module(gettext_lazy("Interruptions"), gettext_lazy("Planned and under way"), "bolt", ("portal:outages",)),
    Module(
        gettext_lazy("My data"), gettext_lazy("Progress, messages, who looked"), "user", ("portal:my_data",)
    ),
    Module(
        gettext_lazy("What would it cost?"),
        gettext_lazy("Worked out step by step"),
        "chart-bar",
        ("portal:fees",),
    ),
    Module(
        gettext_lazy("Service guide"), gettext_lazy("What to bring, where to go"), "book", ("portal:guide",)
    ),
)

#: Whether there is any hall at all changes once in years.
HALLS_KEPT_SECONDS = 60


@require_safe
def home(request: Request) -> HttpResponse:
    site = here(request.at)
    said = {
        "kinds": [(kind, ICONS.get(kind.id, ICONS[""])) for kind in site.kinds().values()],
        "modules": _modules(site, request),
        "signed_in": COOKIE in request.COOKIES,
        "promises": [(kind, offered(site.pack, kind, locale())) for kind in site.kinds().values()],
    }
    return page(request, "home", site, said)


def _modules(site: Site, request: Request) -> list[Module]:
    """The choices that lead somewhere at this site."""
    halls = cache.get_or_set("portal-halls", Hall.objects.in_use().exists, HALLS_KEPT_SECONDS)
    fees = bool(tariffs(site, request.at.astimezone(SHANGHAI).date()))
    absent = {name for name, there in (("portal:halls", halls), ("portal:fees", fees)) if not there}
    return [one for one in MODULES if one.address and not absent & set(one.pages)]

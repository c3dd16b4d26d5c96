"""Where is my matter? By number and proven phone; a number alone shows nothing."""

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bihuan.engines.cases.models import Case
from bihuan.engines.cases.numbers import id_of
from bihuan.engines.cases.turn import stage_of
from bihuan.ground.standards import adoption
from bihuan.windows.look.http import Request, locale, see_other
from bihuan.windows.portal import limits, proving
from bihuan.windows.portal.forms import Tracking
from bihuan.windows.portal.hall_numbers import of_phone
from bihuan.windows.portal.http import page
from bihuan.windows.portal.site import Site, here

#: As many of one phone's matters as a page shows.
MOST = 20


@require_http_methods(["GET", "HEAD", "POST"])
def track(request: Request) -> HttpResponse:
    site = here(request.at)
    if request.method != "POST":
        return _draw(request, site, Tracking(at=request.at))
    if request.POST.get("ask") == "code":
        told = proving.asked(request, at=request.at)
        form = Tracking(initial=request.POST.dict(), at=request.at)
        return _draw(request, site, form, told, status=told.status)
    form = Tracking(request.POST, at=request.at)
    limits.count("lookup", limits.visitor(request), limits.LOOKUPS, at=request.at)
    if not form.is_valid():
        return _draw(request, site, form, status=422)
    phone, number = form.cleaned_data["phone"], form.cleaned_data["number"]
    limits.count("phone", phone, limits.TRIES, at=request.at)
    if not number:
        return page(
            request, "mine", site, {"rows": rows_of(phone, MOST), "visits": of_phone(phone, request.at, MOST)}
        )
    found = Case.objects.filter(pk=id_of(number) or 0, reporter_phone=phone).first()
    if found is None or found.number != _digits(number):
        form.add_error("number", _("There is no matter with this number for this phone. Please check both."))
        return _draw(request, site, form, status=422)
    return see_other(reverse("portal:case", args=[found.secret]))


def _digits(number: str) -> str:
    return "".join(char for char in number if char.isdigit())


def _draw(
    request: Request, site: Site, form: Tracking, told: proving.Told | None = None, status: int = 200
) -> HttpResponse:
    said = {"form": form, "told": told, "proven": form.proven, "demo": settings.DEMO}
    return page(request, "track", site, said, status=status)


def rows_of(phone: str, most: int) -> list[tuple[Case, str, str]]:
    """The phone's latest matters with their kind and stage in plain words."""
    rows = []
    for case in Case.objects.filter(reporter_phone=phone).order_by("-id")[:most]:
        pack = adoption.pack_of(case.edition)
        kind = pack.rows("kinds")[case.kind].title.say(locale())
        rows.append((case, kind, stage_of(pack, case).title.say(locale())))
    return rows

"""Signing in with a code, and out."""

from django.conf import settings
from django.http import HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from bihuan.windows.look.http import Request, see_other, url
from bihuan.windows.portal import limits, proving
from bihuan.windows.portal.accounts import session
from bihuan.windows.portal.accounts.forms import SignIn
from bihuan.windows.portal.http import page
from bihuan.windows.portal.site import Site, here


@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: Request) -> HttpResponse:
    site = here(request.at)
    if request.method != "POST":
        form = SignIn(initial={"next": request.GET.get("next", "")[:300]}, at=request.at)
        return _draw(request, site, form)
    if request.POST.get("ask") == "code":
        told = proving.asked(request, at=request.at)
        return _draw(request, site, SignIn(initial=request.POST.dict(), at=request.at), told, told.status)
    limits.count("lookup", limits.visitor(request), limits.LOOKUPS, at=request.at)
    form = SignIn(request.POST, at=request.at)
    if not form.is_valid():
        return _draw(request, site, form, status=422)
    wanted = form.cleaned_data["next"]
    inside = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) and wanted.startswith("/")
    answer = see_other(wanted if inside else url("portal:mine"))
    session.sign_in(request, answer, form.cleaned_data["phone"])
    return answer


@require_POST
def sign_out(request: Request) -> HttpResponse:
    answer = see_other(url("portal:home"))
    session.sign_out(request, answer)
    return answer


def _draw(
    request: Request, site: Site, form: SignIn, told: proving.Told | None = None, status: int = 200
) -> HttpResponse:
    said = {"form": form, "told": told, "proven": form.proven, "demo": settings.DEMO}
    return page(request, "accounts/sign_in", site, said, status=status)

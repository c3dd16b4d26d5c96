"""The first page: the big choices, and what we promise."""

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bihuan.engines.billing.models import Account
from bihuan.engines.halls.models import Hall
from bihuan.windows.look.http import Request, locale
from bihuan.windows.portal.fees import tariffs
from bihuan.windows.portal.http import page
from bihuan.windows.portal.promises import offered
from bihuan.windows.portal.site import SHANGHAI, here

#: A picture for each kind that the shipped standard knows; another kind gets the last one.
ICONS = {
    "complaint": "speakerphone",
    "report": "shield-check",
    "enquiry": "help",
    "opinion": "message-circle",
    "suggestion": "bulb",
    "": "message-report",
}


#: Whether there is any hall at all changes once in years.
HALLS_KEPT_SECONDS = 60


@require_safe
def home(request: Request) -> HttpResponse:
    site = here(request.at)
    said = {
        "kinds": [(kind, ICONS.get(kind.id, ICONS[""])) for kind in site.kinds().values()],
        "halls": cache.get_or_set("portal-halls", Hall.objects.in_use().exists, HALLS_KEPT_SECONDS),
        "accounts": cache.get_or_set("portal-accounts", Account.objects.exists, HALLS_KEPT_SECONDS),
        "fees": bool(tariffs(site, request.at.astimezone(SHANGHAI).date())),
        "promises": [(kind, offered(site.pack, kind, locale())) for kind in site.kinds().values()],
    }
    return page(request, "home", site, said)


@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    """Makes the portal installable on a phone's home screen."""
    icon = {"src": static("loop.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"}
    said = {
        "name": _("Customer service"),
        "short_name": _("Customer service"),
        "start_url": reverse("portal:home"),
        "scope": "/",
        "display": "standalone",
        "background_color": "#f3f6f8",
        "theme_color": "#0b6b80",
        "icons": [icon],
    }
    return JsonResponse(
        said, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False}
    )

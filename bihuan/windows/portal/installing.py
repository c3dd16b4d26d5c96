"""What makes the portal an app on the phone: the manifest, the service worker, and the page that is shown without network."""

from pathlib import Path

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bihuan.windows.look.http import Request
from bihuan.windows.look.installing import icon, manifest_of, worker_of
from bihuan.windows.portal.http import page
from bihuan.windows.portal.site import here

WORKER = Path(__file__).parent / "static/portal/worker.js"
#: What the pages that stay readable offline are drawn with.
SHELL = (
    "css/bihuan.css",
    "vendor/tabler/tabler.min.css",
    "portal/portal.css",
    "portal/palm.css",
    "portal/fees.css",
    "portal/offline.js",
    "js/words.js",
    "js/countdown.js",
    "js/busy.js",
    "js/drop.js",
    "js/upload.js",
    "js/copy.js",
    "icons.svg",
    "loop.svg",
)


@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    """Makes the portal installable on a phone's home screen."""
    loop = {"src": static("loop.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"}
    return manifest_of(
        {
            "id": "/",
            "name": _("Customer service"),
            "short_name": _("Customer service"),
            "description": _("Bills, usage, visits and matters of your supply, on your phone."),
            "lang": "zh-Hans" if request.LANGUAGE_CODE == "zh-hans" else "en",
            "start_url": reverse("portal:home"),
            "scope": "/",
            "theme_color": "#0b6b80",
            "icons": [icon(192), icon(512), icon(512, "maskable"), loop],
            "shortcuts": [
                {"name": _("My bills"), "url": reverse("portal:bills")},
                {"name": _("Service guide"), "url": reverse("portal:guide")},
            ],
        }
    )


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, from the root so that it reaches every page."""
    return worker_of(
        WORKER,
        "",
        SHELL,
        offline=reverse("portal:offline"),
        guide=reverse("portal:guide"),
        signOut=reverse("portal:sign_out"),
        own=reverse("portal:mine"),
    )


@require_safe
def offline(request: Request) -> HttpResponse:
    """Without network: what can be read all the same. Holds nothing of anybody."""
    return page(request, "offline", here(request.at), {})

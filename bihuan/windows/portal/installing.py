"""What makes the portal an app on the phone: the manifest, the service worker, and the page that is shown without network."""

import hashlib
import json
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bihuan.windows.look.http import Request
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
    icons = [
        {"src": static("portal/icon-192.png"), "sizes": "192x192", "type": "image/png", "purpose": "any"},
        {"src": static("portal/icon-512.png"), "sizes": "512x512", "type": "image/png", "purpose": "any"},
        {
            "src": static("portal/icon-512.png"),
            "sizes": "512x512",
            "type": "image/png",
            "purpose": "maskable",
        },
        {"src": static("loop.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"},
    ]
    said = {
        "id": "/",
        "name": _("Customer service"),
        "short_name": _("Customer service"),
        "description": _("Bills, usage, visits and matters of your supply, on your phone."),
        "lang": "zh-Hans" if request.LANGUAGE_CODE == "zh-hans" else "en",
        "start_url": reverse("portal:home"),
        "scope": "/",
        "display": "standalone",
        "background_color": "#f3f6f8",
        "theme_color": "#0b6b80",
        "icons": icons,
        "shortcuts": [
            {"name": _("My bills"), "url": reverse("portal:bills")},
            {"name": _("Service guide"), "url": reverse("portal:guide")},
        ],
    }
    return JsonResponse(
        said, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False}
    )


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, from the root so that it reaches every page. Its version changes with whatever it keeps."""
    answer = HttpResponse(_worker(), content_type="text/javascript; charset=utf-8")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@lru_cache(maxsize=1)
def _worker() -> str:
    code = WORKER.read_text("utf-8")
    # Scripts import each other by their plain names, also where collected files are named by their content.
    shell = list(dict.fromkeys(one for name in SHELL for one in (static(name), settings.STATIC_URL + name)))
    said = {
        "shell": shell,
        "offline": reverse("portal:offline"),
        "guide": reverse("portal:guide"),
        "signOut": reverse("portal:sign_out"),
        "own": reverse("portal:mine"),
    }
    text = json.dumps(said, sort_keys=True)
    version = hashlib.sha256(f"{code}{text}".encode()).hexdigest()[:12]
    return f'const SITE = {text[:-1]}, "version": "{version}"}};\n{code}'


@require_safe
def offline(request: Request) -> HttpResponse:
    """Without network: what can be read all the same. Holds nothing of anybody."""
    return page(request, "offline", here(request.at), {})

"""What makes the field page an app on the phone: the manifest, the service worker, and what is shown without network."""

import hashlib
import json
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

WORKER = Path(__file__).parents[1] / "static/desk/field/worker.js"
#: What the page is drawn with.
SHELL = (
    "css/bihuan.css",
    "vendor/tabler/tabler.min.css",
    "desk/duties.css",
    "desk/field/field.css",
    "desk/field/field.js",
    "desk/field/queue.js",
    "desk/field/codes.js",
    "desk/field/camera.js",
    "js/words.js",
    "js/countdown.js",
    "js/busy.js",
    "js/drop.js",
    "icons.svg",
    "loop.svg",
)


@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    icons = [
        {
            "src": static(f"portal/icon-{size}.png"),
            "sizes": f"{size}x{size}",
            "type": "image/png",
            "purpose": "any",
        }
        for size in (192, 512)
    ]
    said = {
        "id": reverse("field:today"),
        "name": _("My duties"),
        "short_name": _("My duties"),
        "description": _("What is due now, scanned and done on the spot, also without network."),
        "lang": "zh-Hans" if request.LANGUAGE_CODE == "zh-hans" else "en",
        "start_url": reverse("field:today"),
        "scope": reverse("field:today"),
        "display": "standalone",
        "background_color": "#f3f6f8",
        "theme_color": "#0e2f3a",
        "icons": icons,
    }
    return JsonResponse(
        said, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False}
    )


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """Its version changes with whatever it keeps."""
    answer = HttpResponse(_worker(), content_type="text/javascript; charset=utf-8")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@lru_cache(maxsize=1)
def _worker() -> str:
    code = WORKER.read_text("utf-8")
    # Scripts import each other by their plain names, also where collected files are named by their content.
    shell = list(dict.fromkeys(one for name in SHELL for one in (static(name), settings.STATIC_URL + name)))
    said = {"shell": shell, "offline": reverse("field:offline"), "today": reverse("field:today")}
    text = json.dumps(said, sort_keys=True)
    version = hashlib.sha256(f"{code}{text}".encode()).hexdigest()[:12]
    return f'const SITE = {text[:-1]}, "version": "{version}"}};\n{code}'


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """Without network and without anybody's page kept: holds nothing of anybody."""
    return render(request, "desk/field/offline.html", {})

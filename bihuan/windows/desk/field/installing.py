"""What makes the field page an app on the phone: the manifest, the service worker, and what is shown without network."""

from pathlib import Path

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bihuan.windows.look.installing import icon, manifest_of, worker_of

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
    return manifest_of(
        {
            "id": reverse("field:today"),
            "name": _("My duties"),
            "short_name": _("My duties"),
            "description": _("What is due now, scanned and done on the spot, also without network."),
            "lang": "zh-Hans" if request.LANGUAGE_CODE == "zh-hans" else "en",
            "start_url": reverse("field:today"),
            "scope": reverse("field:today"),
            "theme_color": "#0e2f3a",
            "icons": [icon(192), icon(512)],
        }
    )


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    return worker_of(WORKER, "field-", SHELL, offline=reverse("field:offline"), today=reverse("field:today"))


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """Without network and without anybody's page kept: holds nothing of anybody."""
    return render(request, "desk/field/offline.html", {})

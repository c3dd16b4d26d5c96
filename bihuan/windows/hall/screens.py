"""The screens of a hall: the big one that calls, and the one above each counter."""

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext, override
from django.views.decorators.http import require_safe

from bihuan import __version__
from bihuan.engines.halls.actions import device_of
from bihuan.engines.halls.inforce import find_rules
from bihuan.engines.halls.models import Device, Hall
from bihuan.engines.halls.shapes import Service
from bihuan.ground.journal.errors import NotFound
from bihuan.ground.worktime.zone import SHANGHAI
from bihuan.windows.hall.feed import HALLS
from bihuan.windows.hall.http import page
from bihuan.windows.hall.picture import cursor_of, picture_of
from bihuan.windows.look.http import Request

#: What is said for a call, in each language a customer may have chosen.
LANGUAGES = {"zh": "zh-hans", "en": "en"}
MOST = 100


def hall(request: Request, device: Device, secret: str) -> HttpResponse:
    picture = picture_of(device.hall, request.at)
    said = _frame(request, device, secret, picture)
    said["services"] = [
        (service, picture["standing"]["waiting"].get(service.id, 0))
        for service in offered(device.hall, request)
    ]
    return page(request, "screen", said)


def counter(request: Request, device: Device, secret: str) -> HttpResponse:
    picture = picture_of(device.hall, request.at)
    number = device.counter.number if device.counter else 0
    shown = next((one for one in picture["standing"]["counters"] if one["number"] == number), None)
    if shown is None:
        raise NotFound
    services = {service.id: service for service in offered(device.hall, request)}
    return page(
        request,
        "counter",
        _frame(request, device, secret, picture) | {"counter": shown, "services": services},
    )


def _frame(request: Request, device: Device, secret: str, picture: dict[str, Any]) -> dict[str, Any]:
    local = request.at.astimezone(SHANGHAI)
    return {
        "device": device,
        "hall": device.hall,
        "picture": picture,
        "version": __version__,
        "spoken": spoken(),
        "today": f"{date_format(local, 'DATE_FORMAT')} {date_format(local, 'l')}",
        "time": f"{local:%H:%M}",
        "stream": reverse("live:stream", args=["hall", secret]),
        "now_url": reverse("hall:now", args=[secret]),
    }


def spoken() -> dict[str, str]:
    """A call in words, by language; `{ticket}` and `{counter}` are filled in on the screen."""
    texts = {}
    for code, language in LANGUAGES.items():
        with override(language):
            texts[code] = gettext("Number {ticket}, please go to counter {counter}.")
    return texts


def offered(hall: Hall, request: Request) -> list[Service]:
    """The services of the hall in the order of its rules; none where no standard in force has its rules."""
    found = find_rules(hall.place.path, hall.rules, request.at)
    return list(found.services.values()) if found else []


@require_safe
def now(request: Request, secret: str) -> HttpResponse:
    """What the stream would say, for a screen that cannot get one: the picture, and the rows after `?after=`."""
    device = device_of(secret)
    after = request.GET.get("after", "")
    cursor = cursor_of(device.hall_id)
    since = int(after) if after.isascii() and after.isdigit() and len(after) < 19 else cursor
    rows = (
        [row for row in HALLS.after({device.hall_id: since}, MOST) if row.id <= cursor]
        if since < cursor
        else []
    )
    answer = JsonResponse(
        {
            "cursor": cursor,
            "picture": picture_of(device.hall, request.at),
            "rows": [{"kind": row.kind, "said": row.said} for row in rows],
        }
    )
    answer.headers["Cache-Control"] = "private, no-store"
    return answer

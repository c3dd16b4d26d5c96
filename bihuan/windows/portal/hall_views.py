"""Halls as customers see them: which there are, how long one waits there now, which is nearest."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bihuan.engines.halls import outlook
from bihuan.engines.halls.distance import Position, metres
from bihuan.engines.halls.inforce import Standard, find_rules
from bihuan.engines.halls.models import Counter, Hall
from bihuan.engines.halls.outlook import Outlook
from bihuan.engines.halls.shapes import Service
from bihuan.ground.journal.errors import NotFound
from bihuan.ground.worktime import next_open
from bihuan.ground.worktime.errors import WorktimeError
from bihuan.windows.look.http import Request
from bihuan.windows.look.waits import wait_words
from bihuan.windows.portal.http import page
from bihuan.windows.portal.site import here

#: Many look at the same halls at once; their waits are reckoned once in this many seconds.
KEPT_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Offer:
    """A service as a hall offers it now."""

    service: Service
    wait: str
    ahead: int
    why_not: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A hall with what decides where to go. `likely` is the shortest wait in seconds, `metres` how far it is."""

    hall: Hall
    standard: Standard
    open: bool
    opens: str
    windows: int
    waiting: int
    likely: float | None
    metres: float | None = None

    @property
    def away(self) -> str:
        if self.metres is None:
            return ""
        if self.metres < 1000:
            return _("about %(metres)s m away") % {"metres": max(10, round(self.metres, -1).__int__())}
        return _("about %(km)s km away") % {"km": f"{self.metres / 1000:.1f}"}

    @property
    def wait(self) -> str:
        return wait_words(self.likely, self.likely)


def fetched(code: str, at: datetime) -> tuple[Hall, Standard]:
    """The hall of a place's code, with what holds there. Raises NotFound."""
    hall = Hall.objects.in_use().select_related("place").filter(place__code=code).first()
    standard = find_rules(hall.place.path, hall.rules, at) if hall else None
    if hall is None or standard is None:
        raise NotFound
    return hall, standard


@require_http_methods(["GET", "HEAD", "POST"])
def halls(request: Request) -> HttpResponse:
    """All halls. A position comes by POST, so that it stands in no address and no log, and is forgotten again."""
    site = here(request.at)
    rows = list(Hall.objects.in_use().select_related("place").order_by("place__path"))
    origin = position_of(request.POST) or _beside(rows, request.POST.get("near", ""))
    found = [one for hall in rows if (one := shown(hall, request.at, origin)) is not None]
    if origin is not None:
        found.sort(key=lambda one: (one.metres is None, one.metres or 0.0))
    said = {
        "halls": found,
        "near": request.POST.get("near", ""),
        "located": origin is not None,
        "missed": request.method == "POST" and origin is None,
        "quickest": _quickest(found),
    }
    return page(request, "halls/list", site, said)


def _quickest(found: list[Shown]) -> Hall | None:
    open_now = [one for one in found if one.open and one.likely is not None]
    best = min(open_now, key=lambda one: one.likely or 0.0, default=None)
    return best.hall if best and len(open_now) > 1 else None


def _beside(rows: list[Hall], code: str) -> Position | None:
    """Where somebody is who would rather name a hall he is near to than give his position."""
    return next((hall.position for hall in rows if hall.place.code == code), None)


def position_of(said: Mapping[str, str]) -> Position | None:
    """The position a form carries; None when there is none, or none on earth."""
    try:
        accuracy = float(said.get("accuracy") or 0)
        found = Position(float(said["latitude"]), float(said["longitude"]), "wgs84", accuracy)
    except (KeyError, ValueError, OverflowError):
        return None
    return found if found.is_possible() else None


def shown(hall: Hall, at: datetime, origin: Position | None = None) -> Shown | None:
    """None where no standard in force has the hall's rules."""
    standard = find_rules(hall.place.path, hall.rules, at)
    if standard is None:
        return None
    is_open = standard.opening(at) is not None
    waits = waits_in(hall, standard, at) if is_open else {}
    likely = [one.estimate.likely for one in waits.values() if one.estimate]
    position = hall.position
    return Shown(
        hall=hall,
        standard=standard,
        open=is_open,
        opens="" if is_open else opens_at(standard, at),
        windows=_windows(hall) if is_open else 0,
        waiting=max((one.ahead for one in waits.values()), default=0),
        likely=min(likely, default=None),
        metres=metres(position, origin) if position and origin else None,
    )


def waits_in(hall: Hall, standard: Standard, at: datetime) -> dict[str, Outlook]:
    """What a newcomer may expect, by service."""
    key = f"hall-waits-{hall.pk}"
    known: dict[str, Outlook] | None = cache.get(key)
    if known is None:
        known = outlook.for_every_service(hall, standard, at)
        cache.set(key, known, KEPT_SECONDS)
    return known


def _windows(hall: Hall) -> int:
    return int(
        cache.get_or_set(
            f"hall-windows-{hall.pk}",
            lambda: Counter.objects.in_use().open().filter(hall=hall).count(),
            KEPT_SECONDS,
        )
        or 0
    )


def opens_at(standard: Standard, at: datetime) -> str:
    """When it opens next; nothing when no opening is in sight."""
    try:
        return f"{standard.calendar.local(next_open(at, standard.calendar)):%Y-%m-%d %H:%M}"
    except WorktimeError:
        return ""


@require_safe
def hall(request: Request, code: str) -> HttpResponse:
    """One hall: its services, their papers and waits, and the ways to a number."""
    found, standard = fetched(code, request.at)
    one = shown(found, request.at)
    waits = waits_in(found, standard, request.at) if one and one.open else {}
    said = {
        "one": one,
        "offers": [_offer(found, service, waits.get(service.id)) for service in standard.services.values()],
        "hours": _hours(standard, request.at),
        "books": any(service.appointments for service in standard.services.values())
        and bool(standard.rules.bands),
        "remote": standard.rules.remote,
    }
    return page(request, "halls/hall", here(request.at), said)


def _hours(standard: Standard, at: datetime) -> str:
    """Today's opening hours, such as `08:30–12:00 14:00–17:30`."""
    local = standard.calendar.local
    openings = standard.calendar.hours_on(standard.day(at))
    return " ".join(f"{local(opens):%H:%M}–{local(shuts):%H:%M}" for opens, shuts in openings)


def _offer(hall: Hall, service: Service, expected: Outlook | None) -> Offer:
    estimate = expected.estimate if expected else None
    wait = wait_words(estimate.low, estimate.high) if estimate else wait_words(None, None)
    return Offer(
        service, wait if expected else "", expected.ahead if expected else 0, hall.locked.get(service.id, "")
    )

"""Who may look into a hall: a device by its link, a customer by the secret of his number, staff by their session."""

from collections.abc import Collection, Mapping
from datetime import datetime
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.sessions.models import Session
from django.http import HttpRequest

from bihuan.engines.halls.actions import device_of
from bihuan.engines.halls.errors import NotFound
from bihuan.engines.halls.models import Device, Hall, Ticket
from bihuan.ground.directory.models import Person
from bihuan.ground.standards import adoption
from bihuan.windows.live.feeds import Admission


def by_device(word: str, cookies: Mapping[str, str], at: datetime) -> Admission | None:
    try:
        device = device_of(word)
    except NotFound:
        return None
    return _admitted(device.hall_id, f"device:{device.pk}")


def by_ticket(word: str, cookies: Mapping[str, str], at: datetime) -> Admission | None:
    # No database stores a NUL, and PostgreSQL refuses to look for one.
    known = Ticket.objects.open().filter(secret=word) if word.isprintable() else Ticket.objects.none()
    ticket = known.only("hall").first()
    return _admitted(ticket.hall_id, f"ticket:{ticket.pk}", standing=False) if ticket else None


def by_session(word: str, cookies: Mapping[str, str], at: datetime) -> Admission | None:
    """`word` is the hall's number; whoever is signed in must see that hall."""
    key = cookies.get(settings.SESSION_COOKIE_NAME, "")
    person = _signed_in(key) if key else None
    if person is None or not word.isdecimal():
        return None
    seen = Hall.objects.visible_to(person.actor(at), adoption.roles()).filter(pk=int(word[:18]))
    return _admitted(int(word), f"session:{key}") if seen.exists() else None


def _admitted(hall: int, key: str, *, standing: bool = True) -> Admission:
    return Admission(topic=hall, view=f"hall:{hall}", key=key, standing=standing)


def _signed_in(key: str) -> Person | None:
    request: Any = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(key)
    person = get_user(request)
    return person if isinstance(person, Person) and person.is_active else None


def still_good(keys: Collection[str], at: datetime) -> set[str]:
    """Those whose device is not revoked, whose number is still open, whose session has not ended."""
    by_kind: dict[str, list[str]] = {"device": [], "ticket": [], "session": []}
    for key in keys:
        kind, _colon, word = key.partition(":")
        by_kind[kind].append(word)
    good: set[str] = set()
    if words := by_kind["device"]:
        devices = Device.objects.in_use().filter(pk__in=words, hall__closed_at=None)
        good |= {f"device:{pk}" for pk in devices.values_list("pk", flat=True)}
    if words := by_kind["ticket"]:
        good |= {
            f"ticket:{pk}" for pk in Ticket.objects.open().filter(pk__in=words).values_list("pk", flat=True)
        }
    if words := by_kind["session"]:
        sessions = Session.objects.filter(session_key__in=words, expire_date__gt=at)
        good |= {f"session:{key}" for key in sessions.values_list("session_key", flat=True)}
    return good

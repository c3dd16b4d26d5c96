"""The demo's people on the sign-in page; on a site there are none."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.conf import settings

from bihuan.engines.halls.models import Device
from bihuan.windows.desk.menu import role_title
from bihuan.windows.look.http import locale


@dataclass(frozen=True, slots=True)
class Trial:
    username: str
    name: str
    role: str
    team: str


@dataclass(frozen=True, slots=True)
class TrialDevice:
    """A kiosk, screen or rating device of the demo; `number` is that of its counter."""

    hall: str
    kind: str
    number: int | None
    url: str


@dataclass(frozen=True, slots=True)
class Trials:
    """`first` holds one person for each role, `others` their colleagues; `devices` are pages of the halls."""

    password: str = ""
    first: list[Trial] = field(default_factory=list)
    others: list[Trial] = field(default_factory=list)
    devices: list[TrialDevice] = field(default_factory=list)


def trials() -> Trials:
    """Nobody unless this is a demo whose people `bihuan demo` has written down."""
    if not settings.DEMO or not settings.DEMO_LOGINS.is_file():
        return Trials()
    told = json.loads(settings.DEMO_LOGINS.read_text(encoding="utf-8"))
    found, roles = Trials(told["password"]), set()
    for one in told["people"]:
        (found.others if one["role"] in roles else found.first).append(_trial(one))
        roles.add(one["role"])
    for one in told.get("devices", ()):
        kind = str(Device.Kind(one["kind"]).label)
        found.devices.append(TrialDevice(one["hall"], kind, one["number"], one["url"]))
    return found


def _trial(one: Mapping[str, str]) -> Trial:
    return Trial(one["username"], one["name"], role_title(one["role"], locale()), one["team"])

"""The demo's people on the sign-in page; on a site there are none."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.conf import settings

from bihuan.windows.desk.menu import role_title
from bihuan.windows.look.http import locale


@dataclass(frozen=True, slots=True)
class Trial:
    username: str
    name: str
    role: str
    team: str


@dataclass(frozen=True, slots=True)
class Trials:
    """`first` holds one person for each role, `others` their colleagues."""

    password: str = ""
    first: list[Trial] = field(default_factory=list)
    others: list[Trial] = field(default_factory=list)


def trials() -> Trials:
    """Nobody unless this is a demo whose people `bihuan demo` has written down."""
    if not settings.DEMO or not settings.DEMO_LOGINS.is_file():
        return Trials()
    told = json.loads(settings.DEMO_LOGINS.read_text(encoding="utf-8"))
    found, roles = Trials(told["password"]), set()
    for one in told["people"]:
        (found.others if one["role"] in roles else found.first).append(_trial(one))
        roles.add(one["role"])
    return found


def _trial(one: Mapping[str, str]) -> Trial:
    return Trial(one["username"], one["name"], role_title(one["role"], locale()), one["team"])

"""A call as endpoints see it, and an answer as they give it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.utils.translation import get_language

from bihuan.ground.directory.actor import Actor
from bihuan.ground.directory.models import Place
from bihuan.ground.worktime.zone import SHANGHAI
from bihuan.windows.look.http import Request


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds the token: acts as its person, within its scopes. `home` is the place of the first post."""

    actor: Actor
    scopes: frozenset[str]
    home: Place | None = None

    def may(self, *scopes: str) -> bool:
        return "admin" in self.scopes or not self.scopes.isdisjoint(scopes)


class Call(Request):
    """`auth` is set by the bearer token."""

    auth: Holder


def reply(data: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> HttpResponse:
    """JSON as it is, without a second validation; the schema tests hold it to the declared shape."""
    body = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
    return HttpResponse(body, "application/json", status, headers=headers)


def moment(at: datetime | None) -> str | None:
    """ISO 8601 with Shanghai's offset."""
    return at.astimezone(SHANGHAI).isoformat(timespec="seconds") if at else None


def locale() -> str:
    return get_language() or "zh-hans"

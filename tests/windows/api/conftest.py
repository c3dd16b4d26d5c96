"""Callers of the API: somebody of the cast with a token, at a moment of the cast's day."""

import json
import secrets
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from bihuan.ground.directory.actions import token_hash
from bihuan.ground.directory.models import Person, Token
from bihuan.project import middleware
from tests.cast import Cast


@dataclass
class Caller:
    """`caller.post("cases", {...})`; `at` is the moment of the next call."""

    token: str
    clock: list[datetime]
    language: str = "zh"
    client: Client = field(default_factory=Client)

    def headers(self, more: dict[str, str]) -> dict[str, str]:
        known = {"Accept-Language": self.language}
        if self.token:
            known["Authorization"] = f"Bearer {self.token}"
        return known | more

    def get(self, path: str, at: datetime | None = None, **more: str) -> HttpResponse:
        self.clock[0] = at or self.clock[0]
        return self.client.get(f"/api/v1/{path}", headers=self.headers(_named(more)))

    def post(self, path: str, body: Any = None, at: datetime | None = None, **more: str) -> HttpResponse:
        self.clock[0] = at or self.clock[0]
        content = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        return self.client.post(
            f"/api/v1/{path}", content, "application/json", headers=self.headers(_named(more))
        )

    def delete(self, path: str, at: datetime | None = None, **more: str) -> HttpResponse:
        self.clock[0] = at or self.clock[0]
        return self.client.delete(f"/api/v1/{path}", headers=self.headers(_named(more)))


def _named(more: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in more.items()}


class Desk:
    """Hands out tokens: `desk(cast.chen)`, `desk(cast.chen, "intake")`, `desk(None)` for a stranger."""

    def __init__(self, cast: Cast, clock: list[datetime]) -> None:
        self.cast, self.clock = cast, clock

    def __call__(self, person: Person | None, *scopes: str, language: str = "zh", **columns: Any) -> Caller:
        text = ""
        if person is not None:
            text = secrets.token_urlsafe(24)
            held = list(scopes) or ["work"]
            Token.objects.create(
                person=person, name="t", hash=token_hash(text), scopes=held, issued_at=self.cast.at, **columns
            )
        return Caller(text, self.clock, language)


@pytest.fixture
def desk(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Desk:
    clock = [cast.at]
    monkeypatch.setattr(middleware, "now", lambda: clock[0])
    return Desk(cast, clock)

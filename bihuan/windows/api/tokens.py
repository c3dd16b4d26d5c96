"""Bearer tokens: one query finds the token, its person and the posts held now."""

from datetime import datetime
from typing import Any, cast

from django.http import HttpRequest
from ninja.security import HttpBearer

from bihuan.ground.directory.actions import token_hash
from bihuan.ground.directory.actor import Actor, Post
from bihuan.ground.directory.models import Place, Token
from bihuan.windows.api.errors import OutOfScope
from bihuan.windows.api.http import Call, Holder

#: The token and its person; the post (team, role, since, until); the place of the post's team.
PLACE = ("id", "path", "code", "closed_at")
COLUMNS = (
    "scopes", "expires_at", "revoked_at", "person_id", "person__name", "person__is_active",
    "person__memberships__team_id", "person__memberships__role", "person__memberships__since",
    "person__memberships__until", *(f"person__memberships__team__place__{name}" for name in PLACE),
)  # fmt: skip
hashed = token_hash


def holder(token: str, at: datetime) -> Holder | None:
    """None for a token that is unknown, expired, revoked or whose person has left."""
    rows: list[tuple[Any, ...]] = list(
        Token.objects.filter(hash=token_hash(token)).order_by("person__memberships__id").values_list(*COLUMNS)
    )
    if not rows:
        return None
    scopes, expires_at, revoked_at, person, name, active = rows[0][:6]
    if revoked_at is not None or not active or (expires_at is not None and expires_at <= at):
        return None
    held = [row for row in rows if row[6] is not None and row[8] <= at and (row[9] is None or at < row[9])]
    posts = tuple(Post(row[6], row[7], row[11]) for row in held)
    home = Place.from_db(None, PLACE, held[0][10:]) if held else None
    return Holder(Actor(f"person:{person}", name, person, posts), frozenset(scopes), home)


class Bearer(HttpBearer):
    """Lets in tokens that carry one of the scopes."""

    def __init__(self, *scopes: str) -> None:
        self.scopes = scopes
        super().__init__()

    def authenticate(self, request: HttpRequest, token: str) -> Holder | None:
        call = cast(Call, request)
        found = holder(token, call.at) if token.isascii() else None
        if found is None:
            return None
        if not found.may(*self.scopes):
            raise OutOfScope(scopes=" / ".join(self.scopes))
        call.actor = found.actor
        return found


INTAKE = Bearer("intake", "work")
TRACK = Bearer("track", "work")
OUTSIDE = Bearer("intake", "track", "work")
WORK = Bearer("work")

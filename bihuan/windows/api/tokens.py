"""Bearer tokens: one query finds the token, its person and the posts held now."""

import json
from datetime import datetime
from typing import cast

from django.db import connection
from django.http import HttpRequest
from ninja.security import HttpBearer

from bihuan.ground.directory.actions import token_hash
from bihuan.ground.directory.actor import Actor, Post
from bihuan.ground.directory.models import Place
from bihuan.windows.api.errors import OutOfScope
from bihuan.windows.api.http import Call, Holder

# Plain SQL, because every call asks it: building this query anew costs more than the rest of a small call.
FIND = """
SELECT token.scopes, person.id, person.name, team.id, post.role, place.id, place.path, place.code
FROM directory_token token
JOIN directory_person person ON person.id = token.person_id AND person.is_active
LEFT JOIN directory_membership post
  ON post.person_id = person.id AND post.since <= %s AND (post.until IS NULL OR post.until > %s)
LEFT JOIN directory_team team ON team.id = post.team_id
LEFT JOIN directory_place place ON place.id = team.place_id
WHERE token.hash = %s AND token.revoked_at IS NULL AND (token.expires_at IS NULL OR token.expires_at > %s)
ORDER BY post.id
"""


def holder(token: str, at: datetime) -> Holder | None:
    """None for a token that is unknown, expired, revoked or whose person has left."""
    moment = connection.ops.adapt_datetimefield_value(at)
    with connection.cursor() as cursor:
        cursor.execute(FIND, [moment, moment, token_hash(token), moment])
        rows = cursor.fetchall()
    if not rows:
        return None
    scopes, person, name = rows[0][:3]
    held = [row[3:] for row in rows if row[3] is not None]
    posts = tuple(Post(team, role, path) for team, role, _place, path, _code in held)
    home = Place.from_db(None, ("id", "path", "code"), held[0][2:]) if held else None
    known = json.loads(scopes) if isinstance(scopes, str) else scopes
    return Holder(Actor(f"person:{person}", name, person, posts), frozenset(known), home)


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

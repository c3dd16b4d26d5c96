"""Who holds a post at a moment. Every verb that tells somebody asks this, so the statements are written out."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from bihuan.ground.directory.models import Person

_ACTIVE = """
SELECT * FROM directory_person WHERE is_active AND id IN (
  SELECT post.person_id FROM directory_membership AS post
  JOIN directory_team AS team ON team.id = post.team_id
  JOIN directory_place AS place ON place.id = team.place_id
  WHERE post.since <= %s AND (post.until IS NULL OR post.until > %s) AND {})
ORDER BY id
"""
_TEAM = "post.team_id = %s"
#: The place itself and everything above it: their paths begin this one.
_OVER = "substr(CAST(%s AS varchar(200)), 1, length(place.path)) = place.path"


def in_team(team: int, at: datetime, roles: Sequence[str] | None = None) -> list[Person]:
    """Active people with a post in the team, with one of the roles if any are named."""
    return _holding(_TEAM, team, at, roles)


def over_place(path: str, roles: Sequence[str], at: datetime) -> list[Person]:
    """Active people who hold one of the roles at the place of the path or above it."""
    return _holding(_OVER, path, at, roles)


def _holding(where: str, what: int | str, at: datetime, roles: Sequence[str] | None) -> list[Person]:
    if roles is not None and not roles:
        return []
    moment = connection.ops.adapt_datetimefield_value(at)
    if roles is not None:
        where = f"{where} AND post.role IN ({', '.join(['%s'] * len(roles))})"
    return list(Person.objects.raw(_ACTIVE.format(where), [moment, moment, what, *(roles or ())]))

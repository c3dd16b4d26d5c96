"""The points of a place's rounds: laid, moved, given a new code, taken away. Heads do that."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.engines.duties.actions.turn import heads
from bihuan.engines.duties.codes import new_code
from bihuan.engines.duties.errors import BadInput, NotAllowed, NotFound
from bihuan.engines.duties.models import Point
from bihuan.ground.directory.actor import Actor
from bihuan.ground.directory.models import Place
from bihuan.ground.journal import actions as journal

MOST_POINTS = 200
LAST_NUMBER = 999


@transaction.atomic
def lay_point(
    place: Place, label: str, number: int, routes: Sequence[str], *, by: Actor, at: datetime
) -> Point:
    """Raises NotAllowed, BadInput."""
    held = Place.objects.select_for_update(no_key=True).get(pk=place.pk)
    if by.person is None or not heads(held.path, by):
        raise NotAllowed
    if Point.objects.filter(place=held, closed_at=None).count() >= MOST_POINTS:
        raise BadInput(_("A place has at most %(most)s points.") % {"most": MOST_POINTS})
    point = Point(place=held, code=new_code())
    _say(point, label, number, routes)
    point.save(force_insert=True)
    _note(point, "point.laid", by, at, {"label": point.label, "number": number, "routes": point.routes})
    return point


@transaction.atomic
def change_point(
    point: Point, label: str, number: int, routes: Sequence[str], *, by: Actor, at: datetime
) -> Point:
    """Raises NotFound, NotAllowed, BadInput."""
    found = _locked(point, by)
    _say(found, label, number, routes)
    _note(found, "point.changed", by, at, {"label": found.label, "number": number, "routes": found.routes})
    return found


@transaction.atomic
def renew_code(point: Point, *, by: Actor, at: datetime) -> Point:
    """The old label shows nothing any more: it was lost, or copied. Raises NotFound, NotAllowed."""
    found = _locked(point, by)
    found.code = new_code()
    _note(found, "point.renewed", by, at, {})
    return found


@transaction.atomic
def take_away(point: Point, *, by: Actor, at: datetime) -> Point:
    """Rounds no longer lead past it; what was scanned there stays. Raises NotFound, NotAllowed."""
    found = _locked(point, by)
    found.closed_at = at
    _note(found, "point.taken_away", by, at, {})
    return found


def _locked(point: Point, by: Actor) -> Point:
    rows = Point.objects.select_for_update(of=("self",), no_key=True).select_related("place")
    found = rows.filter(pk=point.pk, closed_at=None).first()
    if found is None:
        raise NotFound
    if by.person is None or not heads(found.place.path, by):
        raise NotAllowed
    # Numbers of one place are given out one after the other.
    Place.objects.select_for_update(no_key=True).get(pk=found.place_id)
    return found


def _say(point: Point, label: str, number: int, routes: Sequence[str]) -> None:
    wrong = {}
    label = label.strip()
    if not 0 < len(label) <= 40 or not label.isprintable():
        wrong["label"] = _("Name the point in up to 40 characters.")
    others = Point.objects.filter(place=point.place_id, closed_at=None, number=number).exclude(pk=point.pk)
    if not 1 <= number <= LAST_NUMBER:
        wrong["number"] = _("A number from 1 to %(last)s.") % {"last": LAST_NUMBER}
    elif others.exists():
        wrong["number"] = _("Another point has this number already.")
    if not routes:
        wrong["routes"] = _("Choose at least one route that leads past it.")
    if wrong:
        raise BadInput(fields=wrong)
    point.label, point.number, point.routes = label, number, sorted(set(routes))


def _note(point: Point, verb: str, by: Actor, at: datetime, facts: dict[str, Any]) -> None:
    # The code itself is not in the journal: who reads there has not stood at the wall.
    journal.write(point, verb, actor=by.ref, actor_name=by.name, at=at, facts=facts)
    point.save()

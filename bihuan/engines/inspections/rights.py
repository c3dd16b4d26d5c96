"""Who may see a visit, fill it in, sign it, appeal against it and decide."""

from datetime import date

from django.db.models import Q, QuerySet

from bihuan.engines.inspections.inforce import held_by
from bihuan.engines.inspections.models import Visit
from bihuan.engines.inspections.shapes import Programme
from bihuan.ground.directory import places
from bihuan.ground.directory.actor import Actor
from bihuan.ground.standards import adoption
from bihuan.ground.standards.holding import reach

#: What the place that is inspected learns of only when it is over.
_SHOWN = Q(kind=Visit.Kind.OWN) | Q(state=Visit.State.HANDED, covert=False) | Q(state=Visit.State.SETTLED)


def visible_to(actor: Actor, on: date) -> "QuerySet[Visit]":
    """His own inspections, those of his office's places, and what was found at the places he heads."""
    if actor.person is None:
        return Visit.objects.none()
    mine = Visit.objects.filter(inspectors=actor.person).values("pk")
    seen = Q(pk__in=mine)
    for path in reach(actor, ("inspections", "appeals"), on):
        seen |= _below(path)
    for path, programmes in headed(actor, on):
        seen |= _below(path) & Q(programme__in=programmes) & _SHOWN
    return Visit.objects.filter(seen)


def headed(actor: Actor, on: date) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Paths of the places he heads, each with the programmes that say so."""
    found: dict[str, dict[str, None]] = {}
    for post in actor.posts:
        for pack in adoption.in_force(post.place, on):
            for programme in pack.rows("programmes").values():
                if post.role == programme.head:
                    found.setdefault(post.place, {})[programme.id] = None
    return tuple((path, tuple(names)) for path, names in found.items())


def _below(path: str) -> Q:
    below = places.below(path)
    return Q() | ~Q(pk__in=()) if below is None else Q(place__in=below)


def inspects(visit: Visit, actor: Actor) -> bool:
    return actor.person is not None and visit.inspectors.filter(pk=actor.person).exists()


def heads(path: str, programme: Programme, actor: Actor) -> bool:
    """Whether he speaks for the place: checks it himself, signs, appeals."""
    return any(post.role == programme.head and path.startswith(post.place) for post in actor.posts)


def can_inspect(path: str, programme: Programme, actor: Actor) -> bool:
    return any(post.role == programme.inspector and path.startswith(post.place) for post in actor.posts)


def speaks_for(visit: Visit, actor: Actor) -> bool:
    return heads(visit.place.path, held_by(visit).programme, actor)

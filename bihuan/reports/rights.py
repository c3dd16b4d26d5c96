"""Who may see, make, review and send a report. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from bihuan.ground.directory.actor import Actor
from bihuan.ground.standards.shapes import Role
from bihuan.reports.shapes import Report


@dataclass(frozen=True, slots=True)
class Reach:
    """Whose reports somebody sees: those of places below `places`, of `teams`, or all."""

    places: tuple[str, ...] = ()
    teams: tuple[int, ...] = ()
    everything: bool = False

    @property
    def nothing(self) -> bool:
        return not (self.places or self.teams or self.everything)

    def covers(self, place: str, team: int | None) -> bool:
        return self.everything or any(place.startswith(one) for one in self.places) or team in self.teams


def reach_of(actor: Actor, roles: Mapping[str, Role]) -> Reach:
    """Roles over a place see all reports of it and of its units; heads of a unit see their unit's alone."""
    places, teams, everything = set(), set(), False
    for post in actor.posts:
        role = roles.get(post.role)
        if role is None:
            continue
        if role.scope == "all":
            everything = True
        elif role.scope == "place":
            places.add(post.place)
        elif role.heads:
            teams.add(post.team)
    return Reach(tuple(sorted(places)), tuple(sorted(teams)), everything)


def may_make(row: Report, place: str, team: int | None, actor: Actor, roles: Mapping[str, Role]) -> bool:
    """The owner (9.5.1) or the recipient at the place or above it; for a unit's own report its head too."""
    held = actor.places_as(row.owner, row.recipient)
    if any(place.startswith(one) for one in held):
        return True
    return team is not None and team in reach_of(actor, roles).teams


def may_review(row: Report, place: str, actor: Actor) -> bool:
    """Who receives the report reviews it before it goes outside (9.5.2)."""
    return any(place.startswith(one) for one in actor.places_as(row.recipient))

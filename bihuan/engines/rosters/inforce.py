"""Which posts there are at a place, who may stand there, and what speaks against a plan."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bihuan.engines.rosters.checks import Finding, Stint, checked
from bihuan.engines.rosters.hours import Need, Span, needs, present
from bihuan.engines.rosters.models import Leave, Passed, Roster, Shift
from bihuan.engines.rosters.shapes import Station, length
from bihuan.ground.directory import posts
from bihuan.ground.directory.models import Person, Place
from bihuan.ground.standards import adoption
from bihuan.ground.standards.holding import holds
from bihuan.ground.worktime.zone import SHANGHAI

OFFICE = "rosters"


@dataclass(frozen=True, slots=True)
class Held:
    """A post at a place, by an edition."""

    station: Station
    edition: str


def stations_at(place: Place, on: date) -> list[Held]:
    """Every post that is manned by turns at a place on a day; of two editions the nearer one's."""
    found: dict[str, Held] = {}
    for pack in adoption.in_force(place, on):
        for station in pack.rows("shifts").values():
            if not station.places or place.kind in station.places:
                found.setdefault(station.id, Held(station, pack.name))
    return list(found.values())


def station_of(roster: Roster) -> Station:
    """The post as it was when the month was begun. Raises UnknownPack."""
    found: Station = adoption.pack_of(roster.edition).rows("shifts")[roster.station]
    return found


def may_stand(station: Station, place: Place, at: datetime) -> list[Person]:
    """Who has one of the post's roles at the place or above it."""
    return posts.over_place(place.path, station.roles, at)


def answering(path: str, at: datetime) -> list[Person]:
    """Who keeps the rosters of a place."""
    roles = {
        role
        for pack in adoption.in_force(path, at.astimezone(SHANGHAI).date())
        for row in pack.rows("offices").values()
        if row.id == OFFICE
        for role in row.roles
    }
    day = at.astimezone(SHANGHAI).date()
    people = posts.over_place(path, sorted(roles), at)
    return [one for one in people if holds(one.actor(at), OFFICE, path, day)]


def stints(shifts: Iterable[Shift], station: Station | None = None) -> list[Stint]:
    """Shifts as sums see them; breaks count where the post is given."""
    found = []
    for one in shifts:
        whole = Span(one.starts_at, one.ends_at)
        there = present(station, station.turn(one.turn), one.day) if station else [whole]
        found.append(Stint(one.person_id, whole, tuple(there)))
    return found


def wrong_with(roster: Roster, shifts: Sequence[Shift], first: date, last: date) -> list[Finding]:
    """What speaks against these shifts of a post from `first` to `last`, together with all else their people stand."""
    station, people = station_of(roster), {one.person_id for one in shifts}
    since, until = _midnight(first) - timedelta(days=1), _midnight(last) + timedelta(days=2)
    others = (
        Shift.objects.standing()
        .filter(person__in=people, ends_at__gt=since, starts_at__lt=until)
        .exclude(roster=roster)
    )
    elsewhere = stints(others)
    own = stints(shifts, station)
    found = checked(
        [*own, *elsewhere],
        rest=length(station.rest.length),
        passed=None,
        leaves=leaves_of(people, first, last),
    )
    if station.course:
        courses = Passed.objects.filter(course=station.course.id, person__in=people)
        passed = dict(courses.values_list("person", "day"))
        found += [one for one in checked(own, passed=passed) if one.rule == "untrained"]
    found += checked(own, needs=_needs(station, first, last)) if shifts is not None else []
    return sorted({one for one in found if _touches(one, own) or one.rule == "few"})


def _touches(found: Finding, own: Sequence[Stint]) -> bool:
    """Whether a shift of this post has to do with it."""
    near = timedelta(days=1)
    return any(
        one.person == found.person
        and one.span.since < found.span.until + near
        and one.span.until > found.span.since - near
        for one in own
    )


def _needs(station: Station, first: date, last: date) -> list[Need]:
    return list(needs(station, first, last))


def leaves_of(people: Iterable[int], first: date, last: date) -> Mapping[int, list[Span]]:
    rows = Leave.objects.filter(
        state=Leave.State.GRANTED, person__in=list(people), last__gte=first, first__lte=last
    )
    found: dict[int, list[Span]] = defaultdict(list)
    for person, since, until in rows.values_list("person", "first", "last"):
        found[person].append(Span(_midnight(since), _midnight(until + timedelta(1))))
    return found


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)


def on_shift(
    place: Place, at: datetime, *, station: str | None = None, role: str | None = None
) -> list[Person]:
    """Who stands there now: signed in (or due by the plan), with the relief instead of who is away."""
    rows = Shift.objects.under_way(at).filter(roster__place=place).select_related("person", "roster")
    if station is not None:
        rows = rows.filter(roster__station=station)
    found: dict[int, Person] = {}
    for one in rows.prefetch_related("aways__relief"):
        if role is not None and role not in station_of(one.roster).roles:
            continue
        gone = next((away for away in one.aways.all() if away.back_at is None), None)
        there = gone.relief if gone else one.person
        if there is not None:
            found[there.pk] = there
    return list(found.values())

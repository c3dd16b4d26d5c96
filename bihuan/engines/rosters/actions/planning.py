"""A month is begun, filled and published."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.engines.rosters.actions.turn import (
    findings,
    keeps,
    locked_roster,
    note,
    refuse_never,
    tell,
    words,
)
from bihuan.engines.rosters.checks import Finding, days_of
from bihuan.engines.rosters.errors import BadInput, Decided, NotAllowed, NotFound
from bihuan.engines.rosters.hours import span_of
from bihuan.engines.rosters.inforce import may_stand, station_of, stations_at
from bihuan.engines.rosters.models import Passed, Roster, Shift
from bihuan.engines.rosters.shapes import OFF, Station
from bihuan.ground.directory.actor import Actor
from bihuan.ground.directory.models import Person, Place
from bihuan.ground.worktime.zone import local_day

#: A month is begun at most so long before.
AHEAD = timedelta(days=100)


@transaction.atomic
def begin_month(place: Place, station: str, month: date, *, by: Actor, at: datetime) -> Roster:
    """An empty month; begun twice it is the same. Raises NotAllowed, NotFound, BadInput."""
    month = month.replace(day=1)
    if not keeps(place.path, by, at):
        raise NotAllowed
    today = local_day(at)
    if not today.replace(day=1) <= month <= today + AHEAD:
        raise BadInput(fields={"month": _("This month or one of the next three.")})
    held = next((one for one in stations_at(place, max(month, today)) if one.station.id == station), None)
    if held is None:
        raise NotFound
    Place.objects.select_for_update(no_key=True).get(pk=place.pk)
    found = Roster.objects.filter(place=place, station=station, month=month).first()
    if found is not None:
        return found
    made = Roster.objects.create(place=place, station=station, month=month, edition=held.edition)
    note(made, "roster.begun", by, at, {"station": station, "month": f"{month:%Y-%m}"})
    return made


@transaction.atomic
def fill(
    roster: Roster | int, person: Person, pattern: str, first: date, last: date, *, by: Actor, at: datetime
) -> list[Shift]:
    """Lay a pattern of marks (早早晚晚休休) over somebody's days; 休 takes a shift away.

    What is begun already stays. In a published month he is told, and what is never right is refused.
    Raises NotFound, NotAllowed, BadInput, NeverRight.
    """
    found = locked_roster(roster, by, at)
    station = station_of(found)
    marks = _marks(station, pattern)
    first, last = _inside(found, first, last)
    if person not in may_stand(station, found.place, at):
        raise BadInput(fields={"person": _("He has no role that stands at this post.")})
    made: list[Shift] = []
    changed = 0
    for day, mark in days_of(marks, first, last):
        row = _set(found, station, person, day, mark, by, at)
        changed += row is not None
        if row is not None and row.state == Shift.State.PLANNED:
            made.append(row)
    if found.state == Roster.State.PUBLISHED and changed:
        refuse_never(found, findings(found, [person.pk], first, last))
        told = _("Your shifts from %(first)s to %(last)s have changed.") % {"first": first, "last": last}
        tell([person], told, at, link="/desk/shifts/")
    facts = {"person": person.ref, "name": person.name, "pattern": "".join(marks), "days": changed}
    note(found, "roster.filled", by, at, facts | {"first": first.isoformat(), "last": last.isoformat()})
    return made


@transaction.atomic
def publish(roster: Roster | int, despite: str = "", *, by: Actor, at: datetime) -> Roster:
    """From now on it holds, and its people are told. `despite`: why it holds although something is not as it should be.

    Raises NotFound, NotAllowed, Decided, NeverRight, BadInput.
    """
    found = locked_roster(roster, by, at)
    if found.state == Roster.State.PUBLISHED:
        raise Decided
    rows = Shift.objects.filter(roster=found, state=Shift.State.PLANNED).select_related("person")
    if not rows:
        raise BadInput(_("Nobody is planned yet."))
    wrong = wrong_in(found, at)
    refuse_never(found, wrong)
    despite = words(despite, "despite", most=200, needed=bool(wrong))
    found.state, found.published_at = Roster.State.PUBLISHED, at
    facts = {"shifts": len(rows), "wrong": len(wrong), "despite": despite}
    clause = f"{found.edition}#{station_of(found).clause}"
    note(found, "roster.published", by, at, facts, clause)
    told = _("The shifts of %(month)s are out.") % {"month": f"{found.month:%Y-%m}"}
    tell({one.person for one in rows}, told, at, link="/desk/shifts/", once=f"roster:{found.pk}")
    return found


def wrong_in(roster: Roster, at: datetime) -> list[Finding]:
    """What is wrong with a month, from today on."""
    first, last = month_of(roster)
    first = max(first, local_day(at))
    return findings(roster, (), first, last) if first <= last else []


def month_of(roster: Roster) -> tuple[date, date]:
    after = (roster.month + timedelta(days=31)).replace(day=1)
    return roster.month, after - timedelta(days=1)


@transaction.atomic
def pass_course(person: Person, place: Place, course: str, day: date, *, by: Actor, at: datetime) -> Passed:
    """Somebody has passed a course: said by who keeps the rosters. Raises NotAllowed, BadInput."""
    if not keeps(place.path, by, at) or by.person == person.pk:
        raise NotAllowed
    asked = {one.station.course.id for one in stations_at(place, local_day(at)) if one.station.course}
    if course not in asked:
        raise BadInput(fields={"course": _("No post here asks for this course.")})
    if day > local_day(at):
        raise BadInput(fields={"day": _("A day that has been.")})
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    found = Passed.objects.filter(person=person, course=course).first()
    if found is None:
        found = Passed.objects.create(person=person, course=course, day=day)
        note(found, "course.passed", by, at, {"person": person.ref, "course": course, "day": day.isoformat()})
    return found


def _marks(station: Station, pattern: str) -> Sequence[str]:
    marks = [one for one in pattern if one not in " ，,、-　"]
    known = {*station.marks(), OFF}
    if not marks or len(marks) > 31 or set(marks) - known:
        said = _(
            "Write the shifts of the days one after the other, such as %(example)s; known are %(known)s."
        )
        example = "".join(one * 2 for one in station.marks()) + OFF * 2
        raise BadInput(fields={"pattern": said % {"example": example, "known": " ".join(sorted(known))}})
    return marks


def _inside(roster: Roster, first: date, last: date) -> tuple[date, date]:
    begin, end = month_of(roster)
    if not begin <= first <= last <= end:
        raise BadInput(fields={"last": _("Two days of this month, the first before the last.")})
    return first, last


def _set(
    roster: Roster, station: Station, person: Person, day: date, mark: str, by: Actor, at: datetime
) -> Shift | None:
    """The shift that is new, or the one dropped; None when all stays as it is."""
    old = Shift.objects.filter(roster=roster, person=person, day=day, state=Shift.State.PLANNED).first()
    turn = station.marks().get(mark)
    if old is not None and (turn is not None and old.turn == turn.id):
        return None
    if old is not None:
        if old.signed_in_at or old.starts_at <= at:
            return None
        old.state = Shift.State.DROPPED
        note(old, "shift.dropped", by, at, {"day": day.isoformat(), "turn": old.turn})
    if turn is None:
        return old
    span = span_of(station, turn, day)
    if span.until <= at:
        return None
    return Shift.objects.create(
        roster=roster, person=person, day=day, turn=turn.id, starts_at=span.since, ends_at=span.until
    )

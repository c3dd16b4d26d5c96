"""Leave: asked, granted with everybody's shifts covered, refused or withdrawn."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.engines.rosters.actions.swapping import pass_on
from bihuan.engines.rosters.actions.turn import findings, keeps, locked, note, refuse_never, tell, words
from bihuan.engines.rosters.errors import BadInput, Decided, NotAllowed
from bihuan.engines.rosters.inforce import may_stand, station_of
from bihuan.engines.rosters.models import Leave, Roster, Shift
from bihuan.ground.directory.actor import Actor
from bihuan.ground.directory.models import Membership, Person
from bihuan.ground.worktime.zone import local_day

LONGEST = timedelta(days=180)


@transaction.atomic
def ask_leave(first: date, last: date, why: str, *, by: Actor, at: datetime) -> Leave:
    """Raises NotAllowed, BadInput."""
    if by.person is None:
        raise NotAllowed
    today = local_day(at)
    if not today <= first <= last or last - first > LONGEST or first > today + timedelta(days=365):
        raise BadInput(fields={"last": _("From today on, the first day before the last, up to half a year.")})
    person = Person.objects.select_for_update(no_key=True).get(pk=by.person)
    open_ones = Leave.objects.filter(person=person, state__in=[Leave.State.ASKED, Leave.State.GRANTED])
    if open_ones.filter(first__lte=last, last__gte=first).exists():
        raise BadInput(fields={"first": _("Leave was asked for some of these days already.")})
    made = Leave.objects.create(person=person, first=first, last=last, why=words(why, "why"), asked_at=at)
    facts = {"first": first.isoformat(), "last": last.isoformat(), "why": made.why}
    note(made, "leave.asked", by, at, facts)
    return made


@transaction.atomic
def withdraw_leave(leave: Leave | int, *, by: Actor, at: datetime) -> Leave:
    """Raises NotFound, NotAllowed, Decided."""
    found = locked(Leave, leave if isinstance(leave, int) else leave.pk, "person")
    if by.person is None or by.person != found.person_id:
        raise NotAllowed
    if found.state != Leave.State.ASKED:
        raise Decided
    found.state = Leave.State.WITHDRAWN
    note(found, "leave.withdrawn", by, at, {})
    return found


def answers_for(person: Person, by: Actor, at: datetime) -> bool:
    """Whether he keeps the rosters where the person has a post; nobody decides on his own leave."""
    if by.person is None or by.person == person.pk:
        return False
    paths = Membership.objects.held(at).filter(person=person).values_list("team__place__path", flat=True)
    return any(keeps(path, by, at) for path in paths)


def shifts_in(leave: Leave) -> list[Shift]:
    """What he would have stood in those days, by the plan or a draft."""
    rows = Shift.objects.filter(
        person=leave.person_id, state=Shift.State.PLANNED, signed_in_at=None,
        day__gte=leave.first, day__lte=leave.last,
    )  # fmt: skip
    return list(rows.select_related("roster__place", "person"))


@transaction.atomic
def grant_leave(
    leave: Leave | int, cover: Mapping[int, Person | None], answer: str = "", *, by: Actor, at: datetime
) -> Leave:
    """`cover`: who stands each of his shifts instead; None where the others are enough, which is looked at.

    Raises NotFound, NotAllowed, Decided, BadInput (a shift without cover), NeverRight.
    """
    found = locked(Leave, leave if isinstance(leave, int) else leave.pk, "person")
    if not answers_for(found.person, by, at):
        raise NotAllowed
    if found.state != Leave.State.ASKED:
        raise Decided
    found.answer = words(answer, "answer", needed=False)
    found.state, found.decided_at = Leave.State.GRANTED, at
    rows = shifts_in(found)
    rosters = {pk: locked(Roster, pk, "place") for pk in sorted({one.roster_id for one in rows})}
    covered = {}
    for one in rows:
        to = cover.get(one.pk)
        _give(rosters[one.roster_id], one, to, by, at)
        covered[str(one.pk)] = to.ref if to else ""
    note(found, "leave.granted", by, at, {"answer": found.answer, "cover": covered})
    tell([found.person], _("Your leave is granted."), at, link="/desk/shifts/")
    return found


@transaction.atomic
def refuse_leave(leave: Leave | int, answer: str, *, by: Actor, at: datetime) -> Leave:
    """Raises NotFound, NotAllowed, Decided, BadInput."""
    found = locked(Leave, leave if isinstance(leave, int) else leave.pk, "person")
    if not answers_for(found.person, by, at):
        raise NotAllowed
    if found.state != Leave.State.ASKED:
        raise Decided
    found.answer = words(answer, "answer")
    found.state, found.decided_at = Leave.State.REFUSED, at
    note(found, "leave.refused", by, at, {"answer": found.answer})
    told = _("Your leave is refused: %(why)s") % {"why": found.answer}
    tell([found.person], told, at, link="/desk/shifts/")
    return found


def _give(roster: Roster, shift: Shift, to: Person | None, by: Actor, at: datetime) -> None:
    field = f"cover_{shift.pk}"
    if not keeps(roster.place.path, by, at):
        raise NotAllowed
    before = {one for one in findings(roster, (), shift.day, shift.day) if one.rule == "few"}
    if to is None:
        shift.state = Shift.State.DROPPED
        note(shift, "shift.dropped", by, at, {"why": "leave"})
        after = {one for one in findings(roster, (), shift.day, shift.day) if one.rule == "few"}
        if roster.state == Roster.State.PUBLISHED and after - before:
            raise BadInput(fields={field: _("Too few are left; name who stands this shift.")})
        return
    if to.pk == shift.person_id or to not in may_stand(station_of(roster), roster.place, at):
        raise BadInput(fields={field: _("He has no role that stands at this post.")})
    if Shift.objects.filter(roster=roster, person=to, day=shift.day, state=Shift.State.PLANNED).exists():
        raise BadInput(fields={field: _("He stands a shift of that day already.")})
    pass_on(shift, to, by, at)
    refuse_never(roster, findings(roster, [to.pk], shift.day, shift.day))
    told = _("You stand a shift on %(day)s for %(who)s.") % {"day": shift.day, "who": shift.person.name}
    tell([to], told, at, link="/desk/shifts/")

"""A shift changes hands: asked, accepted by the other, approved by who keeps the rosters."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.engines.rosters.actions.turn import findings, keeps, locked, note, refuse_never, tell, words
from bihuan.engines.rosters.errors import BadInput, Decided, NotAllowed, NotNow
from bihuan.engines.rosters.inforce import answering, may_stand, station_of
from bihuan.engines.rosters.models import Roster, Shift, Swap
from bihuan.ground.directory.actor import Actor
from bihuan.ground.directory.models import Person

OPEN = (Swap.State.ASKED, Swap.State.ACCEPTED)


@transaction.atomic
def ask_swap(
    shift: Shift, to: Person, why: str, instead: Shift | None = None, *, by: Actor, at: datetime
) -> Swap:
    """Raises NotFound, NotAllowed, NotNow, BadInput."""
    found = locked(Shift, shift.pk, "roster__place")
    if by.person is None or found.person_id != by.person:
        raise NotAllowed
    if not _still(found, at) or found.roster.state != Roster.State.PUBLISHED:
        raise NotNow(why=_("only a shift that has not begun can be swapped"))
    if to.pk == by.person or to not in may_stand(station_of(found.roster), found.roster.place, at):
        raise BadInput(fields={"to": _("He has no role that stands at this post.")})
    if instead is not None and (
        instead.person_id != to.pk or instead.roster_id != found.roster_id or not _still(instead, at)
    ):
        raise BadInput(fields={"instead": _("This is not a shift of his that is still to come.")})
    if Swap.objects.filter(shift=found, state__in=OPEN).exists():
        raise NotNow(why=_("somebody was asked already"))
    made = Swap.objects.create(shift=found, to=to, instead=instead, why=words(why, "why"), asked_at=at)
    facts = {"shift": found.pk, "to": to.ref, "name": to.name, "instead": instead.pk if instead else None}
    note(made, "swap.asked", by, at, facts | {"why": made.why})
    tell([to], _("%(who)s asks you to take a shift.") % {"who": by.name}, at, link="/desk/shifts/")
    return made


@transaction.atomic
def answer_swap(swap: Swap | int, yes: bool, *, by: Actor, at: datetime) -> Swap:
    """The other one says yes or no. Raises NotFound, NotAllowed, Decided."""
    found = _locked(swap)
    if by.person is None or found.to_id != by.person:
        raise NotAllowed
    if found.state != Swap.State.ASKED:
        raise Decided
    found.state = Swap.State.ACCEPTED if yes else Swap.State.REFUSED
    note(found, "swap.accepted" if yes else "swap.declined", by, at, {})
    path = found.shift.roster.place.path
    if yes:
        tell(answering(path, at), _("A swap of shifts waits for you."), at, link="/desk/shifts/board/")
    else:
        tell([found.shift.person], _("%(who)s cannot swap.") % {"who": by.name}, at, link="/desk/shifts/")
    return found


@transaction.atomic
def withdraw_swap(swap: Swap | int, *, by: Actor, at: datetime) -> Swap:
    """Raises NotFound, NotAllowed, Decided."""
    found = _locked(swap)
    if by.person is None or found.shift.person_id != by.person:
        raise NotAllowed
    if found.state not in OPEN:
        raise Decided
    found.state = Swap.State.WITHDRAWN
    note(found, "swap.withdrawn", by, at, {})
    return found


@transaction.atomic
def decide_swap(swap: Swap | int, yes: bool, answer: str = "", *, by: Actor, at: datetime) -> Swap:
    """Approved, the shifts change hands at once. Nobody approves his own.

    Raises NotFound, NotAllowed, Decided, NeverRight, BadInput.
    """
    pk = swap if isinstance(swap, int) else swap.pk
    place = _locked(pk).shift.roster
    roster = locked(Roster, place.pk, "place")
    found = _locked(pk)
    if not keeps(roster.place.path, by, at) or by.person in (found.shift.person_id, found.to_id):
        raise NotAllowed
    if found.state != Swap.State.ACCEPTED:
        raise Decided
    found.answer = words(answer, "answer", needed=not yes)
    found.state, found.decided_at = (Swap.State.APPROVED if yes else Swap.State.REFUSED), at
    asker = found.shift.person
    if yes:
        _exchange(roster, found, by, at)
    note(found, "swap.approved" if yes else "swap.refused", by, at, {"answer": found.answer})
    told = _("Your swap of shifts is approved.") if yes else _("Your swap of shifts is refused.")
    tell([asker, found.to], told, at, link="/desk/shifts/")
    return found


def pass_on(shift: Shift, to: Person, by: Actor, at: datetime) -> Shift:
    """The same shift, another's from now on. The caller holds the roster."""
    shift.state = Shift.State.PASSED
    note(shift, "shift.passed_on", by, at, {"to": to.ref, "name": to.name})
    return _new(shift, to)


def _new(old: Shift, person: Person) -> Shift:
    return Shift.objects.create(
        roster=old.roster,
        person=person,
        day=old.day,
        turn=old.turn,
        starts_at=old.starts_at,
        ends_at=old.ends_at,
        follows=old,
    )


def _exchange(roster: Roster, swap: Swap, by: Actor, at: datetime) -> None:
    first = locked(Shift, swap.shift_id, "roster", "person")
    second = locked(Shift, swap.instead_id, "roster", "person") if swap.instead_id else None
    if not _still(first, at) or (
        second is not None and (second.person_id != swap.to_id or not _still(second, at))
    ):
        raise Decided
    asker, taker = first.person, swap.to
    free = [first, *([second] if second else [])]
    if (
        Shift.objects.filter(roster=roster, person=taker, day=first.day, state=Shift.State.PLANNED)
        .exclude(pk__in=[one.pk for one in free])
        .exists()
    ):
        raise Decided
    for one, to in ((first, taker), *(((second, asker),) if second else ())):
        one.state = Shift.State.PASSED
        note(one, "shift.passed_on", by, at, {"to": to.ref, "name": to.name, "swap": swap.pk})
    _new(first, taker)
    if second:
        _new(second, asker)
    days = [one.day for one in free]
    refuse_never(roster, findings(roster, [asker.pk, taker.pk], min(days), max(days)))


def _still(shift: Shift, at: datetime) -> bool:
    return shift.state == Shift.State.PLANNED and shift.signed_in_at is None and shift.starts_at > at


def _locked(swap: Swap | int) -> Swap:
    pk = swap if isinstance(swap, int) else swap.pk
    return locked(Swap, pk, "shift__roster__place", "shift__person", "to")

"""On the day: signing in and out, leaving the post, coming back."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.engines.rosters.actions.turn import keeps, locked, note, words
from bihuan.engines.rosters.errors import BadInput, NeedsRelief, NotAllowed, NotNow
from bihuan.engines.rosters.inforce import may_stand, station_of
from bihuan.engines.rosters.models import Away, Roster, Shift
from bihuan.engines.rosters.shapes import length
from bihuan.ground.directory.actor import Actor
from bihuan.ground.directory.models import Person

#: A shift can be signed in to so long before it begins; `early` of the post is when one should be there.
SOONEST = timedelta(hours=1)
LONGEST_AWAY = timedelta(hours=8)


@transaction.atomic
def sign_in(shift: Shift | int, *, by: Actor, at: datetime) -> Shift:
    """I am here. Twice is once. Raises NotFound, NotAllowed, NotNow."""
    found = own(shift, by)
    if found.signed_in_at is not None:
        return found
    if found.roster.state != Roster.State.PUBLISHED or found.state != Shift.State.PLANNED:
        raise NotNow(why=_("the shift is not his any more"))
    if not found.starts_at - SOONEST <= at < found.ends_at:
        raise NotNow(why=_("a shift is signed in to from an hour before it begins until it ends"))
    found.signed_in_at = at
    note(found, "shift.signed_in", by, at, {"late": max(0, (at - found.starts_at) // timedelta(minutes=1))})
    return found


@transaction.atomic
def sign_out(shift: Shift | int, *, by: Actor, at: datetime) -> Shift:
    """I go. Twice is once; who is away comes back by it. Raises NotFound, NotAllowed, NotNow."""
    found = own(shift, by)
    if found.signed_out_at is not None:
        return found
    if found.signed_in_at is None:
        raise NotNow(why=_("he has not signed in"))
    Away.objects.filter(shift=found, back_at=None).update(back_at=at)
    found.signed_out_at = at
    early = max(0, (found.ends_at - at) // timedelta(minutes=1))
    note(found, "shift.signed_out", by, at, {"early": early})
    return found


@transaction.atomic
def leave_post(
    shift: Shift | int, minutes: int, why: str, relief: Person | None = None, *, by: Actor, at: datetime
) -> Away:
    """Away from the post for so many minutes. Longer than the post allows needs a relief by name.

    Raises NotFound, NotAllowed, NotNow, NeedsRelief, BadInput.
    """
    found = own(shift, by)
    station = station_of(found.roster)
    if found.signed_in_at is None or found.signed_out_at is not None or at >= found.ends_at:
        raise NotNow(why=_("only who is on shift leaves the post"))
    if Away.objects.filter(shift=found, back_at=None).exists():
        raise NotNow(why=_("he is away already"))
    if not 1 <= minutes <= LONGEST_AWAY // timedelta(minutes=1):
        raise BadInput(fields={"minutes": _("From 1 minute to 8 hours.")})
    why = words(why, "why")
    most = length(station.most_away.length)
    if relief is None and timedelta(minutes=minutes) > most:
        raise NeedsRelief(minutes=most // timedelta(minutes=1))
    if relief is not None:
        _free(found, relief, at)
    made = Away.objects.create(
        shift=found, since=at, expected_at=at + timedelta(minutes=minutes), why=why, relief=relief
    )
    facts = {
        "minutes": minutes,
        "why": why,
        "relief": relief.ref if relief else "",
        "name": str(relief or ""),
    }
    said = station.most_away.clause
    clause = f"{found.roster.edition}#{said}" if said else ""
    note(found, "shift.left_post", by, at, facts, clause)
    return made


@transaction.atomic
def come_back(shift: Shift | int, *, by: Actor, at: datetime) -> Shift:
    """At the post again. Twice is once. Raises NotFound, NotAllowed."""
    found = own(shift, by)
    away = Away.objects.filter(shift=found, back_at=None).first()
    if away is None:
        return found
    away.back_at = at
    away.save(update_fields=["back_at"])
    note(found, "shift.came_back", by, at, {"minutes": (at - away.since) // timedelta(minutes=1)})
    return found


def own(shift: Shift | int, by: Actor, *, at: datetime | None = None) -> Shift:
    """The person's own shift, held. With `at` who keeps the rosters there may as well. Raises NotFound, NotAllowed."""
    pk = shift if isinstance(shift, int) else shift.pk
    found = locked(Shift, pk, "roster__place", "person")
    if by.person is None:
        raise NotAllowed
    if found.person_id != by.person and not (at and keeps(found.roster.place.path, by, at)):
        raise NotAllowed
    return found


def _free(shift: Shift, relief: Person, at: datetime) -> None:
    """Whether somebody can stand in. Raises BadInput."""
    wrong = ""
    if relief.pk == shift.person_id:
        wrong = _("Somebody else than oneself.")
    elif relief not in may_stand(station_of(shift.roster), shift.roster.place, at):
        wrong = _("He has no role that stands at this post.")
    elif Away.objects.filter(relief=relief, back_at=None).exists():
        wrong = _("He stands in for somebody already.")
    else:
        # Who mans another post leaves that one empty; a colleague of the same post may.
        busy = Shift.objects.under_way(at).filter(person=relief).exclude(roster=shift.roster)
        if busy.exists():
            wrong = _("He is on shift at another post.")
        elif Away.objects.filter(shift__person=relief, back_at=None).exists():
            wrong = _("He is away himself.")
    if wrong:
        raise BadInput(fields={"relief": wrong})

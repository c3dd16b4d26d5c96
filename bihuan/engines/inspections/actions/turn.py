"""What every verb about a visit begins and ends with: the lock, where it stands, the journal."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from bihuan.engines.inspections.errors import BadInput, MovedOn, NotAllowed, NotFound
from bihuan.engines.inspections.inforce import held_by
from bihuan.engines.inspections.models import Visit
from bihuan.ground.directory.actor import Actor
from bihuan.ground.directory.models import Place
from bihuan.ground.journal import actions as journal
from bihuan.ground.journal.models import Journaled
from bihuan.ground.standards.holding import holds
from bihuan.ground.worktime.zone import local_day


def last_appeal_day(visit: Visit) -> date:
    """Until when the place may appeal against a result that counts."""
    assert visit.settled_at is not None
    return local_day(visit.settled_at) + timedelta(held_by(visit).programme.appeal.within)


def begin(visit: Visit | int, *states: str) -> Visit:
    """The locked visit, in one of the states. Raises NotFound, MovedOn."""
    pk = visit if isinstance(visit, int) else visit.pk
    rows = Visit.objects.select_for_update(of=("self",), no_key=True).select_related("place")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotFound
    if states and found.state not in states:
        raise MovedOn
    return found


def lock_place(place: Place) -> None:
    """What is planned and drawn at a place stands in line."""
    Place.objects.select_for_update(no_key=True).get(pk=place.pk)


def needs_office(by: Actor, office: str, place: Place, at: datetime) -> int:
    """Who he is, if he holds the office there. Raises NotAllowed."""
    if by.person is None or not holds(by, office, place.path, local_day(at)):
        raise NotAllowed
    return by.person


def said(text: str, field: str, *, most: int) -> str:
    """A text that was really given. Raises BadInput at its field."""
    text = text.strip()
    if not text:
        raise BadInput(fields={field: _("Please say it in a few words.")})
    if len(text) > most or "\x00" in text:
        raise BadInput(fields={field: _("Up to %(most)s characters.") % {"most": most}})
    return text


def note(visit: Visit, verb: str, by: Actor, at: datetime, facts: Mapping[str, Any]) -> None:
    """Write it into the visit's chain and save the visit."""
    held = held_by(visit)
    clause = held.pack.cite(held.programme.clause)
    journal.write(visit, verb, actor=by.ref, actor_name=by.name, at=at, facts=facts, clause=clause)
    visit.save()


def keep(
    row: Journaled, verb: str, by: Actor, at: datetime, facts: Mapping[str, Any], clause: str = ""
) -> None:
    """The same for what is not a visit."""
    journal.write(row, verb, actor=by.ref, actor_name=by.name, at=at, facts=facts, clause=clause)
    row.save()

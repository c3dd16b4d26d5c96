"""The handover book: who leaves counts and signs, who comes counts and signs; then nobody changes it any more."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from bihuan.engines.rosters.actions.standing import own
from bihuan.engines.rosters.actions.turn import locked, note, words
from bihuan.engines.rosters.counting import MISSING, counted, differs, lines_of
from bihuan.engines.rosters.errors import BadInput, NotAllowed, NotFound, NotNow, Signed, TwoPeople
from bihuan.engines.rosters.handed_over import carried
from bihuan.engines.rosters.inforce import may_stand, station_of
from bihuan.engines.rosters.models import Handover, Shift
from bihuan.engines.rosters.shapes import Station
from bihuan.ground.directory.actor import Actor
from bihuan.ground.directory.models import Place

#: A shift is handed over from an hour before its end until half a day after it.
BEFORE, AFTER = timedelta(hours=1), timedelta(hours=12)


@transaction.atomic
def hand_over(
    shift: Shift | int,
    counts: Mapping[str, Any],
    *,
    why: str = "",
    note_: str = "",
    by: Actor,
    at: datetime,
) -> Handover:
    """Who leaves counts everything, explains what differs, and signs. What is still open is written beside it.

    Raises NotFound (a post without a list), NotAllowed, NotNow, Signed, BadInput.
    """
    found = own(shift, by)
    station = station_of(found.roster)
    if station.handover is None:
        raise NotFound
    if found.signed_in_at is None or not found.ends_at - BEFORE <= at <= found.ends_at + AFTER:
        raise NotNow(why=_("a shift is handed over around its end, by who has signed in to it"))
    if Handover.objects.filter(shift=found).exists():
        raise Signed
    place = found.roster.place
    lines = _counted(lines_of(station, last_counts(place, found.roster.station)), "out", counts)
    why = _explained(lines, why)
    with override(settings.LANGUAGE_CODE):
        open_things = carried(place, at)
    made = Handover.objects.create(
        shift=found,
        place=place,
        lines=lines,
        carried=open_things,
        note=words(note_, "note", most=500, needed=False),
        out_why=why,
        out_by_id=found.person_id,
        out_at=at,
    )
    facts = {"shift": found.pk, "lines": lines, "carried": open_things, "why": why, "note": made.note}
    note(made, "handover.signed_out", by, at, facts, _clause(found, station))
    return made


@transaction.atomic
def take_over(
    handover: Handover | int, counts: Mapping[str, Any], *, why: str = "", by: Actor, at: datetime
) -> Handover:
    """Who comes counts for himself, explains what differs, and signs. Then the page stays as it is.

    Raises NotFound, NotAllowed, TwoPeople, Signed, BadInput.
    """
    found = locked(Handover, handover if isinstance(handover, int) else handover.pk, "shift__roster", "place")
    station = station_of(found.shift.roster)
    if by.person is None or not may_take(found, by, at):
        raise NotAllowed
    if found.in_at is not None:
        raise Signed
    if by.person == found.out_by_id:
        raise TwoPeople
    found.lines = _counted(found.lines, "in", counts)
    found.in_why = _explained(found.lines, why)
    found.in_by_id, found.in_at = by.person, at
    facts = {"lines": found.lines, "why": found.in_why, "differ": sum(map(differs, found.lines))}
    note(found, "handover.signed_in", by, at, facts, _clause(found.shift, station))
    return found


def may_take(handover: Handover, by: Actor, at: datetime) -> bool:
    """Whether he may stand at the post."""
    people = may_stand(station_of(handover.shift.roster), handover.place, at)
    return by.person in {one.pk for one in people}


def last_counts(place: Place, station: str) -> dict[str, int]:
    """What the last one to take this post over found."""
    rows = Handover.objects.filter(place=place, shift__roster__station=station).exclude(in_at=None)
    last = rows.order_by("-in_at").first()
    return {one["id"]: one["in"] for one in last.lines} if last else {}


def _counted(lines: list[dict[str, Any]], side: str, counts: Mapping[str, Any]) -> list[dict[str, Any]]:
    found, wrong = counted(lines, side, counts)
    if wrong:
        told = {MISSING: _("Count it, 0 if there is none."), "no_count": _("A whole number.")}
        raise BadInput(fields={f"count_{id}": told[code] for id, code in wrong.items()})
    return found


def _explained(lines: list[dict[str, Any]], why: str) -> str:
    if any(differs(one) for one in lines) and not why.strip():
        names = "、".join(one["title"] for one in lines if differs(one))
        raise BadInput(fields={"why": _("The counts differ; say why: %(what)s") % {"what": names}})
    return words(why, "why", most=300, needed=False)


def _clause(shift: Shift, station: Station) -> str:
    return f"{shift.roster.edition}#{station.handover.clause if station.handover else station.clause}"

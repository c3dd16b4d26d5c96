"""Verbs: outages that are told beforehand. What the standard finds too late is refused."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bihuan.engines.outages.actions.opening import places_or_refuse, reach_of, words_or_refuse, written
from bihuan.engines.outages.errors import BadInput, NotAllowed, NotInOrder, Over, TooLate
from bihuan.engines.outages.inforce import notices, standard_at
from bihuan.engines.outages.limits import earliest
from bihuan.engines.outages.models import Affected, CutOrder, Outage
from bihuan.engines.outages.shapes import Notice
from bihuan.engines.outages.telling import tell
from bihuan.engines.outages.turn import at_all, begin
from bihuan.ground.directory.actor import Actor
from bihuan.ground.directory.models import Place
from bihuan.ground.worktime.zone import SHANGHAI


@dataclass(frozen=True, slots=True)
class Plan:
    """What is announced."""

    kind: str
    places: Sequence[Place]
    title: str
    cause: str
    begins_at: datetime
    ends_at: datetime
    commodity: str = "electricity"


@transaction.atomic
def announce(plan: Plan, *, late_reason: str = "", by: Actor, at: datetime) -> Outage:
    """Tell customers of an outage. Raises BadInput, NotAllowed, TooLate (with the earliest start), NotInOrder.

    With `late_reason` whoever the standard names may go on; the reason stays in the journal.
    """
    places = places_or_refuse(plan.places)
    if not at_all(by, "outages", places, at):
        raise NotAllowed
    pack = standard_at(places[0], at)
    notice = notices(pack).get(plan.kind)
    if notice is None:
        raise BadInput(fields={"kind": gettext_lazy("Choose one of the kinds offered.")})
    said = words_or_refuse(title=plan.title, cause=plan.cause)
    _times_or_refuse(plan.begins_at, plan.ends_at, at)
    reach = reach_of(places, plan.commodity)
    important = sum(one.important for one in reach.values())
    reason = late_reason.strip()[:300]
    late = _in_time_or_refuse(notice, plan.begins_at, important, reason, by, at)
    unordered = _in_order_or_refuse(notice, places, reason, by, at)
    reason = reason if late or unordered else ""
    spell = {"begins": plan.begins_at.isoformat(), "ends": plan.ends_at.isoformat()}
    turn, entry = written(
        pack,
        places,
        reach,
        by=by,
        at=at,
        verb="announced",
        facts={**spell, "late": reason},
        clause=notice.clause,
        kind=plan.kind,
        commodity=plan.commodity,
        begins_at=plan.begins_at,
        ends_at=plan.ends_at,
        started_at=plan.begins_at if plan.begins_at <= at else None,
        late_reason=reason,
        **said,
    )
    tell(turn.outage, places, pack, "outage_announced", entry, at)
    return turn.outage


def _times_or_refuse(begins_at: datetime, ends_at: datetime, at: datetime) -> None:
    if begins_at < at.replace(second=0, microsecond=0):
        raise BadInput(fields={"begins_at": gettext_lazy("This is in the past.")})
    if ends_at <= begins_at:
        raise BadInput(fields={"ends_at": gettext_lazy("It must end after it begins.")})


def _may_go_on(notice: Notice, reason: str, by: Actor) -> bool:
    return bool(reason) and by.holds(*notice.late)


def _in_time_or_refuse(
    notice: Notice, begins_at: datetime, important: int, reason: str, by: Actor, at: datetime
) -> bool:
    """Whether it is late and goes on all the same. Raises TooLate."""
    first = earliest(notice, at.replace(second=0, microsecond=0), important)
    if begins_at >= first:
        return False
    if not _may_go_on(notice, reason, by):
        raise TooLate(earliest=f"{first.astimezone(SHANGHAI):%Y-%m-%d %H:%M}")
    return True


def _in_order_or_refuse(
    notice: Notice, places: Sequence[Place], reason: str, by: Actor, at: datetime
) -> bool:
    """Whether it leaves the published order and goes on all the same. Raises NotInOrder."""
    if not notice.by_order:
        return False
    why = _out_of_order(places, at)
    if why and not _may_go_on(notice, reason, by):
        raise NotInOrder(why=why)
    return bool(why)


def _out_of_order(places: Sequence[Place], at: datetime) -> str:
    """Why these places are not the next ones to be cut; nothing when they are."""
    ranks = list(CutOrder.objects.filter(until=None, published_at__lte=at).select_related("place"))
    wanted = {place.pk for place in places}
    if missing := [place.name for place in places if place.pk not in {row.place_id for row in ranks}]:
        return _("Not in the order: %(names)s.") % {"names": _(", ").join(missing)}
    last = max(row.rank for row in ranks if row.place_id in wanted)
    cut = Affected.objects.filter(
        outage__kind="emergency", outage__restored_at=None, outage__cancelled_at=None
    )
    out = wanted | set(cut.values_list("place", flat=True))
    before = [row.place.name for row in ranks if row.rank < last and row.place_id not in out]
    return _("Before it come: %(names)s.") % {"names": _(", ").join(before)} if before else ""


@transaction.atomic
def change(
    outage: Outage | int,
    *,
    begins_at: datetime,
    ends_at: datetime,
    reason: str,
    late_reason: str = "",
    by: Actor,
    at: datetime,
) -> Outage:
    """Put off, bring forward or lengthen, and tell everybody. To begin earlier keeps the time of notice anew."""
    turn = begin(outage, by=by, at=at)
    turn.holds_or_refuse("outages")
    turn.live_or_refuse()
    held = turn.outage
    said = words_or_refuse(reason=reason)
    if ends_at <= begins_at:
        raise BadInput(fields={"ends_at": gettext_lazy("It must end after it begins.")})
    if held.started_at and begins_at != held.begins_at:
        raise BadInput(fields={"begins_at": gettext_lazy("It has begun already.")})
    late = ""
    if begins_at < held.begins_at:
        _times_or_refuse(begins_at, ends_at, at)
        notice = notices(turn.pack)[held.kind]
        went_on = _in_time_or_refuse(notice, begins_at, held.important, late_reason.strip()[:300], by, at)
        late = late_reason.strip()[:300] if went_on else ""
    entry = turn.change(
        "changed",
        {"begins": begins_at.isoformat(), "ends": ends_at.isoformat(), "late": late, **said},
        begins_at=begins_at,
        ends_at=ends_at,
        progress=said["reason"],
        late_reason=late or held.late_reason,
    )
    tell(held, turn.places, turn.pack, "outage_changed", entry, at)
    return held


@transaction.atomic
def cancel(outage: Outage | int, reason: str, *, by: Actor, at: datetime) -> Outage:
    """It does not take place. Raises Over when it has begun."""
    turn = begin(outage, by=by, at=at)
    turn.holds_or_refuse("outages")
    turn.live_or_refuse()
    if turn.outage.started_at:
        raise Over
    said = words_or_refuse(reason=reason)
    entry = turn.change("cancelled", said, cancelled_at=at, progress=said["reason"])
    tell(turn.outage, turn.places, turn.pack, "outage_cancelled", entry, at)
    return turn.outage

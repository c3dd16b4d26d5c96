"""Verbs: a fault is found, told about, excused, mended; its callers' cases are settled with it; a breach is decided on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from bihuan.engines.cases import actions as cases
from bihuan.engines.outages.actions.opening import places_or_refuse, reach_of, words_or_refuse, written
from bihuan.engines.outages.errors import BadInput, Conflict, NotAllowed, NotFound, Refused
from bihuan.engines.outages.inforce import restorations, standard_at
from bihuan.engines.outages.limits import Limit, restored_by
from bihuan.engines.outages.models import Compensation, Joined, Outage
from bihuan.engines.outages.telling import tell, words
from bihuan.engines.outages.turn import Turn, at_all, begin
from bihuan.ground.directory.actor import Actor
from bihuan.ground.directory.models import Place


@dataclass(frozen=True, slots=True)
class Fault:
    """What is broken. `fault` is a class of the standard's `restorations.yaml`; `since` the first report or discovery."""

    fault: str
    places: Sequence[Place]
    title: str
    cause: str
    since: datetime
    ends_at: datetime | None = None
    outside: bool = False
    commodity: str = "electricity"


@transaction.atomic
def discover(found: Fault, *, by: Actor, at: datetime) -> Outage:
    """A fault is known from now on: its limit runs from `since`, and everybody affected is told."""
    places = places_or_refuse(found.places)
    if not at_all(by, "outages", places, at):
        raise NotAllowed
    pack = standard_at(places[0], at)
    row = restorations(pack).get(found.fault)
    if row is None:
        raise BadInput(fields={"fault": _("Choose one of the kinds offered.")})
    said = words_or_refuse(title=found.title, cause=found.cause)
    if found.since > at:
        raise BadInput(fields={"since": _("This is in the future.")})
    if found.ends_at and found.ends_at <= found.since:
        raise BadInput(fields={"ends_at": _("It must end after it begins.")})
    limit = restored_by(row, found.since, outside=found.outside)
    assert limit is not None
    turn, entry = written(
        pack,
        places,
        reach_of(places, found.commodity),
        by=by,
        at=at,
        verb="found",
        facts={"fault": found.fault, "since": found.since.isoformat(), "due": limit.due.isoformat()},
        clause=limit.clause,
        kind=Outage.Kind.FAULT,
        commodity=found.commodity,
        fault=found.fault,
        outside=found.outside,
        begins_at=found.since,
        started_at=found.since,
        ends_at=found.ends_at,
        due_at=limit.due,
        due_clause=limit.clause,
        **said,
    )
    tell(turn.outage, places, pack, "outage_known", entry, at)
    return turn.outage


def _limit(turn: Turn, excuse: str) -> Limit | None:
    held = turn.outage
    row = restorations(turn.pack)[held.fault]
    return restored_by(row, held.begins_at, outside=held.outside, excuse=excuse)


@transaction.atomic
def say(
    outage: Outage | int, progress: str, *, ends_at: datetime | None = None, by: Actor, at: datetime
) -> Outage:
    """A word for customers on how it goes, and when the power is expected back; it stands on the public page."""
    turn = begin(outage, by=by, at=at)
    turn.holds_or_refuse("outages")
    turn.live_or_refuse()
    said = words_or_refuse(progress=progress)
    held = turn.outage
    if ends_at and ends_at <= max(at, held.begins_at):
        raise BadInput(fields={"ends_at": _("This is in the past.")})
    turn.change(
        "said",
        {**said, "ends": ends_at.isoformat() if ends_at else ""},
        progress=said["progress"],
        ends_at=ends_at or held.ends_at,
    )
    return held


@transaction.atomic
def excuse(outage: Outage | int, why: str, proof: str, *, by: Actor, at: datetime) -> Outage:
    """The limit does not count, for a reason that the standard knows for this class of fault, with its proof."""
    turn = begin(outage, by=by, at=at)
    turn.holds_or_refuse("outages")
    said = words_or_refuse(proof=proof)
    held = turn.outage
    if not held.fault or _limit(turn, why) is not None:
        raise BadInput(fields={"excuse": _("The standard does not know this exception here.")})
    if getattr(held, "compensation", None) is not None:
        raise Conflict
    turn.change(
        "excused",
        {"excuse": why, **said, "due": held.due_at.isoformat() if held.due_at else ""},
        held.due_clause,
        excuse=why,
        due_at=None,
        **said,
    )
    return held


def restore(outage: Outage | int, remark: str = "", *, by: Actor, at: datetime) -> tuple[Outage, int]:
    """The power is back: everybody is told, and the cases that waited for it are settled, each in its own journal.

    Returns the outage and how many cases were settled; a case that somebody has moved on meanwhile is left as it is.
    """
    with transaction.atomic():
        held = _restored(outage, remark, by, at)
    return held, settle(held, by=by, at=at)


def settle(outage: Outage, limit: int | None = None, *, by: Actor, at: datetime) -> int:
    """Settle the cases that still wait for an outage that is over, each in a transaction of its own; how many.

    Whoever was interrupted begins where he stopped: the watch does, in the name of who ended the outage.
    """
    waiting = outage.joined.filter(ended_at=None).order_by("pk").values_list("pk", flat=True)
    return sum(_settle(pk, words(outage), by, at) for pk in list(waiting[:limit]))


def _restored(outage: Outage | int, remark: str, by: Actor, at: datetime) -> Outage:
    turn = begin(outage, by=by, at=at)
    turn.holds_or_refuse("outages")
    turn.live_or_refuse()
    held = turn.outage
    entry = turn.change(
        "restored",
        {"remark": remark.strip()[:300], "due": held.due_at.isoformat() if held.due_at else ""},
        held.due_clause or None,
        started_at=held.started_at or min(held.begins_at, at),
        restored_at=at,
        restored_by_id=by.person,
    )
    tell(held, turn.places, turn.pack, "outage_restored", entry, at)
    if held.overdue(at):
        Compensation.objects.create(outage=held, households=held.households, proposed_at=at)
    return held


@transaction.atomic
def _settle(pk: int, text: str, by: Actor, at: datetime) -> int:
    """One waiting case answered and settled. A refusal (moved on, not this actor's) leaves the case as it is."""
    row = Joined.objects.select_for_update(of=("self",)).select_related("case").get(pk=pk)
    if row.ended_at:
        return 0
    row.ended_at = at
    row.save(update_fields=["ended_at"])
    try:
        with transaction.atomic():
            if row.case.accepted_at is None:
                cases.accept(row.case, by=by, at=at)
            cases.answer(row.case, text, by=by, at=at)
            cases.resolve(row.case, by=by, at=at)
    except Refused:
        return 0
    return 1


@transaction.atomic
def decide(
    outage: Outage | int, *, each: Decimal | None, reason: str, by: Actor, at: datetime
) -> Compensation:
    """Approve an amount for each household, or none with a reason; by another person than who ended the outage."""
    turn = begin(outage, by=by, at=at)
    turn.holds_or_refuse("compensation")
    row = Compensation.objects.select_for_update().filter(outage=turn.outage).first()
    if row is None:
        raise NotFound
    if row.state != Compensation.State.PROPOSED:
        raise Conflict
    if by.person is None or by.person == turn.outage.restored_by_id:
        raise NotAllowed
    if each is not None and not Decimal(0) < each < Decimal(1_000_000):
        raise BadInput(fields={"each": _("An amount above nothing and below a million.")})
    said = words_or_refuse(reason=reason)
    row.state = Compensation.State.APPROVED if each is not None else Compensation.State.REFUSED
    row.each, row.reason, row.decided_at, row.decided_by_id = each, said["reason"], at, by.person
    row.save()
    turn.change("compensation", {"each": str(each) if each is not None else "", **said})
    return row

"""Verbs: leave an account in peace for some days, and go on."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.engines.arrears.errors import BadInput, NotFound
from bihuan.engines.arrears.models import Dunning, Hold
from bihuan.engines.arrears.turn import APPROVES, ARREARS, Turn, begin
from bihuan.engines.cases.models import Case
from bihuan.ground.directory.actor import Actor

#: Who may hold it: hardship is granted by a head; a bill in doubt is held by whoever hears of it.
OFFICES = {"hardship": APPROVES, "dispute": ARREARS}


@transaction.atomic
def hold(
    dunning: Dunning | int,
    why: str,
    reason: str,
    until: date,
    *,
    case: Case | None = None,
    by: Actor,
    at: datetime,
) -> Hold:
    """`until`: the last day. A dispute names the case in which the bill is looked into.

    Raises NotFound, NotAllowed, Paid, BadInput.
    """
    turn = begin(dunning, by=by, at=at)
    if why not in OFFICES or (rule := turn.ladder.hold(why)) is None:
        raise BadInput(fields={"why": _("Choose one of the list.")})
    turn.holds_or_refuse(OFFICES[why])
    turn.owing_or_refuse()
    wrong: dict[str, str] = {}
    last = turn.day + timedelta(rule.most)
    if not turn.day <= until <= last:
        wrong["until"] = _("A day from today to %(last)s.") % {"last": last.isoformat()}
    if not reason.strip() or len(reason) > 300 or "\x00" in reason:
        wrong["reason"] = _("Say why, in up to 300 characters.")
    if why == "dispute" and (case is None or case.closed_at is not None):
        wrong["case"] = _("Name the open case in which the bill is looked into.")
    if wrong:
        raise BadInput(fields=wrong)
    return hold_still(turn, why, reason.strip(), until + timedelta(1), case)


def hold_still(turn: Turn, why: str, reason: str, until: date, case: Case | None = None) -> Hold:
    """In the caller's turn; `until` is the first day on which things go on."""
    rule = turn.ladder.hold(why)
    clause = rule.clause if rule else None
    row = Hold.objects.create(
        dunning=turn.dunning,
        why=why,
        reason=reason[:300],
        since=turn.day,
        until=until,
        case=case,
        by_id=turn.by.person,
        at=turn.at,
    )
    turn.plan()
    facts = {"why": why, "reason": row.reason, "until": until.isoformat()}
    if case is not None:
        facts["case"] = case.number
    turn.note("held", facts, clause)
    return row


@transaction.atomic
def end_hold(held: Hold, why: str, *, by: Actor, at: datetime) -> Hold:
    """Go on before its end. Raises NotFound, NotAllowed, BadInput."""
    turn = begin(held.dunning_id, by=by, at=at)
    row = Hold.objects.select_for_update(of=("self",), no_key=True).get(pk=held.pk)
    if row.ended_at is not None or row.until <= turn.day:
        return row
    if row.why not in OFFICES:
        raise NotFound
    turn.holds_or_refuse(OFFICES[row.why])
    if not why.strip() or len(why) > 300 or "\x00" in why:
        raise BadInput(fields={"why": _("Say why, in up to 300 characters.")})
    over(turn, row, why.strip())
    return row


def over(turn: Turn, row: Hold, why: str) -> None:
    """In the caller's turn: the hold ends today."""
    row.until, row.ended_at = max(row.since, turn.day), turn.at
    row.save(update_fields=["until", "ended_at"])
    turn.plan()
    turn.note("went_on", {"held": row.why, "why": why[:300]})

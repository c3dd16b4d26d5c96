"""Verbs: stopping the supply is asked for, approved by another, done on a day when it may be; and it comes back in time."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.engines.arrears.errors import AlreadyDecided, BadInput, MayNotStop, OwnWish
from bihuan.engines.arrears.inforce import calendar_of
from bihuan.engines.arrears.ladder import Refusal, Standing, may_stop, noticed
from bihuan.engines.arrears.models import Deed, Dunning, Stop
from bihuan.engines.arrears.turn import APPROVES, ARREARS, Turn, begin
from bihuan.ground.directory.actor import Actor

State = Stop.State


def why_not(code: Refusal | str) -> str:
    return {
        "relief": _("the household gets relief"),
        "important": _("an important customer is not stopped for arrears"),
        "too_soon": _("it is not overdue long enough"),
        "no_notice": _("no notice was given"),
        "notice_short": _("the notice is too fresh"),
        "notice_old": _("the notice is too old and has to be given again"),
        "rest_day": _("not on a day of rest, nor on the day before one"),
        "held": _("it is held still"),
        "no_rule": _("nothing may be stopped here to collect it"),
    }[code]


def refusal(turn: Turn) -> str | None:
    """Why the supply may not be stopped today."""
    cut, row = turn.ladder.cut, turn.dunning
    if cut is None:
        return "no_rule"
    if row.holds.filter(since__lte=turn.day, until__gt=turn.day).exists():
        return "held"
    given = noticed(turn.ladder, turn.done())
    standing = Standing(row.since, given, bool(turn.account.relief), turn.account.important)
    return may_stop(cut, standing, turn.day, calendar_of(row, turn.ladder))


def _may_or_refuse(turn: Turn) -> None:
    turn.owing_or_refuse()
    if code := refusal(turn):
        raise MayNotStop(why=why_not(code))


@transaction.atomic
def ask_stop(dunning: Dunning | int, why: str, *, by: Actor, at: datetime) -> Stop:
    """Nobody stops a supply on his own (S001-1). Asked twice is asked once.

    Raises NotFound, NotAllowed, Paid, BadInput, MayNotStop.
    """
    turn = begin(dunning, by=by, at=at)
    person = turn.holds_or_refuse(ARREARS)
    live = turn.dunning.stops.exclude(state__in=[State.REFUSED, State.WITHDRAWN, State.BACK]).first()
    if live is not None:
        return live
    if not why.strip() or len(why) > 300 or "\x00" in why:
        raise BadInput(fields={"why": _("Say why, in up to 300 characters.")})
    turn.owing_or_refuse()
    code = refusal(turn)
    if code and code != "rest_day":
        raise MayNotStop(why=why_not(code))
    row = Stop(dunning=turn.dunning, why=why.strip(), asked_by_id=person, asked_at=at)
    row.save(force_insert=True)
    turn.note("asked", {"why": row.why}, turn.ladder.cut.approval.clause if turn.ladder.cut else None, row)
    return row


def _stop(turn: Turn, stop: Stop, *wanted: Stop.State) -> Stop:
    row = Stop.objects.select_for_update(of=("self",), no_key=True).get(pk=stop.pk)
    if row.state not in wanted:
        raise AlreadyDecided
    return row


@transaction.atomic
def decide_stop(stop: Stop, *, approve: bool, answer: str = "", by: Actor, at: datetime) -> Stop:
    """Raises NotAllowed, OwnWish, AlreadyDecided, Paid, BadInput."""
    turn = begin(stop.dunning_id, by=by, at=at)
    person = turn.holds_or_refuse(APPROVES)
    row = _stop(turn, stop, State.ASKED)
    if row.asked_by_id == person:
        raise OwnWish
    turn.owing_or_refuse()
    if not approve and not answer.strip():
        raise BadInput(fields={"answer": _("Say why it is refused.")})
    row.state = State.APPROVED if approve else State.REFUSED
    row.decided_by_id, row.decided_at, row.answer = person, at, answer.strip()[:300]
    turn.note("approved" if approve else "refused", {"answer": row.answer}, row=row)
    return row


@transaction.atomic
def carry_out(stop: Stop, note: str, *, by: Actor, at: datetime) -> Stop:
    """The supply is stopped now; everything is checked once more, today.

    Raises NotAllowed, AlreadyDecided, Paid, MayNotStop, BadInput.
    """
    turn = begin(stop.dunning_id, by=by, at=at)
    person = turn.holds_or_refuse(ARREARS)
    row = _stop(turn, stop, State.APPROVED)
    _may_or_refuse(turn)
    if not note.strip() or len(note) > 300 or "\x00" in note:
        raise BadInput(fields={"note": _("Write down how the customer was told half an hour before.")})
    row.state, row.stopped_by_id, row.stopped_at = State.STOPPED, person, at
    assert turn.ladder.cut is not None
    turn.note("stopped", {"note": note.strip()}, turn.ladder.cut.clause, row)
    if turn.dunning.next_how == "stop":
        step = turn.dunning.next_step
        Deed.objects.create(
            dunning=turn.dunning, step=step, how="stop", result=Deed.Result.GIVEN, note=note.strip(),
            by_id=person, at=at,
        )  # fmt: skip
        turn.dunning.step = step
        turn.plan()
        turn.note("stopped", {"step": step})
    return row


@transaction.atomic
def reconnect(stop: Stop, note: str, *, by: Actor, at: datetime) -> Stop:
    """The supply is back; paid or not, whoever gives it back says why. Raises NotAllowed, AlreadyDecided, BadInput."""
    turn = begin(stop.dunning_id, by=by, at=at)
    person = turn.holds_or_refuse(ARREARS)
    row = _stop(turn, stop, State.DUE_BACK, State.STOPPED)
    if not note.strip() or len(note) > 300 or "\x00" in note:
        raise BadInput(fields={"note": _("Say why, in up to 300 characters.")})
    late = row.back_by is not None and at > row.back_by
    row.state, row.back_at, row.back_done_by_id = State.BACK, at, person
    clause = turn.ladder.cut.reconnect.clause if turn.ladder.cut else None
    turn.note("back", {"note": note.strip(), "late": late}, clause, row)
    return row

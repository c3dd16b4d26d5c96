"""Verbs: begin to go after an account, climb a rung, stop when everything is paid."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.engines.arrears.actions.holding import hold_still
from bihuan.engines.arrears.errors import BadInput, NotDueYet
from bihuan.engines.arrears.inforce import Held
from bihuan.engines.arrears.models import Agreement, Deed, Dunning, Stop
from bihuan.engines.arrears.shapes import Step
from bihuan.engines.arrears.telling import remind, tell_back
from bihuan.engines.arrears.turn import ARREARS, Turn, begin, open_of, overdue
from bihuan.engines.billing.turn import begin as begin_account
from bihuan.engines.payments.actions import spend_credit
from bihuan.ground.directory.actor import Actor
from bihuan.ground.worktime import Allowance, builtin, due
from bihuan.ground.worktime.zone import local_day

Result = Deed.Result
#: What may come of a call, a visit, a notice.
RESULTS: dict[str, tuple[Result, ...]] = {
    "call": (Result.PROMISED, Result.REACHED, Result.UNWILLING, Result.NOT_REACHED),
    "visit": (Result.PROMISED, Result.REACHED, Result.UNWILLING, Result.LEFT, Result.NOT_REACHED),
    "stop_notice": (Result.GIVEN,),
}


@transaction.atomic
def open_dunning(account: int, held: Held, *, by: Actor, at: datetime) -> Dunning | None:
    """Begin to go after an account, once what is held for it has been used; None when too little is overdue then."""
    found = begin_account(account, by=by, at=at).account
    known = Dunning.objects.open().filter(account=found).first()
    if known is not None:
        return known
    spend_credit(found, by=by, at=at)
    bills = overdue(found, local_day(at))
    if not bills or open_of(bills) < held.ladder.least:
        return None
    row = Dunning(account=found, edition=held.pack.name, ladder=held.ladder.id, since=bills[0].due_on)
    row.opened_at = at
    row.save(force_insert=True)
    turn = Turn(row, found, held.ladder, by, at)
    turn.plan()
    facts = {"bills": [one.number for one in bills], "open": f"{open_of(bills):f}"}
    turn.note("opened", facts, held.ladder.clause)
    return row


@transaction.atomic
def send_message(dunning: Dunning | int, *, by: Actor, at: datetime) -> bool:
    """The rung that is due is a message: send it. False when it is not, or no longer."""
    turn = begin(dunning, by=by, at=at)
    row, bills = turn.dunning, overdue(turn.account, turn.day)
    if row.closed_at is not None or not bills or row.next_how != "message":
        return False
    if row.next_on is None or row.next_on > turn.day:
        return False
    step = turn.ladder.steps[turn.ladder.by_id[row.next_step]]
    reached = remind(row, turn.account, step, open_of(bills), at)
    _done(turn, step, Result.SENT, note="" if reached else _("Nobody is known to send it to."))
    return True


@transaction.atomic
def record(
    dunning: Dunning | int,
    result: str,
    *,
    note: str = "",
    promised_on: date | None = None,
    step: str | None = None,
    by: Actor,
    at: datetime,
) -> Deed:
    """What came of the call, visit or notice that is due. `step`: the rung that was on the page, so that a form sent
    twice is one record. Raises NotFound, NotAllowed, Paid, NotDueYet, BadInput.
    """
    turn = begin(dunning, by=by, at=at)
    turn.holds_or_refuse(ARREARS)
    if step and (known := Deed.objects.filter(dunning=turn.dunning, step=step, done=True).first()):
        return known
    turn.owing_or_refuse()
    rung = _due_or_refuse(turn)
    _checked(turn, rung, result, note, promised_on)
    if result == Result.NOT_REACHED:
        tried = Deed.objects.filter(dunning=turn.dunning, step=rung.id, done=False).count()
        if tried + 1 < rung.tries:
            return _done(turn, rung, result, note=note, done=False)
    deed = _done(turn, rung, result, note=note, promised_on=promised_on)
    if promised_on is not None:
        hold_still(turn, "promise", note or deed.get_result_display(), promised_on + timedelta(1))
    return deed


def _due_or_refuse(turn: Turn) -> Step:
    row = turn.dunning
    if row.next_how not in RESULTS:
        raise BadInput(_("The next step is nothing to be recorded here."))
    if row.next_on is None or row.next_on > turn.day:
        raise NotDueYet(day=row.next_on.isoformat() if row.next_on else "—")
    return turn.ladder.steps[turn.ladder.by_id[row.next_step]]


def _checked(turn: Turn, rung: Step, result: str, note: str, promised_on: date | None) -> None:
    wrong: dict[str, str] = {}
    if result not in RESULTS[rung.how]:
        wrong["result"] = _("Choose one of the list.")
    if len(note) > 300 or "\x00" in note:
        wrong["note"] = _("Up to 300 characters.")
    if result != Result.NOT_REACHED and not note.strip():
        wrong["note"] = _("Write down who was spoken with, or how it was given, and what was said.")
    promise = turn.ladder.hold("promise")
    last = turn.day + timedelta(promise.most if promise else 0)
    if (result == Result.PROMISED) != (promised_on is not None):
        wrong["promised_on"] = _("Give the day of a promise, and only of a promise.")
    elif promised_on is not None and not turn.day <= promised_on <= last:
        wrong["promised_on"] = _("A day from today to %(last)s.") % {"last": last.isoformat()}
    if wrong:
        raise BadInput(fields=wrong)


def _done(
    turn: Turn,
    rung: Step,
    result: str,
    *,
    note: str = "",
    promised_on: date | None = None,
    done: bool = True,
) -> Deed:
    deed = Deed.objects.create(
        dunning=turn.dunning,
        step=rung.id,
        how=rung.how,
        result=result,
        note=note.strip(),
        promised_on=promised_on,
        done=done,
        by_id=turn.by.person,
        at=turn.at,
    )
    if done:
        turn.dunning.step = rung.id
        turn.plan()
    facts = {"step": rung.id, "result": result, "note": deed.note}
    if promised_on:
        facts["promised_on"] = promised_on.isoformat()
    turn.note("reminded" if done else "tried", facts, rung.clause)
    return deed


@transaction.atomic
def close_paid(dunning: Dunning | int, *, by: Actor, at: datetime) -> bool:
    """Everything overdue is paid: that stops all of it, and supply that was stopped has to come back. False if not."""
    turn = begin(dunning, by=by, at=at)
    row = turn.dunning
    if row.closed_at is not None or overdue(turn.account, turn.day):
        return False
    row.closed_at, row.next_step, row.next_how, row.next_on = at, "", "", None
    for one in row.holds.filter(ended_at=None):
        one.until, one.ended_at = max(one.since, min(one.until, turn.day)), at
        one.save(update_fields=["until", "ended_at"])
    for agreement in row.agreements.filter(state__in=[Agreement.State.ASKED, Agreement.State.AGREED]):
        kept = agreement.state == Agreement.State.AGREED
        agreement.state = Agreement.State.KEPT if kept else Agreement.State.WITHDRAWN
        agreement.due = None
        turn.note(agreement.state, row=agreement)
    for stop in row.stops.filter(state__in=[Stop.State.ASKED, Stop.State.APPROVED, Stop.State.STOPPED]):
        _give_back(turn, stop)
    turn.note("closed")
    return True


def _give_back(turn: Turn, stop: Stop) -> None:
    if stop.state != Stop.State.STOPPED:
        stop.state = Stop.State.WITHDRAWN
        turn.note("withdrawn", row=stop)
        return
    assert turn.ladder.cut is not None
    stop.state = Stop.State.DUE_BACK
    stop.back_by = due(turn.at, Allowance.parse(turn.ladder.cut.reconnect.within), builtin("cn-247"))
    turn.note("due_back", {"by": stop.back_by.isoformat()}, turn.ladder.cut.reconnect.clause, stop)
    tell_back(stop, turn.account, turn.at)

"""Verbs: instalments are asked for, agreed to by another, and fall away when they are not kept."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.engines.arrears.actions.holding import hold_still, over
from bihuan.engines.arrears.errors import AlreadyDecided, BadInput, NotAllowed, OwnWish
from bihuan.engines.arrears.instalments import kept_to, parts_of
from bihuan.engines.arrears.models import Agreement, Dunning, Hold
from bihuan.engines.arrears.turn import APPROVES, ARREARS, Turn, begin, open_of
from bihuan.engines.billing.models import Account, Bill
from bihuan.ground.directory.actor import Actor

State = Agreement.State


def paid_of(agreement: Agreement) -> Decimal:
    """What of it is paid: what its bills came to, less what of them is still open."""
    left = Bill.objects.unpaid().filter(pk__in=agreement.bills)
    return agreement.total - min(agreement.total, open_of(list(left)))


@transaction.atomic
def ask_instalments(
    dunning: Dunning | int,
    count: int,
    first: date,
    why: str,
    *,
    phone: str = "",
    by: Actor,
    at: datetime,
) -> Agreement:
    """Everything overdue in so many monthly parts, the first on a day. Asked by staff, or with `phone` by a customer
    who may look at the account. Asked twice is asked once. Raises NotFound, NotAllowed, Paid, BadInput.
    """
    turn = begin(dunning, by=by, at=at)
    if phone:
        if not Account.objects.of_customer(phone, at).filter(pk=turn.account.pk).exists():
            raise NotAllowed
    else:
        turn.holds_or_refuse(ARREARS)
    bills = turn.owing_or_refuse()
    known = turn.dunning.agreements.filter(state__in=[State.ASKED, State.AGREED]).first()
    if known is not None:
        return known
    total = open_of(bills)
    _checked(turn, total, count, first, why)
    row = Agreement(dunning=turn.dunning, bills=[one.pk for one in bills], total=total, why=why.strip())
    row.parts = [[one.due.isoformat(), f"{one.amount:f}"] for one in parts_of(total, count, first)]
    row.phone, row.asked_by_id, row.asked_at = phone, turn.by.person, at
    row.save(force_insert=True)
    facts = {"total": f"{total:f}", "parts": row.parts, "why": row.why}
    turn.note("asked", facts, turn.ladder.instalments.clause if turn.ladder.instalments else None, row)
    return row


def _checked(turn: Turn, total: Decimal, count: int, first: date, why: str) -> None:
    rule = turn.ladder.instalments
    if rule is None:
        raise BadInput(_("Here nothing can be paid in instalments."))
    wrong: dict[str, str] = {}
    if not 2 <= count <= rule.most:
        wrong["count"] = _("From 2 to %(most)s parts.") % {"most": rule.most}
    elif total / count < rule.least:
        wrong["count"] = _("No part may be below %(least)s yuan.") % {"least": f"{rule.least:f}"}
    last = turn.day + timedelta(rule.first)
    if not turn.day <= first <= last:
        wrong["first"] = _("A day from today to %(last)s.") % {"last": last.isoformat()}
    if not why.strip() or len(why) > 300 or "\x00" in why:
        wrong["why"] = _("Say why, in up to 300 characters.")
    if wrong:
        raise BadInput(fields=wrong)


@transaction.atomic
def decide_instalments(
    agreement: Agreement, *, approve: bool, answer: str = "", by: Actor, at: datetime
) -> Agreement:
    """Agreed to, it holds the ladder until the last part is due. Raises NotAllowed, OwnWish, AlreadyDecided, BadInput."""
    turn = begin(agreement.dunning_id, by=by, at=at)
    row = Agreement.objects.select_for_update(of=("self",), no_key=True).get(pk=agreement.pk)
    person = turn.holds_or_refuse(APPROVES)
    if row.asked_by_id == person:
        raise OwnWish
    if row.state != State.ASKED:
        raise AlreadyDecided
    turn.owing_or_refuse()
    if not approve and not answer.strip():
        raise BadInput(fields={"answer": _("Say why it is refused.")})
    row.state = State.AGREED if approve else State.REFUSED
    row.answer, row.decided_by_id, row.decided_at = answer.strip()[:300], person, at
    if approve:
        grace = turn.ladder.instalments.grace if turn.ladder.instalments else 0
        row.due = _next_due(row, grace, turn.day)
        hold_still(turn, "instalments", row.why, row.shares[-1].due + timedelta(grace + 1))
    turn.note("agreed" if approve else "refused", {"answer": row.answer}, row=row)
    return row


def _next_due(row: Agreement, grace: int, on: date) -> date | None:
    days: Sequence[date] = [one.due + timedelta(grace) for one in row.shares]
    return next((day for day in days if day >= on), days[-1])


@transaction.atomic
def break_agreement(agreement: Agreement, *, by: Actor, at: datetime) -> bool:
    """A part was not paid in time: things go on where they stood. False when it was, and the next part is waited for."""
    turn = begin(agreement.dunning_id, by=by, at=at)
    row = Agreement.objects.select_for_update(of=("self",), no_key=True).get(pk=agreement.pk)
    if row.state != State.AGREED or turn.dunning.closed_at is not None:
        return False
    grace = turn.ladder.instalments.grace if turn.ladder.instalments else 0
    paid = paid_of(row)
    if kept_to(row.shares, paid, grace, turn.day):
        row.due = _next_due(row, grace, turn.day)
        if paid >= row.total:
            row.state, row.due = State.KEPT, None
            turn.note("kept", row=row)
        else:
            row.save(update_fields=["due"])
        return False
    row.state, row.due = State.BROKEN, None
    turn.note("broken", {"paid": f"{paid:f}", "total": f"{row.total:f}"}, row=row)
    for held in turn.dunning.holds.filter(why=Hold.Why.INSTALMENTS, ended_at=None):
        over(turn, held, _("A part was not paid in time."))
    return True

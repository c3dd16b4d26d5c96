"""Verbs: a single bill, and a bill that was wrong."""

from copy import copy
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.engines.billing.errors import AlreadyReversed, BadInput, NotBilled
from bihuan.engines.billing.gathering import gather
from bihuan.engines.billing.history import last_bill
from bihuan.engines.billing.issuing import issue, worked_out
from bihuan.engines.billing.models import Bill
from bihuan.engines.billing.turn import begin
from bihuan.engines.ledger.actions import reverse
from bihuan.engines.ledger.models import NOTHING
from bihuan.ground.directory.actor import Actor

#: A bill made by itself falls due so many days later, unless another day is given.
DUE_DAYS = 15


def left_words(reason: str) -> str:
    """Why an account was not billed."""
    return {
        "not_read": _("the meter was not read"),
        "billed": _("it is billed up to this day already"),
        "went_back": _("the meter shows less than at the last bill"),
        "no_tariff": _("no price is in force for it"),
        "not_fitting": _("what was counted does not fit the tariff"),
    }[reason]


@transaction.atomic
def bill_now(account: int, *, until: date, by: Actor, at: datetime, due_on: date | None = None) -> Bill:
    """One account's bill up to a day. Raises NotAllowed, NotBilled."""
    turn = begin(account, by=by, at=at)
    turn.holds_or_refuse("bill_runs")
    batch = worked_out(gather(account, account, None, until), until, turn.day)
    if not batch.made:
        raise NotBilled(why=left_words(next(iter(batch.left), "billed")))
    ids = issue(batch, None, due_on=due_on or turn.day + timedelta(DUE_DAYS), at=at)
    bill = Bill.objects.get(pk=ids[0])
    turn.change("account.billed", {"bill": bill.number, "total": f"{bill.total:f}", "digest": bill.digest})
    return bill


@transaction.atomic
def take_back(bill: Bill, *, why: str, by: Actor, at: datetime) -> Bill:
    """Take a bill back (红冲): a bill of the same figures that takes it off, and what it charged is moved back.

    Only the account's last bill: a later one began where it ended. What was paid on it stays with the account and goes
    to the next bill. Raises NotAllowed, BadInput, AlreadyReversed.
    """
    turn = begin(bill.account_id, by=by, at=at)
    turn.holds_or_refuse("bill_runs")
    found = Bill.objects.select_for_update().get(pk=bill.pk)
    if found.reversed_at is not None or found.reverses_id is not None:
        raise AlreadyReversed(number=found.number)
    if not why.strip():
        raise BadInput(fields={"why": _("Say what was wrong with it.")})
    last = last_bill(turn.account)
    if last is None or last.pk != found.pk:
        raise BadInput(fields={"bill": _("Take the later bills back first; they begin where this one ends.")})
    back = copy(found)
    back.pk, back.reverses, back.run, back.paid = None, found, None, NOTHING
    back.issued_at = back.settled_at = at
    back.save(force_insert=True)
    found.reversed_at = at
    found.save(update_fields=["reversed_at"])
    if found.total:
        reverse(f"bill:{found.pk}", at=at)
    turn.change("account.bill_taken_back", {"bill": found.number, "by": back.number, "why": why.strip()})
    return back

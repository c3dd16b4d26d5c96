"""Verbs: money goes back, asked for by one and approved by another."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.engines.billing.models import Account
from bihuan.engines.ledger.actions import Move, book, post
from bihuan.engines.ledger.models import Book
from bihuan.engines.payments.actions.settling import locked_accounts
from bihuan.engines.payments.drivers import driver_of
from bihuan.engines.payments.errors import AlreadyDecided, BadInput, NotAllowed, NotFound, OwnRefund, TooMuch
from bihuan.engines.payments.models import NOTHING, Channel, Payment, Refund
from bihuan.engines.payments.owed import credit_of
from bihuan.ground.directory.actor import Actor
from bihuan.ground.journal import actions as journal
from bihuan.ground.standards.holding import holds
from bihuan.ground.worktime.zone import local_day


def refundable(payment: Payment, account: Account) -> Decimal:
    """At most what is held for the account unused, and what this payment has left."""
    asked = payment.refunds.filter(state=Refund.State.ASKED).values_list("amount", flat=True)
    left = payment.amount - payment.refunded - sum(asked, NOTHING)
    return max(NOTHING, min(left, credit_of(account)))


@transaction.atomic
def ask_refund(
    payment: Payment, account: Account, amount: Decimal, *, why: str, by: Actor, at: datetime
) -> Refund:
    """Ask for what was paid too much. Raises NotAllowed, NotFound, BadInput, TooMuch."""
    found = Payment.objects.select_for_update(of=("self",), no_key=True).get(pk=payment.pk)
    held = locked_accounts([account.pk])[account.pk]
    if by.person is None or not holds(by, "till", held.premise.place.path, local_day(at)):
        raise NotAllowed
    if found.state != Payment.State.PAID or not found.shares.filter(account=held).exists():
        raise NotFound
    if not why.strip():
        raise BadInput(fields={"why": _("Say why the money goes back.")})
    if not amount.is_finite() or amount <= 0 or amount != round(amount, 2):
        raise BadInput(fields={"amount": _("Yuan, more than 0, at most two decimals.")})
    most = refundable(found, held)
    if amount > most:
        raise TooMuch(most=f"{most:.2f}")
    refund = Refund(
        payment=found, account=held, amount=amount, why=why.strip()[:200], asked_by_id=by.person, asked_at=at
    )
    refund.save(force_insert=True)
    facts = {"payment": found.number, "amount": f"{amount:f}", "why": refund.why}
    journal.write(refund, "refund.asked", actor=by.ref, actor_name=by.name, at=at, facts=facts)
    refund.save(update_fields=["journal_seq", "journal_head"])
    return refund


@transaction.atomic
def decide_refund(refund: Refund, *, approve: bool, why: str = "", by: Actor, at: datetime) -> Refund:
    """Approve, and the money goes back the way it came; or refuse with a reason.

    The provider is asked before our own books are certain; should they fail, the next approval asks with the same key,
    which is one refund. Raises NotAllowed, OwnRefund, AlreadyDecided.
    """
    payment = Payment.objects.select_for_update(of=("self",), no_key=True).get(pk=refund.payment_id)
    found = Refund.objects.select_for_update(of=("self",), no_key=True).get(pk=refund.pk)
    account = locked_accounts([found.account_id])[found.account_id]
    if by.person is None or not holds(by, "refunds", account.premise.place.path, local_day(at)):
        raise NotAllowed
    if found.asked_by_id == by.person:
        raise OwnRefund
    if found.state != Refund.State.ASKED:
        raise AlreadyDecided
    if not approve and not why.strip():
        raise BadInput(fields={"why": _("Say why it is refused.")})
    found.state = Refund.State.DONE if approve else Refund.State.REFUSED
    found.decided_by_id, found.decided_at = by.person, at
    if approve:
        _pay_back(found, payment, account, at)
    verb = "refund.done" if approve else "refund.refused"
    facts = {"amount": f"{found.amount:f}", "why": why.strip()}
    journal.write(found, verb, actor=by.ref, actor_name=by.name, at=at, facts=facts)
    found.save()
    return found


def _pay_back(refund: Refund, payment: Payment, account: Account, at: datetime) -> None:
    if refund.amount > credit_of(account):
        raise TooMuch(most=f"{credit_of(account):.2f}")
    cash = payment.channel == Channel.CASH
    out = book(Book.Kind.BANK) if cash else book(Book.Kind.CLEARING, payment.channel)
    post([Move(account.book, out, refund.amount, f"refund:{refund.pk}")], at=at)
    payment.refunded += refund.amount
    payment.save(update_fields=["refunded"])
    if not cash:
        driver_of(payment.channel).pay_back(
            payment.channel, payment.number, refund.amount, f"refund:{refund.pk}", at=at
        )

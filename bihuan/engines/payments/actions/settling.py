"""Money that has come in goes to the bills, and into the ledger, in the caller's transaction."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from bihuan.engines.billing.models import Account, Bill
from bihuan.engines.billing.turn import begin
from bihuan.engines.ledger.actions import Move, post
from bihuan.engines.ledger.models import Book
from bihuan.engines.payments.models import Payment, Share
from bihuan.engines.payments.owed import as_owed, credit_of
from bihuan.engines.payments.sharing import oldest_first
from bihuan.ground.directory.actor import Actor
from bihuan.ground.journal import actions as journal

GATEWAY = Actor(ref="gateway", name="", person=None, posts=())


def locked_accounts(ids: Iterable[int]) -> dict[int, Account]:
    """The accounts, locked in the order of their ids, so that two payments never wait for each other in a ring."""
    rows = Account.objects.select_for_update(of=("self",), no_key=True).select_related("book")
    return {one.pk: one for one in rows.filter(pk__in=set(ids)).order_by("pk")}


def settle(payment: Payment, into: Book, *, by: Actor, at: datetime, reference: str | None = None) -> None:
    """A payment, locked and not yet paid, has come in: book it, and let it pay its bills.

    A bill that was paid in the meantime takes nothing more; what is left over is held for the account.
    """
    shares = list(Share.objects.filter(payment=payment).order_by("pk"))
    accounts = locked_accounts(one.account_id for one in shares)
    moves = [Move(into, accounts[one.account_id].book, one.amount, f"share:{one.pk}") for one in shares]
    post(moves, at=at)
    for share in shares:
        if share.bill_id is not None:
            share.applied = _pay(share.bill_id, share.amount, at)
            share.save(update_fields=["applied"])
    payment.state, payment.paid_at, payment.reference = Payment.State.PAID, at, reference
    facts = {"amount": f"{payment.amount:f}", "channel": payment.channel, "reference": reference or ""}
    journal.write(payment, "payment.paid", actor=by.ref, actor_name=by.name, at=at, facts=facts)
    payment.save()


def _pay(bill: int, amount: Decimal, at: datetime) -> Decimal:
    """Pay what is open of a bill; how much it took."""
    found = Bill.objects.select_for_update(of=("self",), no_key=True).get(pk=bill)
    if found.reversed_at is not None:
        return Decimal("0.00")
    part = min(amount, found.open_amount)
    if part > 0:
        found.paid += part
        if found.paid == found.total:
            found.settled_at = at
        found.save(update_fields=["paid", "settled_at"])
    return part


@transaction.atomic
def spend_credit(account: Account | int, *, by: Actor, at: datetime) -> Sequence[tuple[int, Decimal]]:
    """What is held for an account pays its open bills, the longest due first: (bill, amount). The ledger does not move."""
    turn = begin(account, by=by, at=at)
    held = credit_of(turn.account)
    if held <= 0:
        return []
    owed = [as_owed(one) for one in Bill.objects.unpaid().filter(account=turn.account)]
    done = [(one.bill, _pay(one.bill, part, at)) for one, part in oldest_first(held, owed)]
    if done:
        facts = {"bills": {str(bill): f"{part:f}" for bill, part in done}}
        turn.change("account.credit_spent", facts)
    return done

"""Accounts, bills and payments, fetched through the customer who asks: what is not his is not there."""

from datetime import datetime

from bihuan.engines.billing.models import Account, Bill, Binding
from bihuan.engines.billing.numbers import bill_id
from bihuan.engines.payments.models import Payment
from bihuan.ground.journal.errors import NotFound


def account_of(number: str, phone: str, at: datetime) -> tuple[Account, Binding]:
    """The account and what binds the customer to it. Raises NotFound."""
    rows = Binding.objects.held(at).filter(phone=phone, account__number=number)
    found = rows.select_related("account__premise__place", "account__book").first()
    if found is None:
        raise NotFound
    return found.account, found


def bill_of(number: str, phone: str, at: datetime) -> Bill:
    """Raises NotFound, also for a bill that was taken back."""
    mine = Account.objects.of_customer(phone, at)
    rows = Bill.objects.live().filter(pk=bill_id(number) or 0, account__in=mine)
    found = rows.select_related("account__premise__place", "account__book").first()
    if found is None or found.number != number:
        raise NotFound
    return found


def payment_of(secret: str, phone: str, at: datetime) -> Payment:
    """Raises NotFound."""
    found = Payment.objects.of_customer(phone, at).filter(secret=secret).first()
    if found is None:
        raise NotFound
    return found

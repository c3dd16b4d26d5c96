"""What is owed, and what is held, for some accounts."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from bihuan.engines.billing.models import Account, Bill
from bihuan.engines.ledger.balances import balance, balances
from bihuan.engines.payments.sharing import NOTHING, Owed, credit


def open_bills(accounts: Iterable[int]) -> Sequence[Bill]:
    """The bills still to be paid, the longest due first."""
    rows = Bill.objects.unpaid().in_short().filter(account__in=list(accounts))
    return list(rows.select_related("account__premise").order_by("due_on", "pk"))


def as_owed(bill: Bill) -> Owed:
    return Owed(bill.pk, bill.account_id, bill.due_on, bill.open_amount)


def credit_of(account: Account) -> Decimal:
    """What an account has paid beyond its bills."""
    owed = [bill.open_amount for bill in Bill.objects.unpaid().in_short().filter(account=account)]
    return credit(balance(account.book), owed)


def credits_of(accounts: Sequence[Account]) -> Mapping[int, Decimal]:
    """The same for many, in three queries, by the account's id."""
    held = balances([one.book for one in accounts])
    owed: dict[int, Decimal] = {}
    for bill in Bill.objects.unpaid().in_short().filter(account__in=accounts):
        owed[bill.account_id] = owed.get(bill.account_id, NOTHING) + bill.open_amount
    return {one.pk: credit(held[one.book_id], [owed.get(one.pk, NOTHING)]) for one in accounts}

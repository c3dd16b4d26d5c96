"""How an amount is spread over what is owed. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

NOTHING = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Owed:
    """An open bill: `amount` is what is left to pay."""

    bill: int
    account: int
    due_on: date
    amount: Decimal


def oldest_first(amount: Decimal, owed: Iterable[Owed]) -> Sequence[tuple[Owed, Decimal]]:
    """What of an amount goes to which bill: the one due longest first; what is left over goes to none."""
    found = []
    for one in sorted(owed, key=lambda one: (one.due_on, one.bill)):
        part = min(amount, one.amount)
        if part <= 0:
            continue
        found.append((one, part))
        amount -= part
    return found


def credit(balance: Decimal, open_amounts: Iterable[Decimal]) -> Decimal:
    """What is held for an account: what it has paid beyond its bills.

    `balance` is what the ledger says it owes, which the open bills exceed by exactly what lies unused.
    """
    return sum(open_amounts, NOTHING) - balance

"""Verbs of the ledger: open a book, move an amount, move it back. Each is part of the caller's transaction."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from bihuan.engines.ledger.errors import AlreadyReversed, BookedOtherwise, NothingToMove
from bihuan.engines.ledger.models import Book, Transfer
from bihuan.ground.journal.rows import insert

_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Move:
    """`amount` yuan, more than nothing, from one book to another. `key` is there once in the whole ledger."""

    debit: Book
    credit: Book
    amount: Decimal
    key: str


def book(kind: Book.Kind, subject: str = "") -> Book:
    """The book of this kind and subject, opened when it is asked for first."""
    return Book.objects.get_or_create(kind=kind, subject=subject)[0]


@transaction.atomic
def post(moves: Iterable[Move], *, at: datetime) -> int:
    """Book amounts; those booked already under the same key, with the same figures, are left alone. Returns how many are new.

    Raises NothingToMove, BookedOtherwise.
    """
    rows = [
        Transfer(debit=one.debit, credit=one.credit, amount=_checked(one.amount), at=at, key=one.key)
        for one in moves
    ]
    new = insert(rows, ignore_known=True)
    if new < len(rows):
        _same_or_refuse(rows)
    return new


def _checked(amount: Decimal) -> Decimal:
    if not amount.is_finite() or amount <= 0 or amount != amount.quantize(_CENT):
        raise NothingToMove(amount=str(amount))
    return amount.quantize(_CENT)


def _same_or_refuse(rows: list[Transfer]) -> None:
    known = {one.key: one for one in Transfer.objects.filter(key__in=[row.key for row in rows])}
    for row in rows:
        there = known[row.key]
        if (there.debit_id, there.credit_id, there.amount) != (row.debit_id, row.credit_id, row.amount):
            raise BookedOtherwise(key=row.key)


@transaction.atomic
def reverse(key: str, *, at: datetime) -> Transfer:
    """Move an amount back. Raises AlreadyReversed; Transfer.DoesNotExist when nothing was booked under the key."""
    booked = Transfer.objects.select_for_update().get(key=key)
    if Transfer.objects.filter(reverses=booked).exists():
        raise AlreadyReversed(key=key)
    return Transfer.objects.create(
        debit_id=booked.credit_id,
        credit_id=booked.debit_id,
        amount=booked.amount,
        at=at,
        key=f"back:{booked.key}"[:60],
        reverses=booked,
    )

"""What the books say at a moment."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Sum

from bihuan.engines.ledger.models import NOTHING, Book, Transfer


@dataclass(frozen=True, slots=True)
class Standing:
    """What was moved into and out of the books of one kind."""

    kind: str
    debits: Decimal
    credits: Decimal

    @property
    def balance(self) -> Decimal:
        """On the side where the kind has its money."""
        return balance_of(self.kind, self.debits, self.credits)


def balance_of(kind: str, debits: Decimal, credits: Decimal) -> Decimal:
    """Whole cents: SQLite adds up in floating point, exact to fifteen digits."""
    balance = debits - credits if kind in Book.DEBIT_SIDE else credits - debits
    return balance.quantize(NOTHING)


def balance(book: Book, until: datetime | None = None) -> Decimal:
    """What a book holds, on the side where its kind has its money."""
    moved = Transfer.objects.until(until)
    return balance_of(book.kind, moved.filter(debit=book).total(), moved.filter(credit=book).total())


def balances(books: Iterable[Book], until: datetime | None = None) -> Mapping[int, Decimal]:
    """What each of some books holds, by its id, in two queries."""
    kinds = {book.pk: book.kind for book in books}
    moved = Transfer.objects.until(until)
    sides: dict[str, dict[int, Decimal]] = {}
    for side in ("debit", "credit"):
        rows = moved.filter(**{f"{side}__in": kinds}).values_list(side).annotate(Sum("amount"))
        sides[side] = dict(rows.order_by())
    return {
        pk: balance_of(kind, sides["debit"].get(pk, NOTHING), sides["credit"].get(pk, NOTHING))
        for pk, kind in kinds.items()
    }


def trial_balance(until: datetime | None = None) -> list[Standing]:
    """Debits and credits of every kind of book. The sums of both columns are always the same."""
    found: dict[str, list[Decimal]] = defaultdict(lambda: [NOTHING, NOTHING])
    moved = Transfer.objects.until(until)
    for column, side in enumerate(("debit", "credit")):
        for kind, amount in moved.values_list(f"{side}__kind").annotate(Sum("amount")).order_by():
            found[kind][column] = amount
    order = list(Book.Kind.values)
    rows = sorted(found, key=order.index)
    return [Standing(kind, *(one.quantize(NOTHING) for one in found[kind])) for kind in rows]

"""Bills written down: many at once, each with what it charges booked in the ledger."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from bihuan.engines.billing.charges import Version
from bihuan.engines.billing.gathering import Matter
from bihuan.engines.billing.inforce import versions_at
from bihuan.engines.billing.making import Household, Made, make
from bihuan.engines.billing.metering import Left, stretch
from bihuan.engines.billing.models import Bill
from bihuan.engines.billing.plausible import oddity
from bihuan.engines.ledger.actions import book
from bihuan.engines.ledger.models import Book, Transfer
from bihuan.ground.journal.rows import pour, reserve_many

_BILL = (
    *("id", "account_id", "run_id", "first", "last"),
    *("series", "edition", "usage", "closing", "lines", "counted", "total"),
    *("estimated", "odd", "digest", "issued_at", "due_on"),
    *("paid", "settled_at", "reversed_at", "reverses_id"),
)
_TRANSFER = ("id", "debit_id", "credit_id", "amount", "at", "key", "reverses_id")
_NOTHING = Decimal("0.00")


@dataclass(slots=True)
class Batch:
    """Bills made but not yet written. `left`: accounts left out, by reason."""

    until: date
    made: list[tuple[Matter, Made]] = field(default_factory=list)
    left: Counter[str] = field(default_factory=Counter)

    @property
    def total(self) -> Decimal:
        return sum((one.total for _matter, one in self.made), _NOTHING)

    @property
    def digest(self) -> str:
        """Over the bills' own, in the order of the accounts: the same bills, the same digest."""
        return hashlib.sha256("".join(one.digest for _matter, one in self.made).encode()).hexdigest()


def worked_out(matters: Iterable[Matter], until: date, on: date) -> Batch:
    """What there is to bill up to a day, by the editions in force on the day `on` of the run. Writes nothing."""
    batch = Batch(until)
    known: dict[tuple[str, str], Sequence[Version]] = {}
    for one in matters:
        key = one.path, one.series
        if key not in known:
            known[key] = versions_at(one.path, one.series, on)
        found = made_of(one, known[key], until)
        if isinstance(found, Left):
            batch.left[found.reason] += 1
        else:
            batch.made.append((one, found))
    return batch


def made_of(one: Matter, versions: Sequence[Version], until: date) -> Made | Left:
    """The next bill of an account, or why there is none."""
    days = stretch(one.opened_on, one.before, one.gauges, one.seen, one.fixed, until)
    if isinstance(days, Left):
        return days
    return make(one.number, versions, days, Household(one.people, one.relief), one.counted)


def issue(batch: Batch, run: int | None, *, due_on: date, at: datetime) -> Sequence[int]:
    """Write the bills and book them, in the caller's transaction; their ids in order."""
    ids = reserve_many(Bill, len(batch.made))
    rows = [
        _bill(id, matter, made, run, due_on, at) for id, (matter, made) in zip(ids, batch.made, strict=True)
    ]
    pour(Bill, _BILL, rows)
    revenue = _revenue()
    charged = [(id, *one) for id, one in zip(ids, batch.made, strict=True) if one[1].total]
    keys = reserve_many(Transfer, len(charged))
    booked = [
        (key, matter.book, revenue(matter), made.total, at, f"bill:{id}", None)
        for key, (id, matter, made) in zip(keys, charged, strict=True)
    ]
    pour(Transfer, _TRANSFER, booked)
    return ids


def _bill(
    id: int, matter: Matter, made: Made, run: int | None, due_on: date, at: datetime
) -> tuple[Any, ...]:
    days = (made.last - made.first).days + 1
    before, before_days = matter.year_ago or (None, 0)
    odd = json.dumps(oddity(made.total, days, before, before_days))
    kept = (
        matter.series,
        made.edition,
        made.usage,
        made.closing,
        made.lines,
        made.charge.counted,
        made.total,
    )
    settled = None if made.total else at
    return (
        id, matter.id, run, made.first, made.last, *kept, made.estimated, odd, made.digest,
        at, due_on, _NOTHING, settled, None, None,
    )  # fmt: skip


def _revenue() -> Callable[[Matter], int]:
    """The book that a bill's amount comes out of: of its commodity and place."""
    known: dict[str, int] = {}

    def of(matter: Matter) -> int:
        name = f"{matter.commodity}:{matter.place}"
        if name not in known:
            known[name] = book(Book.Kind.REVENUE, name).pk
        return known[name]

    return of

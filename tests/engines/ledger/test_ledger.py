"""An amount leaves one book and enters another: nothing is made, nothing is lost, nothing is booked twice."""

from collections import defaultdict
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from bihuan.engines.ledger import actions
from bihuan.engines.ledger.actions import Move, book, post, reverse
from bihuan.engines.ledger.balances import balance, balances, trial_balance
from bihuan.engines.ledger.errors import AlreadyReversed, BookedOtherwise, NothingToMove
from bihuan.engines.ledger.models import Book, Transfer

AT = datetime(2026, 3, 2, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
Kind = Book.Kind


@pytest.mark.django_db
def test_a_bill_and_its_payment_leave_nothing_owed() -> None:
    owed, charged, cash = (
        book(Kind.RECEIVABLE, "account:1"),
        book(Kind.REVENUE, "water"),
        book(Kind.CASH, "till:1"),
    )
    post([Move(owed, charged, Decimal("40.20"), "bill:1")], at=AT)
    assert balance(owed) == balance(charged) == Decimal("40.20")
    post([Move(cash, owed, Decimal("40.20"), "payment:1")], at=AT + timedelta(days=1))
    assert (balance(owed), balance(cash)) == (Decimal("0.00"), Decimal("40.20"))
    assert balance(owed, AT) == Decimal("40.20"), "on the day of the bill it was still owed"


@pytest.mark.django_db
def test_the_same_thing_booked_twice_is_booked_once() -> None:
    owed, charged = book(Kind.RECEIVABLE, "account:1"), book(Kind.REVENUE, "water")
    move = Move(owed, charged, Decimal("40.20"), "bill:1")
    assert [post([move], at=AT), post([move], at=AT)] == [1, 0]
    assert balance(owed) == Decimal("40.20")


@pytest.mark.django_db
def test_a_key_booked_with_other_figures_is_refused_and_nothing_of_the_call_is_kept() -> None:
    owed, charged = book(Kind.RECEIVABLE, "account:1"), book(Kind.REVENUE, "water")
    post([Move(owed, charged, Decimal("40.20"), "bill:1")], at=AT)
    more = [Move(owed, charged, Decimal("1"), "bill:2"), Move(owed, charged, Decimal("41"), "bill:1")]
    with pytest.raises(BookedOtherwise):
        post(more, at=AT)
    assert not Transfer.objects.filter(key="bill:2").exists()


@pytest.mark.django_db
@pytest.mark.parametrize("amount", ["0", "-1", "0.001", "NaN", "Infinity"])
def test_an_amount_is_more_than_nothing_and_whole_cents(amount: str) -> None:
    owed, charged = book(Kind.RECEIVABLE, "account:1"), book(Kind.REVENUE, "water")
    with pytest.raises(NothingToMove):
        post([Move(owed, charged, Decimal(amount), "bill:1")], at=AT)
    assert Transfer.objects.count() == 0


@pytest.mark.django_db
def test_the_database_itself_keeps_a_book_from_paying_itself() -> None:
    owed = book(Kind.RECEIVABLE, "account:1")
    with pytest.raises(IntegrityError), transaction.atomic():
        Transfer.objects.create(debit=owed, credit=owed, amount=Decimal("1"), at=AT, key="x")


@pytest.mark.django_db
def test_what_was_booked_is_taken_back_once() -> None:
    owed, charged = book(Kind.RECEIVABLE, "account:1"), book(Kind.REVENUE, "water")
    post([Move(owed, charged, Decimal("40.20"), "bill:1")], at=AT)
    reverse("bill:1", at=AT)
    assert (balance(owed), balance(charged)) == (Decimal("0.00"), Decimal("0.00"))
    with pytest.raises(AlreadyReversed):
        reverse("bill:1", at=AT)
    assert Transfer.objects.count() == 2


@pytest.mark.django_db
def test_the_balances_of_many_books_cost_two_queries(django_assert_num_queries: object) -> None:
    charged = book(Kind.REVENUE, "water")
    books = [book(Kind.RECEIVABLE, f"account:{n}") for n in range(20)]
    post([Move(one, charged, Decimal(n + 1), f"bill:{n}") for n, one in enumerate(books)], at=AT)
    with django_assert_num_queries(2):  # type: ignore[operator]
        found = balances(books)
    assert [found[one.pk] for one in books] == [Decimal(n + 1) for n in range(20)]


class TheLedgerBalances(TestCase):
    """Against a plain dictionary that adds and takes off, transfer by transfer."""

    @settings(max_examples=30)
    @given(
        moves=st.lists(
            st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(1, 10**9)).filter(
                lambda m: m[0] != m[1]
            ),
            max_size=25,
        ),
        back=st.sets(st.integers(0, 24)),
    )
    def test_whatever_is_moved_and_moved_back(
        self, moves: list[tuple[int, int, int]], back: set[int]
    ) -> None:
        kinds = [Kind.RECEIVABLE, Kind.REVENUE, Kind.CASH, Kind.BANK, Kind.CREDIT, Kind.CLEARING]
        books = [actions.book(kind, "x") for kind in kinds]
        cents: dict[int, int] = defaultdict(int)
        for n, (into, out, amount) in enumerate(moves):
            post([Move(books[into], books[out], Decimal(amount) / 100, f"k:{n}")], at=AT)
            if n in back:
                reverse(f"k:{n}", at=AT)
                continue
            cents[into] += amount
            cents[out] -= amount
        standing = trial_balance()
        assert sum(one.debits for one in standing) == sum(one.credits for one in standing)
        for n, one in enumerate(books):
            side = 1 if one.kind in Book.DEBIT_SIDE else -1
            assert balance(one) == Decimal(side * cents[n]) / 100

"""A statement adds up: what stood before, every movement, what stands after; as the ledger has it."""

from datetime import date, timedelta

import pytest

from bihuan.engines.billing import actions as billing
from bihuan.engines.ledger.balances import balance
from bihuan.engines.papers.capitals import capitals
from bihuan.engines.papers.errors import BadInput
from bihuan.engines.papers.statements import MOST_DAYS, statement_paper
from bihuan.engines.payments import actions as payments
from bihuan.engines.payments.drivers import sandbox
from tests.engines.papers.reading import squeezed, words_of
from tests.engines.payments.households import begun, billed

pytestmark = pytest.mark.django_db
JANUARY, TODAY = date(2026, 1, 1), date(2026, 6, 4)


def paid_in_full(utility):
    account, bill = billed(utility)
    payment, order = begun(utility, bill)
    sandbox.pay(order, at=utility.cast.at)
    payments.take_notice("alipay", sandbox.message(order), at=utility.cast.at)
    return account, bill, payment


def test_a_bill_and_its_payment_leave_nothing_owed(utility):
    account, bill, payment = paid_in_full(utility)
    found = words_of(statement_paper(account, JANUARY, TODAY, at=utility.cast.at))
    for one in (account.number, bill.number, payment.number, "100.00", "人民币零元整"):
        assert squeezed(one) in found
    assert "张三丰" not in found and account.premise.address not in found


def test_a_bill_that_is_not_paid_is_owed_at_the_end(utility):
    account, bill = billed(utility, cubic=90)
    found = words_of(statement_paper(account, JANUARY, TODAY, at=utility.cast.at, masked=False))
    assert balance(account.book) == bill.total
    assert capitals(bill.total) in found and "张三丰" in found


def test_what_was_paid_for_a_bill_taken_back_is_held_for_the_customer(utility):
    account, bill, _payment = paid_in_full(utility)
    billing.take_back(bill, why="抄错数", by=utility.he, at=utility.cast.later(hours=1))
    found = words_of(statement_paper(account, JANUARY, TODAY, at=utility.cast.later(hours=2)))
    assert squeezed(f"账单{bill.number}已冲正") in found
    assert "人民币壹佰元整" in found and "-100.00" in found


def test_movements_after_the_last_day_are_not_on_it_and_those_before_are_what_stood(utility):
    account, bill = billed(utility)
    at = utility.cast.later(days=10)
    early = words_of(statement_paper(account, JANUARY, TODAY - timedelta(1), at=at))
    late = words_of(statement_paper(account, TODAY + timedelta(1), TODAY + timedelta(5), at=at))
    assert bill.number not in early and bill.number not in late
    assert "人民币零元整" in early and "人民币壹佰元整" in late and late.count("100.00") == 2


@pytest.mark.parametrize(
    ("first", "last"),
    [(TODAY, JANUARY), (JANUARY, TODAY + timedelta(1)), (TODAY - timedelta(MOST_DAYS + 1), TODAY)],
)
def test_days_to_come_and_spans_too_long_are_refused(utility, first, last):
    account, _bill = billed(utility)
    with pytest.raises(BadInput):
        statement_paper(account, first, last, at=utility.cast.at)

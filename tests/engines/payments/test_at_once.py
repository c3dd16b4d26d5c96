"""Messages, a counter and the watch at the same moment, with real connections and locks."""

from collections.abc import Iterator
from decimal import Decimal

import pytest

from bihuan.engines.ledger.balances import balance, trial_balance
from bihuan.engines.ledger.models import Book
from bihuan.engines.payments import actions
from bihuan.engines.payments.drivers import sandbox
from bihuan.engines.payments.models import Difference, Payment, SandboxOrder, Told
from bihuan.engines.payments.owed import credit_of
from bihuan.ground.journal.models import Entry
from bihuan.ground.journal.verify import everything
from tests.cast import assemble
from tests.engines.billing.utility import Utility, in_company
from tests.engines.cases.test_at_once import together
from tests.engines.payments.households import begun, billed, fresh

D = Decimal
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def town(transactional_db: None) -> Iterator[Utility]:
    yield in_company(assemble())


def paid(utility: Utility, payment: Payment) -> SandboxOrder:
    order = SandboxOrder.objects.get(order=payment.number)
    sandbox.pay(order, at=utility.cast.at)
    return order


def balanced() -> bool:
    standing = trial_balance()
    return sum(one.debits for one in standing) == sum(one.credits for one in standing)


def test_eight_messages_at_once_pay_once(town: Utility) -> None:
    account, bill = billed(town)
    payment, _order = begun(town, bill)
    said = sandbox.message(paid(town, payment))
    found = together(*[lambda: actions.take_notice("alipay", said, at=town.cast.at) for _ in range(8)])
    assert sorted(one.verdict for one in found) == [Told.Verdict.REPEATED] * 7 + [Told.Verdict.TAKEN]
    assert (fresh(bill).paid, balance(account.book), credit_of(account)) == (D("100.00"), 0, 0)
    assert Entry.objects.filter(kind="payment", verb="payment.paid").count() == 1
    assert list(everything()) == []


def test_the_message_and_the_watch_meet(town: Utility) -> None:
    account, bill = billed(town)
    payment, _order = begun(town, bill)
    said = sandbox.message(paid(town, payment))
    late = town.cast.later(minutes=31)
    together(
        lambda: actions.take_notice("alipay", said, at=late),
        lambda: actions.look_after(payment, at=late),
        lambda: actions.look_after(payment, at=late),
    )
    assert (fresh(bill).paid, balance(account.book)) == (D("100.00"), 0)
    assert balance(Book.objects.get(kind="clearing")) == D("100.00")


def test_one_bill_paid_from_two_phones_and_at_the_counter_is_paid_once(town: Utility) -> None:
    account, bill = billed(town)
    orders = [paid(town, begun(town, bill, key=key)[0]) for key in ("k1", "k2")]
    actions.open_till(town.cast.east, D(0), by=town.fang, at=town.cast.at)
    together(
        *[
            lambda one=one: actions.take_notice("alipay", sandbox.message(one), at=town.cast.at)
            for one in orders
        ],
        lambda: actions.take_cash([bill.pk], [account.pk], D(100), key="c", by=town.fang, at=town.cast.at),
    )
    really = D(200) + sum(one.amount for one in Payment.objects.filter(channel="cash"))
    assert fresh(bill).paid == D("100.00")
    assert credit_of(account) == really - 100
    assert balanced()


def test_a_clerk_who_presses_twice_takes_the_cash_once(town: Utility) -> None:
    account, bill = billed(town)
    actions.open_till(town.cast.east, D(0), by=town.fang, at=town.cast.at)
    found = together(
        *[
            lambda: actions.take_cash([bill.pk], [account.pk], D(100), key="c", by=town.fang, at=town.cast.at)
            for _ in range(4)
        ]
    )
    assert len({one.pk for one in found}) == Payment.objects.count() == 1
    assert (balance(account.book), credit_of(account)) == (0, 0)


def test_a_difference_is_taken_up_once(town: Utility) -> None:
    account, bill = billed(town)
    payment, _order = begun(town, bill)
    order = paid(town, payment)
    day, tomorrow = town.cast.at.date(), town.cast.later(days=1)
    actions.read_statement("alipay", day, sandbox.Sandbox().statement("alipay", day), by=town.he, at=tomorrow)
    one = Difference.objects.get()
    together(
        lambda: actions.take_up(one, by=town.he, at=tomorrow),
        lambda: actions.take_up(one, by=town.he, at=tomorrow),
        lambda: actions.take_notice("alipay", sandbox.message(order), at=tomorrow),
    )
    assert (fresh(bill).paid, balance(account.book), credit_of(account)) == (D("100.00"), 0, 0)
    assert Difference.objects.get().settled_at is not None

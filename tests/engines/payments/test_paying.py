"""A payment counts once, whatever the provider says, how often, when and in what order."""

from datetime import date
from decimal import Decimal

import pytest

from bihuan.engines.billing import actions as billing
from bihuan.engines.billing.models import Account
from bihuan.engines.ledger.balances import balance
from bihuan.engines.payments import actions, watch
from bihuan.engines.payments.drivers import sandbox
from bihuan.engines.payments.errors import (
    BadSignature,
    NothingToPay,
)
from bihuan.engines.payments.models import Payment, Told
from bihuan.engines.payments.owed import credit_of, credits_of
from bihuan.ground.journal.models import Entry
from bihuan.ground.journal.verify import everything
from tests.engines.billing.utility import Utility
from tests.engines.payments.households import CALLER, begun, billed, fresh

pytestmark = pytest.mark.django_db
D = Decimal


def test_a_bill_is_paid_when_the_provider_says_so(utility: Utility) -> None:
    account, bill = billed(utility)
    payment, order = begun(utility, bill)
    sandbox.pay(order, at=utility.cast.at)
    assert fresh(bill).settled_at is None, "the payer's coming back proves nothing"
    told = actions.take_notice("alipay", sandbox.message(order), at=utility.cast.later(minutes=1))
    assert (told.verdict, fresh(bill).paid, balance(account.book)) == (Told.Verdict.TAKEN, D("100.00"), 0)
    assert Entry.objects.filter(kind="payment", subject=payment.pk, verb="payment.paid").count() == 1
    assert list(everything()) == []


def test_the_provider_says_it_twice(utility: Utility) -> None:
    account, bill = billed(utility)
    _payment, order = begun(utility, bill)
    sandbox.pay(order, at=utility.cast.at)
    verdicts = [
        actions.take_notice("alipay", sandbox.message(order), at=utility.cast.at).verdict for _ in range(2)
    ]
    assert verdicts == [Told.Verdict.TAKEN, Told.Verdict.REPEATED]
    assert (balance(account.book), credit_of(account)) == (0, 0)


def test_failed_comes_after_paid(utility: Utility) -> None:
    _account, bill = billed(utility)
    payment, order = begun(utility, bill)
    sandbox.pay(order, at=utility.cast.at)
    actions.take_notice("alipay", sandbox.message(order), at=utility.cast.at)
    actions.take_notice("alipay", sandbox.message(order, paid=False), at=utility.cast.at)
    assert Payment.objects.get(pk=payment.pk).state == Payment.State.PAID


def test_the_provider_never_says_anything_and_is_asked(utility: Utility) -> None:
    _account, bill = billed(utility)
    payment, order = begun(utility, bill)
    sandbox.pay(order, at=utility.cast.at)
    assert watch.run(utility.cast.later(minutes=3), 100) == 1
    assert Payment.objects.get(pk=payment.pk).state == Payment.State.PAID
    assert watch.run(utility.cast.later(minutes=9), 100) == 0


def test_who_does_not_pay_in_time_may_begin_again(utility: Utility) -> None:
    _account, bill = billed(utility)
    payment, _order = begun(utility, bill)
    watch.run(utility.cast.later(minutes=31), 100)
    assert Payment.objects.get(pk=payment.pk).state == Payment.State.EXPIRED
    again, _order = begun(utility, bill, key="k2")
    assert again.pk != payment.pk


def test_money_that_comes_after_we_gave_up_counts(utility: Utility) -> None:
    account, bill = billed(utility)
    _payment, order = begun(utility, bill)
    watch.run(utility.cast.later(minutes=31), 100)
    sandbox.pay(order, at=utility.cast.later(minutes=40))
    actions.take_notice("alipay", sandbox.message(order), at=utility.cast.later(minutes=41))
    assert (fresh(bill).paid, balance(account.book)) == (D("100.00"), 0)


def test_a_bill_paid_twice_is_paid_once_and_the_rest_is_held(utility: Utility) -> None:
    account, bill = billed(utility)
    orders = [begun(utility, bill, key=key)[1] for key in ("k1", "k2")]
    for order in orders:
        sandbox.pay(order, at=utility.cast.at)
        actions.take_notice("alipay", sandbox.message(order), at=utility.cast.at)
    assert (fresh(bill).paid, credit_of(account)) == (D("100.00"), D("100.00"))


def test_what_is_held_pays_the_next_bill(utility: Utility) -> None:
    test_a_bill_paid_twice_is_paid_once_and_the_rest_is_held(utility)
    account = Account.objects.get()
    june = date(2026, 6, 30)
    utility.read(account, june, 150)
    at = utility.cast.later(days=30)
    bill = billing.bill_now(account.pk, until=june, by=utility.he, at=at)
    assert bill.total == D("150.00")
    actions.spend_credit(account, by=utility.he, at=at)
    assert (fresh(bill).open_amount, credit_of(account)) == (D("50.00"), 0)
    assert actions.spend_credit(account, by=utility.he, at=at) == []


def test_the_same_wish_sent_twice_is_one_payment(utility: Utility) -> None:
    _account, bill = billed(utility)
    assert begun(utility, bill)[0].pk == begun(utility, bill)[0].pk
    assert Payment.objects.count() == 1


def test_a_message_with_a_wrong_signature_is_kept_and_moves_nothing(utility: Utility) -> None:
    _account, bill = billed(utility)
    payment, order = begun(utility, bill)
    said = sandbox.message(order) | {"amount": "0.01"}
    with pytest.raises(BadSignature):
        actions.take_notice("alipay", said, at=utility.cast.at)
    assert Told.objects.get().verdict == Told.Verdict.UNSIGNED
    assert Payment.objects.get(pk=payment.pk).state == Payment.State.STARTED


def test_a_message_for_another_channel_is_not_taken(utility: Utility) -> None:
    _account, bill = billed(utility)
    _payment, order = begun(utility, bill)
    sandbox.pay(order, at=utility.cast.at)
    with pytest.raises(BadSignature):
        actions.take_notice("wechat", sandbox.message(order), at=utility.cast.at)
    assert fresh(bill).paid == 0


def test_another_amount_moves_nothing_and_stays_in_the_journal(utility: Utility) -> None:
    _account, bill = billed(utility)
    payment, order = begun(utility, bill)
    sandbox.pay(order, at=utility.cast.at)
    told = actions.take_notice("alipay", sandbox.message(order, amount=D("99.99")), at=utility.cast.at)
    assert (told.verdict, fresh(bill).paid) == (Told.Verdict.AMOUNT, 0)
    assert Entry.objects.filter(subject=payment.pk, verb="payment.amount_differs").exists()


def test_several_bills_of_several_accounts_are_paid_together(utility: Utility) -> None:
    pairs = [billed(utility, cubic) for cubic in (20, 30)]
    payment, order = begun(utility, *(bill for _account, bill in pairs))
    assert payment.amount == D("250.00")
    sandbox.pay(order, at=utility.cast.at)
    actions.take_notice("alipay", sandbox.message(order), at=utility.cast.at)
    assert [balance(account.book) for account, _bill in pairs] == [0, 0]


def test_bills_of_others_cannot_be_named(utility: Utility) -> None:
    account, _bill = billed(utility)
    _other, foreign = billed(utility, 30)
    with pytest.raises(NothingToPay):
        actions.start_payment([foreign.pk], [account.pk], "alipay", key="k", by=CALLER, at=utility.cast.at)
    assert Payment.objects.count() == 0


def test_a_bill_taken_back_while_it_is_paid_leaves_the_money_with_the_account(utility: Utility) -> None:
    account, bill = billed(utility)
    _payment, order = begun(utility, bill)
    billing.take_back(bill, why="抄错数", by=utility.he, at=utility.cast.at)
    sandbox.pay(order, at=utility.cast.at)
    actions.take_notice("alipay", sandbox.message(order), at=utility.cast.at)
    assert credit_of(account) == D("100.00")


def test_what_is_held_for_many_accounts_costs_three_queries(
    utility: Utility, django_assert_num_queries: object
) -> None:
    accounts = [billed(utility, n + 1)[0] for n in range(8)]
    rows = list(Account.objects.select_related("book").filter(pk__in=[one.pk for one in accounts]))
    with django_assert_num_queries(3):  # type: ignore[operator]
        assert set(credits_of(rows).values()) == {0}

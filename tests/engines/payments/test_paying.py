"""A payment counts once, whatever the provider says, how often, when and in what order."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest

from bihuan.engines.billing import actions as billing
from bihuan.engines.billing.models import Account, Bill
from bihuan.engines.ledger.balances import balance, trial_balance
from bihuan.engines.ledger.models import Book
from bihuan.engines.payments import actions, watch
from bihuan.engines.payments.drivers import sandbox
from bihuan.engines.payments.errors import (
    AlreadyDecided,
    BadInput,
    BadSignature,
    NotAllowed,
    NotEnough,
    NothingToPay,
    NoTill,
    NotTheSame,
    OwnRefund,
    TillOpen,
    TooMuch,
)
from bihuan.engines.payments.models import Difference, Payment, Refund, SandboxOrder, Till, Told
from bihuan.engines.payments.owed import credit_of, credits_of
from bihuan.ground.directory.actor import Actor
from bihuan.ground.journal.models import Entry
from bihuan.ground.journal.verify import everything
from tests.engines.billing.utility import Utility

pytestmark = pytest.mark.django_db
D = Decimal
MAY = date(2026, 5, 31)
CALLER = Actor(ref="customer:13800138000", name="", person=None, posts=())


def billed(utility: Utility, cubic: int = 20, on: date = MAY, **said: object) -> tuple[Account, Bill]:
    """An account with a bill of 5 yuan for each cubic metre."""
    account = utility.account(**said)
    utility.read(account, on, 100 + cubic)
    return account, billing.bill_now(account.pk, until=on, by=utility.he, at=utility.cast.at)


def begun(
    utility: Utility, *bills: Bill, key: str = "k1", channel: str = "alipay"
) -> tuple[Payment, SandboxOrder]:
    payment, _where = actions.start_payment(
        [one.pk for one in bills],
        [one.account_id for one in bills],
        channel,
        key=key,
        phone="13800138000",
        by=CALLER,
        at=utility.cast.at,
    )
    return payment, SandboxOrder.objects.get(order=payment.number)


def fresh(row: Bill) -> Bill:
    return Bill.objects.get(pk=row.pk)


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


def test_cash_is_said_aloud_and_change_given(utility: Utility) -> None:
    account, bill = billed(utility)
    with pytest.raises(NoTill):
        actions.take_cash([bill.pk], [account.pk], D(120), key="c1", by=utility.fang, at=utility.cast.at)
    till = actions.open_till(utility.cast.east, D(200), by=utility.fang, at=utility.cast.at)
    with pytest.raises(NotEnough):
        actions.take_cash([bill.pk], [account.pk], D(99), key="c1", by=utility.fang, at=utility.cast.at)
    payment = actions.take_cash(
        [bill.pk], [account.pk], D(120), key="c1", by=utility.fang, at=utility.cast.at
    )
    assert (payment.change, fresh(bill).open_amount) == (D(20), 0)
    again = actions.take_cash([bill.pk], [account.pk], D(120), key="c1", by=utility.fang, at=utility.cast.at)
    assert again.pk == payment.pk
    assert balance(Book.objects.get(kind="cash", subject=f"till:{till.pk}")) == D(300)


def test_a_till_is_closed_by_somebody_else_and_a_difference_explained(utility: Utility) -> None:
    account, bill = billed(utility)
    till = actions.open_till(utility.cast.east, D(200), by=utility.fang, at=utility.cast.at)
    actions.take_cash([bill.pk], [account.pk], D(100), key="c1", by=utility.fang, at=utility.cast.at)
    tang = utility.actor(utility.cast.tang)
    counted = {D(100): 2, D(50): 1, D(20): 2}
    with pytest.raises(NotAllowed):
        actions.close_till(till, counted, why="少十元", by=utility.fang, at=utility.cast.at)
    with pytest.raises(BadInput) as refused:
        actions.close_till(till, counted, by=tang, at=utility.cast.at)
    assert "why" in refused.value.fields
    closed = actions.close_till(till, counted, why="找错十元", by=tang, at=utility.cast.at)
    assert (closed.expected, closed.difference) == (D(300), D(-10))
    assert balance(Book.objects.get(kind="cash", subject=f"till:{till.pk}")) == 0
    assert balance(Book.objects.get(kind="bank")) == D(290 - 200)
    actions.open_till(utility.cast.east, D(0), by=utility.fang, at=utility.cast.at)
    with pytest.raises(TillOpen):
        actions.open_till(utility.cast.east, D(0), by=utility.fang, at=utility.cast.at)


@pytest.mark.parametrize("who", ["chen", "wang", "sun", "he"])
def test_who_sits_at_no_till_opens_none(utility: Utility, who: str) -> None:
    with pytest.raises(NotAllowed):
        actions.open_till(
            utility.cast.east, D(0), by=utility.actor(utility.cast.people[who]), at=utility.cast.at
        )
    assert not Till.objects.exists()


def paid_twice(utility: Utility) -> tuple[Account, Payment]:
    account, bill = billed(utility)
    orders = [begun(utility, bill, key=key) for key in ("k1", "k2")]
    for _payment, order in orders:
        sandbox.pay(order, at=utility.cast.at)
        actions.take_notice("alipay", sandbox.message(order), at=utility.cast.at)
    return account, Payment.objects.get(pk=orders[1][0].pk)


def test_a_refund_is_asked_by_one_and_approved_by_another(utility: Utility) -> None:
    account, payment = paid_twice(utility)
    tang = utility.actor(utility.cast.tang)
    with pytest.raises(TooMuch):
        actions.ask_refund(payment, account, D("100.01"), why="重复缴费", by=tang, at=utility.cast.at)
    refund = actions.ask_refund(payment, account, D("100.00"), why="重复缴费", by=tang, at=utility.cast.at)
    with pytest.raises(OwnRefund):
        actions.decide_refund(refund, approve=True, by=tang, at=utility.cast.at)
    actions.decide_refund(refund, approve=True, by=utility.he, at=utility.cast.at)
    assert (credit_of(account), Payment.objects.get(pk=payment.pk).refunded) == (0, D("100.00"))
    assert SandboxOrder.objects.get(order=payment.number).refunded == D("100.00")
    with pytest.raises(AlreadyDecided):
        actions.decide_refund(refund, approve=True, by=utility.he, at=utility.cast.at)


def test_what_was_asked_for_is_not_asked_for_twice(utility: Utility) -> None:
    account, payment = paid_twice(utility)
    tang = utility.actor(utility.cast.tang)
    actions.ask_refund(payment, account, D("60.00"), why="重复缴费", by=tang, at=utility.cast.at)
    with pytest.raises(TooMuch):
        actions.ask_refund(payment, account, D("60.00"), why="重复缴费", by=tang, at=utility.cast.at)


def test_a_clerk_approves_no_refund(utility: Utility) -> None:
    account, payment = paid_twice(utility)
    refund = actions.ask_refund(
        payment, account, D("1.00"), why="重复缴费", by=utility.actor(utility.cast.tang), at=utility.cast.at
    )
    with pytest.raises(NotAllowed):
        actions.decide_refund(refund, approve=True, by=utility.fang, at=utility.cast.at)
    assert Refund.objects.get().state == Refund.State.ASKED


def test_the_days_list_shows_what_is_missing_on_either_side(utility: Utility) -> None:
    _account, heard = billed(utility)
    _other, unheard = billed(utility, 30)
    _third, invented = billed(utility, 40)
    orders = [begun(utility, bill, key=f"k{n}")[1] for n, bill in enumerate((heard, unheard, invented))]
    for order in orders[:2]:
        sandbox.pay(order, at=utility.cast.at)
    actions.take_notice("alipay", sandbox.message(orders[0]), at=utility.cast.at)
    actions.take_notice("alipay", sandbox.message(orders[2]), at=utility.cast.at)
    day = utility.cast.at.date()
    lines = sandbox.Sandbox().statement("alipay", day)
    tomorrow = utility.cast.later(days=1)
    actions.read_statement("alipay", day, lines, by=utility.he, at=tomorrow)
    found = {(one.order, one.kind) for one in Difference.objects.all()}
    assert found == {(orders[1].order, "not_ours"), (orders[2].order, "not_theirs")}
    one = Difference.objects.filter(kind="not_ours").get()
    actions.settle_difference(one, why="通知迟到，已补记", by=utility.he, at=tomorrow)
    with pytest.raises(AlreadyDecided):
        actions.settle_difference(one, why="再来", by=utility.he, at=tomorrow)
    with pytest.raises(NotAllowed):
        actions.read_statement("wechat", day, [], by=utility.fang, at=tomorrow)


def missed(utility: Utility) -> tuple[Account, Bill, Difference]:
    """Paid after we gave up, and the provider never said so: only its list knows."""
    account, bill = billed(utility)
    _payment, order = begun(utility, bill)
    watch.run(utility.cast.later(minutes=31), 100)
    sandbox.pay(order, at=utility.cast.later(minutes=40))
    day = utility.cast.at.date()
    lines = sandbox.Sandbox().statement("alipay", day)
    actions.read_statement("alipay", day, lines, by=utility.he, at=utility.cast.later(days=1))
    return account, bill, Difference.objects.get()


def test_what_only_the_provider_has_is_booked_for_the_payer(utility: Utility) -> None:
    account, bill, one = missed(utility)
    tomorrow = utility.cast.later(days=1)
    actions.take_up(one, by=utility.he, at=tomorrow)
    assert (fresh(bill).open_amount, balance(account.book)) == (0, 0)
    assert Entry.objects.filter(kind="difference", verb="difference.taken_up").count() == 1
    with pytest.raises(AlreadyDecided):
        actions.take_up(one, by=utility.he, at=tomorrow)
    order = SandboxOrder.objects.get()
    late = actions.take_notice("alipay", sandbox.message(order), at=tomorrow)
    assert (late.verdict, credit_of(account)) == (Told.Verdict.REPEATED, 0)


def test_a_clerk_books_nothing_from_a_list(utility: Utility) -> None:
    _account, bill, one = missed(utility)
    with pytest.raises(NotAllowed):
        actions.take_up(one, by=utility.fang, at=utility.cast.later(days=1))
    assert fresh(bill).paid == 0


@pytest.mark.parametrize("change", [{"theirs": D("99.99")}, {"order": "P9999999999"}, {"order": "x"}])
def test_a_line_that_is_no_payment_of_ours_is_not_booked(utility: Utility, change: dict[str, object]) -> None:
    _account, bill, one = missed(utility)
    Difference.objects.update(**change)
    with pytest.raises(NotTheSame):
        actions.take_up(one, by=utility.he, at=utility.cast.later(days=1))
    assert (fresh(bill).paid, Difference.objects.get().settled_at) == (0, None)


def test_what_is_held_for_many_accounts_costs_three_queries(
    utility: Utility, django_assert_num_queries: object
) -> None:
    accounts = [billed(utility, n + 1)[0] for n in range(8)]
    rows = list(Account.objects.select_related("book").filter(pk__in=[one.pk for one in accounts]))
    with django_assert_num_queries(3):  # type: ignore[operator]
        assert set(credits_of(rows).values()) == {0}


@pytest.mark.parametrize("seed", range(12))
def test_whatever_the_gateway_does_no_money_is_lost_or_doubled(utility: Utility, seed: int) -> None:
    """Random stories over the same bills: late, twice, out of order, never, forged, with another amount.

    The oracle knows only what payers really paid at the gateway and what the bills come to.
    """
    rng = Random(seed)
    pairs = [billed(utility, rng.randrange(1, 60)) for _ in range(3)]
    bills = [bill for _account, bill in pairs]
    open_orders: list[SandboxOrder] = []
    really = D(0)
    at = utility.cast.at
    for step in range(40):
        at += timedelta(seconds=rng.randrange(1, 400))
        what = rng.choice(["start", "start", "pay", "tell", "tell", "fail", "forge", "amount", "watch"])
        if what == "start":
            chosen = rng.sample(bills, rng.randrange(1, 4))
            try:
                begun_ = actions.start_payment(
                    [b.pk for b in chosen], [b.account_id for b in chosen], rng.choice(["alipay", "wechat"]),
                    key=f"{seed}:{step}", by=CALLER, at=at,
                )[0]  # fmt: skip
            except NothingToPay:
                continue
            open_orders.append(SandboxOrder.objects.get(order=begun_.number))
        elif what == "watch":
            watch.run(at, 100)
        elif open_orders:
            order = rng.choice(open_orders)
            order.refresh_from_db()
            if what == "pay" and order.paid_at is None:
                sandbox.pay(order, at=at)
                really += order.amount
            elif what == "tell" and order.paid_at:
                actions.take_notice(order.channel, sandbox.message(order), at=at)
            elif what == "fail" and not order.paid_at:
                actions.take_notice(order.channel, sandbox.message(order, paid=False), at=at)
            elif what == "forge":
                with pytest.raises(BadSignature):
                    actions.take_notice(order.channel, sandbox.message(order) | {"order": "P9"}, at=at)
            elif what == "amount" and order.paid_at:
                actions.take_notice(order.channel, sandbox.message(order, amount=order.amount + 1), at=at)
    for order in open_orders:
        order.refresh_from_db()
        if order.paid_at:
            actions.take_notice(order.channel, sandbox.message(order), at=at)
    for bill in bills:
        bill.refresh_from_db()
        assert 0 <= bill.paid <= bill.total
    booked = sum((balance(book) for book in Book.objects.filter(kind="clearing")), D(0))
    assert booked == really
    held = sum((credit_of(account) for account, _bill in pairs), D(0))
    assert held + sum((bill.paid for bill in bills), D(0)) == really
    standing = trial_balance()
    assert sum(one.debits for one in standing) == sum(one.credits for one in standing)
    assert list(everything()) == []

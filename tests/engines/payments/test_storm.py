"""Thousands of payments through everything a gateway, a counter and a hurry can do: no money is lost, none is doubled.

`BIHUAN_STORIES=10000 pytest tests/engines/payments/test_storm.py` tells ten thousand stories; the lanes tell fewer.
"""

import os
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

import pytest

from bihuan.engines.billing.models import Account, Bill
from bihuan.engines.ledger.balances import balance, trial_balance
from bihuan.engines.ledger.models import Book
from bihuan.engines.payments import actions, watch
from bihuan.engines.payments.drivers import sandbox
from bihuan.engines.payments.errors import BadSignature
from bihuan.engines.payments.models import NOTHING, Difference, Payment, SandboxOrder, Till, Told
from bihuan.engines.payments.owed import credit_of
from bihuan.ground.journal.models import Entry
from bihuan.ground.journal.verify import everything
from tests.engines.billing.utility import Utility
from tests.engines.payments.households import CALLER, begun, billed, fresh

D = Decimal
STORIES = int(os.environ.get("BIHUAN_STORIES", "240"))
TOGETHER = 40
CHANNELS = ("alipay", "wechat", "unionpay", "netbank", "debit")
FATES = ("told", "twice", "never", "fails_first", "forged", "other_amount", "too_late", "reused", "unpaid")


@dataclass
class Street:
    """Five households of one round. `really` is what payers handed over, which only the oracle knows."""

    utility: Utility
    rng: Random
    name: str
    at: datetime
    pairs: list[tuple[Account, Bill]]
    really: Decimal = NOTHING
    back: Decimal = NOTHING
    orders: list[tuple[SandboxOrder, str]] = field(default_factory=list)

    def begin(self, nth: int) -> None:
        chosen = [bill.pk for _account, bill in self.rng.sample(self.pairs, self.rng.choice((1, 1, 2, 3)))]
        accounts = [account.pk for account, _bill in self.pairs]
        key, channel = f"{self.name}:{nth}", self.rng.choice(CHANNELS)
        for _again in range(self.rng.choice((1, 1, 2))):
            payment, _where = actions.start_payment(chosen, accounts, channel, key=key, by=CALLER, at=self.at)
        self.orders.append((SandboxOrder.objects.get(order=payment.number), self.rng.choice(FATES)))

    def tell(self, order: SandboxOrder, times: int = 1, **said: object) -> list[str]:
        message = sandbox.message(order, **said)  # type: ignore[arg-type]
        return [actions.take_notice(order.channel, message, at=self.at).verdict for _ in range(times)]

    def pay(self, order: SandboxOrder) -> None:
        sandbox.pay(order, at=self.at)
        self.really += order.amount

    def live(self, order: SandboxOrder, fate: str) -> None:
        """What becomes of one payment on the first day."""
        self.at += timedelta(seconds=self.rng.randrange(20))
        if fate == "fails_first":
            self.tell(order, paid=False)
        if fate in ("unpaid", "too_late"):
            return
        self.pay(order)
        if fate == "forged":
            with pytest.raises(BadSignature):
                actions.take_notice(order.channel, sandbox.message(order) | {"amount": "0.01"}, at=self.at)
        elif fate == "other_amount":
            assert Told.Verdict.TAKEN not in self.tell(order, amount=order.amount + 1)
        elif fate == "reused":
            self.reuse(order)
        if fate in ("told", "twice", "fails_first"):
            self.tell(order, 2 if fate == "twice" else 1)
            self.tell(order, paid=False)

    def reuse(self, order: SandboxOrder) -> None:
        """The provider calls two sums of money by one number: the second is not believed."""
        used = Payment.objects.filter(channel=order.channel, state=Payment.State.PAID).first()
        if used is not None and used.reference:
            order.reference, own = used.reference, order.reference
            assert self.tell(order) == [Told.Verdict.REUSED]
            order.reference = own

    def cash(self, nth: int) -> None:
        """Somebody pays the same bill at the counter meanwhile, and the clerk presses twice."""
        account, bill = self.rng.choice(self.pairs)
        if fresh(bill).open_amount:
            for _press in range(2):
                payment = actions.take_cash(
                    [bill.pk], [account.pk], D(9999), key=f"{self.name}:cash:{nth}",
                    by=self.utility.fang, at=self.at,
                )  # fmt: skip
            self.really += payment.amount

    def refund(self) -> None:
        for account, _bill in self.pairs:
            share = account.shares.filter(payment__state=Payment.State.PAID).exclude(payment__channel="cash")
            if (held := credit_of(account)) > 0 and (one := share.order_by("pk").first()):
                tang = self.utility.actor(self.utility.cast.tang)
                amount = min(held, one.payment.amount, D("7.50"))
                asked = actions.ask_refund(one.payment, account, amount, why="重复缴费", by=tang, at=self.at)
                actions.decide_refund(asked, approve=True, by=self.utility.he, at=self.at)
                self.back += amount

    def holds(self) -> None:
        bills = [fresh(bill) for _account, bill in self.pairs]
        assert all(0 <= bill.paid <= bill.total for bill in bills)
        held = [credit_of(account) for account, _bill in self.pairs]
        assert min(held) >= 0
        assert sum(held) + sum(bill.paid for bill in bills) == self.really - self.back


def lived(utility: Utility, rng: Random, name: str, count: int) -> Street:
    pairs = [billed(utility, rng.randrange(1, 60)) for _ in range(5)]
    street = Street(utility, rng, name, utility.cast.at, pairs)
    for nth in range(count):
        street.begin(nth)
    rng.shuffle(street.orders)
    for nth, (order, fate) in enumerate(street.orders):
        street.live(order, fate)
        if nth % 13 == 7:
            street.cash(nth)
    street.at += timedelta(minutes=40)
    while watch.run(street.at, 100):
        pass
    for order, fate in street.orders:
        if fate == "too_late":
            street.pay(order)
            if rng.random() < 0.5:
                street.tell(order)
    return street


def reconciled(utility: Utility) -> None:
    """The next day the providers' lists are read; what they alone have is booked for the payer."""
    tomorrow = utility.cast.later(days=1)
    for channel in CHANNELS:
        day = utility.cast.at.date()
        lines = sandbox.Sandbox().statement(channel, day)
        actions.read_statement(channel, day, lines, by=utility.he, at=tomorrow)
    for one in Difference.objects.all():
        assert one.kind == Difference.Kind.NOT_OURS
        actions.take_up(one, by=utility.he, at=tomorrow)


@pytest.mark.volume
@pytest.mark.django_db
def test_whatever_happens_no_money_is_lost_or_doubled(utility: Utility) -> None:
    """Told, told twice, never, late, out of order, forged, with another amount, under another's number, and in cash."""
    rng = Random(20261126)
    till: Till = actions.open_till(utility.cast.east, D(200), by=utility.fang, at=utility.cast.at)
    rounds = range(max(1, STORIES // TOGETHER))
    streets = [lived(utility, rng, f"s{nth}", TOGETHER) for nth in rounds]
    reconciled(utility)
    for street in streets:
        street.refund()
        street.holds()
    clearing = sum((balance(book) for book in Book.objects.filter(kind="clearing")), D(0))
    in_till = balance(Book.objects.get(kind="cash", subject=f"till:{till.pk}")) - 200
    assert clearing + in_till == sum(street.really - street.back for street in streets)
    standing = trial_balance()
    assert sum(one.debits for one in standing) == sum(one.credits for one in standing)
    assert {one.verdict for one in Told.objects.all()} >= {
        "taken",
        "repeated",
        "unsigned",
        "amount",
        "reused",
    }
    assert Difference.objects.filter(why="").count() == 0 < Difference.objects.count()
    assert list(everything()) == []


@pytest.mark.django_db
def test_a_number_that_paid_one_thing_pays_no_other(utility: Utility) -> None:
    (_payer, bill), (_other, unpaid) = billed(utility), billed(utility, 20)
    first, second = (begun(utility, one, key=key)[1] for one, key in ((bill, "k1"), (unpaid, "k2")))
    for order in (first, second):
        sandbox.pay(order, at=utility.cast.at)
    own, second.reference = second.reference, first.reference
    said = [sandbox.message(first), sandbox.message(second)]
    second.reference = own
    said.append(sandbox.message(second))
    verdicts = [actions.take_notice("alipay", one, at=utility.cast.at).verdict for one in said]
    assert verdicts == [Told.Verdict.TAKEN, Told.Verdict.REUSED, Told.Verdict.TAKEN]
    assert Entry.objects.filter(verb="payment.reference_reused").count() == 1

"""Households with a bill, and payments that have begun: what tests about money start from."""

from datetime import date
from decimal import Decimal

from bihuan.engines.billing import actions as billing
from bihuan.engines.billing.models import Account, Bill
from bihuan.engines.payments import actions, watch
from bihuan.engines.payments.drivers import sandbox
from bihuan.engines.payments.models import Difference, Payment, SandboxOrder
from bihuan.ground.directory.actor import Actor
from tests.engines.billing.utility import Utility

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


def paid_twice(utility: Utility) -> tuple[Account, Payment]:
    account, bill = billed(utility)
    orders = [begun(utility, bill, key=key) for key in ("k1", "k2")]
    for _payment, order in orders:
        sandbox.pay(order, at=utility.cast.at)
        actions.take_notice("alipay", sandbox.message(order), at=utility.cast.at)
    return account, Payment.objects.get(pk=orders[1][0].pk)


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

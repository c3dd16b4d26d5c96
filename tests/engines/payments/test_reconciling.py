"""What a provider's list and our books say differently is found, and settled once."""

from decimal import Decimal

import pytest

from bihuan.engines.ledger.balances import balance
from bihuan.engines.payments import actions
from bihuan.engines.payments.drivers import sandbox
from bihuan.engines.payments.errors import (
    AlreadyDecided,
    NotAllowed,
    NotTheSame,
)
from bihuan.engines.payments.models import Difference, SandboxOrder, Told
from bihuan.engines.payments.owed import credit_of
from bihuan.ground.journal.models import Entry
from tests.engines.billing.utility import Utility
from tests.engines.payments.households import begun, billed, fresh, missed

pytestmark = pytest.mark.django_db
D = Decimal


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

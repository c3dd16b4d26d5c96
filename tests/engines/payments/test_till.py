"""Cash is counted aloud, and in the evening by two."""

from decimal import Decimal

import pytest

from bihuan.engines.ledger.balances import balance
from bihuan.engines.ledger.models import Book
from bihuan.engines.payments import actions
from bihuan.engines.payments.errors import (
    BadInput,
    NotAllowed,
    NotEnough,
    NoTill,
    TillOpen,
)
from bihuan.engines.payments.models import Till
from tests.engines.billing.utility import Utility
from tests.engines.payments.households import billed, fresh

pytestmark = pytest.mark.django_db
D = Decimal


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

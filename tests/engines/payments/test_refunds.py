"""Money goes back when one asks and another approves."""

from decimal import Decimal

import pytest

from bihuan.engines.payments import actions
from bihuan.engines.payments.drivers import sandbox
from bihuan.engines.payments.errors import (
    AlreadyDecided,
    NotAllowed,
    OwnRefund,
    TooMuch,
)
from bihuan.engines.payments.models import Payment, Refund, SandboxOrder
from bihuan.engines.payments.owed import credit_of
from tests.engines.billing.utility import Utility
from tests.engines.payments.households import paid_twice

pytestmark = pytest.mark.django_db
D = Decimal


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


def test_a_provider_asked_twice_with_the_same_key_pays_back_once(utility: Utility) -> None:
    _account, payment = paid_twice(utility)
    gateway = sandbox.Sandbox()
    for _time in range(2):
        gateway.pay_back("alipay", payment.number, D("10.00"), "refund:7", at=utility.cast.at)
    assert SandboxOrder.objects.get(order=payment.number).refunded == D("10.00")

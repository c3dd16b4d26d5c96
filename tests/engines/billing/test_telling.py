"""Customers are told of their bills as they asked for it: once, by day, and only while they are on the account."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bihuan.engines.billing import actions, watch
from bihuan.engines.billing.actions.subscribing import subscribe
from bihuan.engines.billing.models import Binding
from bihuan.ground.directory.actor import customer
from bihuan.ground.journal.models import Delivery

pytestmark = pytest.mark.django_db
PHONE = "13800138000"
NOON = datetime(2026, 6, 5, 12, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def account(utility):
    found = utility.account(on=date(2026, 1, 1))
    actions.bind_by_phone(found, PHONE, by=customer(PHONE), at=utility.cast.at)
    utility.read(found, date(2026, 5, 31), 140)
    actions.bill_now(
        found.pk, until=date(2026, 5, 31), by=utility.he, at=utility.cast.at, due_on=date(2026, 6, 15)
    )
    return found


def wish(account, *kinds):
    subscribe(account, PHONE, kinds, by=customer(PHONE), at=NOON - timedelta(hours=1))


def told() -> list[str]:
    return list(Delivery.objects.filter(address=PHONE).order_by("id").values_list("body", flat=True))


def test_a_new_bill_is_told_once_without_name_or_address(account):
    wish(account, "ebill")
    assert watch.run(NOON, 100) == 1
    assert watch.run(NOON + timedelta(hours=1), 100) == 0
    (text,) = told()
    assert "200.00" in text and "2026-06-15" in text
    assert (
        account.holder_name not in text and account.premise.address not in text and account.number not in text
    )


def test_a_reminder_comes_three_days_before_it_falls_due_and_not_once_it_is_paid(account):
    wish(account, "reminder")
    assert watch.run(NOON + timedelta(days=6), 100) == 0
    assert watch.run(NOON + timedelta(days=7), 100) == 1
    assert watch.run(NOON + timedelta(days=8), 100) == 0


def test_what_is_paid_is_not_reminded_of(account):
    wish(account, "reminder")
    account.bills.update(settled_at=NOON, paid=200)
    assert watch.run(NOON + timedelta(days=8), 100) == 0
    assert told() == []


def test_nobody_is_woken(account):
    wish(account, "ebill", "reminder")
    assert watch.run(NOON.replace(hour=3), 100) == 0
    assert watch.run(NOON.replace(hour=20), 100) == 0


def test_who_did_not_ask_or_asked_no_more_or_is_off_the_account_hears_nothing(account):
    assert watch.run(NOON, 100) == 0
    wish(account, "ebill")
    wish(account)
    assert watch.run(NOON, 100) == 0
    wish(account, "ebill")
    Binding.objects.update(until=NOON - timedelta(minutes=1))
    assert watch.run(NOON, 100) == 0
    assert told() == []


def test_the_limit_holds(account):
    wish(account, "ebill")
    assert watch.run(NOON, 0) == 0
    assert told() == []

"""A street with households on the phone: one customer with an account and bills, and another one beside him."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from bihuan.engines.billing import actions as billing
from bihuan.engines.billing.models import Account, Bill
from bihuan.ground.directory.actor import customer as as_customer
from tests.engines.billing.utility import WATER, Utility, in_company
from tests.windows.portal.conftest import Customer, text_of

OTHER = "13600136000"


@dataclass
class Home:
    """The signed-in customer's account and its bills, the oldest first."""

    utility: Utility
    customer: Customer
    account: Account
    bills: list[Bill]


@pytest.fixture
def utility(cast) -> Utility:
    return in_company(cast)


def sign_in(customer: Customer, **headers: Any) -> None:
    said = {"phone": customer.phone, "code": customer.ask_code()}
    answer = customer.client.post("/my/sign-in/", said, headers=headers or None)
    assert answer.status_code == 303, text_of(answer)
    customer.wait(minutes=2)


def neighbour(customer: Customer) -> Customer:
    """Somebody else, signed in with his own phone."""
    other = Customer(Client(), customer.now, phone=OTHER)
    sign_in(other)
    customer.wait(minutes=2)
    return other


def billed(utility: Utility, account: Account, shown: dict[date, Any]) -> list[Bill]:
    """Readings and a bill for each."""
    made = []
    for on, value in shown.items():
        utility.read(account, on, value)
        at = max(utility.cast.at, utility.cast.at.replace(year=on.year, month=on.month, day=on.day))
        made.append(billing.bill_now(account.pk, until=on, by=utility.he, at=at + timedelta(days=1)))
    return made


def household(utility: Utility, customer: Customer, series: str = WATER, **said: Any) -> Account:
    """An account of the customer's, on his list."""
    given = {"holder_phone": customer.phone, "holder_name": "李清照", "on": date(2025, 1, 1)} | said
    account = utility.account(series, **given)
    billing.bind_by_phone(account, customer.phone, by=as_customer(customer.phone), at=utility.cast.at)
    return account


@pytest.fixture
def home(utility: Utility, customer: Customer) -> Home:
    """Beijing water: 60 m³ up to the end of May 2025, 40 to the end of the year, 90 to the end of May 2026."""
    account = household(utility, customer)
    shown = {date(2025, 5, 31): 160, date(2025, 12, 31): 200, date(2026, 5, 31): 290}
    bills = billed(utility, account, shown)
    sign_in(customer)
    return Home(utility, customer, account, bills)


def total(bills: list[Bill]) -> Decimal:
    return sum((one.total for one in bills), Decimal(0))

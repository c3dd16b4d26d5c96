"""No customer ever sees another's: every address of the portal, taken from the urlconf so that none is forgotten."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import URLPattern, reverse

from bihuan.engines.applications.models import Application
from bihuan.engines.payments import drivers
from bihuan.engines.payments.drivers import sandbox
from bihuan.engines.payments.models import Payment
from bihuan.ground.directory.models import SignIn
from bihuan.windows.portal.urls import urlpatterns
from tests.engines.applications.office import STATION
from tests.windows.portal.conftest import text_of
from tests.windows.portal.palm.conftest import Home, neighbour

pytestmark = pytest.mark.django_db

#: Addresses that carry something of a customer's, and what of his stands in them.
OWN: Mapping[str, str] = {
    "account": "account",
    "account_release": "account",
    "bill": "bill",
    "bill_paper": "bill",
    "statement": "account",
    "application": "application",
    "doubt": "bill",
    "payment": "payment",
    "receipt": "payment",
    "payment_asked": "payment",
    "practice": "order",
}
#: A secret link is its own proof: whoever has it may look, and nobody guesses it.
BY_SECRET = {
    "ticket", "ticket_now", "ticket_leave", "ticket_rate", "booking", "booking_move", "booking_cancel",
    "booking_arrive", "booking_calendar", "case", "done", "paper", "act", "outages_leave", "outages_stop",
}  # fmt: skip
#: What anybody may look up; it knows no customer.
PUBLIC = {
    "hall",
    "take",
    "book",
    "fee",
    "guide_service",
    "callback",
    "apply_to",
    "outage",
    "outages_in",
    "outages_area",
}
#: A file below something of his own; tried in tests/windows/portal/test_apply.py.
FILES = {"application_paper"}
#: Pages without anything in their address that show the customer who is signed in.
MINE = {"mine", "bills", "analysis", "my_data", "bind", "pay"}


def patterns() -> list[URLPattern]:
    return [one for one in urlpatterns if isinstance(one, URLPattern)]


def with_arguments() -> list[str]:
    return [str(one.name) for one in patterns() if one.pattern.converters]


def _guarded(view: Any) -> bool:
    """Whether the view lies behind `signed_in`; read from the view itself."""
    while view is not None:
        if getattr(view, "needs_sign_in", False):
            return True
        view = getattr(view, "__wrapped__", None)
    return False


def test_every_address_with_something_in_it_is_known_to_this_test():
    """A new page makes this fail until somebody has said whose it is."""
    known = set(OWN) | BY_SECRET | PUBLIC | FILES
    assert [name for name in with_arguments() if name not in known] == []


def test_every_page_behind_the_sign_in_is_tried_below():
    guarded = {str(one.name) for one in patterns() if _guarded(one.callback)}
    assert guarded - FILES - {"sign_out_device"} == (set(OWN) | MINE) & {str(one.name) for one in patterns()}


@pytest.fixture
def things(home: Home, monkeypatch: pytest.MonkeyPatch) -> Mapping[str, str]:
    """What could stand in an address, all of it the customer's."""
    monkeypatch.setattr(drivers, "_drivers", {"alipay": sandbox.Sandbox()})
    bill = home.bills[-1]
    home.customer.post("/my/pay/", bill=bill.pk, channel="alipay", once=str(uuid4()))
    payment = Payment.objects.get()
    own = Application.objects.create(
        secret="a-secret-of-his-own", phone=home.customer.phone, name="李清照", edition=STATION, business="home",
        place=home.account.premise.place, said={"address": home.account.premise.address}, made_at=home.customer.now,
    )  # fmt: skip
    return {
        "application": own.secret,
        "account": home.account.number,
        "bill": bill.number,
        "payment": payment.secret,
        "order": payment.number,
    }


@pytest.mark.parametrize("name", sorted(OWN))
def test_what_is_mine_is_not_there_for_anybody_else(home, things, name):
    path = reverse(f"portal:{name}", args=[things[OWN[name]]])
    mine, other, nobody = home.customer.client, neighbour(home.customer).client, Client()
    there = (200, 405, 409) if name == "receipt" else (200, 405)  # 409: the payment has not arrived yet
    assert mine.get(path).status_code in there, "for its owner it is there"
    for ask in ("get", "post"):
        refused = getattr(other, ask)(path)
        assert refused.status_code in (404, 405), ask
        assert not leaked(home, refused)
        turned_away = getattr(nobody, ask)(path)
        assert turned_away.status_code in (303, 405)
        assert not leaked(home, turned_away)
    assert {other.get(path).status_code, other.post(path).status_code} != {405}


@pytest.mark.parametrize("name", sorted(MINE))
@pytest.mark.parametrize(
    "asked", ["", "?account={account}", "?bill={pk}&account={account}", "?page=2&q={bill}"]
)
def test_pages_of_ones_own_hold_nothing_of_the_neighbours(home, things, name, asked):
    path = reverse(f"portal:{name}") + asked.format(pk=home.bills[-1].pk, **things)
    other = neighbour(home.customer).client
    answer = other.get(path)
    assert answer.status_code in (200, 404, 422)
    said = (
        text_of(answer).replace(home.account.number if asked else "\0", "").replace(home.bills[-1].number, "")
    )
    assert "李清照" not in said and home.account.premise.address not in said
    assert not any(f"{one.total}" in said for one in home.bills)


def leaked(home: Home, answer: object) -> bool:
    said = text_of(answer)  # type: ignore[arg-type]
    return any(one in said for one in ("李清照", home.account.premise.address, f"{home.bills[-1].total}"))


def test_once_signed_out_everything_of_mine_is_behind_the_sign_in(home, things):
    SignIn.objects.update(ended_at=home.customer.now)
    for name, thing in OWN.items():
        path = reverse(f"portal:{name}", args=[things[thing]])
        assert home.customer.client.get(path).status_code in (303, 405)
    for name in MINE:
        assert home.customer.client.get(reverse(f"portal:{name}")).status_code == 303

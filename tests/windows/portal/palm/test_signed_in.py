"""Staying signed in: on several devices, until one signs out here, there or everywhere."""

from datetime import timedelta

import pytest
from django.test import Client

from bihuan.ground.directory import signins
from bihuan.ground.directory.models import SignIn
from tests.windows.portal.conftest import Customer, text_of
from tests.windows.portal.palm.conftest import neighbour, sign_in

pytestmark = pytest.mark.django_db
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) MicroMessenger/8"


def test_a_device_stays_signed_in_beyond_a_shift_and_keeps_no_more_than_a_secret(home):
    customer = home.customer
    cookie = customer.client.cookies["bihuan_customer"]
    assert cookie["httponly"] and cookie["samesite"] == "Lax"
    assert cookie["max-age"] == 30 * 24 * 3600
    assert customer.phone not in cookie.value
    assert not SignIn.objects.filter(key=cookie.value).exists(), "only a digest is kept"
    customer.wait(days=29)
    assert customer.get("/my/").status_code == 200


def test_a_made_up_secret_is_nobody(home):
    stranger = Client()
    for secret in ("", "x", "x" * 5000, home.customer.client.cookies["bihuan_customer"].value[:-1]):
        stranger.cookies["bihuan_customer"] = secret
        assert stranger.get("/my/").status_code == 303


def test_devices_are_listed_and_one_is_signed_out_from_another(home):
    customer = home.customer
    tablet = Customer(Client(), customer.now)
    sign_in(tablet, **{"user-agent": IPHONE})
    customer.now = tablet.now
    assert "iPhone · WeChat" in text_of(customer.get("/my/data/"))
    row = SignIn.objects.get(device="iPhone · WeChat")
    assert customer.post("/my/data/sign-out/", device=row.pk).status_code == 303
    assert tablet.get("/my/").status_code == 303
    assert customer.get("/my/").status_code == 200


def test_everywhere_means_here_too(home):
    customer = home.customer
    tablet = Customer(Client(), customer.now)
    sign_in(tablet)
    assert customer.post("/my/data/sign-out/", device="all").status_code == 303
    assert {one.get("/my/").status_code for one in (customer, tablet)} == {303}


@pytest.mark.parametrize("device", ["", "x", "-1", "9" * 40, "²", "\x00"])
def test_no_device_by_nonsense(home, device):
    assert home.customer.post("/my/data/sign-out/", device=device).status_code == 404


def test_somebody_else_signs_nobody_out(home):
    other = neighbour(home.customer)
    mine = SignIn.objects.get(phone=home.customer.phone)
    assert other.post("/my/data/sign-out/", device=mine.pk).status_code == 404
    assert home.customer.get("/my/").status_code == 200


def test_a_sign_in_is_noted_as_used_twice_a_day_at_most(home, django_assert_num_queries):
    at = home.customer.now
    secret = home.customer.client.cookies["bihuan_customer"].value
    with django_assert_num_queries(1):
        assert signins.recognise(secret, at=at) is not None
    assert signins.recognise(secret, at=at + timedelta(hours=13)).phone == home.customer.phone
    assert SignIn.objects.get(phone=home.customer.phone).seen_at == at + timedelta(hours=13)


def test_a_signed_in_phone_sends_a_matter_without_a_code_and_another_phone_does_not(home):
    customer = home.customer
    assert customer.submit(code=None).status_code == 303
    assert customer.submit(code=None, phone="13500135000", once=None).status_code == 422


def test_what_was_written_without_network_says_when(home):
    customer = home.customer
    written = customer.now - timedelta(hours=3)
    case = customer.case(code=None, written_at=written.isoformat())
    note = f"{written:%Y-%m-%d %H:%M}"
    assert note in text_of(customer.get(f"/c/{case.secret}/"))
    assert case.opened_at == customer.now, "promises begin when it reached us"


@pytest.mark.parametrize(
    "said", ["", "yesterday", "2026-06-04T10:00:00", "2031-01-01T00:00:00+08:00", "2020-01-01T00:00:00Z"]
)
def test_no_moment_that_cannot_be_is_believed(home, said):
    case = home.customer.case(code=None, written_at=said)
    assert "当时手机没有网络" not in text_of(home.customer.get(f"/c/{case.secret}/"))


def test_the_kept_form_sent_twice_is_one_matter(home):
    customer = home.customer
    said = {"code": None, "written_at": (customer.now - timedelta(hours=1)).isoformat()}
    first, second = customer.submit(**said), customer.submit(**said)
    assert (first.status_code, first.url) == (second.status_code, second.url)

"""A household on the phone: signs in, adds its account, sees how the bill is made up, and pays it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from bihuan.engines.billing import actions as billing
from bihuan.engines.billing.models import Bill, Binding
from bihuan.engines.payments import drivers
from bihuan.engines.payments.drivers.sandbox import Sandbox
from bihuan.engines.payments.models import Told
from bihuan.ground.journal.models import Delivery
from bihuan.ground.standards import adoption
from tests.engines.billing.utility import in_company
from tests.stories.test_portal_in_browser import too_small

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = "13900139000"


@pytest.fixture
def billed(cast, monkeypatch):
    """Two accounts of the phone at one address, each with two bills."""
    monkeypatch.setattr("bihuan.project.middleware.now", lambda: cast.at)
    monkeypatch.setattr(drivers, "_drivers", dict.fromkeys(("alipay", "wechat"), Sandbox()))
    utility = in_company(cast)
    for series, values in (("beijing-water", (140, 172)), ("zhejiang-power", (700, 1010))):
        account = utility.account(series, holder_phone=PHONE, holder_name="李女士")
        for on, value in zip((date(2026, 4, 30), date(2026, 5, 31)), values, strict=True):
            utility.read(account, on, value)
            billing.bill_now(account.pk, until=on, by=utility.he, at=cast.at - timedelta(days=1))
    yield
    adoption.forget()


def code() -> str:
    body = Delivery.objects.filter(channel="sms", address=PHONE).latest("id").body
    return "".join(char for char in body if char.isdigit())[:6]


def sign_in(phone: Page) -> None:
    phone.get_by_label("手机号").fill(PHONE)
    phone.get_by_role("button", name="获取验证码").click()
    expect(phone.locator("#told")).to_contain_text(PHONE)
    phone.get_by_label("短信验证码").fill(code())
    phone.get_by_role("button", name="登录").click()


def test_from_signing_in_to_paid_though_the_provider_says_it_twice(
    live_server, billed, phone, axe, shot, no_sideways_scrolling
):
    def look(name: str) -> None:
        axe(phone)
        no_sideways_scrolling(phone)
        assert too_small(phone, 44) == []
        shot(phone, f"bills-{name}")

    phone.goto(live_server.url)
    phone.get_by_role("link", name="我的账单").click()
    look("sign-in")
    sign_in(phone)
    expect(phone.get_by_role("heading", name="我的账单")).to_be_visible()
    look("empty")
    for _account in range(2):
        phone.get_by_role("button", name="添加").first.click()
        phone.wait_for_load_state()
    assert Binding.objects.count() == 2
    look("mine")
    phone.get_by_role("link", name="怎么算的").first.click()
    expect(phone.get_by_text("计算过程")).to_be_visible()
    look("bill")
    phone.get_by_role("link", name="缴纳这张账单").click()
    look("pay")
    phone.get_by_label("微信支付").check()
    phone.get_by_role("button", name="去支付").click()
    look("practice")
    phone.get_by_role("button", name="支付，并重复通知两次").click()
    expect(phone.get_by_text("您的缴费已到账")).to_be_visible()
    look("paid")
    assert list(Told.objects.order_by("pk").values_list("verdict", flat=True)) == ["taken", "repeated"]
    paid = Bill.objects.exclude(settled_at=None).get()
    assert paid.paid == paid.total


def test_the_account_shows_its_bills_and_the_family(
    live_server, billed, phone, axe, shot, no_sideways_scrolling
):
    phone.goto(f"{live_server.url}/my/")
    sign_in(phone)
    phone.get_by_role("button", name="添加").first.click()
    phone.wait_for_load_state()
    phone.locator(".tiles a.tile").first.click()
    phone.get_by_label("家人的手机号").fill("13700137000")
    phone.get_by_role("button", name="让家人查看和缴费").click()
    expect(phone.locator(".family")).to_contain_text("137****7000")
    axe(phone)
    no_sideways_scrolling(phone)
    shot(phone, "bills-account")
    assert Binding.objects.filter(phone="13700137000", role="family").exists()


def test_paying_works_without_scripts(live_server, billed, open_page):
    phone = open_page("phone", javascript=False)
    phone.goto(f"{live_server.url}/my/")
    phone.get_by_label("手机号").fill(PHONE)
    phone.get_by_role("button", name="获取验证码").click()
    phone.get_by_label("短信验证码").fill(code())
    phone.get_by_role("button", name="登录").click()
    phone.get_by_role("button", name="添加").first.click()
    phone.get_by_role("button", name="缴纳所选账单").click()
    phone.get_by_role("button", name="去支付").click()
    phone.get_by_role("button", name="立即支付").click()
    expect(phone.get_by_text("您的缴费已到账")).to_be_visible()
    assert sum((one.paid for one in Bill.objects.all()), Decimal(0)) > 0

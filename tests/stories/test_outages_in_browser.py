"""No power at home, on the phone: the outage is found, its end is subscribed to, the report joins it, and the light is back."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from bihuan.engines.cases.models import Case
from bihuan.engines.outages import actions
from bihuan.engines.outages.models import Joined, Subscription
from bihuan.ground.journal.models import Delivery
from bihuan.ground.standards import adoption
from tests.engines.outages.grid import in_company
from tests.stories.test_portal_in_browser import too_small

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = "13900139000"


@pytest.fixture
def grid(cast, monkeypatch):
    monkeypatch.setattr("bihuan.project.middleware.now", lambda: cast.at)
    yield in_company(cast)
    adoption.forget()


def prove(phone: Page) -> None:
    phone.get_by_label("手机号").fill(PHONE)
    phone.get_by_role("button", name="获取验证码").click()
    expect(phone.locator("#told")).to_contain_text(PHONE)
    body = Delivery.objects.filter(channel="sms", address=PHONE).latest("id").body
    phone.get_by_label("短信验证码").fill("".join(char for char in body if char.isdigit())[:6])


def test_a_household_without_power_finds_out_joins_and_is_told_when_it_is_back(
    live_server, grid, phone, axe, shot, no_sideways_scrolling
):
    def look(name: str) -> None:
        axe(phone)
        no_sideways_scrolling(phone)
        assert too_small(phone, 44) == []
        shot(phone, f"outages-{name}")

    phone.set_viewport_size({"width": 390, "height": 844})
    outage = grid.fault(cause="10千伏滨江线变压器跳闸", ends_at=grid.at + timedelta(hours=3))
    grid.announced(places=[grid.west], title="城西片区线路检修")
    actions.say(outage, "抢修人员已到场，正在更换变压器。", by=grid.dong, at=grid.at)
    phone.goto(live_server.url)
    phone.get_by_role("link", name="停电信息").click()
    expect(phone.get_by_role("heading", name="正在停电")).to_be_visible()
    look("list")
    phone.get_by_role("link", name="滨江路停电").click()
    expect(phone.get_by_text("抢修人员已到场").first).to_be_visible()
    look("one")
    phone.get_by_role("link", name="停电短信提醒").click()
    phone.get_by_label("哪个区域").select_option("east")
    prove(phone)
    look("listen")
    phone.get_by_role("button", name="提醒我").click()
    expect(phone.get_by_text("城东营业厅停电时")).to_be_visible()
    assert Subscription.objects.get().phone == PHONE
    phone.get_by_role("link", name="我家停电了").click()
    phone.get_by_label("在哪个区域").select_option("east")
    phone.get_by_label("地址").fill("滨江路18号3栋2单元501")
    grid.cast.at += timedelta(minutes=2)
    prove(phone)
    look("report")
    phone.get_by_role("button", name="报修").click()
    expect(phone.get_by_text("这次停电我们已经知道")).to_be_visible()
    look("joined")
    case = Case.objects.get(kind="fault")
    assert Joined.objects.get(case=case).outage == outage
    _held, settled = actions.restore(
        outage, by=grid.cast.actor(grid.cast.chen), at=grid.at + timedelta(hours=1)
    )
    assert settled == 1
    told = Delivery.objects.filter(channel="sms", address=PHONE, body__contains="已恢复供电")
    assert told.exists()
    grid.cast.at += timedelta(hours=1)
    phone.goto(f"{live_server.url}/outages/{outage.pk}/")
    expect(phone.get_by_text("已恢复供电").first).to_be_visible()
    look("restored")

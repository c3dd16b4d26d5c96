"""The hall on the phone, 390 px wide: bind an account, read the bill, look at the usage, shake, and go on without network."""

from datetime import date, timedelta

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, expect

from bihuan.engines.billing.models import Binding
from bihuan.engines.cases.models import Case
from bihuan.engines.halls.actions import set_up_hall
from bihuan.engines.halls.distance import Position
from bihuan.ground.directory.models import SignIn
from bihuan.ground.standards import adoption
from tests.engines.billing.utility import in_company
from tests.stories.test_portal_in_browser import too_small
from tests.windows.portal.palm.conftest import billed

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = "13900139000"
#: Where the phone says it is: beside the west hall.
WEST = {"latitude": 30.4745, "longitude": 106.6290}


@pytest.fixture
def moment(cast, monkeypatch, settings):
    settings.DEMO = True
    held = [cast.at]
    monkeypatch.setattr("bihuan.project.middleware.now", lambda: held[0])
    return held


@pytest.fixture
def household(cast, moment):
    """An account of the customer's phone with three bills, not yet on any list."""
    utility = in_company(cast)
    account = utility.account(holder_phone=PHONE, holder_name="李清照", on=date(2025, 1, 1))
    bills = billed(
        utility, account, {date(2025, 5, 31): 160, date(2025, 12, 31): 200, date(2026, 5, 31): 290}
    )
    yield account, bills
    adoption.forget()


@pytest.fixture
def palm(open_page):
    """A phone of 390 × 844."""
    page = open_page("phone", geolocation=WEST, permissions=["geolocation"])
    page.set_viewport_size({"width": 390, "height": 844})
    return page


@pytest.fixture
def look(palm, axe, shot, no_sideways_scrolling):
    def judged(name: str) -> None:
        axe(palm)
        no_sideways_scrolling(palm)
        assert too_small(palm, 44) == []
        shot(palm, f"palm-{name}")

    return judged


def sign_in(page: Page) -> None:
    page.get_by_label("手机号码").fill(PHONE)
    page.get_by_role("button", name="获取验证码").click()
    page.get_by_label("短信验证码").fill(page.locator("[data-demo-code]").inner_text())
    page.get_by_role("button", name="登录").click()


def installed(page: Page) -> None:
    """Wait until the service worker has taken the page over."""
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function("navigator.serviceWorker.controller !== null")


def own_stores(page: Page) -> int:
    return page.evaluate(
        "caches.keys().then((names) => names.filter((name) => name.startsWith('own-')).length)"
    )


def test_from_signing_in_to_the_bill_and_the_usage(live_server, household, palm, look):
    account, bills = household
    palm.goto(live_server.url)
    look("home")
    palm.get_by_role("link", name="我的账单").click()
    look("sign-in")
    sign_in(palm)
    palm.get_by_role("button", name=account.number).click()
    assert Binding.objects.get().phone == PHONE
    palm.goto(f"{live_server.url}/my/bills/")
    look("bills")
    palm.get_by_label("年份").select_option("2026")
    palm.get_by_role("button", name="查看账单").click()
    palm.get_by_role("link", name=f"{bills[2].total}").click()
    expect(palm.locator(".fee-steps > li").first).to_be_visible()
    look("bill")
    palm.goto(f"{live_server.url}/my/usage/")
    expect(palm.locator("canvas")).to_have_count(1)
    expect(palm.get_by_text("2026-10-30")).to_be_visible()
    look("usage")
    palm.get_by_role("link", name="按年").click()
    palm.locator(".chart-table > summary").first.click()
    expect(
        palm.get_by_role("cell", name="2025").or_(palm.get_by_role("rowheader", name="2025"))
    ).to_be_visible()
    look("usage-years")
    palm.goto(f"{live_server.url}/my/data/")
    palm.get_by_label("账单到期前三天提醒").check()
    palm.get_by_role("button", name="保存").click()
    expect(palm.get_by_label("账单到期前三天提醒")).to_be_checked()
    look("data")


def test_without_network_the_guide_and_the_last_bills_stay_and_after_signing_out_only_the_guide(
    live_server, household, palm, look
):
    account, bills = household
    palm.goto(f"{live_server.url}/my/")
    sign_in(palm)
    palm.get_by_role("button", name=account.number).click()
    installed(palm)
    bill = f"{live_server.url}/my/b/{bills[2].number}/"
    palm.goto(bill)
    palm.goto(f"{live_server.url}/guide/")
    palm.context.set_offline(True)
    palm.goto(bill)
    expect(palm.get_by_text("现在没有网络")).to_be_visible()
    expect(palm.get_by_text(f"{bills[2].total}").first).to_be_visible()
    look("offline-bill")
    palm.goto(f"{live_server.url}/guide/")
    expect(palm.get_by_role("heading", name="服务指南")).to_be_visible()
    palm.goto(f"{live_server.url}/fees/")
    expect(palm.get_by_role("heading", name="现在没有网络")).to_be_visible()
    look("offline")
    palm.context.set_offline(False)
    palm.goto(f"{live_server.url}/my/")
    assert own_stores(palm) == 1
    palm.get_by_role("button", name="退出").click()
    palm.wait_for_url(f"{live_server.url}/")
    assert own_stores(palm) == 0
    palm.context.set_offline(True)
    palm.goto(bill)
    expect(palm.get_by_role("heading", name="现在没有网络")).to_be_visible()
    assert f"{bills[2].total}" not in palm.content()
    palm.goto(f"{live_server.url}/guide/")
    expect(palm.get_by_role("heading", name="服务指南")).to_be_visible()


def test_another_customer_on_the_same_phone_finds_nothing_that_was_kept(live_server, household, palm, moment):
    """The first one never signed out: his sign-in was ended from elsewhere."""
    account, bills = household
    palm.goto(f"{live_server.url}/my/")
    sign_in(palm)
    palm.get_by_role("button", name=account.number).click()
    installed(palm)
    palm.goto(f"{live_server.url}/my/b/{bills[2].number}/")
    assert own_stores(palm) == 1
    SignIn.objects.update(ended_at=moment[0])
    moment[0] += timedelta(minutes=2)
    palm.goto(f"{live_server.url}/my/")
    assert own_stores(palm) == 0, "a page that asks to sign in says that nobody is"


def test_a_matter_written_without_network_is_kept_and_sent_once_with_its_time(
    live_server, household, palm, moment, look
):
    palm.goto(f"{live_server.url}/my/")
    sign_in(palm)
    installed(palm)
    palm.goto(f"{live_server.url}/submit/?kind=complaint")
    palm.context.set_offline(True)
    palm.get_by_label("发生了什么").fill("从昨晚起 3 号楼一直没有水。")
    palm.get_by_role("button", name="下一步").click()
    palm.get_by_label("地址").fill("广安区滨江路 18 号 3 栋")
    palm.get_by_role("button", name="下一步").click()
    palm.get_by_label("怎么称呼您").fill("李女士")
    palm.get_by_label("我同意").check()
    palm.get_by_role("button", name="提交", exact=True).click()
    expect(palm.get_by_text("已保存在这部手机上")).to_be_visible()
    look("kept")
    assert not Case.objects.exists()
    moment[0] += timedelta(minutes=5)
    # The phone's own clock is today's; the server of this story lives in June 2026.
    palm.evaluate(
        """(at) => new Promise((done) => {
          const asked = indexedDB.open("bihuan", 1);
          asked.onsuccess = () => {
            const rows = asked.result.transaction("unsent", "readwrite").objectStore("unsent");
            rows.getAll().onsuccess = ({ target }) => {
              rows.put({ ...target.result[0], at }).onsuccess = () => done(true);
            };
          };
        })""",
        (moment[0] - timedelta(minutes=4)).isoformat(),
    )
    palm.context.set_offline(False)
    expect(palm.get_by_text("已经发出")).to_be_visible()
    palm.get_by_role("link", name="查看", exact=True).click()
    palm.wait_for_url("**/done/")
    case = Case.objects.get()
    palm.goto(f"{live_server.url}/c/{case.secret}/")
    expect(palm.get_by_text("写于 2026-06-04 16:5").first).to_be_visible()
    palm.goto(live_server.url)
    assert Case.objects.count() == 1


SHAKE = """(strength) => {
  for (let stroke = 0; stroke < 4; stroke += 1) {
    const acceleration = { x: stroke % 2 ? strength : -strength, y: 0, z: 0 };
    setTimeout(() => dispatchEvent(new DeviceMotionEvent("devicemotion", { acceleration })), 60 * stroke);
  }
}"""


@pytest.fixture
def halls(cast, moment):
    """Two halls six kilometres apart."""
    by = cast.actor(cast.admin)
    cache.clear()
    for place, position in (
        (cast.east, Position(30.4700, 106.6900)),
        (cast.west, Position(30.4740, 106.6300)),
    ):
        set_up_hall(place, "hall", by=by, at=cast.at, position=position)
    yield
    cache.clear()


def test_shaking_finds_the_nearest_hall_and_a_gentle_walk_does_not(
    live_server, cast, moment, halls, palm, look
):
    palm.goto(f"{live_server.url}/nearest/")
    look("nearest")
    palm.evaluate(SHAKE, 4)
    palm.wait_for_timeout(500)
    assert palm.url.endswith("/nearest/")
    palm.evaluate(SHAKE, 25)
    palm.wait_for_url("**/halls/")
    expect(palm.locator(".hall-row strong").first).to_have_text("城西营业厅")
    look("nearest-found")


def test_who_gives_no_position_gets_the_list(live_server, cast, moment, halls, open_page):
    refusing = open_page("phone")
    refusing.goto(f"{live_server.url}/nearest/")
    refusing.get_by_role("button", name="看全部营业厅").click()
    refusing.wait_for_url("**/halls/")
    assert refusing.locator(".hall-row").count() == 2


def test_everything_is_there_in_larger_type(live_server, household, palm, axe, shot, no_sideways_scrolling):
    account, bills = household
    palm.goto(live_server.url)
    palm.get_by_role("button", name="长辈版").click()
    palm.goto(f"{live_server.url}/my/")
    sign_in(palm)
    palm.get_by_role("button", name=account.number).click()
    paths = (
        "",
        "my/",
        "my/bills/",
        f"my/b/{bills[2].number}/",
        "my/usage/",
        "my/data/",
        "guide/",
        "nearest/",
        "offline/",
    )
    for path in paths:
        palm.goto(f"{live_server.url}/{path}")
        axe(palm)
        no_sideways_scrolling(palm)
        assert too_small(palm, 60) == []
        small = palm.evaluate(
            """() => [...document.querySelectorAll("main p, main a, main button, main label, main dd, main li")]
            .filter((one) => one.checkVisibility() && one.textContent.trim() && parseFloat(getComputedStyle(one).fontSize) < 24)
            .map((one) => one.outerHTML.slice(0, 80))"""
        )
        assert small == [], "nothing is smaller than 18 pt"
        shot(palm, f"palm-elder-{path.strip('/').replace('/', '-') or 'home'}")

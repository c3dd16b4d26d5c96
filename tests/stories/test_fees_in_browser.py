"""Somebody wonders what the water will cost: on a phone, on a screen, in larger type, without scripts."""

from datetime import date

import pytest
from playwright.sync_api import expect

from bihuan.ground.standards import adoption
from bihuan.ground.standards.actions import adopt
from tests.cast import SINCE
from tests.stories.test_portal_in_browser import too_small

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def prices(cast, monkeypatch):
    monkeypatch.setattr("bihuan.project.middleware.now", lambda: cast.at)
    adopt(
        cast.company, "china-tariffs-2026@2026.1", since=date(2026, 1, 1), by=cast.actor(cast.admin), at=SINCE
    )
    adoption.forget()
    yield
    adoption.forget()


def test_from_the_first_page_to_a_sum_on_the_phone(
    live_server, prices, phone, axe, shot, no_sideways_scrolling
):
    def look(name: str) -> None:
        axe(phone)
        no_sideways_scrolling(phone)
        assert too_small(phone, 44) == []
        shot(phone, f"fees-{name}")

    phone.goto(live_server.url)
    phone.get_by_role("link", name="模拟算费").click()
    look("choose")
    phone.get_by_label("哪一种").select_option("water")
    phone.get_by_label("哪个地方").select_option("beijing")
    phone.get_by_role("button", name="查看价格").click()
    phone.get_by_role("link", name="北京居民用水").click()
    look("tariff")
    phone.get_by_label("用水量").fill("200")
    phone.get_by_label("家庭人口").fill("7")
    phone.get_by_role("button", name="算一算").click()
    phone.wait_for_url("**q-water=200**")
    assert phone.locator(".fee-total").inner_text().startswith("1000.00")
    assert phone.locator("canvas").count() == 1
    look("sum")
    phone.get_by_role("button", name="长辈版").click()
    phone.wait_for_load_state()
    assert phone.locator(".fee-total").inner_text().startswith("1000.00"), (
        "the sum is still there in larger type"
    )
    look("elder")


def test_two_dates_beside_each_other_on_a_screen(live_server, prices, page, axe, shot):
    page.goto(f"{live_server.url}/fees/shenzhen-water-fee/")
    page.get_by_label("开始日期").fill("2011-05-01")
    page.get_by_label("结束日期").fill("2011-05-31")
    page.get_by_label("用水量").fill("24")
    page.get_by_text("更多选项").click()
    page.get_by_label("与这一天的价格比较").fill("2011-03-31")
    page.get_by_role("button", name="算一算").click()
    page.wait_for_url("**against=2011-03-31**")
    assert page.locator(".fee-total").all_inner_texts() == ["57.50 元", "47.50 元"]
    axe(page)
    shot(page, "fees-compare")
    page.goto(
        f"{live_server.url}/fees/guangzhou-power-times/?from=2026-07-01&to=2026-07-31&q-peak=300&q-flat=200&q-valley=250"
    )
    page.locator("canvas").wait_for()
    axe(page)
    shot(page, "fees-times")


def test_without_scripts_the_sum_and_its_steps_are_there(live_server, prices, open_page, axe, shot):
    plain = open_page("phone", javascript=False)
    plain.goto(f"{live_server.url}/fees/guangzhou-gas/")
    plain.get_by_label("用气量").fill("420")
    plain.get_by_label("开始日期").fill("2026-01-01")
    plain.get_by_label("结束日期").fill("2026-12-31")
    plain.get_by_role("button", name="算一算").click()
    assert plain.locator(".fee-total").inner_text().startswith("1538.80")
    assert plain.locator(".fee-steps > li").count() >= 5
    assert plain.get_by_role("table").last.is_visible() or plain.get_by_text("数据表").is_visible()
    shot(plain, "fees-plain")


def test_what_is_wrong_is_in_sight_on_a_phone(live_server, prices, phone):
    phone.goto(f"{live_server.url}/fees/beijing-water/")
    phone.get_by_label("用水量").fill("-3")
    phone.get_by_role("button", name="算一算").click()
    phone.wait_for_url("**#sum")
    expect(phone.get_by_role("alert")).to_be_in_viewport()


def test_what_is_wrong_is_found_from_the_keyboard(live_server, prices, page, axe, shot):
    page.goto(f"{live_server.url}/fees/beijing-water/?from=2026-06-30&to=2026-06-01&q-water=-3")
    axe(page)
    shot(page, "fees-wrong")
    page.get_by_role("alert").get_by_role("link").first.press("Enter")
    assert page.evaluate("location.hash") == "#id_to"

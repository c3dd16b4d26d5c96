"""Kiosk, phone and rating device in real browsers: two taps, a minute without network, a visit to its stars."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.stories.site import Site, build

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    made = build(tmp_path_factory.mktemp("stand"), "hall_stand", always_open=True)
    made.facts["links"] = json.loads(happens(made, "stand").splitlines()[-1])
    made.start()
    yield made
    made.stop()


def happens(site: Site, *words: str) -> str:
    return site.run("-m", "tests.windows.hall.happening", *words)


@pytest.fixture
def kiosk(open_page: Any, site: Site) -> Page:
    page: Page = open_page("desk")
    page.set_viewport_size({"width": 1080, "height": 1920})
    page.goto(f"{site.url}/hall/{site.facts['links']['kiosk']}/")
    return page


def choose(kiosk: Page, service: str = "缴费与账单") -> None:
    kiosk.get_by_role("link", name=service).click()


def take(kiosk: Page) -> str:
    kiosk.locator("section:target").get_by_role("button", name="取号").click()
    expect(kiosk.locator(".slip-number")).to_be_visible()
    return kiosk.locator(".slip-number").inner_text()


def test_two_taps_give_a_slip(
    site: Site, kiosk: Page, axe: Any, shot: Any, no_sideways_scrolling: Any
) -> None:
    axe(kiosk)
    no_sideways_scrolling(kiosk)
    shot(kiosk, "kiosk")
    choose(kiosk)
    axe(kiosk)
    shot(kiosk, "kiosk-service")
    assert take(kiosk).startswith("A")
    expect(kiosk.get_by_text("过号请重新取号")).to_be_visible()
    axe(kiosk)
    shot(kiosk, "kiosk-slip")
    pdf = kiosk.pdf(prefer_css_page_size=True)
    assert pdf.startswith(b"%PDF")


def test_a_tap_while_the_network_is_away_becomes_one_number_when_it_is_back(
    site: Site, kiosk: Page, shot: Any
) -> None:
    kiosk.context.set_offline(True)
    choose(kiosk, "开具发票")
    kiosk.locator("section:target").get_by_role("button", name="取号").click()
    told = kiosk.get_by_text("网络中断，正在重试")
    expect(told).to_be_visible()
    box = told.bounding_box()
    assert box is not None
    on_top = kiosk.evaluate(
        "([x, y]) => document.elementFromPoint(x, y).closest('[data-retrying]') !== null",
        [box["x"] + 5, box["y"] + 5],
    )
    assert on_top, "the choice that covers the page must not cover what happens to it"
    kiosk.wait_for_timeout(3000)
    shot(kiosk, "kiosk-offline")
    kiosk.context.set_offline(False)
    expect(kiosk.locator(".slip-number")).to_have_text("E001")
    kiosk.goto(f"{site.url}/hall/{site.facts['links']['kiosk']}/")
    choose(kiosk, "开具发票")
    assert take(kiosk) == "E002", "the retries were one number"


def test_older_eyes_and_no_scripts(site: Site, open_page: Any, axe: Any, shot: Any) -> None:
    page: Page = open_page("desk", javascript=False)
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{site.url}/hall/{site.facts['links']['kiosk']}/")
    page.get_by_role("link", name="长辈版").click()
    shot(page, "kiosk-elder")
    choose(page, "业务咨询")
    assert take(page).startswith("F")


def test_the_phone_follows_the_number_and_the_device_asks_how_it_was(
    site: Site, kiosk: Page, phone: Page, page: Page, axe: Any, shot: Any, no_sideways_scrolling: Any
) -> None:
    choose(kiosk, "投诉与建议")
    number = take(kiosk)
    assert number.startswith("G")
    secret = kiosk.url.rstrip("/").rsplit("/", 1)[1]
    phone.goto(f"{site.url}/h/t/{secret}/")
    expect(phone.locator(".own-number")).to_have_text(number)
    axe(phone)
    no_sideways_scrolling(phone)
    shot(phone, "phone-ticket")
    page.goto(f"{site.url}/hall/{site.facts['links']['rating']}/")
    expect(page.get_by_text("欢迎光临")).to_be_visible()
    for _ in range(20):
        happens(site, "served", "call")
        if phone.locator(".place-call").count():
            break
        phone.wait_for_timeout(1500)
        if phone.locator(".place-call").count():
            break
        happens(site, "served", "finish")
    expect(phone.get_by_text("请到1号窗口")).to_be_visible()
    shot(phone, "phone-called")
    happens(site, "served", "finish")
    expect(page.get_by_text(f"{number}号客户")).to_be_visible()
    axe(page)
    shot(page, "rating")
    page.get_by_role("button", name="非常满意").click()
    expect(page.get_by_text("谢谢您的评价")).to_be_visible()
    phone.reload()
    expect(phone.get_by_text("您评了5分")).to_be_visible()
    axe(phone)


def test_halls_and_times_on_the_phone(
    site: Site, phone: Page, axe: Any, shot: Any, no_sideways_scrolling: Any
) -> None:
    phone.goto(site.url)
    phone.get_by_role("link", name="预约排队").click()
    for name in ("halls", "hall", "book"):
        axe(phone)
        no_sideways_scrolling(phone)
        shot(phone, f"phone-{name}")
        if name == "halls":
            phone.get_by_role("link", name="城东营业厅").click()
        elif name == "hall":
            phone.get_by_role("link", name="预约时段").first.click()
    phone.locator(".days a").nth(1).click()
    phone.get_by_label("余3个名额").first.check()
    phone.get_by_label("手机号").fill("13900139000")
    phone.get_by_role("button", name="获取验证码").click()
    phone.get_by_label("短信验证码").fill(phone.locator("[data-demo-code]").inner_text())
    phone.get_by_role("button", name="预约", exact=True).click()
    expect(phone.get_by_role("heading", name="我的预约")).to_be_visible()
    axe(phone)
    shot(phone, "phone-booking")
    phone.get_by_role("link", name="改时段").click()
    shot(phone, "phone-move")
    axe(phone)

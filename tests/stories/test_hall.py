"""A morning in a hall, with every window open at once: from the empty place to the stars, through the pages only."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.cast import PASSWORD
from tests.stories.site import Site, build

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    made = build(tmp_path_factory.mktemp("story"), "hall_story", always_open=True)
    made.start()
    yield made
    made.stop()


def signed_in(page: Page, site: Site, username: str) -> Page:
    page.goto(f"{site.url}/desk/login/")
    page.fill("[name=username]", username)
    page.fill("[name=password]", PASSWORD)
    page.locator("form[action$='/login/'] button[type=submit]").first.click()
    page.wait_for_url(f"{site.url}/desk/")
    return page


def hall_set_up(open_page: Any, site: Site) -> dict[str, str]:
    """An administrator sets the eastern hall up: two counters and four devices, whose links are shown once."""
    if "devices" in site.facts:
        return site.facts["devices"]
    page = signed_in(open_page("desk"), site, "admin")
    page.goto(f"{site.url}/desk/halls/new/")
    page.select_option("[name=place]", label="城东营业厅")
    page.get_by_role("button", name="设置营业厅").click()
    for number, title in ((1, "综合业务"), (2, "缴费")):
        if number > 1:
            page.locator("#counters summary", has_text="添加窗口").click()
        page.fill("#new_number", str(number))
        page.fill("#new_title", title)
        page.get_by_role("button", name="添加窗口").click()
    links = {}
    for kind, counter in (("kiosk", ""), ("screen", ""), ("counter", "1"), ("rating", "1")):
        if not page.locator("#device_kind").is_visible():
            page.locator("#devices summary", has_text="发放设备").click()
        page.select_option("#device_kind", kind)
        if counter:
            page.select_option("#device_counter", label=counter)
        page.get_by_role("button", name="发放设备").click()
        links[kind] = page.locator(".device-link code").inner_text()
    assert len(set(links.values())) == 4
    site.facts["devices"] = links
    return links


def taken(kiosk: Page, service: str) -> tuple[str, str]:
    """Two taps: the number, and the secret of its page on the phone."""
    kiosk.get_by_role("link", name=service).click()
    kiosk.locator("section:target").get_by_role("button", name="取号").click()
    expect(kiosk.locator(".slip-number")).to_be_visible()
    return kiosk.locator(".slip-number").inner_text(), kiosk.url.rstrip("/").rsplit("/", 1)[1]


def test_a_visit_with_kiosk_screen_counter_and_phone_open_at_once(
    site: Site, open_page: Any, axe: Any, shot: Any
) -> None:
    links = hall_set_up(open_page, site)
    kiosk, screen, above, phone, stars = (
        open_page(size) for size in ("desk", "desk", "desk", "phone", "desk")
    )
    for page, kind in ((kiosk, "kiosk"), (screen, "screen"), (above, "counter"), (stars, "rating")):
        page.goto(links[kind])
    clerk = signed_in(open_page("desk"), site, "fang")
    clerk.goto(f"{site.url}/desk/halls/counter/")
    with clerk.expect_response(lambda answer: "/live/desk/" in answer.url and answer.status == 200):
        clerk.get_by_role("button", name=re.compile("上岗.*1号窗口")).click()
    expect(clerk.get_by_role("heading", name="窗口空闲")).to_be_visible()

    number, secret = taken(kiosk, "缴费与账单")
    phone.goto(f"{site.url}/h/t/{secret}/")
    expect(phone.get_by_role("heading", name=f"{number}号")).to_be_visible()
    # The line at the counter fills by itself; the reason stands beside the first.
    expect(clerk.locator(".queue-why")).to_contain_text(f"{number}于", timeout=20_000)
    clerk.keyboard.press("c")
    expect(clerk.locator(".current-number")).to_have_text(number)
    expect(screen.locator("[data-stage]")).to_contain_text(number, timeout=20_000)
    expect(screen.locator("[data-stage]")).to_contain_text("1号窗口")
    expect(above.locator(".counter-ticket")).to_have_text(number, timeout=20_000)
    expect(phone.get_by_text("请到1号窗口")).to_be_visible(timeout=30_000)
    # A new call blinks for six seconds; contrast is judged when it stands.
    screen.wait_for_timeout(7000)
    for page, name in ((clerk, "story-counter"), (screen, "story-screen"), (phone, "story-phone")):
        axe(page)
        shot(page, name)

    clerk.keyboard.press("s")
    expect(clerk.locator(".current-signs .tone-working")).to_be_visible()
    clerk.keyboard.press("f")
    expect(clerk.get_by_role("heading", name="窗口空闲")).to_be_visible()
    expect(stars.get_by_text(f"{number}号客户")).to_be_visible(timeout=20_000)
    stars.locator(".rating-bad summary").click()
    stars.get_by_label("等得太久").check()
    axe(stars)
    stars.locator(".rating-bad button[value='1']").click()
    expect(stars.locator("[data-thanks]")).to_be_visible()

    manager_looks(signed_in(open_page("desk"), site, "tang"), site, axe, shot)
    clerk.keyboard.press("l")
    expect(clerk.get_by_role("heading", name="窗口上岗")).to_be_visible()


def manager_looks(manager: Page, site: Site, axe: Any, shot: Any) -> None:
    """The bad stars are in the inbox, the morning on the board and in the figures."""
    manager.goto(f"{site.url}/desk/inbox/")
    expect(manager.get_by_text(re.compile("A001.*1")).first).to_be_visible()
    manager.goto(f"{site.url}/desk/halls/")
    manager.get_by_role("link", name="城东营业厅").click()
    expect(manager.get_by_text("办结")).to_be_visible()
    axe(manager)
    shot(manager, "story-board")
    manager.get_by_role("link", name="营业厅统计").click()
    expect(manager.get_by_role("row", name=re.compile("^方芳")).first).to_be_visible()


def test_two_counters_share_one_line_and_a_visit_opens_a_case(site: Site, open_page: Any) -> None:
    kiosk, links = open_page("desk"), hall_set_up(open_page, site)
    kiosk.goto(links["kiosk"])
    manager = signed_in(open_page("desk"), site, "tang")
    manager.goto(f"{site.url}/desk/halls/counter/")
    manager.get_by_role("button", name=re.compile("上岗.*2号窗口")).click()
    clerk = signed_in(open_page("desk"), site, "fang")
    clerk.goto(f"{site.url}/desk/halls/counter/")
    clerk.get_by_role("button", name=re.compile("上岗.*1号窗口")).click()
    first, _secret = taken(kiosk, "投诉与建议")
    kiosk.goto(links["kiosk"])
    second, _secret = taken(kiosk, "业务咨询")
    for page in (clerk, manager):
        page.reload()
        expect(page.locator(".queue-number").first).to_have_text(first)
    clerk.keyboard.press("c")
    expect(clerk.locator(".current-number")).to_have_text(first)
    # The manager's page was drawn before: what it offers to call first is at another counter by now.
    manager.keyboard.press("c")
    expect(manager.locator(".current-number")).to_have_text(second)

    clerk.keyboard.press("o")
    expect(clerk.get_by_text(f"为号码{first}的到厅客户登记")).to_be_visible()
    clerk.fill("[name=reporter_phone]", "13900139000")
    clerk.fill("[name=text]", "上门维修约了两次都没有人来，请给个说法。")
    clerk.get_by_label("投诉", exact=True).check()
    clerk.locator("#intake button.btn-primary[type=submit]").click()
    expect(clerk.locator(".current-number")).to_have_text(first)
    expect(clerk.locator(".current-more a[href*='/desk/cases/']")).to_be_visible()
    for page, key in ((clerk, "f"), (manager, "f")):
        page.keyboard.press(key)
        expect(page.get_by_role("heading", name="窗口空闲")).to_be_visible()
        page.keyboard.press("l")
        expect(page.get_by_role("heading", name="窗口上岗")).to_be_visible()

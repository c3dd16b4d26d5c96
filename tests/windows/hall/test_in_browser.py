"""Two screens in a real browser beside a real server: calls, signs, notices, a server that is killed and comes back."""

import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.stories.site import Site, build

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    made = build(tmp_path_factory.mktemp("hall"), "hall_screens")
    made.facts["links"] = json.loads(happens(made, "settle").splitlines()[-1])
    try:
        made.start()
        yield made
    finally:
        made.stop()


def happens(site: Site, *words: str) -> str:
    return site.run("-m", "tests.windows.hall.happening", *words)


def opened(page: Page, site: Site, name: str, *, live: bool = True) -> Page:
    page.goto(f"{site.url}/hall/{site.facts['links'][name]}/")
    if live:
        expect(page.locator("#screen")).to_have_attribute("data-state", "live", timeout=20_000)
    return page


@pytest.fixture
def wide(open_page: Any) -> Page:
    page: Page = open_page("desk")
    page.set_viewport_size({"width": 1920, "height": 1080})
    return page


def test_a_call_is_shown_on_both_screens_and_said_aloud(
    site: Site, wide: Page, page: Page, axe: Any, shot: Any, no_sideways_scrolling: Any
) -> None:
    opened(wide, site, "screen")
    opened(page, site, "counter-3")
    wide.get_by_role("button", name="开启语音播报").click()
    expect(wide.get_by_role("button", name="开启语音播报")).to_be_hidden()
    happens(site, "called", "A012", "3")
    expect(wide.locator("[data-stage]")).to_contain_text("A012")
    expect(wide.locator("[data-stage]")).to_contain_text("3号窗口")
    expect(wide.locator("#screen")).to_have_attribute("data-saying", "A012")
    expect(page.locator(".counter-ticket")).to_have_text("A012")
    happens(site, "called", "B003", "1", "en")
    expect(wide.locator("[data-calls] th").first).to_have_text("B003")
    expect(wide.locator("[data-calls] th").nth(1)).to_have_text("A012")
    # One after the other: the second is said, and has the stage, when the first is over; the list has it at once.
    expect(wide.locator("#screen")).to_have_attribute("data-saying", "B003", timeout=30_000)
    expect(wide.locator("[data-stage]")).to_contain_text("B003")
    expect(wide.locator("#screen")).to_have_attribute("data-saying", "", timeout=30_000)
    for one, name in ((wide, "hall-screen"), (page, "hall-counter")):
        axe(one)
        no_sideways_scrolling(one)
        shot(one, name)


VOICES = """
const voices = [["Tingting", "zh-CN"], ["Serena", "en-GB"]].map(([name, lang]) => ({ name, lang }));
window.said = [];
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
Object.defineProperty(window, "speechSynthesis", { value: {
  getVoices: () => voices,
  speak: (one) => {
    window.said.push([one.voice.name, one.text]);
    document.documentElement.dataset.said = JSON.stringify(window.said);
    setTimeout(() => one.onend(), 300);
  },
} });
"""


def test_the_browsers_own_voice_says_each_call_in_its_customers_language(site: Site, wide: Page) -> None:
    wide.add_init_script(VOICES)
    opened(wide, site, "screen")
    happens(site, "called", "A061", "12")
    happens(site, "recalled", "B062", "3", "en")
    heard = wide.locator("html")
    expect(heard).to_have_attribute("data-said", re.compile("Serena"), timeout=30_000)
    said = json.loads(heard.get_attribute("data-said") or "")
    assert said[0] == ["Tingting", "请A 0 6 1号到12号窗口"]
    assert said[-1] == ["Serena", "Number B 0 6 2, please go to counter 3."]


def test_a_suspended_counter_shows_its_sign(site: Site, page: Page, axe: Any, shot: Any) -> None:
    opened(page, site, "counter-2")
    happens(site, "suspend", "2", "系统升级，请到1号窗口办理")
    expect(page.get_by_text("暂停服务")).to_be_visible()
    expect(page.get_by_text("系统升级，请到1号窗口办理")).to_be_visible()
    expect(page.get_by_text("0217")).to_be_visible()
    axe(page)
    shot(page, "hall-counter-suspended")


def test_notices_have_the_stage_between_calls(site: Site, wide: Page, axe: Any, shot: Any) -> None:
    opened(wide, site, "screen")
    happens(site, "notice", "本厅中午12点至13点30分轮流值班，业务照常办理。")
    expect(wide.get_by_text("轮流值班")).to_be_visible(timeout=30_000)
    axe(wide)
    shot(wide, "hall-notice")


def test_screens_outlive_a_server_that_is_killed(site: Site, wide: Page, page: Page, shot: Any) -> None:
    opened(wide, site, "screen")
    opened(page, site, "counter-1")
    happens(site, "called", "A020", "1")
    expect(page.locator(".counter-ticket")).to_have_text("A020")
    site.kill()
    expect(wide.get_by_text("连接中断")).to_be_visible()
    expect(page.get_by_text("连接中断")).to_be_visible()
    expect(wide.locator("[data-stage]")).to_contain_text("A020")
    shot(wide, "hall-interrupted")
    happens(site, "called", "A021", "1")
    site.start()
    expect(wide.locator("[data-calls] th").first).to_have_text("A021", timeout=30_000)
    expect(wide.get_by_text("连接中断")).to_be_hidden()
    expect(page.locator("#screen")).to_have_attribute("data-state", "live", timeout=30_000)
    happens(site, "called", "A022", "1")
    expect(page.locator(".counter-ticket")).to_have_text("A022")


def test_what_was_missed_long_ago_is_shown_and_not_said(site: Site, wide: Page) -> None:
    """The clock of the page is set forward: to it, the call is half a minute old when it comes."""
    opened(wide, site, "screen")
    wide.evaluate(
        "import('/static/hall/clock.js').then((clock) => clock.set(new Date(Date.now() + 40000).toISOString()))"
    )
    happens(site, "called", "A031", "2")
    expect(wide.locator("[data-calls] th").first).to_have_text("A031")
    time.sleep(0.5)
    assert wide.locator("#screen").get_attribute("data-saying") in {None, ""}


def test_a_screen_whose_streams_are_blocked_asks_instead(site: Site, wide: Page) -> None:
    wide.route("**/live/**", lambda route: route.abort())
    opened(wide, site, "screen", live=False)
    expect(wide.locator("#screen")).to_have_attribute("data-state", "asking", timeout=30_000)
    happens(site, "called", "A041", "3")
    expect(wide.locator("[data-calls] th").first).to_have_text("A041")
    expect(wide.get_by_text("连接中断")).to_be_hidden()


def test_without_scripts_the_page_shows_the_same(site: Site, open_page: Any) -> None:
    happens(site, "called", "A051", "3")
    plain: Page = open_page("desk", javascript=False)
    opened(plain, site, "screen", live=False)
    expect(plain.locator("[data-stage]")).to_contain_text("A051")


def test_screens_fit_a_small_window_too(
    site: Site, phone: Page, axe: Any, shot: Any, no_sideways_scrolling: Any
) -> None:
    for name in ("screen", "counter-1"):
        opened(phone, site, name)
        axe(phone)
        no_sideways_scrolling(phone)
        shot(phone, f"hall-{name}")


def test_a_device_that_is_revoked_shows_nothing_more(site: Site, page: Page) -> None:
    opened(page, site, "spare")
    happens(site, "revoke", "spare")
    expect(page.get_by_role("heading", name="没有找到")).to_be_visible(timeout=30_000)


def test_the_recorded_words_are_all_there() -> None:
    folder = Path("bihuan/windows/hall/static/hall")
    where = json.loads((folder / "calls.json").read_text("ascii"))
    words = {*"0123456789", *(chr(65 + n) for n in range(26)), "10", "please"}
    assert words | {"to", "window"} <= set(where["zh"]) and words | {"number"} <= set(where["en"])
    for language, clips in where.items():
        ends = [begins for begins, _lasts in clips.values()]
        assert ends == sorted(ends) and all(0.08 < lasts < 2 for _begins, lasts in clips.values())
        sound = (folder / f"calls-{language}.mp3").read_bytes()
        assert sound[0] == 0xFF and len(sound) < 150_000
        # 24 kbit/s: the file is as long as its last word ends.
        begins, lasts = list(clips.values())[-1]
        assert len(sound) * 8 / 24_000 >= begins + lasts

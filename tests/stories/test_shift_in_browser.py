"""A shift changes hands on two phones, with a radio missing; the captain sees it on the board."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.stories.site import Site, build
from tests.stories.test_hall import signed_in

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    made = build(tmp_path_factory.mktemp("story"), "shift_story")
    made.run("-m", "tests.stories.roster")
    made.start()
    yield made
    made.stop()


def count(page: Page, **counts: str) -> None:
    for thing, number in counts.items():
        page.fill(f"[name=count_{thing}]", number)


def test_a_shift_is_handed_over_with_a_difference(
    site: Site, open_page: Any, axe: Any, shot: Any, no_sideways_scrolling: Any
) -> None:
    bao = signed_in(open_page("phone"), site, "bao")
    bao.goto(f"{site.url}/desk/shifts/")
    bao.get_by_role("button", name="我到岗了").click()
    expect(bao.get_by_role("button", name="下班签退")).to_be_visible()
    axe(bao)
    no_sideways_scrolling(bao)
    shot(bao, "shift-mine")
    bao.get_by_role("link", name="清点交班").click()
    count(bao, radios="1", torches="2", keys="1", passes="14")
    bao.get_by_role("button", name="签字交班").click()
    expect(bao.locator("#id_why_error")).to_contain_text("对讲机")
    axe(bao)
    shot(bao, "shift-hand-over")
    bao.fill("[name=why]", "一部送修，单号 0604")
    bao.fill("[name=note]", "东门灯坏，已报修")
    bao.get_by_role("button", name="签字交班").click()
    expect(bao.get_by_text("等接班人签字")).to_be_visible()

    pang = signed_in(open_page("phone"), site, "pang")
    pang.goto(f"{site.url}/desk/shifts/")
    pang.get_by_role("button", name="我到岗了").click()
    pang.get_by_role("link", name="清点接班").click()
    expect(pang.get_by_text("东门灯坏，已报修")).to_be_visible()
    expect(pang.get_by_text("单号 0604")).to_have_count(0)
    axe(pang)
    shot(pang, "shift-take-over")
    count(pang, radios="1", torches="2", keys="1", passes="14")
    pang.fill("[name=why]", "属实，已看送修单")
    pang.get_by_role("button", name="签字接班").click()
    expect(pang.get_by_text("双方已签字", exact=True)).to_be_visible()
    axe(pang)
    no_sideways_scrolling(pang)
    shot(pang, "shift-signed")

    dui = signed_in(open_page("desk"), site, "dui")
    dui.goto(f"{site.url}/desk/shifts/board/")
    expect(dui.get_by_role("row", name="鲍勇")).to_contain_text("属实")
    axe(dui)
    shot(dui, "shift-board")
    dui.get_by_role("link", name="整月班表").click()
    axe(dui)
    shot(dui, "shift-month")
    small = signed_in(open_page("phone"), site, "dui")
    small.goto(dui.url)
    axe(small)
    no_sideways_scrolling(small)
    shot(small, "shift-month-phone")

"""The hall's pages for staff in a real browser: wide, narrow, by keyboard and without scripts."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from bihuan.engines.halls import actions
from bihuan.engines.halls.models import Ticket
from tests.windows.desk_halls.making import Scene
from tests.windows.desk_halls.test_board import past_weeks
from tests.windows.desk_reports.test_in_browser import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def busy(scene: Scene) -> None:
    """A morning on which everything that the panel can show is there."""
    for service in ("bill", "bill", "invoice", "open", "bill", "enquiry"):
        scene.take(service)
    scene.take("bill", priority="senior", phone="13800138000", name="张三丰")
    for _more in range(14):
        scene.take("bill")
    scene.log_on(scene.cast.fang, 1)
    scene.log_on(scene.cast.hua, 3)
    held = scene.call_next(scene.cast.hua, 3)
    actions.park(held, "补身份证复印件", by=scene.actor(scene.cast.hua), at=scene.now)
    scene.later(minutes=4)


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_the_counter_panel_fits_the_screen_and_goes_by_keyboard(
    size: str,
    scene: Scene,
    live_server: object,
    open_page: Callable[..., Page],
    shot: Callable[[Page, str], Path],
    axe: Callable[[Page], None],
    no_sideways_scrolling: Callable[[Page], None],
) -> None:
    busy(scene)
    page, url = open_page(size), str(live_server)
    sign_in(page, url, scene.cast.fang)
    page.goto(f"{url}/desk/halls/counter/")
    number = page.locator(".current-number")
    for step, key in (("idle", ""), ("called", "c"), ("serving", "s")):
        if key:
            page.keyboard.press(key)
            expect(
                page.locator(f".current-signs .tone-{'waiting' if key == 'c' else 'working'}")
            ).to_be_visible()
            expect(number).to_have_text("A004")
        axe(page)
        no_sideways_scrolling(page)
        shot(page, f"desk-counter-{step}")
        if size == "desk":
            height = page.evaluate("document.documentElement.scrollHeight")
            assert height <= 800, f"the panel is {height} px high while {step}"
    page.keyboard.press("t")
    expect(page.locator("#to-service")).to_be_focused()
    shot(page, "desk-counter-hand-on")
    page.keyboard.press("Escape")
    page.keyboard.press("e")
    expect(number).not_to_have_text("A004")
    assert Ticket.objects.get(letter="A", number=4).state == "finished"
    assert Ticket.objects.filter(state="called").count() == 1


def test_the_panel_works_without_scripts(
    scene: Scene, live_server: object, open_page: Callable[..., Page]
) -> None:
    busy(scene)
    page, url = open_page("desk", javascript=False), str(live_server)
    sign_in(page, url, scene.cast.fang)
    page.goto(f"{url}/desk/halls/counter/")
    page.locator("form[action$='/call_next/'] button").click()
    page.locator("details.asking summary").nth(1).click()
    page.fill("#why", "复印身份证")
    page.locator("form[action$='/park/'] button").click()
    assert Ticket.objects.get(letter="A", number=4).state == "parked"


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_lobby_setting_board_and_figures_fit_the_screen_and_everybody(
    size: str,
    scene: Scene,
    live_server: object,
    open_page: Callable[..., Page],
    shot: Callable[[Page, str], Path],
    axe: Callable[[Page], None],
    no_sideways_scrolling: Callable[[Page], None],
) -> None:
    past_weeks(scene, hourly=9)
    scene.now = scene.now.replace(hour=10, minute=1)
    busy(scene)
    scene.call_next(scene.cast.fang)
    actions.lobby_back(scene.hall, by=scene.actor(scene.cast.tang), at=scene.now)
    actions.notice(
        scene.hall, "今天下午系统维护，缴费请到自助机。", by=scene.actor(scene.cast.tang), at=scene.now
    )
    page, url = open_page(size), str(live_server)
    sign_in(page, url, scene.cast.tang)
    where = f"{url}/desk/halls/{scene.hall.pk}/"
    pages = {
        "halls": f"{url}/desk/halls/",
        "hall-board": where,
        "hall-lobby": f"{where}lobby/",
        "hall-setting": f"{where}setting/",
        "hall-figures": f"{where}figures/",
        "counter-choose": f"{url}/desk/halls/counter/",
    }
    for name, address in pages.items():
        page.goto(address)
        no_sideways_scrolling(page)
        axe(page)
        shot(page, f"desk-{name}")

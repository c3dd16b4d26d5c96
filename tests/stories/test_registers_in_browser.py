"""A visitor, a parcel and a key at the front desk: keyboard and scanner only, at the desk and on a phone."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, expect

from bihuan.engines.registers import watch
from bihuan.engines.registers.models import Line
from bihuan.ground.journal.models import Delivery
from bihuan.ground.standards import adoption
from tests.cast import Cast
from tests.engines.registers.tower import Tower
from tests.windows.desk_reports.test_in_browser import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def moment(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    held = [cast.at]
    monkeypatch.setattr("bihuan.project.middleware.now", lambda: held[0])
    return held


@pytest.fixture
def tower(cast: Cast, moment: list[datetime]):
    cache.clear()
    made = Tower(cast)
    made.tenant("李四", "蓝天公司", "12", "1203")
    yield made
    adoption.forget()
    cache.clear()


@pytest.fixture(params=["desk", "phone"])
def page(request: pytest.FixtureRequest, open_page: Callable[..., Page]) -> Page:
    opened = open_page(request.param)
    if request.param == "phone":
        opened.set_viewport_size({"width": 390, "height": 844})
    return opened


@pytest.fixture
def look(
    page: Page,
    axe: Callable[[Page], None],
    shot: Callable[[Page, str], Path],
    no_sideways_scrolling: Callable[[Page], None],
) -> Callable[[str], None]:
    def judged(name: str) -> None:
        axe(page)
        no_sideways_scrolling(page)
        shot(page, f"registers-{name}")

    return judged


def type_in(page: Page, *fields: str) -> None:
    """What the keyboard does: a field, Tab, the next, Enter at the end. A space ticks a box."""
    for number, text in enumerate(fields):
        if number:
            page.keyboard.press("Tab")
        if text == " ":
            page.keyboard.press("Space")
        else:
            page.keyboard.type(text)
    page.keyboard.press("Enter")


def test_a_visitor_and_a_parcel_by_keyboard_alone_each_entry_in_less_than_ten_seconds(
    live_server, tower, page, look
):
    sign_in(page, live_server.url, tower.qian)
    here = f"{live_server.url}/desk/registers/{tower.cast.east.pk}"
    page.goto(f"{here}/visitors/")
    begun = time.monotonic()
    type_in(page, "张三丰", "13800138000", "李四")
    expect(page.get_by_text("V00001 已登记。")).to_be_visible()
    assert time.monotonic() - begun < 10
    expect(page.get_by_label("来访人 *")).to_be_focused()
    look("visitors")
    page.goto(f"{live_server.url}/desk/registers/")
    expect(page.locator("#find_q")).to_be_focused()
    begun = time.monotonic()
    page.keyboard.type("V00001")
    page.keyboard.press("Enter")
    expect(page.get_by_label("被访人在电话里同意")).to_be_focused()
    look("visitor")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.get_by_text("V00001：电话核实，放行")).to_be_visible()
    assert time.monotonic() - begun < 10 + 5  # the axe and the picture are in between
    assert Line.objects.get(label="V00001").state == "inside"
    page.goto(f"{here}/parcels/")
    begun = time.monotonic()
    type_in(page, "李四", "SF1001", " ")
    expect(page.get_by_text("P00001 已登记。")).to_be_visible()
    assert time.monotonic() - begun < 10
    assert Line.objects.get(label="P00001").values["room"] == "1203"
    look("parcels")
    page.goto(f"{live_server.url}/desk/registers/find/?q=P00001")
    expect(page.get_by_label("签收人")).to_be_focused()
    type_in(page, "赵六")
    expect(page.get_by_text("P00001：签收领取")).to_be_visible()
    page.goto(f"{live_server.url}/desk/registers/lines/{Line.objects.get(label='P00001').pk}/")
    expect(page.get_by_text("赵六代签")).to_be_visible()
    look("parcel")


def test_a_key_that_is_not_back_is_on_the_board_and_the_head_is_told(live_server, tower, page, look, moment):
    sign_in(page, live_server.url, tower.qian)
    page.goto(f"{live_server.url}/desk/registers/{tower.cast.east.pk}/keys/")
    page.keyboard.type("180#1-1-1")
    page.get_by_label("谁的").fill("郑十")
    page.get_by_label("主管同意保管").check()
    page.keyboard.press("Enter")
    expect(page.get_by_text("180#1-1-1 已登记。")).to_be_visible()
    page.get_by_role("link", name="180#1-1-1：借出").click()
    expect(page.get_by_label("借用人").last).to_be_focused()
    type_in(page, "周工", "13800138003", "量尺寸", "林工", " ")
    expect(page.get_by_text("180#1-1-1：借出")).to_be_visible()
    moment[0] += timedelta(hours=8, minutes=1)
    watch.run(moment[0], 10)
    assert Delivery.objects.filter(address=tower.boss.ref, subject__contains="180#1-1-1").count() == 1
    page.goto(f"{live_server.url}/desk/registers/")
    expect(page.get_by_role("heading", name="已超期")).to_be_visible()
    look("board")
    page.get_by_role("link", name="180#1-1-1").click()
    page.get_by_role("button", name="归还").click()
    expect(page.get_by_text("180#1-1-1：归还")).to_be_visible()
    page.get_by_role("link", name="标签").click()
    look("labels")

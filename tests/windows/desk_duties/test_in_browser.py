"""The pages of points, labels, replay and weather days: wide and narrow, for everybody, with a chart that is also a table."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from playwright.sync_api import expect

from bihuan.engines.duties import actions
from bihuan.ground.standards import adoption
from tests.engines.duties.test_duties import DAY, GOOD, Estate
from tests.engines.duties.test_points import lay
from tests.windows.desk_reports.test_in_browser import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def estate(cast, monkeypatch):
    cache.clear()
    monkeypatch.setattr("bihuan.project.middleware.now", lambda: cast.at)
    made = Estate(cast)
    actions.plan_ahead(DAY, DAY)
    points = lay(made, "东门", "配电间", "二楼走廊", "金库门口", "后院", "停车场")
    by = made.bao.actor(cast.at)
    for point, ago in zip(points[:5], (100, 93, 85, 40, 33), strict=True):
        actions.scan(made.patrol(), point.code, really=cast.at - timedelta(minutes=ago), by=by, at=cast.at)
    actions.finish(made.patrol(), GOOD, by=by, at=cast.at)
    actions.declare_weather(cast.east, "rain", DAY + timedelta(1), by=cast.actor(cast.he), at=cast.at)
    yield made
    adoption.forget()
    cache.clear()


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_the_captains_pages_fit_the_screen_and_everybody(
    size, estate, cast, live_server, open_page, axe, shot, no_sideways_scrolling
):
    page, duty = open_page(size), estate.patrol()
    sign_in(page, live_server.url, estate.dui)
    paths = {
        "points": f"points/{cast.east.pk}/",
        "labels": f"points/{cast.east.pk}/labels/",
        "weather": "weather/",
        "duty": f"{duty.pk}/",
        "board": "board/",
        "round": f"{duty.pk}/round/",
    }
    for name, path in paths.items():
        page.goto(f"{live_server.url}/desk/duties/{path}")
        if name == "round":
            expect(page.locator("canvas")).to_have_count(1)
        axe(page)
        no_sideways_scrolling(page)
        shot(page, f"duties-{name}")
    page.locator(".chart-table > summary").click()
    expect(page.get_by_role("rowheader", name="4 金库门口").first).to_be_visible()

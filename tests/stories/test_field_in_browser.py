"""A guard's night on a phone 390 px wide: two hours without network, a server started anew, an answer that got lost."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.servers.basehttp import ThreadedWSGIServer
from django.test.testcases import LiveServerThread
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from bihuan.engines.duties import actions
from bihuan.engines.duties.codes import spaced
from bihuan.engines.duties.models import Duty, Scan
from bihuan.ground.journal.models import Entry
from bihuan.ground.standards import adoption
from tests.engines.duties.test_duties import DAY, Estate
from tests.engines.duties.test_points import lay
from tests.stories.test_portal_in_browser import too_small
from tests.windows.desk_reports.test_in_browser import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ALMOST = timedelta(seconds=30)


@pytest.fixture
def moment(cast, monkeypatch):
    held = [cast.at]
    monkeypatch.setattr("bihuan.project.middleware.now", lambda: held[0])
    return held


@pytest.fixture
def estate(cast, moment):
    cache.clear()
    made = Estate(cast)
    actions.plan_ahead(DAY, DAY)
    yield made
    adoption.forget()
    cache.clear()


class Reusing(ThreadedWSGIServer):
    """May listen where another one has just stopped."""

    def __init__(self, *args, **named) -> None:
        super().__init__(*args, **{**named, "allow_reuse_address": True})


@pytest.fixture
def server(monkeypatch):
    """On a port of its own, so that it can be started anew on the same one."""
    monkeypatch.setattr(LiveServerThread, "server_class", Reusing)
    running = [LiveServer("localhost")]
    yield running
    running[-1].stop()


def anew(server: list[LiveServer]) -> None:
    port = server[-1].url.rpartition(":")[2]
    server[-1].stop()
    server.append(LiveServer(f"localhost:{port}"))


@pytest.fixture
def phone(open_page, cast):
    page = open_page("phone")
    page.set_viewport_size({"width": 390, "height": 844})
    page.clock.install(time=cast.at)
    return page


@pytest.fixture
def look(phone, axe, shot, no_sideways_scrolling):
    def judged(name: str) -> None:
        axe(phone)
        no_sideways_scrolling(phone)
        assert too_small(phone, 44) == []
        shot(phone, f"field-{name}")

    return judged


def open_day(phone: Page, url: str, person) -> None:
    sign_in(phone, url, person)
    phone.goto(f"{url}/field/")
    phone.evaluate("navigator.serviceWorker.ready.then(() => true)")
    phone.wait_for_function("navigator.serviceWorker.controller !== null")
    # The page came before its worker; now it is kept.
    phone.reload()


def round_of(phone: Page, duty: Duty):
    return phone.locator(f"#d{duty.pk}")


def pass_time(phone: Page, moment, **delta: float) -> None:
    step = timedelta(**delta)
    moment[0] += step
    phone.clock.fast_forward(int(step.total_seconds() * 1000))


def type_code(card, code: str) -> None:
    card.get_by_label("标签上的编码").fill(spaced(code).lower())
    card.get_by_role("button", name="我已到达").click()


def test_two_hours_without_network_lose_nothing_double_nothing_and_keep_their_times(
    server, estate, cast, moment, phone, look
):
    url, duty = server[0].url, estate.patrol()
    points = lay(estate, *(f"{floor} 层楼梯口" for floor in range(1, 13)))
    open_day(phone, url, estate.bao)
    look("day")
    phone.locator(f'a[href="#d{duty.pk}"].tile').click()
    card = round_of(phone, duty)
    expect(card).to_be_visible()
    look("round")
    type_code(card, points[0].code)
    expect(card.locator(".way .reached")).to_have_count(1)
    phone.context.set_offline(True)
    expected = {points[0].pk: cast.at}
    for point in points[1:]:
        pass_time(phone, moment, minutes=5)
        type_code(card, point.code)
        expected[point.pk] = moment[0]
        expect(card.locator(".way .kept")).to_have_count(len(expected) - 1)
    pass_time(phone, moment, minutes=2)
    card.get_by_text("是", exact=True).first.click()
    card.get_by_label("巡查记录").fill("一切正常")
    card.get_by_role("button", name="已完成", exact=True).or_(card.locator(".field-done")).first.click()
    done_at = moment[0]
    expect(card.get_by_text("暂存在本机").first).to_be_visible()
    look("kept")
    phone.reload()
    expect(phone.get_by_text("有 12 条记录暂存在本机")).to_be_visible()
    look("offline")
    assert Scan.objects.count() == 1 and estate.patrol().state == Duty.State.OPEN
    pass_time(phone, moment, minutes=63)
    anew(server)
    lost = []

    def arrives_but_its_answer_does_not(route):
        if lost or "scan" not in (route.request.post_data or ""):
            return route.continue_()
        lost.append(route.fetch())
        return route.abort()

    phone.context.route("**/field/acts/", arrives_but_its_answer_does_not)
    phone.context.set_offline(False)
    expect(phone.locator("[data-net]")).to_be_visible()
    pass_time(phone, moment, seconds=31)
    expect(phone.get_by_text("已补传").first).to_be_visible()
    expect(phone.get_by_text("暂存在本机")).to_have_count(0)
    assert lost, "one answer got lost on the way"
    scans = {scan.point_id: scan for scan in Scan.objects.filter(duty=duty)}
    assert len(scans) == Entry.objects.filter(verb="duty.scanned").count() == 12
    assert all(abs(scans[pk].at - at) < ALMOST for pk, at in expected.items())
    found = estate.patrol()
    assert (found.state, found.findings) == (Duty.State.DONE, [])
    assert abs(found.done_at - done_at) < ALMOST
    assert found.received_at - found.done_at > timedelta(minutes=60)
    assert Entry.objects.filter(verb="duty.done").count() == 1
    look("sent")


def test_signed_out_meanwhile_it_is_kept_asks_to_sign_in_and_is_sent(server, estate, moment, phone, look):
    url, duty = server[0].url, estate.patrol()
    (gate,) = lay(estate, "东门")
    open_day(phone, url, estate.bao)
    phone.goto(f"{url}/field/#d{duty.pk}")
    phone.context.clear_cookies()
    type_code(round_of(phone, duty), gate.code)
    expect(phone.get_by_role("link", name="登录后补传暂存的记录")).to_be_visible()
    look("sign-in-again")
    assert not Scan.objects.exists()
    sign_in(phone, url, estate.pang)
    phone.goto(f"{url}/field/")
    expect(phone.get_by_text("另有 1 条他人的记录存在本机")).to_be_visible()
    assert not Scan.objects.exists(), "another one's sign-in sends nothing of his"
    pass_time(phone, moment, minutes=10)
    phone.context.clear_cookies()
    sign_in(phone, url, estate.bao)
    phone.goto(f"{url}/field/")
    expect(phone.get_by_text("已补传").first).to_be_visible()
    assert Scan.objects.get().by == estate.bao
    assert abs(moment[0] - Scan.objects.get().at - timedelta(minutes=10)) < ALMOST


def test_what_is_refused_says_why_and_stays_until_it_is_seen(server, estate, cast, moment, phone, look):
    url, duty = server[0].url, estate.patrol()
    open_day(phone, url, estate.pang)
    phone.goto(f"{url}/field/#d{duty.pk}")
    card = round_of(phone, duty)
    card.locator(".field-done").click()
    expect(card.get_by_text("请填写").first).to_be_visible()
    phone.context.set_offline(True)
    card.get_by_text("是", exact=True).first.click()
    card.get_by_label("巡查记录").fill("一切正常")
    card.locator(".field-done").click()
    by = estate.bao.actor(cast.at)
    actions.finish(duty, {"route": True, "record": "好"}, by=by, at=cast.at)
    phone.context.set_offline(False)
    pass_time(phone, moment, seconds=31)
    expect(phone.get_by_text("鲍勇").first).to_be_visible()
    look("refused")
    phone.reload()
    expect(phone.get_by_text("未被接受")).to_be_visible()
    phone.get_by_role("button", name="知道了").click()
    expect(phone.get_by_text("未被接受")).to_have_count(0)
    assert Duty.objects.get(pk=duty.pk).done_by == estate.bao


CAMERA = """
window.BarcodeDetector = class { async detect() { return [{ rawValue: window.seenByCamera || "" }]; } };
Object.defineProperty(navigator, "mediaDevices", { value: { getUserMedia: async () => {
  const sheet = document.createElement("canvas");
  sheet.getContext("2d").fillRect(0, 0, 9, 9);
  return sheet.captureStream(5);
} } });
"""


def test_the_camera_reads_the_label_and_so_does_the_phones_own(server, estate, phone, look):
    url, duty = server[0].url, estate.patrol()
    gate, roof = lay(estate, "东门", "屋顶")
    phone.add_init_script(CAMERA)
    open_day(phone, url, estate.bao)
    phone.goto(f"{url}/field/#d{duty.pk}")
    card = round_of(phone, duty)
    card.get_by_role("button", name="用摄像头扫码").first.click()
    phone.evaluate("(text) => { window.seenByCamera = text; }", f"{url}/field/#p={gate.code}")
    phone.clock.run_for(1000)
    expect(card.locator(".way .reached")).to_have_count(1)
    phone.evaluate("(hash) => { location.hash = hash; }", f"#p={roof.code}")
    expect(round_of(phone, duty).locator(".way .reached")).to_have_count(2)
    assert Scan.objects.filter(duty=duty).count() == 2


def test_without_scripts_the_same_forms_work(server, estate, open_page):
    url, duty = server[0].url, estate.patrol()
    (gate,) = lay(estate, "东门")
    page = open_page("phone", javascript=False)
    sign_in(page, url, estate.bao)
    page.goto(f"{url}/field/#d{duty.pk}")
    type_code(round_of(page, duty), gate.code)
    expect(page.get_by_text("已到达 1 东门。", exact=True)).to_be_visible()
    assert Scan.objects.get().point == gate

"""A customer on the phone: from the first page to a second round, in a real browser, with and without scripts."""

from datetime import timedelta

import pytest

from bihuan.engines.cases import actions
from bihuan.engines.cases.models import Case
from tests.windows.portal.conftest import PNG

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PICTURE = {"name": "水管.png", "mimeType": "image/png", "buffer": PNG}
#: Everything that is tapped, with its height as the finger finds it.
TARGETS = """
() => [...document.querySelectorAll("a, button, summary, label.kind, .form-check")]
  .filter((one) => one.checkVisibility() && !one.closest("p, .skip, .note, footer"))
  .map((one) => [one.outerHTML.slice(0, 90), one.getBoundingClientRect().height])
"""


@pytest.fixture
def moment(cast, monkeypatch, settings):
    """The clock of the server, in a list so that a story can move it."""
    settings.DEMO = True
    held = [cast.at]
    monkeypatch.setattr("bihuan.project.middleware.now", lambda: held[0])
    return held


def too_small(page, least: int) -> list[str]:
    return [f"{height:.0f}px {what}" for what, height in page.evaluate(TARGETS) if height < least - 0.5]


def fill_in(page) -> None:
    """The three steps, whether they are shown one by one or all at once."""
    onward = page.get_by_role("button", name="下一步")
    page.get_by_label("发生了什么").fill("从昨晚起 3 号楼一直没有水，物业也说不清。")
    page.locator("#id_photos").set_input_files([PICTURE])
    if onward.is_visible():
        onward.click()
    page.get_by_label("地址").fill("广安区滨江路 18 号 3 栋")
    page.get_by_label("是水、气还是电").select_option("water")
    page.get_by_label("问题类别").select_option("temporary_stop")
    if onward.is_visible():
        onward.click()
    page.get_by_label("怎么称呼您").fill("李女士")
    page.get_by_label("手机号码").fill("139 0013 9000")


def send(page) -> None:
    page.get_by_label("短信验证码").fill(page.locator("[data-demo-code]").inner_text())
    page.get_by_label("我同意").check()
    page.get_by_role("button", name="提交", exact=True).click()
    page.wait_for_url("**/done/")


def test_a_complaint_on_the_phone_from_the_first_page_to_the_second_round(
    live_server, cast, moment, phone, axe, shot, no_sideways_scrolling
):
    def look(name: str) -> None:
        axe(phone)
        no_sideways_scrolling(phone)
        assert too_small(phone, 44) == []
        shot(phone, f"portal-{name}")

    phone.goto(live_server.url)
    look("home")
    phone.get_by_role("link", name="投诉").click()
    look("submit-1")
    fill_in(phone)
    phone.get_by_role("button", name="获取验证码").click()
    phone.locator("[data-demo-code]").wait_for()
    assert phone.locator("#id_photos").evaluate("input => input.files.length") == 1
    look("submit-3")
    send(phone)
    look("done")
    case = Case.objects.get()
    assert phone.locator("[data-number]").inner_text() == case.number
    assert case.attachments.count() == 1

    phone.get_by_role("link", name="查看办理进度").click()
    assert "我们已收到" in phone.locator(".now-stage").inner_text()
    look("case-received")

    _until_resolved(cast, case)
    moment[0] = cast.later(hours=30)
    phone.reload()
    assert "阀门已更换" in phone.locator(".answer").inner_text()
    phone.get_by_text("这个时间怎么算出来的").first.click()
    look("case-answered")

    moment[0] = cast.later(hours=41)
    actions.call_back(
        case, result="reached", answers=cast.callback_answers(), by=cast.actor(cast.chen), at=moment[0]
    )
    moment[0] += timedelta(hours=20)
    phone.reload()
    phone.get_by_text("问题没解决，请重新办理").click()
    phone.get_by_label("哪里还没有解决").fill("今天早上又停了。")
    phone.get_by_role("button", name="要求重办").click()
    phone.get_by_text("我们马上重新办理").wait_for()
    assert "第 2 轮" in phone.locator(".line").inner_text()
    look("case-second-round")


def _until_resolved(cast, case: Case) -> None:
    """What the company does meanwhile."""
    wang, liu = cast.actor(cast.wang), cast.actor(cast.liu)
    actions.accept(case, by=cast.actor(cast.chen), at=cast.at)
    (order,) = actions.dispatch(
        case, [actions.Target(cast.water)], by=cast.actor(cast.chen), at=cast.later(minutes=1)
    )
    actions.take(order, by=wang, at=cast.later(minutes=5))
    actions.contact(case, way="call", said="约明早查勘", order=order, by=wang, at=cast.later(minutes=20))
    actions.answer(case, "阀门已更换，供水恢复，向您致歉。", by=wang, at=cast.later(hours=20))
    report = actions.Investigation("停水", "阀门破裂", "更换", "已答复")
    actions.report(order, report, by=wang, at=cast.later(hours=21))
    actions.confirm(order, by=cast.actor(cast.zhao), at=cast.later(hours=22))
    actions.review(case, by=liu, at=cast.later(hours=23))
    actions.resolve(case, by=liu, at=cast.later(hours=24))


def test_without_scripts_the_form_is_one_page_and_works_the_same(
    live_server, cast, moment, open_page, no_sideways_scrolling
):
    page = open_page("phone", javascript=False)
    page.goto(f"{live_server.url}/submit/?kind=complaint")
    assert not page.get_by_role("button", name="下一步").is_visible()
    fill_in(page)
    page.get_by_role("button", name="获取验证码").click()
    no_sideways_scrolling(page)
    assert page.get_by_label("地址").input_value() == "广安区滨江路 18 号 3 栋"
    assert "水管.png" in page.locator(".kept").inner_text()
    send(page)
    assert Case.objects.get().attachments.get().name == "水管.png"


def test_an_error_opens_the_step_it_belongs_to(live_server, cast, moment, phone, axe):
    phone.goto(f"{live_server.url}/submit/?kind=complaint")
    fill_in(phone)
    phone.get_by_role("button", name="提交", exact=True).click()
    phone.get_by_role("alert").wait_for()
    assert phone.get_by_label("短信验证码").is_visible()
    assert not phone.get_by_label("地址").is_visible()
    phone.get_by_role("button", name="上一步").click()
    assert phone.get_by_label("地址").input_value() == "广安区滨江路 18 号 3 栋"
    phone.get_by_role("button", name="上一步").click()
    assert "水管.png" in phone.locator(".kept").inner_text()
    phone.get_by_role("alert").get_by_role("link", name="短信验证码").click()
    assert phone.get_by_label("短信验证码").is_visible()
    axe(phone)
    assert not Case.objects.exists()


def test_a_step_is_left_only_when_it_is_filled_in(live_server, cast, moment, phone):
    phone.goto(f"{live_server.url}/submit/?kind=complaint")
    phone.get_by_role("button", name="下一步").click()
    assert phone.get_by_label("发生了什么").is_visible()
    assert phone.get_by_label("发生了什么").evaluate("field => field === document.activeElement")


def test_the_larger_view_has_large_letters_and_large_targets(
    live_server, cast, moment, phone, axe, shot, no_sideways_scrolling
):
    case = cast.complaint()
    phone.goto(live_server.url)
    phone.get_by_role("button", name="长辈版").click()
    for name, path in (
        ("home", "/"),
        ("submit", "/submit/"),
        ("track", "/track/"),
        ("case", f"/c/{case.secret}/"),
        ("done", f"/c/{case.secret}/done/"),
    ):
        phone.goto(live_server.url + path)
        small = phone.evaluate(
            """() => [...document.querySelectorAll("main *")]
              .filter((one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
              .filter((one) => one.checkVisibility() && !one.closest(".visually-hidden, option, textarea"))
              .filter((one) => parseFloat(getComputedStyle(one).fontSize) < 23.9)
              .map((one) => one.outerHTML.slice(0, 90))"""
        )
        assert small == [], path
        assert too_small(phone, 60) == [], path
        no_sideways_scrolling(phone)
        axe(phone)
        shot(phone, f"portal-elder-{name}")


def test_on_a_desktop_the_pages_stay_readable(live_server, cast, moment, page, axe, shot):
    case = cast.called_back("dissatisfied")
    moment[0] = cast.later(hours=41)
    for name, path in (
        ("home", "/"),
        ("submit", "/submit/"),
        ("track", "/track/"),
        ("case", f"/c/{case.secret}/"),
    ):
        page.goto(live_server.url + path)
        axe(page)
        shot(page, f"portal-{name}")

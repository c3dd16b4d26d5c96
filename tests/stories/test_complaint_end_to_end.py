"""A day in the life, through the windows only: a customer complains on the phone page, and the standard keeps its word.

S003 7.2–7.7: accepted, contacted within 45 minutes, answered, resolved, called back dissatisfied, handled a second
time, archived; the monthly report shows it under its clause.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page

from bihuan.engines.cases.models import Case, Clock
from bihuan.ground.journal import verify
from tests.cast import SHANGHAI, Cast
from tests.windows.desk_reports.test_in_browser import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


class Hall:
    """The people at their screens, and the clock of the server."""

    def __init__(self, url: str, cast: Cast, open_page: Callable[..., Page], moment: list[datetime]) -> None:
        self.url, self.cast, self.moment = url, cast, moment
        self.pages: dict[str, Page] = {}
        self.open_page = open_page

    def at(self, who: str) -> Page:
        if who not in self.pages:
            self.pages[who] = self.open_page("desk")
            sign_in(self.pages[who], self.url, self.cast.people[who])
        return self.pages[who]

    def pass_time(self, **delta: float) -> None:
        self.moment[0] += timedelta(**delta)

    def does(self, who: str, case: Case, label: str, **said: str) -> Page:
        """Open the case, press the button of the verb, fill in its form, send it; the page tells that it is done."""
        page = self.at(who)
        page.goto(f"{self.url}/desk/cases/{case.pk}/")
        page.locator(".verbs").get_by_role("link", name=label, exact=True).first.click()
        form = page.locator("section.act form")
        form.wait_for()
        for name, value in said.items():
            field = form.locator(f"[name={name}]").first
            kind = field.get_attribute("type")
            if kind == "radio":
                form.locator(f"[name={name}][value={value}]").check()
            elif field.evaluate("one => one.tagName") == "SELECT":
                field.select_option(label=value)
            else:
                field.fill(value)
        before = case.journal_seq
        form.locator("button[type=submit]").last.click()
        page.wait_for_load_state()
        page.wait_for_url(f"**/desk/cases/{case.pk}/")
        case.refresh_from_db()
        assert case.journal_seq > before, page.locator("main").inner_text()[:600]
        return page


@pytest.fixture
def hall(
    live_server: Any,
    cast: Cast,
    open_page: Callable[..., Page],
    monkeypatch: pytest.MonkeyPatch,
    settings: Any,
) -> Hall:
    settings.DEMO = True
    moment = [datetime(2026, 6, 4, 9, 0, tzinfo=SHANGHAI)]
    monkeypatch.setattr("bihuan.project.middleware.now", lambda: moment[0])
    return Hall(str(live_server), cast, open_page, moment)


def complains(hall: Hall, phone: Page) -> Case:
    phone.goto(f"{hall.url}/submit/?kind=complaint")
    phone.get_by_label("发生了什么").fill("从昨晚开始整栋楼没有水，打了两次电话都说在修，到现在没人来。")
    onward = phone.get_by_role("button", name="下一步")
    if onward.is_visible():
        onward.click()
    phone.get_by_label("地址").fill("广安区滨江路18号3栋")
    phone.get_by_label("是水、气还是电").select_option("water")
    if onward.is_visible():
        onward.click()
    phone.get_by_label("怎么称呼您").fill("李女士")
    phone.get_by_label("手机号码").fill("13900139000")
    phone.get_by_role("button", name="获取验证码").click()
    phone.get_by_label("短信验证码").fill(phone.locator("[data-demo-code]").inner_text())
    phone.get_by_label("我同意").check()
    phone.get_by_role("button", name="提交", exact=True).click()
    phone.wait_for_url("**/done/")
    return Case.objects.get()


def handles(hall: Hall, case: Case, answer: str) -> None:
    """The unit's part: take, contact, answer, report; its head confirms; the commissioner passes and resolves."""
    hall.does("wang", case, "接单")
    hall.pass_time(minutes=20)
    hall.does(
        "wang",
        case,
        "联系客户",
        way="call",
        reached="yes",
        said="已说明情况，今晚恢复供水",
        evidence="录音0604",
    )
    hall.pass_time(hours=6)
    hall.does("wang", case, "答复客户", text=answer)
    sections = {"facts": "整栋停水", "findings": "阀门破裂", "measures": "更换阀门", "reply": "已电话答复"}
    hall.does("wang", case, "提交调查报告", **sections)
    hall.does("zhao", case, "审核确认报告")
    hall.does("liu", case, "审核通过")
    hall.does("liu", case, "处结")


def test_a_complaint_goes_all_the_way_and_stands_in_the_report_under_its_clause(
    hall: Hall,
    phone: Page,
    axe: Callable[[Page], None],
    shot: Callable[[Page, str], Any],
    no_sideways_scrolling: Callable[[Page], None],
) -> None:
    case = complains(hall, phone)
    hall.pass_time(minutes=5)
    hall.does("chen", case, "受理")
    hall.does("chen", case, "派单", lead="供水部")
    handles(hall, case, "阀门已更换，20点恢复供水，向您致歉。")
    assert case.stage == "resolved"

    hall.pass_time(days=1)
    phone.goto(f"{hall.url}/c/{case.secret}/")
    assert "阀门已更换" in phone.locator(".answer").first.inner_text()
    page = hall.does("chen", case, "回访", result="reached", satisfaction="dissatisfied", reason="今天又停了")
    assert (case.stage, case.round) == ("handling", 2)
    axe(page)
    shot(page, "story-second-round")

    hall.pass_time(minutes=10)
    handles(hall, case, "整条支管已更换，承诺不再复发。")
    hall.pass_time(hours=12)
    hall.does("chen", case, "回访", result="reached", satisfaction="satisfied")
    assert case.stage == "called_back"
    hall.does("chen", case, "归档")
    assert (case.stage, case.outcome) == ("archived", "settled")
    assert not Clock.objects.filter(case=case, stopped_at=None).exists()
    assert list(Clock.objects.filter(case=case, met=False)) == []

    phone.reload()
    no_sideways_scrolling(phone)
    axe(phone)
    shot(phone, "story-archived")
    stands_in_the_monthly_report(hall, axe, shot)
    assert list(verify.everything()) == []


def stands_in_the_monthly_report(
    hall: Hall, axe: Callable[[Page], None], shot: Callable[[Page, str], Any]
) -> None:
    hall.moment[0] = datetime(2026, 7, 2, 9, 0, tzinfo=SHANGHAI)
    page = hall.at("liu")
    page.goto(f"{hall.url}/desk/reports/")
    page.get_by_role("row", name="20260601-0630投诉月报").get_by_role("button").first.click()
    page.wait_for_url("**/desk/reports/*/")
    text = page.locator("main").inner_text()
    assert "20260601-0630" in text
    for clause in ("7.7a", "7.7b", "7.7c"):
        assert clause in text
    assert "50.00" in text, "one of two callbacks was satisfied"
    axe(page)
    shot(page, "story-report")

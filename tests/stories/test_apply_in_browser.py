"""Applying on the phone, 390 px wide: a paper is missing, told once, uploaded, then stage by stage until the power is on."""

from datetime import timedelta
from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from bihuan.engines.applications import actions
from bihuan.engines.applications.actions import Outcome
from bihuan.engines.applications.models import Application
from bihuan.engines.cases import actions as cases
from bihuan.ground.standards import adoption
from tests.engines.applications.office import PNG, in_company
from tests.stories.test_portal_in_browser import too_small

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = "13900139000"


@pytest.fixture
def moment(cast, monkeypatch, settings):
    settings.DEMO = True
    held = [cast.at]
    monkeypatch.setattr("bihuan.project.middleware.now", lambda: held[0])
    return held


@pytest.fixture
def office(cast, moment):
    yield in_company(cast)
    adoption.forget()


@pytest.fixture
def palm(open_page) -> Page:
    page: Page = open_page("phone")
    page.set_viewport_size({"width": 390, "height": 844})
    return page


@pytest.fixture
def look(palm, axe, shot, no_sideways_scrolling):
    def judged(name: str) -> None:
        axe(palm)
        no_sideways_scrolling(palm)
        assert too_small(palm, 44) == []
        shot(palm, f"apply-{name}")

    return judged


def test_a_new_home_with_a_missing_paper(live_server, office, moment, palm: Page, look) -> None:
    palm.goto(live_server.url + "/")
    palm.get_by_role("link", name="业务申请").click()
    look("choose")
    palm.get_by_role("link", name="居民新装").click()
    for label in ("个人", "自己的", "本人"):
        palm.get_by_label(label, exact=True).check()
    palm.get_by_role("button", name="看看要哪些资料").click()
    expect(palm.get_by_text("房屋权属证明")).to_be_visible()
    look("needed")
    palm.get_by_role("link", name="登录后申请").click()
    palm.get_by_label("手机号码").fill(PHONE)
    palm.get_by_role("button", name="获取验证码").click()
    palm.get_by_label("短信验证码").fill(palm.locator("[data-demo-code]").inner_text())
    palm.get_by_role("button", name="登录").click()
    palm.get_by_label("申请人（与证件一致）").fill("李清照")
    palm.get_by_label("用电地址").fill("滨江路20号1栋101")
    palm.get_by_label("与哪个营业厅或片区有关？").select_option(label="城东营业厅")
    look("wanted")
    palm.get_by_role("button", name="下一步：上传资料").click()
    photo = {"name": "身份证.png", "mimeType": "image/png", "buffer": PNG}
    palm.get_by_label("上传照片或PDF：申请人身份证").set_input_files([photo])
    palm.get_by_role("button", name="先保存，以后接着办").click()
    expect(palm.get_by_role("link", name="身份证.png")).to_be_visible()
    look("papers")
    palm.get_by_role("button", name="提交申请").click()
    expect(palm.get_by_text("已提交。")).to_be_visible()
    case = Application.objects.get().case
    assert case is not None
    actions.ask_papers(case, {}, by=office.clerk, at=moment[0])
    moment[0] += timedelta(hours=1)
    palm.reload()
    expect(palm.get_by_text("一次性告知")).to_be_visible()
    look("missing")
    palm.get_by_label("上传照片或PDF：房屋权属证明").set_input_files([photo | {"name": "房产证.png"}])
    palm.get_by_role("button", name="已补齐，提交").click()
    expect(palm.get_by_text("您的申请已收到")).to_be_visible()
    for hour, verb in enumerate(("check", "survey", "offer", "build", "inspect"), 2):
        at = moment[0] + timedelta(hours=hour)
        if verb == "check":
            actions.check(case, by=office.clerk, at=at)
        else:
            cases.step(case, verb, "核定8千瓦，单相", by=office.clerk, at=at)  # type: ignore[arg-type]
    outcome = Outcome(shown={"power": Decimal(0)}, serial="M-77", series="zhejiang-power")
    actions.carry_out(case, outcome, by=office.clerk, at=moment[0] + timedelta(days=1))
    moment[0] += timedelta(days=1, minutes=1)
    palm.reload()
    expect(palm.get_by_text("已办结，正在建档。")).to_be_visible()
    palm.get_by_role("link", name="进度和承诺时间").click()
    expect(palm.get_by_text("受理后5日内答复供电方案")).to_be_visible()
    look("progress")
    palm.goto(live_server.url + "/my/")
    expect(palm.get_by_text("滨江路20号1栋101")).to_be_visible()

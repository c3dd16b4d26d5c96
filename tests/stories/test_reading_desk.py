"""From a text to a running operation: a manager hands in a standard nobody here has seen, decides, and lives by it.

A file is uploaded, ten promises are accepted by keyboard, the edition is released and adopted, and a complaint that
a customer makes on the phone page gets its deadline from the accepted clause.
"""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from bihuan.engines.cases.models import Clock
from bihuan.engines.drafts.models import Draft, Proposal
from bihuan.ground.journal import verify
from bihuan.ground.standards import adoption
from tests.cast import PACK, SHANGHAI, Cast
from tests.engines.drafts.making import TEXT, drafted
from tests.stories.test_complaint_end_to_end import Hall, complains, hall
from tests.windows.desk_reports.test_in_browser import sign_in

__all__ = ["hall"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def hand_in(page: Page, url: str, file: Path) -> Draft:
    page.goto(f"{url}/desk/drafts/")
    page.get_by_role("link", name="读入一份标准").first.click()
    page.set_input_files("#id_file", file)
    page.locator("#id_title").fill("城南物业客户服务标准")
    page.get_by_label("发布单位").fill("城南物业")
    page.locator("#id_pack").fill("chengnan-service")
    page.locator("#id_edition").fill("2026.1")
    page.locator("#id_in_force").fill("2026-06-01")
    page.get_by_label("底本").select_option(PACK)
    page.get_by_role("button", name="开始读取").click()
    page.wait_for_url(re.compile(r"/desk/drafts/\d+/$"))
    return Draft.objects.get()


def press(page: Page, key: str) -> None:
    """A shortcut that sends a form; the page comes back."""
    with page.expect_navigation():
        page.keyboard.press(key)


def decided(page: Page) -> int:
    told = page.get_by_text(re.compile(r"已决定\d+项")).inner_text()
    return int(re.findall(r"\d+", told)[0])


def test_a_text_becomes_the_standard_that_a_complaint_is_handled_by(
    hall: Hall,
    phone: Page,
    tmp_path: Path,
    axe: Callable[[Page], None],
    shot: Callable[[Page, str], Any],
) -> None:
    file = tmp_path / "城南物业客户服务标准.txt"
    file.write_text(TEXT, encoding="utf-8")
    page = hall.at("he")
    draft = hand_in(page, hall.url, file)
    assert decided(page) == 0
    for number in range(1, 11):
        press(page, "a")
        assert decided(page) == number
    press(page, "u")
    assert decided(page) == 9
    press(page, "a")
    assert Proposal.objects.filter(draft=draft, state="accepted").count() == 10
    axe(page)
    shot(page, "drafts-ten-accepted")

    page.get_by_role("link", name="检查与发布").click()
    axe(page)
    shot(page, "drafts-finish")
    page.locator("details.confirm summary", has_text="发布chengnan").click()
    page.get_by_role("button", name="发布", exact=True).click()
    page.get_by_text("已发布，各单位可以开始实施").wait_for()
    page.get_by_label("单位").select_option(label="广安公用服务公司")
    page.get_by_role("button", name="实施").click()
    page.get_by_text("广安公用服务公司 实施日期 2026-06-04").wait_for()
    shot(page, "drafts-adopted")
    assert adoption.pack_of("chengnan-service@2026.1").clauses["第一条"].held_by == "machine"

    case = complains(hall, phone)
    assert case.edition == "chengnan-service@2026.1"
    clock = Clock.objects.get(case=case, promise="contact")
    assert clock.clause == "chengnan-service@2026.1#第一条"
    assert clock.due_at == case.opened_at + timedelta(minutes=30)
    desk = hall.at("chen")
    desk.goto(f"{hall.url}/desk/cases/{case.pk}/clocks/{clock.pk}/receipt/")
    receipt = desk.locator("main").inner_text()
    assert "第一条" in receipt and "30分钟" in receipt
    desk.get_by_role("link", name="第一条").first.click()
    assert "30分钟内与客户取得联系" in desk.locator("#c-第一条").inner_text()
    axe(desk)
    assert list(verify.everything()) == []


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> datetime:
    moment = datetime(2026, 6, 4, 17, 0, tzinfo=SHANGHAI)
    monkeypatch.setattr("bihuan.project.middleware.now", lambda: moment)
    return moment


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_the_pages_fit_the_screen_and_everybody(
    size: str,
    now: datetime,
    cast: Cast,
    live_server: Any,
    open_page: Callable[..., Page],
    shot: Callable[[Page, str], Any],
    axe: Callable[[Page], None],
    no_sideways_scrolling: Callable[[Page], None],
) -> None:
    from bihuan.engines.drafts import actions

    draft = drafted(cast)
    said: dict[str, Any] = {"by": cast.actor(cast.he), "at": cast.at}
    actions.accept_all(draft, "deadline", 90, **said)
    second = draft.proposals.filter(kind="threshold").first()
    assert second is not None
    actions.reject(draft, second.pk, "另行考核", **said)
    page, home = open_page(size), f"{live_server}/desk/drafts/"
    sign_in(page, str(live_server), cast.he)
    clause = second.clause_id
    addresses = {
        "drafts-list": home,
        "drafts-new": f"{home}new/",
        "drafts-desk": f"{home}{draft.pk}/?clause={clause}",
        "drafts-history": f"{home}{draft.pk}/history/",
        "drafts-check": f"{home}{draft.pk}/finish/",
        "drafts-compare": f"{home}compare/?old={PACK}&new=draft:{draft.pk}",
    }
    for name, address in addresses.items():
        page.goto(address)
        if name == "drafts-desk":
            for fold in page.locator("details.fold > summary").all()[:3]:
                fold.click()
        no_sideways_scrolling(page)
        axe(page)
        shot(page, name)


def test_everything_works_without_scripts(
    now: datetime, cast: Cast, live_server: Any, open_page: Callable[..., Page]
) -> None:
    draft, page = drafted(cast), open_page("desk", javascript=False)
    sign_in(page, str(live_server), cast.he)
    page.goto(f"{live_server}/desk/drafts/{draft.pk}/")
    page.get_by_role("button", name="采纳", exact=True).click()
    assert decided(page) == 1
    page.locator("details.confirm summary", has_text="把握大的").click()
    page.get_by_role("button", name="全部采纳").click()
    assert decided(page) > 6
    page.get_by_role("button", name="撤回上一个决定").click()
    assert decided(page) == 1
    page.goto(f"{live_server}/desk/drafts/{draft.pk}/finish/")
    page.locator("details.confirm summary", has_text="发布chengnan").click()
    page.get_by_role("button", name="发布", exact=True).click()
    assert Draft.objects.get().state == "released"


def test_selected_words_go_into_the_form(
    now: datetime, cast: Cast, live_server: Any, open_page: Callable[..., Page]
) -> None:
    draft, page = drafted(cast), open_page("desk")
    held = draft.clauses.get(number="第九条")
    sign_in(page, str(live_server), cast.he)
    page.goto(f"{live_server}/desk/drafts/{draft.pk}/?clause={held.pk}")
    page.locator("[data-clause-text]").click(click_count=3)
    words = page.locator("#id_add_words")
    assert words.is_visible() and "解释权属于客户服务中心" in words.input_value()
    page.locator("#id_add_kind").select_option("duty")
    page.locator("#id_add_bound").select_option("")
    page.get_by_role("button", name="补充", exact=True).click()
    page.get_by_text("已补充").first.wait_for()
    assert "解释权" in Proposal.objects.get(draft=draft, state="added").rule["words"]

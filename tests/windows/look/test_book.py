"""The frames and parts of look/, drawn with believable content."""

import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import include, path
from django.utils import translation
from playwright.sync_api import Page

from tests.windows.look import book

pytestmark = pytest.mark.urls("tests.windows.look.test_book")
BASE = "/desk/pool/?place=w&place=g&page=4"


def shown(request: HttpRequest, name: str) -> HttpResponse:
    return HttpResponse(book.page(name, request))


urlpatterns = [
    path("look/", include("bihuan.windows.look.urls")),
    path("desk/pool/", shown, {"name": "desk"}),
    path("", shown, {"name": "portal"}),
]


@pytest.fixture(autouse=True)
def chinese() -> Iterator[None]:
    with translation.override("zh-hans"):
        yield


def drawn(name: str, address: str = BASE, **cookies: str) -> str:
    request = RequestFactory().get(address)
    request.COOKIES.update(cookies)
    return book.page(name, request)


class Ids(HTMLParser):
    """The ids a page gives and the ids it refers to."""

    def __init__(self) -> None:
        super().__init__()
        self.given: list[str] = []
        self.asked: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if said.get("id"):
            self.given.append(said["id"] or "")
        for name in ("aria-describedby", "aria-labelledby", "for", "popovertarget", "data-chart"):
            self.asked.update((said.get(name) or "").split())


@pytest.mark.parametrize("name", ["desk", "portal"])
def test_every_label_hint_and_error_points_at_something(name: str) -> None:
    ids = Ids()
    ids.feed(drawn(name).replace('for="id_place"', "", 1) if name == "desk" else drawn(name))
    assert ids.asked <= set(ids.given)


def test_an_error_is_tied_to_its_field() -> None:
    html = drawn("portal")
    assert re.search(r'<input[^>]*name="phone"[^>]*aria-describedby="id_phone_helptext id_phone_error"', html)
    assert 'id="id_phone_error"' in html
    assert 'href="#id_phone"' in html


def test_only_the_nearest_menu_item_is_here() -> None:
    assert drawn("desk").count('class="side-link" href="/desk/pool/" aria-current="page"') == 1
    assert 'href="/desk/" aria-current' not in drawn("desk")


def test_the_pager_keeps_every_filter() -> None:
    assert 'href="?place=w&amp;place=g&amp;page=5"' in drawn("desk")


def test_a_countdown_says_in_words_what_colour_says() -> None:
    html = drawn("desk")
    assert "超期 3 小时 4 分" in html and 'data-mood="overdue"' in html
    assert "剩余 31 分钟" in html and 'data-mood="soon"' in html


def test_a_finished_clock_does_not_count() -> None:
    done = drawn("desk").split("TS20261118-0026")[1].split("</tr>")[0]
    assert "按时" in done
    assert "data-due" not in done


def test_elder_mode_is_a_choice_that_stays(rf: RequestFactory) -> None:
    assert 'class="portal elder"' not in drawn("portal", "/")
    html = drawn("portal", "/", elder="1")
    assert 'class="portal elder"' in html
    assert 'name="elder" value="0"' in html


def test_english_is_complete() -> None:
    with translation.override("en"):
        html = drawn("portal", "/")
    assert '<html lang="en"' in html
    assert "Large text" in html


def test_no_inline_script_or_handler() -> None:
    for name in ("desk", "portal"):
        html = drawn(name)
        assert not re.findall(r"<script(?![^>]*(?:src=|application/json))", html)
        assert not re.findall(r"\son\w+=", html)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
class TestInABrowser:
    @pytest.mark.parametrize("size", ["desk", "phone"])
    @pytest.mark.parametrize("name", ["desk", "portal"])
    def test_both_sizes_fit_and_are_accessible(
        self,
        name: str,
        size: str,
        live_server: object,
        open_page: Callable[..., Page],
        shot: Callable[[Page, str], object],
        axe: Callable[[Page], None],
        no_sideways_scrolling: Callable[[Page], None],
    ) -> None:
        page = open_page(size)
        page.goto(f"{live_server}{BASE if name == 'desk' else '/'}")
        page.wait_for_load_state("networkidle")
        shot(page, f"book-{name}")
        axe(page)
        no_sideways_scrolling(page)

    def test_elder_mode_holds_on_a_phone(
        self,
        live_server: object,
        phone: Page,
        axe: Callable[[Page], None],
        no_sideways_scrolling: Callable[[Page], None],
    ) -> None:
        phone.goto(f"{live_server}/")
        phone.get_by_role("button", name="长辈版").click()
        phone.get_by_role("button", name="标准版").wait_for()
        size = phone.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")
        assert size >= 24
        heights = phone.evaluate(
            "[...document.querySelectorAll('.btn, .form-control, .form-check, .pill')]"
            ".filter(e => e.offsetParent).map(e => e.offsetHeight)"
        )
        assert min(heights) >= 60
        no_sideways_scrolling(phone)
        axe(phone)

    def test_the_menu_opens_on_a_phone_without_scripts(
        self, live_server: object, open_page: Callable[..., Page]
    ) -> None:
        page = open_page("phone", javascript=False)
        page.goto(f"{live_server}{BASE}")
        link = page.get_by_role("link", name="督办看板")
        assert not link.is_visible()
        page.get_by_role("button", name="打开菜单").click()
        assert link.is_visible()

    def test_keys_reach_search_and_the_list_of_keys(self, live_server: object, page: Page) -> None:
        page.goto(f"{live_server}{BASE}")
        page.keyboard.press("/")
        assert page.evaluate("document.activeElement.id") == "find"
        page.keyboard.press("Escape")
        page.evaluate("document.activeElement.blur()")
        page.keyboard.press("?")
        assert page.get_by_role("dialog", name="键盘快捷键").is_visible()
        assert "督办看板" in page.locator("#keys dl").inner_text()

    def test_a_chart_has_its_table_beside_it(self, live_server: object, page: Page) -> None:
        page.goto(f"{live_server}{BASE}")
        page.locator("#week canvas").wait_for()
        page.get_by_text("以表格查看数据").click()
        assert page.get_by_role("table", name="近七日受理与按时办结").is_visible()

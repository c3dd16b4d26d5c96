"""Pages for what goes wrong, and the two switches that every visitor has."""

from collections.abc import Iterator

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.test import Client, RequestFactory
from django.utils import translation
from django.views import csrf, defaults

from bihuan.ground.journal.errors import NotFound, Refused

pytestmark = pytest.mark.urls("tests.windows.look.test_book")


@pytest.fixture(autouse=True)
def chinese() -> Iterator[None]:
    with translation.override("zh-hans"):
        yield


def test_each_failure_has_its_page_in_plain_words(rf: RequestFactory) -> None:
    request = rf.get("/desk/nowhere/")
    pages: list[tuple[HttpResponse, int, str]] = [
        (defaults.bad_request(request, SuspiciousOperation()), 400, "请求无法识别"),
        (defaults.permission_denied(request, PermissionDenied()), 403, "没有权限"),
        (csrf.csrf_failure(request), 403, "页面已过期"),
        (defaults.page_not_found(request, Http404()), 404, "页面不存在"),
        (defaults.server_error(request), 500, "系统出了点问题"),
    ]
    for page, status, words in pages:
        html = page.content.decode()
        assert (page.status_code, f"<h1>{words}</h1>" in html) == (status, True)
        assert '<html lang="zh-Hans"' in html


def test_a_failure_on_the_desk_leads_back_to_the_desk(rf: RequestFactory) -> None:
    assert 'href="/desk/"' in defaults.page_not_found(rf.get("/desk/nowhere/"), Http404()).content.decode()
    assert 'href="/desk/"' not in defaults.page_not_found(rf.get("/nowhere/"), Http404()).content.decode()


def test_a_refusal_says_why_and_leads_back(rf: RequestFactory) -> None:
    request = rf.post("/desk/cases/1/answer/", headers={"referer": "http://testserver/desk/cases/1/"})
    html = render(
        request, "look/refused.html", {"error": Refused("<too late>"), "missing": False}
    ).content.decode()
    assert "&lt;too late&gt;" in html
    assert "没有做任何更改" in html
    assert 'href="http://testserver/desk/cases/1/"' in html


def test_a_refusal_never_leads_to_another_site(rf: RequestFactory) -> None:
    request = rf.get("/c/x/", headers={"referer": "http://testserver.evil.example/"})
    html = render(request, "look/refused.html", {"error": NotFound(), "missing": True}).content.decode()
    assert "evil" not in html
    assert "没有找到" in html


@pytest.fixture
def visitor() -> Client:
    return Client()


def test_the_larger_view_is_kept_in_a_cookie(visitor: Client) -> None:
    answer = visitor.post("/look/elder/", {"elder": "1", "next": "/track/?n=1"})
    assert (answer.status_code, answer["Location"]) == (302, "/track/?n=1")
    assert answer.cookies["elder"].value == "1"
    assert visitor.post("/look/elder/", {"elder": "0"}).cookies["elder"].value == "0"


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
def test_the_switch_never_leads_to_another_site(visitor: Client, address: str) -> None:
    assert visitor.post("/look/elder/", {"elder": "1", "next": address})["Location"] == "/"


def test_the_switch_is_no_link(visitor: Client) -> None:
    assert visitor.get("/look/elder/").status_code == 405


def test_the_language_is_kept_and_answers_at_once(visitor: Client) -> None:
    visitor.post("/look/language/", {"language": "en", "next": "/"})
    page = visitor.get("/")
    assert '<html lang="en"' in page.content.decode()
    assert page["Content-Language"] == "en"

"""Who is let in, and how refusals look: always JSON of one shape, in the caller's language."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bihuan.engines.cases.models import Case
from bihuan.ground.directory.models import Membership, Token
from bihuan.windows.api.middleware import language_of
from tests.cast import Cast
from tests.windows.api.conftest import Desk
from tests.windows.api.test_intake import SAID


def refused(answer: Any, status: int, code: str) -> dict[str, Any]:
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/json"
    said: dict[str, Any] = answer.json()
    assert set(said) == {"code", "message", "fields"}
    assert said["code"] == code
    return said


def test_without_a_token_nobody_is_let_in(desk: Desk) -> None:
    answer = desk(None).get("cases")
    refused(answer, 401, "unauthenticated")
    assert answer["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer ", "Bearer nonsense", "Basic eDp5", "Bearer 令牌", "nonsense"]
)
def test_a_wrong_token_is_nobody(desk: Desk, header: str) -> None:
    refused(desk(None).get("cases", Authorization=header), 401, "unauthenticated")


def test_an_expired_token_is_nobody_from_that_moment_on(cast: Cast, desk: Desk) -> None:
    caller = desk(cast.chen, expires_at=cast.later(hours=1))
    assert caller.get("cases", at=cast.later(minutes=59)).status_code == 200
    refused(caller.get("cases", at=cast.later(hours=1)), 401, "unauthenticated")


def test_a_revoked_token_is_nobody_at_once(cast: Cast, desk: Desk) -> None:
    caller = desk(cast.chen)
    Token.objects.update(revoked_at=cast.at)
    refused(caller.get("cases"), 401, "unauthenticated")


def test_the_token_of_somebody_who_left_is_nobody(cast: Cast, desk: Desk) -> None:
    caller = desk(cast.chen)
    cast.chen.is_active = False
    cast.chen.save()
    refused(caller.get("cases"), 401, "unauthenticated")


def test_the_token_text_is_not_kept(cast: Cast, desk: Desk) -> None:
    caller = desk(cast.chen)
    assert caller.token not in str(Token.objects.values().get())


def test_a_post_given_up_gives_no_rights(cast: Cast, desk: Desk) -> None:
    cast.complaint()
    caller = desk(cast.chen)
    assert len(caller.get("cases").json()["cases"]) == 1
    Membership.objects.filter(person=cast.chen).update(until=cast.later(hours=1))
    assert caller.get("cases", at=cast.later(hours=2)).json()["cases"] == []


def test_token_person_and_posts_are_one_query(cast: Cast, desk: Desk) -> None:
    caller = desk(cast.chen, "track")
    with CaptureQueriesContext(connection) as asked:
        caller.get("cases/1")
    assert sum("directory_token" in one["sql"] for one in asked) == 1
    assert not any(
        "directory_membership" in one["sql"] for one in asked if "directory_token" not in one["sql"]
    )


@pytest.mark.parametrize(
    ("scope", "method", "path"),
    [
        ("intake", "get", "cases"),
        ("intake", "get", "cases/202606040000015"),
        ("track", "post", "cases"),
        ("track", "post", "cases/202606040000015/acceptance"),
        ("intake", "post", "cases/202606040000015/answer"),
    ],
)
def test_a_scope_opens_its_own_door_only(cast: Cast, desk: Desk, scope: str, method: str, path: str) -> None:
    said = refused(getattr(desk(cast.chen, scope), method)(path), 403, "out_of_scope")
    assert "work" in said["message"]


def test_the_admin_scope_opens_every_door(cast: Cast, desk: Desk) -> None:
    assert desk(cast.chen, "admin").post("cases", SAID).status_code == 201


def test_a_session_cookie_is_worth_nothing_here(cast: Cast, desk: Desk) -> None:
    client = Client()
    client.force_login(cast.chen, "bihuan.ground.directory.backends.StaffBackend")
    refused(client.get("/api/v1/cases"), 401, "unauthenticated")


def test_no_session_is_opened_or_read(cast: Cast, desk: Desk) -> None:
    caller = desk(cast.chen)
    with CaptureQueriesContext(connection) as asked:
        answer = caller.get("cases")
    assert answer.cookies == {}
    assert not any("session" in one["sql"] for one in asked)


def test_an_unknown_address_is_json(desk: Desk) -> None:
    refused(desk(None).get("nowhere"), 404, "not_found")
    refused(Client().get("/api/"), 404, "not_found")
    refused(Client().get("/api/v2/cases"), 404, "not_found")


def test_a_wrong_method_is_json_and_names_the_right_ones(cast: Cast, desk: Desk) -> None:
    answer = Client().put("/api/v1/cases")
    refused(answer, 405, "method_not_allowed")
    assert set(answer["Allow"].split(", ")) == {"GET", "POST"}


@pytest.mark.parametrize("body", [b"{", b"\xff\xfe", b'{"kind": NaN', b"kind=complaint", b"[" * 5000])
def test_a_malformed_body_is_refused_as_such(cast: Cast, desk: Desk, body: bytes) -> None:
    refused(desk(cast.chen).post("cases", body), 400, "malformed")
    assert not Case.objects.exists()


@pytest.mark.parametrize("body", [[], "text", 5, None])
def test_a_body_that_is_no_object_is_refused(cast: Cast, desk: Desk, body: Any) -> None:
    refused(desk(cast.chen).post("cases", body), 422, "bad_input")


def test_a_body_beyond_the_limit_is_refused(cast: Cast, desk: Desk, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    refused(desk(cast.chen).post("cases", SAID | {"text": "好" * 1000}), 413, "too_large")


def test_a_strange_host_is_refused_in_json(desk: Desk) -> None:
    refused(Client(SERVER_NAME="evil.example").get("/api/v1/cases"), 400, "malformed")


def test_what_nobody_foresaw_is_json_too_and_says_nothing_of_itself(
    cast: Cast, desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def burst(*_args: Any, **_named: Any) -> None:
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr("bihuan.engines.cases.actions.open_case", burst)
    said = refused(desk(cast.chen).post("cases", SAID), 500, "broken")
    assert "secret detail" not in str(said)
    assert "secret detail" in caplog.text


def test_messages_follow_the_callers_language(cast: Cast, desk: Desk) -> None:
    english = desk(None, language="en").get("cases")
    assert (english["Content-Language"], english.json()["message"][:4]) == ("en", "Send")
    assert desk(None, language="fr").get("cases")["Content-Language"] == "zh-Hans"


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "zh-hans"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-hans"),
        ("en-GB,en;q=0.9", "en"),
        ("en;q=0.2, zh;q=0.9", "zh-hans"),
        ("de, en;q=0.5", "en"),
        (";;;;,,q=", "zh-hans"),
        ("x" * 5000, "zh-hans"),
    ],
)
def test_chinese_unless_english_comes_first(header: str, language: str) -> None:
    assert language_of(header) == language


def test_the_moment_of_expiry_is_exact(cast: Cast, desk: Desk) -> None:
    caller = desk(cast.chen, expires_at=cast.at)
    assert caller.get("cases", at=cast.at - timedelta(microseconds=1)).status_code == 200

"""What a customer does through a channel outside: with the secret of his case."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from bihuan.engines.cases.models import Attachment, Case
from bihuan.ground.journal.models import Entry
from tests.cast import Cast
from tests.windows.api.conftest import Caller, Desk

PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\nIDATx\x9cc\x00\x01\x00\x00\x05\x00\x01\r\n-\xb4\x00\x00\x00\x00IEND\xaeB`\x82"
)


@pytest.fixture
def outside(cast: Cast, desk: Desk) -> Caller:
    return desk(cast.chen, "intake")


@pytest.mark.parametrize(
    ("path", "body", "verb"),
    [
        ("urges", {"words": "什么时候好？"}, "case.urge"),
        ("notes", {"text": "补充：三楼也停水"}, "case.note"),
        ("withdrawal", {"reason": "已经好了"}, "case.withdraw"),
    ],
)
def test_the_customer_acts_as_himself(
    cast: Cast, outside: Caller, path: str, body: dict[str, Any], verb: str
) -> None:
    case, _order = cast.dispatched()
    answer = outside.post(f"cases/{case.number}/{path}", body, X_Case_Secret=case.secret)
    assert answer.status_code == 200, answer.content.decode()
    assert Entry.objects.get(subject=case.pk, verb=verb).actor.startswith("customer")


def test_the_customer_rates_and_asks_for_a_new_round(cast: Cast, outside: Caller) -> None:
    case = cast.called_back()
    at = cast.later(hours=50)
    rated = outside.post(f"cases/{case.number}/rating", {"stars": 2}, at=at, X_Case_Secret=case.secret)
    again = outside.post(
        f"cases/{case.number}/rounds", {"reason": "又停水"}, at=at, X_Case_Secret=case.secret
    )
    assert (rated.status_code, again.status_code) == (200, 200)
    case = cast.fresh(case)
    assert (case.rating, case.round) == (2, 2)


@pytest.mark.parametrize("path", ["urges", "notes", "rounds", "withdrawal", "rating"])
@pytest.mark.parametrize("secret", ["", "wrong"])
def test_without_the_secret_a_token_for_outside_reaches_no_case(
    cast: Cast, outside: Caller, path: str, secret: str
) -> None:
    case, _order = cast.dispatched()
    body = {"rating": {"stars": 5}, "notes": {"text": "x"}, "urges": {}}.get(path, {"reason": "x"})
    answer = outside.post(f"cases/{case.number}/{path}", body, X_Case_Secret=secret)
    assert answer.status_code == 404
    assert cast.fresh(case).journal_seq == case.journal_seq


def test_staff_does_not_rate_its_own_service(cast: Cast, desk: Desk) -> None:
    case = cast.called_back()
    answer = desk(cast.liu).post(f"cases/{case.number}/rating", {"stars": 5}, at=cast.later(hours=50))
    assert answer.status_code == 404
    assert cast.fresh(case).rating is None


def test_the_secret_does_not_make_the_customer_staff(cast: Cast, desk: Desk) -> None:
    case = cast.complaint()
    answer = desk(cast.chen).post(f"cases/{case.number}/acceptance", {}, X_Case_Secret=case.secret)
    assert answer.status_code == 403
    assert cast.fresh(case).stage == "received"


def attach(caller: Caller, case: Case, name: str, content: bytes, **more: str) -> Any:
    headers = caller.headers({"X-Case-Secret": case.secret} | more)
    return caller.client.post(
        f"/api/v1/cases/{case.number}/attachments",
        {"file": SimpleUploadedFile(name, content)},
        headers=headers,
    )


@pytest.fixture(autouse=True)
def _files(tmp_path: Any, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def test_a_photo_is_kept_with_the_case_once(cast: Cast, outside: Caller) -> None:
    case = cast.complaint()
    first = attach(outside, case, "水管.png", PNG)
    again = attach(outside, case, "copy.png", PNG)
    assert (first.status_code, again.status_code) == (201, 201)
    row = Attachment.objects.get()
    assert first.json() == {
        "id": row.pk,
        "name": "水管.png",
        "mime": "image/png",
        "size": len(PNG),
        "sha256": row.sha256,
    }
    assert again.json()["id"] == row.pk


@pytest.mark.parametrize(
    ("name", "content"),
    [("photo.png", b"MZ\x90\x00program"), ("photo.png", b""), ("a.png", b"#!/bin/sh\nrm -rf /")],
)
def test_what_is_no_photo_is_refused_whatever_it_is_called(
    cast: Cast, outside: Caller, name: str, content: bytes
) -> None:
    answer = attach(outside, cast.complaint(), name, content)
    assert (answer.status_code, list(answer.json()["fields"])) == (422, ["file"])
    assert not Attachment.objects.exists()


def test_a_file_beyond_the_limit_is_refused(cast: Cast, outside: Caller, settings: Any) -> None:
    settings.ATTACHMENT_MAX_BYTES = len(PNG) - 1
    assert attach(outside, cast.complaint(), "a.png", PNG).status_code == 422
    assert not Attachment.objects.exists()


def test_a_file_that_is_not_there_is_named(cast: Cast, outside: Caller) -> None:
    case = cast.complaint()
    answer = outside.client.post(
        f"/api/v1/cases/{case.number}/attachments",
        {},
        headers=outside.headers({"X-Case-Secret": case.secret}),
    )
    assert (answer.status_code, list(answer.json()["fields"])) == (422, ["file"])


def test_a_broken_upload_is_malformed(cast: Cast, outside: Caller) -> None:
    case = cast.complaint()
    answer = outside.client.post(
        f"/api/v1/cases/{case.number}/attachments",
        b"nonsense",
        "multipart/form-data",
        headers=outside.headers({"X-Case-Secret": case.secret}),
    )
    assert answer.status_code in (400, 422)
    assert set(answer.json()) == {"code", "message", "fields"}

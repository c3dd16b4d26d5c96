"""A case comes in through the API, once, with the rights of its token."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bihuan.engines.cases.models import Case
from bihuan.ground.journal.models import Entry, Submission
from tests.cast import Cast
from tests.windows.api.conftest import Desk

SAID: dict[str, Any] = {
    "kind": "complaint",
    "channel": "web",
    "text": "小区从昨晚开始停水，打电话没有人接。",
    "supply": "water",
    "address": "广安区滨江路18号3栋",
    "reporter_name": "张三丰",
    "reporter_phone": "138 0013 8000",
}


def test_a_complaint_comes_in_with_number_secret_and_deadline(cast: Cast, desk: Desk) -> None:
    answer = desk(cast.chen, "intake").post("cases", SAID)
    assert answer.status_code == 201
    said = answer.json()
    case = Case.objects.get()
    assert (said["number"], said["secret"], said["stage"]) == (case.number, case.secret, "received")
    assert said["next_due_at"] == case.next_due_at.astimezone(cast.at.tzinfo).isoformat(timespec="seconds")
    assert (case.reporter_phone, case.place, case.opened_at) == ("13800138000", cast.company, cast.at)
    assert Entry.objects.get(kind="case", subject=case.pk).actor == cast.chen.ref


def test_a_clerk_takes_it_down_and_accepts_in_one_step(cast: Cast, desk: Desk) -> None:
    said = desk(cast.fang).post("cases", SAID | {"channel": "hall", "accept": True}).json()
    case = Case.objects.get()
    assert (said["stage"], case.accepted_by, case.place) == ("accepted", cast.fang, cast.east)


def test_a_repeated_request_gets_the_same_answer_and_opens_nothing(cast: Cast, desk: Desk) -> None:
    caller = desk(cast.chen, "intake")
    first = caller.post("cases", SAID, Idempotency_Key="k-1")
    again = caller.post("cases", SAID, Idempotency_Key="k-1", at=cast.later(minutes=3))
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert ("Idempotency-Replayed" in first, again["Idempotency-Replayed"]) == (False, "true")
    assert Case.objects.count() == 1


def test_another_request_under_a_used_key_is_refused(cast: Cast, desk: Desk) -> None:
    caller = desk(cast.chen, "intake")
    caller.post("cases", SAID, Idempotency_Key="k-1")
    answer = caller.post("cases", SAID | {"text": "另一件事"}, Idempotency_Key="k-1")
    assert (answer.status_code, answer.json()["code"]) == (409, "replayed")
    assert Case.objects.count() == 1


def test_the_key_of_somebody_else_is_another_key(cast: Cast, desk: Desk) -> None:
    desk(cast.chen, "intake").post("cases", SAID, Idempotency_Key="k-1")
    desk(cast.lin, "intake").post("cases", SAID, Idempotency_Key="k-1")
    assert Case.objects.count() == 2


def test_a_refused_request_may_be_corrected_under_the_same_key(cast: Cast, desk: Desk) -> None:
    caller = desk(cast.chen, "intake")
    assert caller.post("cases", SAID | {"kind": "x"}, Idempotency_Key="k-1").status_code == 422
    assert not Submission.objects.exists()
    assert caller.post("cases", SAID, Idempotency_Key="k-1").status_code == 201


@pytest.mark.parametrize("key", ["x" * 81, "schlüssel"])
def test_a_key_that_cannot_be_kept_is_refused(cast: Cast, desk: Desk, key: str) -> None:
    answer = desk(cast.chen, "intake").post("cases", SAID, Idempotency_Key=key)
    assert (answer.status_code, list(answer.json()["fields"])) == (422, ["Idempotency-Key"])
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    ("over", "field"),
    [
        ({"text": ""}, "text"),
        ({"text": "好" * 5001}, "text"),
        ({"text": "a\u0000b"}, "text"),
        ({"text": 5}, "text"),
        ({"kind": "party"}, "kind"),
        ({"channel": "pigeon"}, "channel"),
        ({"category": "nowhere"}, "category"),
        ({"supply": "beer"}, "supply"),
        ({"reporter_phone": "12"}, "reporter_phone"),
        ({"place": "atlantis"}, "place"),
        ({"colour": "red"}, "colour"),
        ({"accept": "perhaps"}, "accept"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_opened(
    cast: Cast, desk: Desk, over: dict[str, Any], field: str
) -> None:
    answer = desk(cast.chen).post("cases", SAID | over)
    said = answer.json()
    assert (answer.status_code, said["code"], list(said["fields"])) == (422, "bad_input", [field])
    assert not Case.objects.exists()
    assert not Entry.objects.filter(kind="case").exists()


@pytest.mark.parametrize("left_out", ["kind", "channel", "text"])
def test_a_missing_field_is_named(cast: Cast, desk: Desk, left_out: str) -> None:
    said = {name: value for name, value in SAID.items() if name != left_out}
    assert list(desk(cast.chen).post("cases", said).json()["fields"]) == [left_out]


@pytest.mark.parametrize(
    "over", [{"channel": "hotline"}, {"accept": True}, {"gravity": "major"}, {"from_superior": True}]
)
def test_a_token_for_outside_decides_nothing_that_is_staffs(
    cast: Cast, desk: Desk, over: dict[str, Any]
) -> None:
    answer = desk(cast.chen, "intake").post("cases", SAID | over)
    assert (answer.status_code, list(answer.json()["fields"])) == (422, list(over))
    assert not Case.objects.exists()


def test_who_may_not_accept_cannot_do_so_through_intake(cast: Cast, desk: Desk) -> None:
    answer = desk(cast.wang).post("cases", SAID | {"channel": "hotline", "accept": True})
    assert answer.status_code == 403
    assert not Case.objects.exists()


def test_a_day_before_any_standard_is_in_force_takes_nothing(cast: Cast, desk: Desk) -> None:
    caller = desk(cast.chen)
    answer = caller.post("cases", SAID, at=cast.at.replace(year=2025))
    # His post began with the standard: the place is the company's then too.
    assert (answer.status_code, answer.json()["code"]) == (409, "no_standard")


def test_intake_asks_little_of_the_database(cast: Cast, desk: Desk) -> None:
    caller = desk(cast.chen, "intake")
    caller.post("cases", SAID)
    with CaptureQueriesContext(connection) as asked:
        assert caller.post("cases", SAID, Idempotency_Key="k-2").status_code == 201
    selects = [one["sql"] for one in asked if one["sql"].startswith("SELECT")]
    assert len(selects) <= 3, selects
    assert len(asked) <= 14, [one["sql"][:90] for one in asked]

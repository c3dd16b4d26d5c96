"""What a verb's body says: what the decision was made on, which order is meant, which field is wrong."""

from typing import Any

import pytest

from tests.cast import Cast
from tests.windows.api.conftest import Desk


def test_a_decision_on_an_old_page_is_told_who_was_faster(cast: Cast, desk: Desk) -> None:
    case = cast.complaint()
    seen = case.journal_seq
    desk(cast.chen).post(f"cases/{case.number}/acceptance", {"seen": seen})
    answer = desk(cast.lin).post(f"cases/{case.number}/acceptance", {"seen": seen})
    assert (answer.status_code, answer.json()["code"]) == (409, "already_done")
    assert "陈晓雨" in answer.json()["message"]


def test_a_verb_that_does_not_fit_the_stage_says_so(cast: Cast, desk: Desk) -> None:
    case = cast.complaint()
    answer = desk(cast.liu).post(f"cases/{case.number}/resolution", {})
    assert (answer.status_code, answer.json()["code"]) == (409, "not_now")


def test_with_several_orders_the_callers_own_is_meant(cast: Cast, desk: Desk) -> None:
    case, _first = cast.dispatched(cast.water, cast.gas)
    answer = desk(cast.gao).post(f"cases/{case.number}/holding", {})
    assert answer.json()["id"] == case.orders.get(team=cast.gas).pk
    assert case.orders.get(team=cast.water).handler is None


def test_an_order_that_cannot_be_guessed_has_to_be_named(cast: Cast, desk: Desk) -> None:
    case, _first = cast.dispatched(cast.water, cast.gas)
    body = {"team": "power", "reason": "转电力部"}
    answer = desk(cast.liu).post(f"cases/{case.number}/transfer", body)
    assert (answer.status_code, list(answer.json()["fields"])) == (422, ["order"])
    named = body | {"order": case.orders.get(team=cast.gas).pk}
    assert desk(cast.liu).post(f"cases/{case.number}/transfer", named).status_code == 200


def test_the_order_of_another_case_is_not_reached(cast: Cast, desk: Desk) -> None:
    case, _order = cast.dispatched()
    _other, foreign = cast.dispatched()
    answer = desk(cast.wang).post(f"cases/{case.number}/holding", {"order": foreign.pk})
    assert (answer.status_code, list(answer.json()["fields"])) == (422, ["order"])
    assert cast.fresh(foreign).handler is None


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("orders", {"teams": []}, "teams"),
        ("orders", {"teams": [{"team": "nowhere"}]}, "teams"),
        ("orders", {"teams": [{"team": "water", "handler": "nobody"}]}, "teams"),
        ("orders", {"teams": [{}]}, "teams.0.team"),
        ("gravity", {"gravity": "huge", "reason": "x"}, "gravity"),
        ("merge", {"into": "202606040000016", "reason": "x"}, "into"),
        ("links", {"other": "{self}"}, "other"),
        ("acceptance", {"seen": -1}, "seen"),
        ("acceptance", {"seen": 10**30}, "seen"),
        ("notes", {"text": ""}, "text"),
        ("notes", {"text": "x" * 2001}, "text"),
        ("plan", {"plan": "x", "on": "tomorrow"}, "on"),
        ("contacts", {"way": "pigeon", "said": "x"}, "way"),
        ("contacts", {"way": "call", "said": "x", "appointment_at": "2026-06-05T09:00:00"}, "appointment_at"),
        (
            "contacts",
            {"way": "call", "said": "x", "appointment_at": "9999-12-31T23:59:59-12:00"},
            "appointment_at",
        ),
    ],
)
def test_a_wrong_field_of_a_verb_is_named(
    cast: Cast, desk: Desk, path: str, body: dict[str, Any], field: str
) -> None:
    case = cast.accepted()
    said = {
        name: text.format(self=case.number) if isinstance(text, str) else text for name, text in body.items()
    }
    answer = desk(cast.lin).post(f"cases/{case.number}/{path}", said)
    assert (answer.status_code, list(answer.json()["fields"])) == (422, [field]), answer.content.decode()


def test_somebody_elses_case_cannot_be_merged_into(cast: Cast, desk: Desk) -> None:
    case = cast.complaint()
    hidden = cast.complaint(confidential=True)
    answer = desk(cast.chen).post(f"cases/{case.number}/merge", {"into": hidden.number, "reason": "同一事项"})
    assert (answer.status_code, list(answer.json()["fields"])) == (422, ["into"])
    assert cast.fresh(case).merged_into is None

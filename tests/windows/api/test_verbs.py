"""Every verb through the API: it happens, it happens once, and not by the wrong person."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from bihuan.engines.cases import actions
from bihuan.engines.cases.models import Case
from bihuan.ground.journal.models import Entry
from bihuan.windows.api.urls import schema
from tests.cast import Cast
from tests.windows.api.conftest import Desk

Ready = Callable[[Cast], Case]
FINDINGS = {"facts": "昨晚22时停水", "findings": "阀门老化", "measures": "更换阀门", "reply": "已答复客户"}


def received(cast: Cast) -> Case:
    return cast.complaint()


def accepted(cast: Cast) -> Case:
    return cast.accepted()


def superior(cast: Cast) -> Case:
    return cast.accepted(from_superior=True, channel="regulator")


def proposed(cast: Cast) -> Case:
    case = superior(cast)
    return actions.propose(case, "转供水部办理", by=cast.actor(cast.lin), at=cast.later(minutes=2))


def dispatched(cast: Cast) -> Case:
    return cast.dispatched()[0]


def taken(cast: Cast) -> Case:
    return cast.taken()[0]


def contacted(cast: Cast) -> Case:
    return cast.contacted()[0]


def reported(cast: Cast) -> Case:
    return cast.reported()[0]


def confirmed(cast: Cast) -> Case:
    return cast.confirmed()


def reviewed(cast: Cast) -> Case:
    case = cast.confirmed()
    return actions.review(case, by=cast.actor(cast.liu), at=cast.later(hours=23))


def resolved(cast: Cast) -> Case:
    return cast.resolved()


def called_back(cast: Cast) -> Case:
    return cast.called_back()


def suspended(cast: Cast) -> Case:
    case = dispatched(cast)
    return actions.suspend(case, "等待材料", by=cast.actor(cast.liu), at=cast.later(minutes=30))


def extension_asked(cast: Cast) -> Case:
    case = taken(cast)
    actions.ask_extension(
        case, "close", "2wd", "等待备件", told_customer=True, by=cast.actor(cast.wang), at=cast.later(hours=1)
    )
    return cast.fresh(case)


@dataclass(frozen=True)
class Verb:
    """`wrong` gets `status`: 403 where the case is seen but the verb is not theirs, 404 where the case is not seen."""

    path: str
    ready: Ready
    who: str
    body: dict[str, Any]
    wrong: str
    status: int = 403
    entry: str = ""
    stage: str = ""
    made: bool = False
    method: str = "post"
    then: dict[str, Any] = field(default_factory=dict)


VERBS = [
    Verb("acceptance", received, "chen", {}, "sun", 403, "accept", "accepted"),
    Verb("opinion", superior, "lin", {"opinion": "转供水部"}, "chen", 403, "propose", "proposed"),
    Verb("approval", proposed, "he", {"instruction": "同意"}, "chen", 403, "approve", "accepted"),
    Verb(
        "orders",
        accepted,
        "chen",
        {"teams": [{"team": "water"}]},
        "sun",
        403,
        "dispatch",
        "handling",
        made=True,
    ),
    Verb(
        "referral",
        accepted,
        "liu",
        {"team": "supervision", "reason": "态度恶劣"},
        "chen",
        403,
        "supervise_directly",
        "handling",
        made=True,
    ),
    Verb("holding", dispatched, "wang", {}, "gao", 404, "take", made=True, then={"handler": "wang"}),
    Verb("assignment", dispatched, "zhao", {"person": "wang"}, "wang", 403, "assign", made=True),
    Verb("return", dispatched, "wang", {"reason": "不属本部门"}, "qian", 404, "return", "accepted"),
    Verb(
        "transfer",
        dispatched,
        "zhao",
        {"team": "gas", "reason": "燃气问题"},
        "wang",
        403,
        "transfer",
        made=True,
    ),
    Verb(
        "contacts",
        taken,
        "wang",
        {"way": "call", "said": "已联系", "appointment_at": "2026-06-05T09:00:00+08:00"},
        "gao",
        404,
        "contact",
        made=True,
    ),
    Verb("visits", contacted, "wang", {"findings": "现场查勘"}, "chen", 403, "visit", made=True),
    Verb("reports", contacted, "wang", FINDINGS, "chen", 403, "report", made=True),
    Verb("confirmation", reported, "zhao", {}, "wang", 403, "confirm", "review", made=True),
    Verb("rejection", reported, "zhao", {"reason": "事实不清"}, "wang", 403, "disown", made=True),
    Verb("answer", contacted, "wang", {"text": "已修复"}, "chen", 403, "answer"),
    Verb("review", confirmed, "liu", {}, "zhao", 403, "review", "reviewed"),
    Verb("rework", confirmed, "liu", {"reason": "补充调查"}, "zhao", 403, "send_back", "handling"),
    Verb("resolution", reviewed, "liu", {"remark": "办结"}, "wang", 403, "resolve", "resolved"),
    Verb(
        "callbacks",
        resolved,
        "chen",
        {"result": "reached", "answers": {"satisfaction": "satisfied"}},
        "wang",
        403,
        "call_back",
        "called_back",
        made=True,
    ),
    Verb("archive", called_back, "chen", {}, "wang", 403, "archive", "archived"),
    Verb("rounds", called_back, "liu", {"reason": "问题重现"}, "chen", 403, "reopen", "handling"),
    Verb("withdrawal", accepted, "liu", {"reason": "客户撤回"}, "chen", 403, "withdraw", "withdrawn"),
    Verb(
        "classification", accepted, "chen", {"kind": "report", "reason": "系举报"}, "sun", 403, "reclassify"
    ),
    Verb("gravity", accepted, "liu", {"gravity": "major", "reason": "影响面大"}, "chen", 403, "grade"),
    Verb("secrecy", accepted, "liu", {"reason": "实名举报"}, "he", 403, "keep_secret"),
    Verb("urges", dispatched, "chen", {"words": "请抓紧"}, "wang", 403, "urge"),
    Verb("supervision", dispatched, "sun", {"instruction": "限期办结"}, "wang", 403, "supervise"),
    Verb("suspension", dispatched, "liu", {"reason": "等待材料"}, "wang", 403, "suspend"),
    Verb("suspension", suspended, "liu", {}, "wang", 403, "resume", method="delete"),
    Verb(
        "extensions",
        taken,
        "wang",
        {"promise": "close", "amount": "2wd", "reason": "等待备件", "told_customer": True},
        "chen",
        403,
        "ask_extension",
        made=True,
    ),
    Verb(
        "extensions/{extension}/decision",
        extension_asked,
        "liu",
        {"grant": True},
        "wang",
        403,
        "decide_extension",
        made=True,
    ),
    Verb(
        "plan", dispatched, "zhao", {"plan": "更换主管网", "on": "2026-09-01"}, "wang", 403, "plan_long_term"
    ),
    Verb("notes", dispatched, "wang", {"text": "客户白天不在家"}, "gao", 404, "note"),
    Verb(
        "responsibility",
        contacted,
        "liu",
        {"verified": True, "opinion": "批评教育"},
        "wang",
        403,
        "blame",
        made=True,
    ),
    Verb("measures", contacted, "zhao", {"text": "排查同批阀门"}, "wang", 403, "improve", made=True),
    Verb(
        "subcases",
        accepted,
        "lin",
        {"kind": "complaint", "channel": "hotline", "text": "另有一户"},
        "chen",
        403,
        "open_subcase",
    ),
    Verb("merge", received, "chen", {"into": "{other}", "reason": "同一事项"}, "sun", 403, "merge", "merged"),
    Verb("links", received, "chen", {"other": "{other}", "why": "同一小区"}, "sun", 403, "link", made=True),
]


def _said(verb: Verb, case: Case, cast: Cast) -> tuple[str, dict[str, Any]]:
    """Path and body with what only the prepared case knows filled in."""
    other = cast.complaint().number if "{other}" in str(verb.body) else ""
    extension = case.extensions.first()
    path = f"cases/{case.number}/{verb.path.format(extension=extension.pk if extension else 0)}"
    body = {
        name: text.format(other=other) if isinstance(text, str) else text for name, text in verb.body.items()
    }
    return path, body


def _do(desk: Desk, verb: Verb, who: str, path: str, body: dict[str, Any], **more: Any) -> Any:
    caller = desk(getattr(desk.cast, who))
    if verb.method == "delete":
        return caller.delete(path, **more)
    return caller.post(path, body, **more)


def _written(verb: Verb, case: Case) -> int:
    return Entry.objects.filter(kind="case", subject=case.pk, verb=f"case.{verb.entry}").count()


each_verb = pytest.mark.parametrize("verb", VERBS, ids=[f"{verb.method}-{verb.path}" for verb in VERBS])


@each_verb
def test_a_verb_happens_once_however_often_it_is_sent(verb: Verb, cast: Cast, desk: Desk) -> None:
    case = verb.ready(cast)
    path, body = _said(verb, case, cast)
    before = _written(verb, case)
    caller = desk(getattr(cast, verb.who))
    send = caller.delete if verb.method == "delete" else lambda *a, **k: caller.post(a[0], body, **k)
    at = cast.later(hours=41 if verb.path in LATE else 2)
    answer = send(path, at=at, Idempotency_Key="k-1")
    assert answer.status_code in (200, 201), answer.content.decode()
    said = answer.json()
    assert _written(verb, case) == before + 1
    now = cast.fresh(case)
    if verb.stage:
        assert (said["stage"], now.stage) == (verb.stage, verb.stage)
    if answer.status_code == 200:
        assert said["seen"] == now.journal_seq
        assert (said["id"] is not None) == verb.made
    for name, value in verb.then.items():
        assert said[name] == value
    again = send(path, at=cast.later(hours=60), Idempotency_Key="k-1")
    assert (again.status_code, again.json()) == (answer.status_code, said)
    assert again["Idempotency-Replayed"] == "true"
    assert _written(verb, case) == before + 1


#: These come after a day's work.
LATE = {"confirmation", "rejection", "review", "rework", "resolution", "callbacks", "archive", "rounds"}


@each_verb
def test_the_wrong_person_changes_nothing(verb: Verb, cast: Cast, desk: Desk) -> None:
    case = verb.ready(cast)
    path, body = _said(verb, case, cast)
    before = cast.fresh(case)
    answer = _do(desk, verb, verb.wrong, path, body, at=cast.later(hours=2))
    assert answer.status_code == verb.status, answer.content.decode()
    after = cast.fresh(case)
    assert (after.journal_seq, after.stage) == (before.journal_seq, before.stage)


@each_verb
def test_a_stranger_and_a_token_without_the_scope_change_nothing(verb: Verb, cast: Cast, desk: Desk) -> None:
    case = verb.ready(cast)
    path, body = _said(verb, case, cast)
    before = cast.fresh(case).journal_seq
    for caller, statuses in (
        (desk(None), {401}),
        (desk(getattr(cast, verb.who), "track"), {403, 404}),
        (desk(getattr(cast, verb.who), "intake"), {403, 404}),
    ):
        answer = caller.delete(path) if verb.method == "delete" else caller.post(path, body)
        assert answer.status_code in statuses, answer.content.decode()
    assert cast.fresh(case).journal_seq == before


def test_every_verb_of_the_description_is_in_the_table() -> None:
    described = {
        (method, address.removeprefix("/api/v1/cases/{number}/"))
        for address, methods in schema()["paths"].items()
        for method in methods
        if method != "get" and address.startswith("/api/v1/cases/{number}/")
    }
    elsewhere = {("post", "rating"), ("post", "attachments")}
    assert described - elsewhere == {(verb.method, verb.path) for verb in VERBS}


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

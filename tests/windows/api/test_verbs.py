"""Every verb through the API: it happens, it happens once, and not by the wrong person."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from bihuan.engines.cases import actions
from bihuan.engines.cases.models import Case
from bihuan.ground.journal.models import Entry
from bihuan.windows.api.urls import schema
from tests.cast import Cast
from tests.windows.api.conftest import Caller, Desk

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
    """`wrong` gets `status`: 403 where the case is seen but the verb is not theirs, 404 where the case is not seen.

    What is `late` comes after a day's work.
    """

    path: str
    ready: Ready
    who: str
    body: dict[str, Any]
    wrong: str
    entry: str
    stage: str = ""
    made: bool = False
    late: bool = False
    method: str = "post"
    status: int = 403


VERBS = [
    Verb("acceptance", received, "chen", {}, "sun", "accept", "accepted"),
    Verb("opinion", superior, "lin", {"opinion": "转供水部"}, "chen", "propose", "proposed"),
    Verb("approval", proposed, "he", {"instruction": "同意"}, "chen", "approve", "accepted"),
    Verb(
        "orders", accepted, "chen", {"teams": [{"team": "water"}]}, "sun", "dispatch", "handling", made=True
    ),
    Verb(
        "referral",
        accepted,
        "liu",
        {"team": "supervision", "reason": "态度恶劣"},
        "chen",
        "supervise_directly",
        "handling",
        made=True,
    ),
    Verb("holding", dispatched, "wang", {}, "gao", "take", made=True, status=404),
    Verb("assignment", dispatched, "zhao", {"person": "wang"}, "wang", "assign", made=True),
    Verb("return", dispatched, "wang", {"reason": "不属本部门"}, "qian", "return", "accepted", status=404),
    Verb(
        "transfer", dispatched, "zhao", {"team": "gas", "reason": "燃气问题"}, "wang", "transfer", made=True
    ),
    Verb(
        "contacts",
        taken,
        "wang",
        {"way": "call", "said": "已联系", "appointment_at": "2026-06-05T09:00:00+08:00"},
        "gao",
        "contact",
        made=True,
        status=404,
    ),
    Verb("visits", contacted, "wang", {"findings": "现场查勘"}, "chen", "visit", made=True),
    Verb("reports", contacted, "wang", FINDINGS, "chen", "report", made=True),
    Verb("confirmation", reported, "zhao", {}, "wang", "confirm", "review", made=True, late=True),
    Verb("rejection", reported, "zhao", {"reason": "事实不清"}, "wang", "disown", made=True, late=True),
    Verb("answer", contacted, "wang", {"text": "已修复"}, "chen", "answer"),
    Verb("review", confirmed, "liu", {}, "zhao", "review", "reviewed", late=True),
    Verb("rework", confirmed, "liu", {"reason": "补充调查"}, "zhao", "send_back", "handling", late=True),
    Verb("resolution", reviewed, "liu", {"remark": "办结"}, "wang", "resolve", "resolved", late=True),
    Verb(
        "callbacks",
        resolved,
        "chen",
        {"result": "reached", "answers": {"satisfaction": "satisfied"}},
        "wang",
        "call_back",
        "called_back",
        made=True,
        late=True,
    ),
    Verb("archive", called_back, "chen", {}, "wang", "archive", "archived", late=True),
    Verb("rounds", called_back, "liu", {"reason": "问题重现"}, "chen", "reopen", "handling", late=True),
    Verb("withdrawal", accepted, "liu", {"reason": "客户撤回"}, "chen", "withdraw", "withdrawn"),
    Verb("classification", accepted, "chen", {"kind": "report", "reason": "系举报"}, "sun", "reclassify"),
    Verb("gravity", accepted, "liu", {"gravity": "major", "reason": "影响面大"}, "chen", "grade"),
    Verb("secrecy", accepted, "liu", {"reason": "实名举报"}, "he", "keep_secret"),
    Verb("urges", dispatched, "chen", {"words": "请抓紧"}, "wang", "urge"),
    Verb("supervision", dispatched, "sun", {"instruction": "限期办结"}, "wang", "supervise"),
    Verb("suspension", dispatched, "liu", {"reason": "等待材料"}, "wang", "suspend"),
    Verb("suspension", suspended, "liu", {}, "wang", "resume", method="delete"),
    Verb(
        "extensions",
        taken,
        "wang",
        {"promise": "close", "amount": "2wd", "reason": "等待备件", "told_customer": True},
        "chen",
        "ask_extension",
        made=True,
    ),
    Verb(
        "extensions/{extension}/decision",
        extension_asked,
        "liu",
        {"grant": True},
        "wang",
        "decide_extension",
        made=True,
    ),
    Verb("plan", dispatched, "zhao", {"plan": "更换主管网", "on": "2026-09-01"}, "wang", "plan_long_term"),
    Verb("notes", dispatched, "wang", {"text": "客户白天不在家"}, "gao", "note", status=404),
    Verb(
        "responsibility",
        contacted,
        "liu",
        {"verified": True, "opinion": "批评教育"},
        "wang",
        "blame",
        made=True,
    ),
    Verb("measures", contacted, "zhao", {"text": "排查同批阀门"}, "wang", "improve", made=True),
    Verb(
        "subcases",
        accepted,
        "lin",
        {"kind": "complaint", "channel": "hotline", "text": "另有一户"},
        "chen",
        "open_subcase",
    ),
    Verb("merge", received, "chen", {"into": "{other}", "reason": "同一事项"}, "sun", "merge", "merged"),
    Verb("links", received, "chen", {"other": "{other}", "why": "同一小区"}, "sun", "link", made=True),
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


def _send(verb: Verb, caller: Caller, path: str, body: dict[str, Any], **more: Any) -> Any:
    return caller.delete(path, **more) if verb.method == "delete" else caller.post(path, body, **more)


def _written(verb: Verb, case: Case) -> int:
    return Entry.objects.filter(kind="case", subject=case.pk, verb=f"case.{verb.entry}").count()


each_verb = pytest.mark.parametrize("verb", VERBS, ids=[f"{verb.method}-{verb.path}" for verb in VERBS])


@each_verb
def test_a_verb_happens_once_however_often_it_is_sent(verb: Verb, cast: Cast, desk: Desk) -> None:
    case = verb.ready(cast)
    path, body = _said(verb, case, cast)
    before = _written(verb, case)
    caller = desk(getattr(cast, verb.who))
    at = cast.later(hours=41 if verb.late else 2)
    answer = _send(verb, caller, path, body, at=at, Idempotency_Key="k-1")
    assert answer.status_code in (200, 201), answer.content.decode()
    said = answer.json()
    assert _written(verb, case) == before + 1
    now = cast.fresh(case)
    if verb.stage:
        assert (said["stage"], now.stage) == (verb.stage, verb.stage)
    if answer.status_code == 200:
        assert said["seen"] == now.journal_seq
        assert said["handler"] == (now.handler.username if now.handler else None)
        assert (said["id"] is not None) == verb.made
    again = _send(verb, caller, path, body, at=cast.later(hours=60), Idempotency_Key="k-1")
    assert (again.status_code, again.json()) == (answer.status_code, said)
    assert again["Idempotency-Replayed"] == "true"
    assert _written(verb, case) == before + 1


@each_verb
def test_the_wrong_person_changes_nothing(verb: Verb, cast: Cast, desk: Desk) -> None:
    case = verb.ready(cast)
    path, body = _said(verb, case, cast)
    before = cast.fresh(case)
    answer = _send(verb, desk(getattr(cast, verb.wrong)), path, body, at=cast.later(hours=2))
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
        answer = _send(verb, caller, path, body)
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

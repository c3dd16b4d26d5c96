"""Verbs by form: every one of the engine's, only for who may, once, with nothing lost when somebody was faster."""

from datetime import datetime
from typing import Any, get_args
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from bihuan.engines.cases import actions
from bihuan.engines.cases.kinds import Verb
from bihuan.engines.cases.models import Case, Order
from bihuan.ground.journal.models import Entry
from bihuan.windows.desk.verbs import ACTS
from tests.cast import Cast
from tests.windows.desk.conftest import SignedIn

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000a49444154789c63000100000500010d0a2db40000000049454e44ae426082"
)


def verbs_of(case: Case) -> list[str]:
    entries = Entry.objects.filter(kind="case", subject=case.pk).order_by("seq")
    return [entry.verb.removeprefix("case.") for entry in entries]


def test_every_verb_of_the_engine_has_its_form() -> None:
    assert set(ACTS) == set(get_args(Verb))


@pytest.fixture
def present(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """The moment of every request: ten in the morning, when customers may be called."""
    moment = [cast.later(hours=17.2)]
    monkeypatch.setattr("bihuan.project.middleware.now", lambda: moment[0])
    return moment


def test_the_whole_loop_by_forms(signed_in: SignedIn, cast: Cast, present: list[datetime]) -> None:
    case = cast.complaint()

    def do(who: str, verb: str, order: Order | None = None, **said: Any) -> None:
        path = f"/desk/cases/{case.pk}/{f'orders/{order.pk}/' if order else ''}{verb}/"
        desk = signed_in(cast.people[who])
        form = desk.get(path)
        assert form.status_code == 200, (verb, form.content.decode()[:2000])
        answer = desk.post(path, {"once": str(uuid4()), "seen": cast.fresh(case).journal_seq, **said})
        assert answer.status_code == 303, (verb, answer.content.decode())

    do("chen", "accept")
    do("chen", "dispatch", lead=cast.water.pk, others=[cast.gas.pk], instruction="请今日联系客户")
    lead, helper = case.orders.all()
    for who, order in (("wang", lead), ("gao", helper)):
        do(who, "take", order)
        do(who, "contact", order, way="call", reached="yes", said="约定明早查勘")
        do(who, "report", order, facts="停水", findings="阀门破裂", measures="更换", reply="已答复")
    do("wang", "answer", text="阀门已更换")
    do("zhao", "confirm", lead)
    do("qian", "confirm", helper)
    do("liu", "review", remark="事实清楚")
    do("liu", "resolve")
    do("chen", "call_back", result="reached", satisfaction="satisfied", remark="")
    do("liu", "improve", text="排查同批次阀门")
    do("chen", "archive")

    done = cast.fresh(case)
    assert done.stage == "archived"
    assert done.satisfaction == "satisfied"
    assert lead.lead and not helper.lead
    assert verbs_of(case)[-1] == "archive"


def test_a_late_callback_is_asked_why_and_keeps_the_reason(
    signed_in: SignedIn, cast: Cast, present: list[datetime]
) -> None:
    case = cast.resolved()
    present[0] = cast.later(hours=28)  # ten to nine in the evening
    desk = signed_in(cast.chen)
    path = f"/desk/cases/{case.pk}/call_back/"
    assert "客户要求的时间除外" in desk.get(path).content.decode()
    said = {"result": "reached", "satisfaction": "satisfied", "remark": "", "seen": case.journal_seq}
    refused = desk.post(path, {**said, "once": str(uuid4()), "outside": ""})
    assert refused.status_code == 422
    assert "09:00-20:00" in refused.content.decode()
    assert not case.callbacks.exists()
    done = desk.post(path, {**said, "once": str(uuid4()), "outside": "客户上夜班，约了晚上"})
    assert done.status_code == 303
    assert "客户上夜班，约了晚上" in desk.get(f"/desk/cases/{case.pk}/").content.decode()


@pytest.mark.parametrize(
    ("who", "verb"),
    [
        ("wang", "resolve"), ("wang", "confirm"), ("chen", "review"), ("fang", "keep_secret"),
        ("gao", "answer"), ("tang", "dispatch"), ("admin", "note"), ("ma", "answer"),
    ],
)  # fmt: skip
def test_a_verb_is_closed_to_those_it_is_not_for(
    signed_in: SignedIn, cast: Cast, who: str, verb: str
) -> None:
    case, order = cast.reported(place=cast.west)
    desk = signed_in(cast.people[who])
    path = (
        f"/desk/cases/{case.pk}/orders/{order.pk}/{verb}/"
        if verb == "confirm"
        else f"/desk/cases/{case.pk}/{verb}/"
    )
    before = verbs_of(case)

    read = desk.get(path)
    done = desk.post(path, {"text": "越权", "reason": "越权", "remark": "", "lead": cast.gas.pk})

    assert read.status_code in (403, 404, 409)
    assert done.status_code in (403, 404, 409, 422)
    assert verbs_of(case) == before


def test_the_page_offers_only_allowed_verbs(signed_in: SignedIn, cast: Cast) -> None:
    case, order = cast.taken()

    handler = signed_in(cast.wang).get(f"/desk/cases/{case.pk}/").content.decode()
    leader = signed_in(cast.ma).get(f"/desk/cases/{case.pk}/").content.decode()

    assert f"orders/{order.pk}/contact/" in handler
    assert f"cases/{case.pk}/supervise/" not in handler
    assert f"cases/{case.pk}/supervise/" in leader
    assert "/contact/" not in leader


def test_a_confidential_case_does_not_exist_for_the_unentitled(signed_in: SignedIn, cast: Cast) -> None:
    case, order = cast.dispatched(confidential=True)
    clock = case.clocks.first()
    for path in ("", "note/", f"orders/{order.pk}/take/", f"clocks/{clock.pk}/receipt/"):
        assert signed_in(cast.wang).get(f"/desk/cases/{case.pk}/{path}").status_code == 404
        assert signed_in(cast.gao).get(f"/desk/cases/{case.pk}/{path}").status_code == 404
    assert signed_in(cast.zhao).get(f"/desk/cases/{case.pk}/").status_code == 200


def test_the_other_units_order_is_out_of_reach_through_my_case(signed_in: SignedIn, cast: Cast) -> None:
    case, _ours = cast.dispatched(cast.water, cast.gas)
    theirs = case.orders.get(team=cast.gas)

    answer = signed_in(cast.wang).post(f"/desk/cases/{case.pk}/orders/{theirs.pk}/take/")

    assert answer.status_code == 403
    assert cast.fresh(theirs).handler is None


def test_an_order_of_another_case_is_not_found(signed_in: SignedIn, cast: Cast) -> None:
    case, _order = cast.dispatched()
    _other, theirs = cast.dispatched()

    assert signed_in(cast.wang).post(f"/desk/cases/{case.pk}/orders/{theirs.pk}/take/").status_code == 404


def test_a_form_sent_twice_is_carried_out_once(signed_in: SignedIn, cast: Cast) -> None:
    case, _order = cast.taken()
    desk, form = signed_in(cast.wang), {"once": str(uuid4()), "text": "已到现场"}

    first = desk.post(f"/desk/cases/{case.pk}/note/", form)
    second = desk.post(f"/desk/cases/{case.pk}/note/", form)

    assert (first.status_code, second.status_code) == (303, 303)
    assert verbs_of(case).count("note") == 1


def test_the_same_key_for_something_else_is_refused(signed_in: SignedIn, cast: Cast) -> None:
    case, _order = cast.taken()
    desk, key = signed_in(cast.wang), str(uuid4())

    desk.post(f"/desk/cases/{case.pk}/note/", {"once": key, "text": "一"})
    second = desk.post(f"/desk/cases/{case.pk}/note/", {"once": key, "text": "二"})

    assert second.status_code == 409
    assert verbs_of(case).count("note") == 1


def test_who_comes_second_is_told_who_was_faster_and_keeps_his_text(signed_in: SignedIn, cast: Cast) -> None:
    case, _order = cast.contacted()
    seen = case.journal_seq
    actions.answer(case, "先答复的", by=cast.actor(cast.zhao), at=cast.later(hours=1))

    answer = signed_in(cast.wang).post(
        f"/desk/cases/{case.pk}/answer/", {"seen": seen, "text": "我写了很久的答复"}
    )

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "赵建国" in page
    assert "我写了很久的答复" in page
    assert cast.fresh(case).answer == "先答复的"


def test_an_act_that_does_not_fit_the_stage_says_so(signed_in: SignedIn, cast: Cast) -> None:
    case = cast.complaint()

    answer = signed_in(cast.chen).get(f"/desk/cases/{case.pk}/archive/")

    assert answer.status_code == 409
    assert "归档" in answer.content.decode()


def test_errors_stand_at_their_fields_and_nothing_happens(signed_in: SignedIn, cast: Cast) -> None:
    case, order = cast.contacted()

    answer = signed_in(cast.wang).post(
        f"/desk/cases/{case.pk}/orders/{order.pk}/report/",
        {"facts": "停水", "findings": " ", "reply": "x" * 6000},
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#id_findings"' in page
    assert 'href="#id_reply"' in page
    assert "停水" in page
    assert verbs_of(case)[-1] == "contact"


def test_a_refusal_of_the_engine_stands_at_the_field_it_names(signed_in: SignedIn, cast: Cast) -> None:
    case, _order = cast.dispatched()

    answer = signed_in(cast.chen).post(f"/desk/cases/{case.pk}/dispatch/", {"lead": cast.water.pk})

    assert answer.status_code == 422
    assert 'href="#id_lead"' in answer.content.decode()
    assert case.orders.count() == 1


def test_a_guard_tells_what_comes_first(signed_in: SignedIn, cast: Cast) -> None:
    case, order = cast.taken()
    whole = {"facts": "一", "findings": "二", "measures": "三", "reply": "四"}

    answer = signed_in(cast.wang).post(f"/desk/cases/{case.pk}/orders/{order.pk}/report/", whole)

    assert answer.status_code == 409
    assert case.reports.count() == 0


@pytest.mark.parametrize("verb", ["dance", "delete", "save", "__init__", "rate"])
def test_an_unknown_verb_is_not_found(signed_in: SignedIn, cast: Cast, verb: str) -> None:
    case = cast.complaint()

    assert signed_in(cast.chen).post(f"/desk/cases/{case.pk}/{verb}/").status_code == 404


def test_personal_data_is_masked_until_it_is_shown_on_purpose(signed_in: SignedIn, cast: Cast) -> None:
    case, _order = cast.taken()
    desk, path = signed_in(cast.wang), f"/desk/cases/{case.pk}/"

    masked = desk.get(path).content.decode()
    shown = desk.post(f"{path}reveal/", {"purpose": "联系客户"}).content.decode()
    again = desk.get(path).content.decode()

    for page in (masked, again):
        assert "13800138000" not in page
        assert "张三丰" not in page
        assert "滨江路18号" not in page
        assert "138****8000" in page
    assert "13800138000" in shown and "张三丰" in shown
    assert Entry.objects.get(subject=case.pk, verb="case.reveal").facts == {"purpose": "联系客户"}


def test_showing_needs_a_purpose_and_each_look_is_an_entry(signed_in: SignedIn, cast: Cast) -> None:
    case, _order = cast.taken()
    desk, path = signed_in(cast.wang), f"/desk/cases/{case.pk}/reveal/"

    without = desk.post(path, {"purpose": " "})
    for _look in range(2):
        desk.post(path, {"purpose": "联系客户", "once": "9a1c9f5c-7d2a-4d4e-8d57-0d6bb1d6a111"})

    assert without.status_code == 422
    assert "13800138000" not in without.content.decode()
    assert verbs_of(case).count("reveal") == 2


def test_a_photo_is_kept_and_given_only_to_who_may_see_the_case(
    signed_in: SignedIn, cast: Cast, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    case, _order = cast.taken()

    signed_in(cast.wang).post(f"/desk/cases/{case.pk}/attach/", {"file": SimpleUploadedFile("现场.png", PNG)})

    paper = case.attachments.get()
    path = f"/desk/cases/{case.pk}/papers/{paper.pk}/"
    answer = signed_in(cast.wang).get(path)
    assert b"".join(answer.streaming_content) == PNG
    assert answer["Content-Type"] == "image/png"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert signed_in(cast.gao).get(path).status_code == 404
    other = cast.complaint()
    assert signed_in(cast.chen).get(f"/desk/cases/{other.pk}/papers/{paper.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("程序.png", b"MZ\x90\x00" + b"\0" * 100),
        ("空.png", b""),
        ("页.png", b"<html><script>alert(1)</script>"),
        ("s.sh", b"#!/bin/sh"),
    ],
)
def test_a_file_that_is_no_paper_is_refused(
    signed_in: SignedIn, cast: Cast, name: str, content: bytes
) -> None:
    case, _order = cast.taken()

    answer = signed_in(cast.wang).post(
        f"/desk/cases/{case.pk}/attach/", {"file": SimpleUploadedFile(name, content)}
    )

    assert answer.status_code == 422
    assert case.attachments.count() == 0


def test_a_form_opened_in_place_is_a_piece_not_a_page(signed_in: SignedIn, cast: Cast) -> None:
    case, _order = cast.contacted()

    piece = signed_in(cast.wang).get(f"/desk/cases/{case.pk}/answer/", headers={"HX-Request": "true"})

    page = piece.content.decode()
    assert "<html" not in page
    assert f'action="/desk/cases/{case.pk}/answer/"' in page


def test_approved_wording_stands_beside_the_form(signed_in: SignedIn, cast: Cast) -> None:
    case, order = cast.taken()

    page = signed_in(cast.wang).get(f"/desk/cases/{case.pk}/orders/{order.pk}/contact/").content.decode()

    assert "审定用语" in page
    assert f"反映的事项{case.number}来电" in page
    assert 'data-into="id_said"' in page


def test_merging_asks_for_a_number_i_may_see(signed_in: SignedIn, cast: Cast) -> None:
    case, twin = cast.accepted(), cast.accepted()
    hidden = cast.complaint(place=cast.west, confidential=True, by=cast.lin)
    desk, path = signed_in(cast.fang), f"/desk/cases/{case.pk}/merge/"
    assert desk.get(path).status_code == 404
    desk = signed_in(cast.chen)

    wrong = desk.post(path, {"into_case": case.number[:-1] + "x", "reason": "重复"})
    secret = desk.post(path, {"into_case": hidden.number, "reason": "重复"})
    itself = desk.post(path, {"into_case": case.number, "reason": "重复"})
    right = desk.post(path, {"into_case": twin.number, "reason": "重复"})

    assert [wrong.status_code, secret.status_code, itself.status_code] == [422, 422, 422]
    assert right.status_code == 303
    assert cast.fresh(case).merged_into_id == twin.pk


def test_more_time_is_asked_and_decided_by_forms(signed_in: SignedIn, cast: Cast) -> None:
    case, _order = cast.contacted(at=None)
    Case.objects.filter(pk=case.pk).update(next_due_at=None)
    case.clocks.filter(stopped_at=None).update(due_at=cast.later(days=36500))
    asked = {"promise": "answer", "number": 2, "unit": "wd", "reason": "需要开挖路面", "told_customer": "on"}

    untold = signed_in(cast.wang).post(
        f"/desk/cases/{case.pk}/ask_extension/", {**asked, "told_customer": ""}
    )
    signed_in(cast.wang).post(f"/desk/cases/{case.pk}/ask_extension/", asked)
    request = case.extensions.get()
    page = signed_in(cast.liu).get(f"/desk/cases/{case.pk}/").content.decode()
    signed_in(cast.liu).post(
        f"/desk/cases/{case.pk}/decide_extension/", {"extension": request.pk, "grant": "yes", "remark": ""}
    )

    assert untold.status_code == 422
    assert "decide_extension" in page
    assert cast.fresh(request).state == "granted"


def test_the_receipt_names_clause_calendar_and_every_counted_interval(
    signed_in: SignedIn, cast: Cast
) -> None:
    case, _order = cast.contacted()
    clock = case.clocks.get(promise="answer")

    page = signed_in(cast.wang).get(f"/desk/cases/{case.pk}/clocks/{clock.pk}/receipt/").content.decode()

    assert "7.6b" in page
    assert clock.calendar.partition("@")[2] in page
    assert "第2个工作日" in page
    assert "2026-06-08" in page


def test_a_clock_of_another_case_has_no_receipt_here(signed_in: SignedIn, cast: Cast) -> None:
    case, other = cast.accepted(), cast.accepted()
    clock = other.clocks.first()

    assert signed_in(cast.chen).get(f"/desk/cases/{case.pk}/clocks/{clock.pk}/receipt/").status_code == 404


@pytest.mark.parametrize(
    "stage", ["complaint", "accepted", "contacted", "reported", "resolved", "called_back", "archived"]
)
def test_the_page_of_a_case_costs_few_queries_at_every_stage(
    signed_in: SignedIn, cast: Cast, django_assert_max_num_queries: Any, stage: str
) -> None:
    made = getattr(cast, stage)()
    case = made[0] if isinstance(made, tuple) else made
    desk = signed_in(cast.liu)
    desk.get(f"/desk/cases/{case.pk}/")

    with django_assert_max_num_queries(11):
        answer = desk.get(f"/desk/cases/{case.pk}/")

    assert answer.status_code == 200


def test_what_a_customer_wrote_is_escaped_everywhere(signed_in: SignedIn, cast: Cast) -> None:
    evil = "<script>alert(1)</script>"
    case = cast.complaint(title=evil, text=evil, address=evil, reporter_name=evil)
    desk = signed_in(cast.chen)

    for path in (f"/desk/cases/{case.pk}/", f"/desk/cases/{case.pk}/accept/", "/desk/cases/", "/desk/"):
        assert evil not in desk.get(path).content.decode()

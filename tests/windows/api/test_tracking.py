"""Looking: lists, one case, its journal, clocks and what the customer may know."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bihuan.engines.cases import actions
from bihuan.engines.cases.models import Case
from bihuan.ground.journal.models import Entry
from tests.cast import Cast
from tests.windows.api.conftest import Caller, Desk


def numbers(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.content
    return [case["number"] for case in answer.json()["cases"]]


def walk(caller: Caller, query: str) -> list[str]:
    """Every page of a list, one after the other."""
    seen, after = [], ""
    for _page in range(50):
        page = caller.get(f"cases?{query}&after={after}").json()
        seen += [case["number"] for case in page["cases"]]
        if page["next"] is None:
            return seen
        after = page["next"]
    raise AssertionError("the pages do not end")


def test_open_cases_come_next_deadline_first(cast: Cast, desk: Desk) -> None:
    late = cast.complaint(at=cast.later(hours=1))
    early = cast.complaint(at=cast.later(minutes=1))
    assert numbers(desk(cast.chen).get("cases")) == [early.number, late.number]


def test_pages_show_every_case_once_also_those_without_a_deadline(cast: Cast, desk: Desk) -> None:
    made = [cast.complaint(at=cast.later(minutes=n // 2)) for n in range(9)]
    idle = {made[2].pk, made[5].pk, made[6].pk}
    Case.objects.filter(pk__in=idle).update(next_due_at=None)
    caller = desk(cast.chen)
    whole = numbers(caller.get("cases"))
    assert len(whole) == 9
    assert whole[-3:] == [case.number for case in made if case.pk in idle]
    for limit in (1, 2, 3, 4, 9):
        assert walk(caller, f"limit={limit}") == whole


def test_closed_cases_are_asked_for_and_come_newest_first(cast: Cast, desk: Desk) -> None:
    first, second, _open = cast.complaint(), cast.complaint(), cast.complaint()
    for case in (first, second):
        actions.withdraw(case, "已解决", by=cast.actor(cast.liu), at=cast.later(minutes=1))
    caller = desk(cast.chen)
    assert walk(caller, "closed=true&limit=1") == [second.number, first.number]


def test_lists_are_narrowed_by_team_stage_kind_and_overdue(cast: Cast, desk: Desk) -> None:
    waiting = cast.complaint()
    held, _order = cast.dispatched()
    caller = desk(cast.liu)
    assert numbers(caller.get("cases?team=water")) == [held.number]
    assert numbers(caller.get("cases?team=gas")) == []
    assert numbers(caller.get("cases?stage=received")) == [waiting.number]
    assert numbers(caller.get("cases?kind=report")) == []
    assert numbers(caller.get("cases?overdue=true")) == []
    assert set(numbers(caller.get("cases?overdue=true", at=cast.later(days=30)))) == {
        waiting.number,
        held.number,
    }


def test_mine_are_those_the_caller_handles(cast: Cast, desk: Desk) -> None:
    taken, _order = cast.taken()
    cast.dispatched()
    assert numbers(desk(cast.wang).get("cases?mine=true")) == [taken.number]
    assert len(numbers(desk(cast.wang).get("cases"))) == 2


def test_a_search_finds_chinese_words_numbers_and_phones(cast: Cast, desk: Desk) -> None:
    case = cast.complaint(text="楼道里燃气味道很重", title="燃气泄漏", reporter_phone="13900139000")
    cast.complaint()
    caller = desk(cast.chen)
    for query in ("燃气", "味道很重", case.number, "139 0013 9000"):
        assert numbers(caller.get(f"cases?q={query}")) == [case.number], query
    assert numbers(caller.get("cases?q=%E7%81%AB%E7%AE%AD")) == []


def test_a_unit_sees_its_own_cases_only(cast: Cast, desk: Desk) -> None:
    water, _order = cast.dispatched()
    gas, _order = cast.dispatched(cast.gas)
    assert numbers(desk(cast.wang).get("cases")) == [water.number]
    assert numbers(desk(cast.gao).get("cases")) == [gas.number]
    assert desk(cast.gao).get(f"cases/{water.number}").status_code == 404
    for part in ("timeline", "clocks"):
        assert desk(cast.gao).get(f"cases/{water.number}/{part}").status_code == 404


def test_a_confidential_case_does_not_exist_for_others(cast: Cast, desk: Desk) -> None:
    case = cast.complaint(confidential=True)
    assert desk(cast.sun).get(f"cases/{case.number}").status_code == 200
    for other in (cast.wang, cast.zhao, cast.fang, cast.chen):
        assert desk(other).get(f"cases/{case.number}").status_code == 404
        assert numbers(desk(other).get("cases")) == []


@pytest.mark.parametrize("number", ["1", "abc", "202606040000016", "9" * 39, "9" * 200, "２０２６", "%00"])
def test_what_is_no_number_is_not_found(cast: Cast, desk: Desk, number: str) -> None:
    assert desk(cast.liu).get(f"cases/{number}").status_code == 404


def test_a_number_with_another_day_is_another_case(cast: Cast, desk: Desk) -> None:
    from bihuan.engines.cases.numbers import number_of

    case = cast.complaint()
    wrong = number_of(case.pk, case.opened_at + timedelta(days=1))
    assert desk(cast.liu).get(f"cases/{wrong}").status_code == 404


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("limit=x", "limit"),
        ("after=nonsense", "after"),
        ("after=2026-13-01~5", "after"),
        ("after=2026-06-04T08:50:00~5", "after"),
        ("after=0001-01-01T00:00:00Z~5", "after"),
        ("after=~99999999999999999999", "after"),
        ("q=x&after=-1", "after"),
        ("team=nowhere", "team"),
        ("overdue=perhaps", "overdue"),
        ("q=%00", "q"),
    ],
)
def test_a_wrong_question_is_named(cast: Cast, desk: Desk, query: str, field: str) -> None:
    answer = desk(cast.chen).get(f"cases?{query}")
    assert (answer.status_code, list(answer.json()["fields"])) == (422, [field])


def test_personal_data_is_masked(cast: Cast, desk: Desk) -> None:
    case = cast.complaint(account_number="6222021234567890")
    caller = desk(cast.chen)
    for said in (caller.get(f"cases/{case.number}").json(), caller.get("cases").json()["cases"][0]):
        assert (said["reporter_name"], said["reporter_phone"]) == ("张**", "138****8000")
    shown = caller.get(f"cases/{case.number}")
    for secret in ("13800138000", "张三丰", "18号3栋", "6222021234567890", case.secret):
        assert secret not in shown.content.decode()


def test_personal_data_is_shown_for_a_purpose_that_stays_in_the_journal(cast: Cast, desk: Desk) -> None:
    case = cast.complaint()
    said = desk(cast.chen).get(f"cases/{case.number}?reveal=回访核对").json()
    assert (said["reporter_name"], said["reporter_phone"]) == ("张三丰", "13800138000")
    entry = Entry.objects.get(verb="case.reveal")
    assert (entry.subject, entry.actor, entry.facts["purpose"]) == (case.pk, cast.chen.ref, "回访核对")
    assert said["seen"] == entry.seq


def test_looking_without_a_purpose_writes_nothing(cast: Cast, desk: Desk) -> None:
    case = cast.complaint()
    before = Entry.objects.count()
    said = desk(cast.chen).get(f"cases/{case.number}?reveal=%20%20").json()
    assert said["reporter_name"] == "张**"
    assert Entry.objects.count() == before


def test_a_token_for_tracking_reveals_nothing(cast: Cast, desk: Desk) -> None:
    case = cast.complaint()
    answer = desk(cast.chen, "track").get(f"cases/{case.number}?reveal=x")
    assert (answer.status_code, answer.json()["code"]) == (403, "out_of_scope")
    assert not Entry.objects.filter(verb="case.reveal").exists()


def test_a_case_names_the_verbs_the_caller_may_use(cast: Cast, desk: Desk) -> None:
    case, order = cast.dispatched()
    for person, verb in ((cast.wang, "take"), (cast.zhao, "assign"), (cast.liu, "supervise")):
        said = desk(person).get(f"cases/{case.number}").json()["allowed"]
        assert verb in {one["verb"] for one in said}
    taking = [
        one for one in desk(cast.wang).get(f"cases/{case.number}").json()["allowed"] if one["verb"] == "take"
    ]
    assert taking == [
        {"verb": "take", "title": taking[0]["title"], "order": order.pk, "clause": cast.pack.cite("7.3a")}
    ]


def test_the_timeline_is_the_journal_page_by_page(cast: Cast, desk: Desk) -> None:
    case, _order = cast.contacted()
    caller = desk(cast.wang)
    first = caller.get(f"cases/{case.number}/timeline?limit=2").json()
    rest = caller.get(f"cases/{case.number}/timeline?after={first['next']}").json()
    entries = first["entries"] + rest["entries"]
    assert [one["seq"] for one in entries] == list(range(1, case.journal_seq + 1))
    assert entries[-1]["hash"] == case.journal_head
    assert rest["next"] is None


def test_every_clock_comes_with_the_receipt_that_gives_its_due_time(cast: Cast, desk: Desk) -> None:
    case, _order = cast.dispatched()
    clocks = desk(cast.wang).get(f"cases/{case.number}/clocks").json()["clocks"]
    assert {one["promise"] for one in clocks} == set(case.clocks.values_list("promise", flat=True))
    for one in clocks:
        assert one["clause"].startswith(cast.pack.name)
        assert datetime.fromisoformat(one["receipt"]["due"]) == datetime.fromisoformat(one["due_at"])
    plain = desk(cast.wang).get(f"cases/{case.number}/clocks?receipts=false").json()["clocks"]
    assert {one["receipt"] for one in plain} == {None}


def test_a_clock_of_the_kind_a_case_was_keeps_its_own_receipt(cast: Cast, desk: Desk) -> None:
    """Both kinds promise a contact: within 45 minutes for a complaint, within a working day for a suggestion."""
    case = cast.complaint()
    by = cast.actor(cast.chen)
    actions.reclassify(case, "suggestion", "", "系建议", by=by, at=cast.later(minutes=5))
    clocks = desk(cast.chen).get(f"cases/{case.number}/clocks").json()["clocks"]
    contacts = [one for one in clocks if one["promise"] == "contact"]
    assert [one["cancelled"] for one in contacts] == [True, False]
    for one in contacts:
        assert datetime.fromisoformat(one["receipt"]["due"]) == datetime.fromisoformat(one["due_at"])


def test_the_customer_sees_plain_words_and_public_promises_only(cast: Cast, desk: Desk) -> None:
    case, _order = cast.dispatched()
    caller = desk(cast.chen, "intake")
    said = caller.get(f"cases/{case.number}/progress", X_Case_Secret=case.secret).json()
    stages = {stage.id: stage for stage in cast.pack.rows("flows")["closed-loop"].stages}
    assert said["plain"] == stages["handling"].plain.zh
    assert {"urge", "note"} <= set(said["allowed"])
    assert "take" not in said["allowed"]
    public = [p for p in cast.pack.rows("kinds")["complaint"].promises if p.public]
    assert 0 < len(said["promises"]) <= len(public)
    assert "reporter_phone" not in said


@pytest.mark.parametrize("secret", ["", "wrong", "密"])
def test_without_the_right_secret_there_is_no_progress(cast: Cast, desk: Desk, secret: str) -> None:
    case = cast.complaint()
    answer = desk(cast.chen, "admin").get(f"cases/{case.number}/progress", X_Case_Secret=secret)
    assert answer.status_code == 404


def test_the_secret_of_one_case_opens_no_other(cast: Cast, desk: Desk) -> None:
    one, other = cast.complaint(), cast.complaint()
    answer = desk(cast.chen, "intake").get(f"cases/{one.number}/progress", X_Case_Secret=other.secret)
    assert answer.status_code == 404


def test_a_list_costs_the_same_for_one_case_and_for_many(cast: Cast, desk: Desk) -> None:
    caller = desk(cast.liu)
    cast.dispatched()
    with CaptureQueriesContext(connection) as few:
        caller.get("cases?team=water")
    for _n in range(5):
        cast.taken()
    with CaptureQueriesContext(connection) as many:
        assert len(numbers(caller.get("cases?team=water"))) == 6
    assert len(many) == len(few) <= 3, [one["sql"][:120] for one in many]


def test_a_case_and_what_belongs_to_it_cost_a_fixed_number_of_queries(cast: Cast, desk: Desk) -> None:
    case, _order = cast.dispatched(cast.water, cast.gas, cast.power)
    caller = desk(cast.liu, "admin")
    most = {"": 3, "/clocks": 4, "/clocks?receipts=false": 3, "/timeline": 3, "/progress": 3}
    for path, count in most.items():
        with CaptureQueriesContext(connection) as asked:
            answer = caller.get(f"cases/{case.number}{path}", X_Case_Secret=case.secret)
        assert answer.status_code == 200
        assert len(asked) <= count, (path, [one["sql"][:120] for one in asked])

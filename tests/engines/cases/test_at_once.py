"""Several people, several watchers, at the same moment: real connections, real locks."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bihuan.engines.cases import actions, watch
from bihuan.engines.cases.models import Case
from bihuan.ground.journal import actions as journal
from bihuan.ground.journal.chain import digest
from bihuan.ground.journal.errors import Refused
from bihuan.ground.journal.models import Delivery, Entry, Submission
from tests.cast import Cast, assemble

pytestmark = pytest.mark.django_db(transaction=True)


def together(*works: Callable[[], Any]) -> list[Any]:
    """Every work in a thread and connection of its own, started at the same moment; results or refusals."""
    start = Barrier(len(works))

    def one(work: Callable[[], Any]) -> Any:
        try:
            start.wait(10)
            return work()
        except Refused as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(one, works))


@pytest.fixture
def company() -> Cast:
    return assemble()


def test_of_several_clerks_exactly_one_accepts(company: Cast) -> None:
    case = company.complaint()
    seen = case.journal_seq
    clerks = [company.actor(person) for person in (company.chen, company.lin, company.chen, company.lin)]
    results = together(
        *[lambda by=by: actions.accept(case, by=by, at=company.later(minutes=1), seen=seen) for by in clerks]
    )
    assert sum(isinstance(result, Case) for result in results) == 1
    assert all(isinstance(result, Case | Refused) for result in results)
    assert Entry.objects.filter(subject=case.pk, verb="case.accept").count() == 1
    assert company.fresh(case).clocks.filter(promise="close").count() == 1


def test_notes_of_many_at_once_all_stay_and_the_chain_holds(company: Cast) -> None:
    case = company.complaint()
    by = company.actor(company.chen)
    together(
        *[lambda n=n: actions.note(case, f"第{n}条", by=by, at=company.later(minutes=n)) for n in range(8)]
    )
    entries = list(Entry.objects.filter(kind="case", subject=case.pk).order_by("seq"))
    assert [entry.seq for entry in entries] == list(range(1, 10))
    head = ""
    for entry in entries:
        assert entry.prev == head
        head = digest(
            head,
            kind=entry.kind,
            subject=entry.subject,
            seq=entry.seq,
            at=entry.at,
            verb=entry.verb,
            actor=entry.actor,
            actor_name=entry.actor_name,
            clause=entry.clause,
            facts=entry.facts,
        )
        assert entry.hash == head
    assert company.fresh(case).journal_head == head


def test_several_watchers_take_each_step_once(company: Cast) -> None:
    for _ in range(6):
        company.complaint()
    at = company.later(minutes=25)
    for _ in range(2):
        together(*[lambda: watch.run(at) for _ in range(4)])
    assert Entry.objects.filter(verb="case.warned").count() == 6
    keys = list(Delivery.objects.exclude(once=None).values_list("once", flat=True))
    assert len(keys) == len(set(keys)) > 0


def test_a_submission_repeated_at_the_same_moment_opens_one_case(company: Cast) -> None:
    by = company.actor(company.chen)

    def submit() -> dict[str, Any]:
        def do() -> dict[str, Any]:
            case = actions.open_case(
                company.details(), pack=company.pack, place=company.company, by=by, at=company.at
            )
            return {"number": case.number}

        return journal.once(by.ref, "form-1", {"text": "停水"}, do, at=company.at)[0]

    answers = together(*[submit for _ in range(5)])
    assert Case.objects.count() == 1
    assert Submission.objects.count() == 1
    assert len({answer["number"] for answer in answers}) == 1


def test_two_merges_crosswise_end_without_a_deadlock(company: Cast) -> None:
    one, other = company.accepted(), company.accepted()
    by = company.actor(company.chen)
    results = together(
        lambda: actions.merge(one, other, "同一件", by=by, at=company.later(minutes=1)),
        lambda: actions.merge(other, one, "同一件", by=by, at=company.later(minutes=1)),
    )
    assert sum(isinstance(result, Case) for result in results) == 1
    assert Case.objects.filter(stage="merged").count() == 1


def test_every_turn_asks_for_the_rows_lock_also_when_its_sql_was_built_before(company: Cast) -> None:
    case, by = company.complaint(), company.actor(company.chen)
    for words in ("第一次", "第二次"):
        with CaptureQueriesContext(connection) as asked:
            actions.note(case, words, by=by, at=company.at)
        reading = [one["sql"] for one in asked if 'FROM "cases_case"' in one["sql"]]
        assert len(reading) == 1
        assert not connection.features.has_select_for_update or "FOR UPDATE" in reading[0]

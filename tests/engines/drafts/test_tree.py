"""The tree counts as the pack will: what holds each clause, while one decides."""

from typing import Any

import pytest

from bihuan.engines.drafts import actions
from bihuan.engines.drafts.holding import holding
from bihuan.engines.drafts.models import Draft
from bihuan.engines.drafts.reviewing import whole
from bihuan.engines.drafts.tree import count, leaves
from bihuan.ground.standards import adoption
from bihuan.ground.standards.coverage import coverage
from tests.cast import Cast
from tests.engines.drafts.making import clause, drafted, proposal

pytestmark = pytest.mark.django_db


@pytest.fixture
def said(cast: Cast) -> dict[str, Any]:
    return {"by": cast.actor(cast.he), "at": cast.at}


@pytest.fixture
def draft(cast: Cast, said: dict[str, Any]) -> Draft:
    """Some decided, some not."""
    made = drafted(cast)
    actions.accept_all(made, "deadline", 90, **said)
    actions.reject(made, proposal(made, "7日").pk, **said)
    actions.hold(made, clause(made, "第九条").pk, "people", **said)
    return cast.fresh(made)


def test_coverage_rises_with_every_decision(cast: Cast, said: dict[str, Any]) -> None:
    draft = drafted(cast)
    start = count(leaves(draft))
    actions.accept(draft, proposal(draft, "30分钟").pk, **said)
    actions.accept(draft, proposal(draft, "2次").pk, **said)
    now = count(leaves(draft))
    assert (start.clauses["machine"], start.clauses["people"]) == (0, 0)
    assert (now.clauses["machine"], now.clauses["people"]) == (1, 1)
    assert (now.total, now.undecided) == (start.total, start.undecided - 2)


def test_the_tree_and_the_pack_say_the_same(draft: Draft, said: dict[str, Any]) -> None:
    found = leaves(draft)
    assert {leaf.number: leaf.held for leaf in found} == {
        item.number: holding(item) for item in whole(draft).items()
    }
    counted = count(found).clauses
    actions.release(draft, **said)
    pack = coverage(adoption.pack_of("chengnan-service@2026.1")).counts
    carried = 1
    assert pack == {
        "machine": counted["machine"] + carried,
        "people": counted["people"],
        "text": counted["text"] + counted["open"],
    }


def test_it_asks_two_questions_whatever_the_length(draft: Draft, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(2):
        leaves(draft)

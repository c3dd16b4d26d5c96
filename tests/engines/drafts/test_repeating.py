"""A new edition of a standard: what still says the same need not be decided again."""

from typing import Any

import pytest

from bihuan.engines.drafts import actions
from bihuan.engines.drafts.errors import NotFound
from bihuan.engines.drafts.models import Decision, Draft, Proposal
from bihuan.ground.journal.models import Entry
from tests.cast import Cast
from tests.engines.drafts.making import TEXT, clause, drafted, proposal, state_of

pytestmark = pytest.mark.django_db

#: The second edition answers sooner, and says two clauses under other numbers.
SECOND = (
    TEXT.replace("3个工作日内答复", "2个工作日内答复")
    .replace("第七条 计划停水应提前7日公告。\n", "")
    .replace("第八条", "第七条")
)


@pytest.fixture
def said(cast: Cast) -> dict[str, Any]:
    return {"by": cast.actor(cast.he), "at": cast.at}


@pytest.fixture
def first(cast: Cast, said: dict[str, Any]) -> Draft:
    """Edition 2026.1, decided on and released."""
    draft = drafted(cast)
    actions.accept_all(draft, "deadline", 0, **said)
    actions.change(draft, proposal(draft, "30分钟").pk, {"value": "20"}, **said)
    actions.reject(draft, proposal(draft, "100%").pk, "另行考核", **said)
    actions.hold(draft, clause(draft, "第九条").pk, "text", "只说明由谁解释", **said)
    actions.add(draft, clause(draft, "第一章").pk, {"kind": "duty", "words": "投诉处理"}, **said)
    actions.release(cast.fresh(draft), **said)
    return cast.fresh(draft)


def test_what_says_the_same_is_decided_the_same(cast: Cast, first: Draft, said: dict[str, Any]) -> None:
    draft = drafted(cast, SECOND, edition="2026.2")
    start = state_of(draft)
    assert actions.take_over(draft, **said) == 7
    row = proposal(draft, "30分钟")
    assert (row.state, row.rule["value"], row.binding["allowance"]) == ("changed", 20, "20min")
    assert (proposal(draft, "100%").state, proposal(draft, "100%").why) == ("rejected", "另行考核")
    assert (clause(draft, "第九条").held, clause(draft, "第九条").why) == ("text", "只说明由谁解释")
    added = Proposal.objects.get(draft=draft, state="added")
    assert added.clause.text[added.start : added.end] == "投诉处理"
    assert actions.check(draft) == []
    actions.undo(draft, **said)
    assert state_of(draft) == start


def test_what_says_something_else_waits_for_a_decision(
    cast: Cast, first: Draft, said: dict[str, Any]
) -> None:
    draft = drafted(cast, SECOND, edition="2026.2")
    actions.take_over(draft, **said)
    assert {one.state for one in clause(draft, "第二条").proposals.all()} == {"proposed"}
    assert {one.state for one in clause(draft, "第七条").proposals.all()} == {"proposed"}, (
        "another clause of that number"
    )
    entry = Entry.objects.filter(kind="draft", subject=draft.pk).latest("seq")
    assert (entry.verb, entry.facts["from"]) == ("draft.taken_over", "chengnan-service@2026.1")


def test_what_is_decided_already_stays(cast: Cast, first: Draft, said: dict[str, Any]) -> None:
    draft = drafted(cast, SECOND, edition="2026.2")
    actions.reject(draft, proposal(draft, "30分钟").pk, **said)
    actions.hold(draft, clause(draft, "第九条").pk, "people", **said)
    actions.take_over(draft, **said)
    assert proposal(draft, "30分钟").state == "rejected"
    assert clause(draft, "第九条").held == "people"
    assert actions.take_over(draft, **said) == 0, "a second time there is nothing left"
    assert Decision.objects.filter(draft=draft, verb="taken_over").count() == 1


def test_without_an_edition_before_there_is_nothing_to_take_over(
    cast: Cast, first: Draft, said: dict[str, Any]
) -> None:
    for other in (drafted(cast, pack="another"), drafted(cast, place=cast.east, edition="2026.3")):
        assert actions.earlier_of(other) is None
        with pytest.raises(NotFound):
            actions.take_over(other, **said)

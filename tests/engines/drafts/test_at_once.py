"""Several people at one draft, several watchers at one document, at the same moment: real connections, real locks."""

from typing import Any

import pytest

from bihuan.engines.drafts import actions, watch
from bihuan.engines.drafts.actions import starting
from bihuan.engines.drafts.models import Clause, Decision, Draft, Proposal
from bihuan.ground.journal import verify
from bihuan.ground.journal.errors import Refused
from bihuan.ground.standards.models import Bundle
from tests.cast import Cast, assemble
from tests.engines.cases.test_at_once import together
from tests.engines.drafts.making import TEXT, drafted, proposal

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def company() -> Cast:
    return assemble()


def test_of_two_who_decide_on_one_promise_the_second_is_told(company: Cast) -> None:
    draft = drafted(company)
    pk, seen = proposal(draft, "30分钟").pk, draft.journal_seq
    he, ma = ({"by": company.actor(one), "at": company.at, "seen": seen} for one in (company.he, company.ma))
    results = together(lambda: actions.accept(draft, pk, **he), lambda: actions.reject(draft, pk, **ma))
    assert sum(isinstance(result, Proposal) for result in results) == 1
    assert sum(isinstance(result, Refused) for result in results) == 1
    assert Decision.objects.count() == 1


def test_decisions_of_many_at_once_all_stay(company: Cast) -> None:
    draft = drafted(company)
    rows = list(Proposal.objects.filter(draft=draft).values_list("pk", flat=True))[:6]
    said: dict[str, Any] = {"by": company.actor(company.he), "at": company.at}
    together(*[lambda pk=pk: actions.accept(draft, pk, **said) for pk in rows])
    assert Proposal.objects.filter(pk__in=rows, state="accepted").count() == 6
    assert sorted(Decision.objects.values_list("seq", flat=True)) == list(range(3, 9))
    assert list(verify.everything(["draft"])) == []


def test_a_draft_is_released_once(company: Cast) -> None:
    draft = drafted(company)
    said: dict[str, Any] = {"by": company.actor(company.he), "at": company.at}
    results = together(*[lambda: actions.release(draft, **said)] * 3)
    assert sum(isinstance(result, Bundle) for result in results) == 1
    assert Bundle.objects.count() == 1
    assert list(verify.everything(["bundle", "draft"])) == []


def test_several_watchers_read_a_document_once(company: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(starting, "AT_ONCE", 10)
    draft = drafted(company)
    assert sum(together(*[lambda: watch.run(company.later(minutes=1))] * 3)) == 1
    assert Draft.objects.get(pk=draft.pk).is_open
    assert "".join(Clause.objects.filter(draft=draft).values_list("text", flat=True)) == TEXT

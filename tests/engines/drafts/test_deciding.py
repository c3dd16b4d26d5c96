"""Deciding on what was read: each decision is told, kept, and can be taken back."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from bihuan.engines.drafts import actions
from bihuan.engines.drafts.errors import BadInput, Decided, NotAllowed, NotFound, NothingToUndo
from bihuan.engines.drafts.holding import holding
from bihuan.engines.drafts.models import Clause, Decision, Draft, Proposal
from bihuan.engines.drafts.reviewing import whole
from bihuan.ground.journal import verify
from bihuan.ground.journal.errors import Refused
from bihuan.ground.journal.models import Entry
from tests.cast import Cast, assemble
from tests.engines.drafts.making import clause, drafted, proposal, state_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(cast: Cast) -> Draft:
    return drafted(cast)


@pytest.fixture
def said(cast: Cast) -> dict[str, Any]:
    """Who decides, and when."""
    return {"by": cast.actor(cast.he), "at": cast.later(minutes=1)}


def last_entry(draft: Draft) -> Entry:
    entry = Entry.objects.filter(kind="draft", subject=draft.pk).order_by("-seq").first()
    assert entry is not None
    return entry


def held(draft: Draft, number: str) -> str:
    return next(holding(item) for item in whole(draft).items() if item.number == number)


def test_accepting_binds_to_what_is_suggested_and_the_clause_is_held(
    draft: Draft, said: dict[str, Any]
) -> None:
    assert held(draft, "第一条") == "open"
    row = actions.accept(draft, proposal(draft, "30分钟").pk, **said)
    assert row.state == "accepted"
    assert row.binding == {
        "to": "promise", "kind": "complaint", "also": [], "start": "opened", "stop": "contacted",
        "allowance": "30min", "gravity": "any", "public": False,
    }  # fmt: skip
    assert held(draft, "第一条") == "machine"
    entry = last_entry(draft)
    assert (entry.verb, entry.facts["clause"], entry.facts["binding"]) == (
        "draft.accepted",
        "第一条",
        row.binding,
    )
    assert list(verify.everything(["draft"])) == []


def test_rejecting_leaves_the_clause_a_text(draft: Draft, said: dict[str, Any]) -> None:
    row = actions.reject(draft, proposal(draft, "7日").pk, "写的是别的单位", **said)
    assert (row.state, row.binding, row.why) == ("rejected", None, "写的是别的单位")
    assert held(draft, "第七条") == "text"
    assert last_entry(draft).facts["why"] == "写的是别的单位"


def test_a_changed_figure_changes_the_limit_and_what_was_read_stays(
    draft: Draft, said: dict[str, Any]
) -> None:
    pk = proposal(draft, "3个工作日").pk
    actions.bind(
        draft,
        pk,
        {"to": "promise", "kind": "report", "start": "opened", "stop": "answered", "allowance": "3wd"},
        **said,
    )
    row = actions.change(draft, pk, {"value": "2"}, **said)
    assert (row.state, row.rule["value"], row.read["value"]) == ("changed", 2, 3)
    assert (row.binding["kind"], row.binding["allowance"]) == ("report", "2wd"), (
        "the binding is kept, with the new figure"
    )


def test_a_change_to_another_kind_finds_another_holder(draft: Draft, said: dict[str, Any]) -> None:
    pk = proposal(draft, "30分钟").pk
    actions.accept(draft, pk, **said)
    row = actions.change(draft, pk, {"kind": "duty", "value": "", "unit": "", "bound": ""}, **said)
    assert (row.kind, row.binding["to"]) == ("duty", "sheet")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"value": "abc"}, "value"),
        ({"value": ""}, ""),
        ({"value_max": "9"}, ""),
        ({"kind": "wish"}, "kind"),
        ({"bound": "exactly"}, "bound"),
        ({"subject": "x" * 81}, "subject"),
    ],
)
def test_a_change_that_makes_no_sense_is_refused_at_its_field(
    draft: Draft, said: dict[str, Any], change: dict[str, str], field: str
) -> None:
    before = state_of(draft)
    with pytest.raises(BadInput) as caught:
        actions.change(draft, proposal(draft, "30分钟").pk, change, **said)
    assert set(caught.value.fields) == {field}
    assert state_of(draft) == before
    assert not Decision.objects.exists()


def test_what_the_reader_missed_is_added_with_its_words(draft: Draft, said: dict[str, Any]) -> None:
    held_by = clause(draft, "第九条")
    row = actions.add(draft, held_by.pk, {"kind": "duty", "words": "解释权属于客户服务中心"}, **said)
    assert (row.state, row.read, row.confidence) == ("added", None, 100)
    assert held_by.text[row.start : row.end] == "解释权属于客户服务中心"
    assert held(draft, "第九条") == "people"


def test_words_that_are_not_in_the_clause_cannot_be_added(draft: Draft, said: dict[str, Any]) -> None:
    with pytest.raises(BadInput) as caught:
        actions.add(draft, clause(draft, "第九条").pk, {"kind": "duty", "words": "微笑服务"}, **said)
    assert set(caught.value.fields) == {"words"}
    assert not Proposal.objects.filter(draft=draft, state="added").exists()


@pytest.mark.parametrize(
    ("binding", "field"),
    [
        (
            {
                "to": "promise",
                "kind": "complaint",
                "start": "opened",
                "stop": "answered",
                "allowance": "soon",
            },
            "allowance",
        ),
        (
            {
                "to": "promise",
                "kind": "complaint",
                "start": "answered",
                "stop": "answered",
                "allowance": "1d",
            },
            "stop",
        ),
        (
            {"to": "promise", "kind": "permit", "start": "opened", "stop": "answered", "allowance": "1d"},
            "kind",
        ),
        (
            {
                "to": "indicator",
                "kind": "complaint",
                "measure": "share_on_time",
                "title": "x",
                "target": "many",
            },
            "target",
        ),
        ({"to": "wish"}, ""),
        ({}, ""),
    ],
)
def test_a_binding_that_nothing_could_hold_is_refused(
    draft: Draft, said: dict[str, Any], binding: dict[str, str], field: str
) -> None:
    with pytest.raises(BadInput) as caught:
        actions.bind(draft, proposal(draft, "30分钟").pk, binding, **said)
    assert set(caught.value.fields) == {field}
    assert proposal(draft, "30分钟").state == "proposed"


def test_all_sure_ones_of_a_kind_are_accepted_in_one_decision(draft: Draft, said: dict[str, Any]) -> None:
    before = state_of(draft)
    assert actions.accept_all(draft, "deadline", 90, **said) == 6
    assert set(Proposal.objects.filter(draft=draft, kind="deadline").values_list("state", flat=True)) == {
        "accepted"
    }
    assert (
        not Proposal.objects.filter(draft=draft).exclude(kind="deadline").exclude(state="proposed").exists()
    )
    assert Decision.objects.count() == 1
    actions.undo(draft, **said)
    assert state_of(draft) == before


def test_nothing_to_accept_decides_nothing(draft: Draft, said: dict[str, Any]) -> None:
    assert actions.accept_all(draft, "score", 90, **said) == 0
    assert not Decision.objects.exists()


def test_a_clause_is_held_by_people_or_stays_text_with_the_reason(draft: Draft, said: dict[str, Any]) -> None:
    pk = clause(draft, "第九条").pk
    with pytest.raises(BadInput) as caught:
        actions.hold(draft, pk, "text", "  ", **said)
    assert set(caught.value.fields) == {"why"}
    actions.hold(draft, pk, "text", "只说明由谁解释", **said)
    assert held(draft, "第九条") == "text"
    actions.hold(draft, pk, "people", **said)
    assert held(draft, "第九条") == "people"
    with pytest.raises(BadInput):
        actions.hold(draft, pk, "machine", **said)


def test_a_clause_with_an_accepted_promise_cannot_be_made_text(draft: Draft, said: dict[str, Any]) -> None:
    actions.accept(draft, proposal(draft, "30分钟").pk, **said)
    with pytest.raises(BadInput):
        actions.hold(draft, clause(draft, "第一条").pk, "text", "不要", **said)
    assert held(draft, "第一条") == "machine"


def test_accepting_takes_a_clause_out_of_text_only_and_undoing_puts_it_back(
    draft: Draft, said: dict[str, Any]
) -> None:
    actions.hold(draft, clause(draft, "第一条").pk, "text", "暂不落实", **said)
    actions.accept(draft, proposal(draft, "30分钟").pk, **said)
    assert held(draft, "第一条") == "machine"
    actions.undo(draft, **said)
    assert (clause(draft, "第一条").held, clause(draft, "第一条").why) == ("text", "暂不落实")


def test_taking_back_goes_as_deep_as_one_likes(draft: Draft, said: dict[str, Any]) -> None:
    start = state_of(draft)
    actions.accept(draft, proposal(draft, "30分钟").pk, **said)
    first = Decision.objects.get()
    middle = state_of(draft)
    actions.reject(draft, proposal(draft, "7日").pk, **said)
    actions.change(draft, proposal(draft, "30分钟").pk, {"value": "45"}, **said)
    actions.add(draft, clause(draft, "第九条").pk, {"kind": "duty", "words": "解释权"}, **said)
    assert actions.undo(draft, **said) == 1
    assert not Proposal.objects.filter(draft=draft, state="added").exists()
    assert actions.undo(draft, first.seq + 1, **said) == 2
    assert state_of(draft) == middle
    assert actions.undo(draft, first.seq, **said) == 1
    assert state_of(draft) == start
    with pytest.raises(NothingToUndo):
        actions.undo(draft, **said)
    assert last_entry(draft).facts == {"decisions": [first.seq], "verbs": ["accepted"]}
    assert Decision.objects.count() == 4, "what was taken back is still told"
    assert list(verify.everything(["draft"])) == []


def test_a_decision_that_is_taken_back_already_cannot_be_named(draft: Draft, said: dict[str, Any]) -> None:
    actions.accept(draft, proposal(draft, "30分钟").pk, **said)
    with pytest.raises(NothingToUndo):
        actions.undo(draft, 99, **said)
    assert proposal(draft, "30分钟").state == "accepted"


def test_who_decides_on_what_another_has_just_decided_is_told(
    cast: Cast, draft: Draft, said: dict[str, Any]
) -> None:
    seen, pk = draft.journal_seq, proposal(draft, "30分钟").pk
    actions.reject(draft, pk, **said)
    with pytest.raises(Decided, match="何平"):
        actions.accept(draft, pk, by=cast.actor(cast.ma), at=cast.at, seen=seen)
    assert proposal(draft, "30分钟").state == "rejected"
    other = proposal(draft, "7日").pk
    actions.accept(draft, other, by=cast.actor(cast.ma), at=cast.at, seen=seen)
    assert proposal(draft, "7日").state == "accepted", "a decision elsewhere in the draft is none on this"


@pytest.mark.parametrize("who", ["chen", "wang", "zhao", "tang"])
def test_the_wrong_person_decides_nothing(cast: Cast, draft: Draft, who: str) -> None:
    wrong = {"by": cast.actor(cast.people[who]), "at": cast.at}
    pk, before = proposal(draft, "30分钟").pk, Entry.objects.count()
    for act in (
        lambda: actions.accept(draft, pk, **wrong),
        lambda: actions.accept_all(draft, "", 0, **wrong),
        lambda: actions.reject(draft, pk, **wrong),
        lambda: actions.change(draft, pk, {"value": 1}, **wrong),
        lambda: actions.add(draft, clause(draft, "第九条").pk, {"kind": "duty", "words": "解释"}, **wrong),
        lambda: actions.bind(draft, pk, {"to": "sheet"}, **wrong),
        lambda: actions.hold(draft, clause(draft, "第九条").pk, "people", **wrong),
        lambda: actions.undo(draft, **wrong),
        lambda: actions.ask_review(draft, **wrong),
        lambda: actions.release(draft, **wrong),
        lambda: actions.drop(draft, "x", **wrong),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert Entry.objects.count() == before
    assert not Draft.objects.visible_to(cast.actor(cast.people[who]), {}).exists()


def test_a_proposal_of_another_draft_is_not_found(cast: Cast, draft: Draft, said: dict[str, Any]) -> None:
    other = drafted(cast, edition="2026.2")
    with pytest.raises(NotFound):
        actions.accept(draft, proposal(other, "30分钟").pk, **said)
    with pytest.raises(NotFound):
        actions.hold(draft, clause(other, "第九条").pk, "people", **said)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["accept", "all", "reject", "change", "add", "bind", "hold"]), st.integers(0, 30)
    ),
    max_size=12,
)
BINDINGS: tuple[dict[str, Any], ...] = (
    {"to": "sheet"},
    {"to": "duty", "every": "day"},
    {
        "to": "promise",
        "kind": "enquiry",
        "start": "accepted",
        "stop": "answered",
        "allowance": "1wd",
        "public": True,
    },
    {"to": "indicator", "kind": "complaint", "measure": "share_on_time", "title": "及时率", "target": "98%"},
)


def step(draft: Draft, verb: str, number: int, **said: Any) -> None:
    """One decision of any kind on one of the rows; what is refused changes nothing."""
    proposals = list(Proposal.objects.filter(draft=draft).order_by("id"))
    clauses = list(Clause.objects.filter(draft=draft).exclude(wording="").order_by("at"))
    row, held_by = proposals[number % len(proposals)], clauses[number % len(clauses)]
    try:
        match verb:
            case "accept":
                actions.accept(draft, row.pk, **said)
            case "all":
                actions.accept_all(draft, ["", "deadline", "duty"][number % 3], 60 + number, **said)
            case "reject":
                actions.reject(draft, row.pk, "不要" * (number % 2), **said)
            case "change":
                actions.change(draft, row.pk, {"value": number, "unit": "workday"}, **said)
            case "add":
                actions.add(draft, held_by.pk, {"kind": "duty", "words": held_by.wording[:6]}, **said)
            case "bind":
                actions.bind(draft, row.pk, BINDINGS[number % len(BINDINGS)], **said)
            case "hold":
                actions.hold(draft, held_by.pk, ["people", "text", ""][number % 3], "没有办法", **said)
    except Refused:
        pass


class AnyCourse(TestCase):
    """Whatever is decided, the edition loads, and taking everything back gives the draft as it was read."""

    @hypothesis_settings(max_examples=40, deadline=None)
    @given(steps=STEPS)
    def test_any_course_of_decisions(self, steps: list[tuple[str, int]]) -> None:
        cast = assemble()
        draft = drafted(cast)
        said: dict[str, Any] = {"by": cast.actor(cast.he), "at": cast.at}
        start = state_of(draft)
        for verb, number in steps:
            step(draft, verb, number, **said)
        assert actions.check(draft) == []
        first = Decision.objects.filter(draft=draft).order_by("seq").first()
        if first is not None:
            actions.undo(draft, first.seq, **said)
        assert state_of(draft) == start

"""From decisions to an edition in force, with a second reader on the way."""

from datetime import date
from typing import Any

import pytest

from bihuan.engines.cases import actions as cases
from bihuan.engines.cases.models import Clock
from bihuan.engines.drafts import actions
from bihuan.engines.drafts.errors import BadInput, Decided, NotNow, SamePerson
from bihuan.engines.drafts.models import Draft
from bihuan.engines.drafts.reviewing import files_of
from bihuan.ground.journal import verify
from bihuan.ground.journal.models import Delivery, Entry
from bihuan.ground.standards import adoption
from bihuan.ground.standards.coverage import coverage
from bihuan.ground.standards.errors import NameTaken, NotYetInForce, Unsound
from bihuan.ground.standards.models import Adoption, Bundle
from tests.cast import PACK, Cast
from tests.engines.drafts.making import clause, drafted, proposal

pytestmark = pytest.mark.django_db


@pytest.fixture
def said(cast: Cast) -> dict[str, Any]:
    return {"by": cast.actor(cast.he), "at": cast.later(minutes=1)}


@pytest.fixture
def draft(cast: Cast, said: dict[str, Any]) -> Draft:
    """Everything that was read is accepted."""
    made = drafted(cast)
    actions.accept_all(made, "", 0, **said)
    actions.hold(made, clause(made, "第九条").pk, "text", "只说明由谁解释", **said)
    return cast.fresh(made)


def test_an_untouched_draft_is_sound_already(cast: Cast) -> None:
    assert actions.check(drafted(cast)) == []


def test_the_released_edition_is_what_was_decided(cast: Cast, draft: Draft, said: dict[str, Any]) -> None:
    counted = draft
    bundle = actions.release(counted, **said)
    pack = adoption.pack_of("chengnan-service@2026.1")
    assert pack.hash == bundle.hash
    assert coverage(pack).counts == {"machine": 6, "people": 3, "text": 5}
    limits = {one.id: (one.clause, one.allowance) for one in pack.rows("kinds")["complaint"].promises}
    assert limits == {
        "contact": ("第一条", "30min"), "answer": ("第二条", "3wd"), "close_major": ("第二条", "10d"),
        "callback": ("第三条", "2wd"),
    }  # fmt: skip
    assert {one.id: one.target for one in pack.rows("indicators").values()} == {
        "share_called_back": "100%", "share_satisfied": "95%",
    }  # fmt: skip
    assert pack.clauses["第九条"].why.zh == "只说明由谁解释"
    assert (cast.fresh(draft).state, cast.fresh(draft).bundle) == ("released", bundle)


def test_a_duty_is_people_until_duties_run_and_stays_as_data(draft: Draft, said: dict[str, Any]) -> None:
    actions.release(draft, **said)
    pack = adoption.pack_of("chengnan-service@2026.1")
    held = pack.clauses["第六条"]
    assert (held.held_by, [(one.value, one.per) for one in held.proposed]) == (
        "people",
        [(2, "day"), (1, "week")],
    )
    asked = [item.clause for item in pack.rows("sheets")["drafted-duties-day"].items()]
    assert asked == ["第六条"]


def test_what_the_text_does_not_speak_of_is_carried_over_by_a_clause(
    draft: Draft, said: dict[str, Any]
) -> None:
    actions.release(draft, **said)
    pack = adoption.pack_of("chengnan-service@2026.1")
    kind = pack.rows("kinds")["opinion"]
    assert (kind.clause, kind.promises) == ("沿用", ())
    assert "客户中心规范" in pack.clauses["沿用"].wording.zh
    assert all(move.clause is None for flow in pack.rows("flows").values() for move in flow.moves)


def test_undecided_clauses_are_text_that_says_so(cast: Cast, said: dict[str, Any]) -> None:
    draft = drafted(cast)
    actions.accept(draft, proposal(draft, "30分钟").pk, **said)
    actions.release(cast.fresh(draft), **said)
    pack = adoption.pack_of("chengnan-service@2026.1")
    assert pack.clauses["第七条"].held_by == "text"
    assert "还没有决定" in pack.clauses["第七条"].why.zh
    assert len(pack.clauses["第七条"].proposed) == 1


def test_the_same_decisions_give_the_same_files(draft: Draft) -> None:
    assert files_of(draft) == files_of(draft)


def test_a_case_opened_under_the_edition_is_due_by_the_accepted_clause(
    cast: Cast, draft: Draft, said: dict[str, Any]
) -> None:
    actions.release(draft, **said)
    actions.adopt(cast.fresh(draft), cast.east, since=date(2026, 6, 4), **said)
    (pack, *_rest) = adoption.in_force(cast.east, date(2026, 6, 4))
    case = cases.open_case(
        cast.details(), pack=pack, place=cast.east, by=cast.actor(cast.fang), at=cast.at, accept=True
    )
    clocks = {one.promise: one for one in Clock.objects.filter(case=case)}
    assert clocks["contact"].clause == "chengnan-service@2026.1#第一条"
    assert clocks["contact"].due_at == cast.later(minutes=30)
    assert clocks["answer"].clause == "chengnan-service@2026.1#第二条"
    assert case.edition == "chengnan-service@2026.1"


def test_release_and_adoption_are_in_the_journal(cast: Cast, draft: Draft, said: dict[str, Any]) -> None:
    actions.release(draft, **said)
    actions.adopt(cast.fresh(draft), cast.east, since=date(2026, 6, 4), **said)
    entries = Entry.objects.filter(kind="draft", subject=draft.pk).order_by("seq")
    assert [entry.verb for entry in entries][-2:] == ["draft.released", "draft.adopted"]
    assert list(verify.everything()) == []


def test_an_edition_is_not_adopted_before_release_nor_before_it_is_in_force(
    cast: Cast, draft: Draft, said: dict[str, Any]
) -> None:
    with pytest.raises(NotNow):
        actions.adopt(draft, cast.east, since=date(2026, 6, 4), **said)
    actions.release(draft, **said)
    with pytest.raises(NotYetInForce):
        actions.adopt(cast.fresh(draft), cast.east, since=date(2026, 5, 4), **said)
    assert Adoption.objects.count() == 1


def test_a_name_that_was_taken_meanwhile_stops_the_release(
    cast: Cast, draft: Draft, said: dict[str, Any]
) -> None:
    other = drafted(cast)
    actions.release(draft, **said)
    with pytest.raises(NameTaken):
        actions.release(other, **said)
    assert (cast.fresh(other).state, Bundle.objects.count()) == ("open", 1)


def test_a_released_draft_is_closed(cast: Cast, draft: Draft, said: dict[str, Any]) -> None:
    actions.release(draft, **said)
    for act in (
        lambda: actions.release(draft, **said),
        lambda: actions.undo(draft, **said),
        lambda: actions.reject(draft, proposal(draft, "7日").pk, **said),
        lambda: actions.ask_review(draft, **said),
    ):
        with pytest.raises(NotNow):
            act()


def test_what_cannot_load_is_told_with_its_place_and_not_released(
    cast: Cast, draft: Draft, said: dict[str, Any]
) -> None:
    strange = {
        "to": "indicator",
        "kind": "complaint",
        "measure": "share_of_luck",
        "title": "运气",
        "target": "9%",
    }
    actions.bind(draft, proposal(draft, "100%").pk, strange, **said)
    (flaw,) = actions.check(draft)
    assert flaw.problem.path == "chengnan-service/indicators.yaml" and "share_of_luck" in flaw.problem.message
    assert flaw.clause == "第三条"
    with pytest.raises(Unsound):
        actions.release(cast.fresh(draft), **said)
    assert cast.fresh(draft).is_open and not Bundle.objects.exists()


def test_a_second_reader_confirms_and_the_release_names_him(
    cast: Cast, draft: Draft, said: dict[str, Any]
) -> None:
    actions.ask_review(draft, **said)
    with pytest.raises(NotNow):
        actions.undo(draft, **said)
    with pytest.raises(NotNow):
        actions.release(draft, **said)
    actions.review(draft, "可以", confirmed=True, by=cast.actor(cast.ma), at=cast.later(hours=1))
    held = cast.fresh(draft)
    assert (held.state, held.confirmed, held.reviewed_by_name) == ("open", True, "马骏")
    actions.release(held, **said)
    entry = Entry.objects.get(kind="draft", verb="draft.released")
    assert entry.facts["reviewed_by"] == cast.ma.ref


def test_a_second_reader_sends_back_only_with_words(cast: Cast, draft: Draft, said: dict[str, Any]) -> None:
    actions.ask_review(draft, **said)
    second = {"by": cast.actor(cast.ma), "at": cast.later(hours=1)}
    with pytest.raises(BadInput):
        actions.review(draft, " ", confirmed=False, **second)
    actions.review(draft, "第七条应作为停水通知", confirmed=False, **second)
    held = cast.fresh(draft)
    assert (held.state, held.confirmed, held.review_words) == ("open", False, "第七条应作为停水通知")
    assert Entry.objects.filter(kind="draft", verb="draft.sent_back").count() == 1


def test_nobody_reviews_his_own_work(cast: Cast, draft: Draft, said: dict[str, Any]) -> None:
    actions.accept(draft, proposal(draft, "7日").pk, by=cast.actor(cast.ma), at=cast.at)
    actions.ask_review(draft, by=cast.actor(cast.admin), at=cast.at)
    for who in (cast.he, cast.ma, cast.admin):
        with pytest.raises(SamePerson):
            actions.review(draft, confirmed=True, by=cast.actor(who), at=cast.at)
    assert cast.fresh(draft).state == "review"
    actions.recall(draft, **said)
    assert cast.fresh(draft).is_open


def test_a_decision_after_the_review_is_not_confirmed(cast: Cast, draft: Draft, said: dict[str, Any]) -> None:
    for change in (
        lambda: actions.reject(draft, proposal(draft, "7日").pk, **said),
        lambda: actions.undo(draft, **said),
    ):
        actions.ask_review(draft, **said)
        actions.review(draft, confirmed=True, by=cast.actor(cast.ma), at=cast.at)
        change()
        assert not cast.fresh(draft).confirmed


def test_release_is_refused_when_somebody_decided_after_the_page(
    cast: Cast, draft: Draft, said: dict[str, Any]
) -> None:
    seen = cast.fresh(draft).journal_seq
    actions.reject(draft, proposal(draft, "7日").pk, by=cast.actor(cast.ma), at=cast.at)
    with pytest.raises(Decided, match="马骏"):
        actions.release(draft, seen=seen, **said)
    assert not Bundle.objects.exists()


def test_a_promise_of_several_kinds_is_made_by_each(cast: Cast, said: dict[str, Any]) -> None:
    draft = drafted(cast)
    both = {
        "to": "promise",
        "kind": "complaint",
        "also": ["report", "complaint"],
        "start": "opened",
        "stop": "contacted",
    }
    actions.bind(draft, proposal(draft, "30分钟").pk, {**both, "allowance": "30min"}, **said)
    with pytest.raises(BadInput) as caught:
        actions.bind(
            draft, proposal(draft, "7日").pk, {**both, "also": ["permit"], "allowance": "7d"}, **said
        )
    assert set(caught.value.fields) == {"also"}
    actions.release(cast.fresh(draft), **said)
    kinds = adoption.pack_of("chengnan-service@2026.1").rows("kinds")
    assert [[one.clause for one in kinds[kind].promises] for kind in ("complaint", "report", "enquiry")] == [
        ["第一条"], ["第一条"], [],
    ]  # fmt: skip


def test_who_may_read_second_is_told_and_who_asked_hears_the_result(
    cast: Cast, draft: Draft, said: dict[str, Any]
) -> None:
    actions.ask_review(draft, **said)
    waiting = Delivery.objects.filter(channel="inapp", link=f"/desk/drafts/{draft.pk}/finish/")
    assert {one.address for one in waiting} == {cast.ma.ref, cast.admin.ref}, (
        "not who decided, nor who may not draft"
    )
    actions.review(draft, "第七条不妥", confirmed=False, by=cast.actor(cast.ma), at=cast.later(hours=1))
    told = waiting.get(address=cast.he.ref)
    assert "已退回" in told.subject and draft.title in told.subject


def test_figures_go_into_a_monthly_report_of_their_own(
    cast: Cast, draft: Draft, said: dict[str, Any]
) -> None:
    actions.release(draft, **said)
    report = adoption.pack_of("chengnan-service@2026.1").rows("reports")["drafted-monthly"]
    assert report.sections[0].indicators == ("share_called_back", "share_satisfied")
    assert (report.clause, report.owner, report.recipient) == ("第三条", "commissioner", "leader")


def test_the_next_edition_of_the_base_keeps_what_other_engines_need(cast: Cast, said: dict[str, Any]) -> None:
    base = adoption.pack_of(PACK)
    draft = drafted(cast, pack=base.id, edition="2026.1")
    actions.accept_all(draft, "deadline", 0, **said)
    assert actions.check(draft) == []
    actions.release(cast.fresh(draft), **said)
    actions.adopt(cast.fresh(draft), cast.company, since=date(2026, 6, 4), **said)
    pack = next(one for one in adoption.in_force(cast.company, date(2026, 6, 4)) if one.id == base.id)
    assert pack.edition == "2026.1", "the edition before has ended"
    rules, before = pack.rows("halls"), base.rows("halls")
    assert rules.keys() == before.keys() != set()
    assert pack.rows("duties").keys() == base.rows("duties").keys() != set()
    assert "hazards-daily" in pack.rows("sheets"), "what a duty asks for comes along"
    assert all(one.waiting_per_window.clause == "沿用" for one in rules.values() if one.waiting_per_window)


def test_another_standard_leaves_halls_to_the_base(cast: Cast, draft: Draft, said: dict[str, Any]) -> None:
    actions.release(draft, **said)
    assert not adoption.pack_of("chengnan-service@2026.1").rows("halls")

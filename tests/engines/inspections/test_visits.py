"""A place is drawn, looked at, signs, appeals: each by whom it belongs to, each kept with its clause."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from bihuan.engines.cases.models import Case
from bihuan.engines.inspections import actions, watch
from bihuan.engines.inspections.errors import (
    AlreadyAppealed,
    BadInput,
    MovedOn,
    NotAllowed,
    NotFound,
    NotWhole,
    OwnCause,
    PointsOpen,
    TooLate,
)
from bihuan.engines.inspections.inforce import sheet_of
from bihuan.engines.inspections.models import Appeal, Failure, Incident, Marking, Result, Sample, Visit
from bihuan.engines.inspections.rights import visible_to
from bihuan.ground.directory.models import Membership, Team
from bihuan.ground.journal.models import Delivery, Entry
from bihuan.ground.journal.verify import everything
from tests.cast import SINCE, Cast
from tests.engines.inspections.outlets import EDITION, Outlets, in_order, outlets

pytestmark = pytest.mark.django_db
WRONG = {"lights": False, "wires": False}


def verbs(kind: str, subject: int) -> list[str]:
    return list(
        Entry.objects.filter(kind=kind, subject=subject).order_by("seq").values_list("verb", flat=True)
    )


def test_without_points_nothing_begins_and_it_is_told_how_many_are_open(cast: Cast) -> None:
    made = outlets(cast)
    visit = made.planned()
    with pytest.raises(PointsOpen) as told:
        actions.begin_visit(visit, by=made.actor("qin"), at=made.at)
    assert told.value.facts == {"count": 77}
    made.points()
    assert actions.begin_visit(visit, by=made.actor("qin"), at=made.at).state == Visit.State.BEGUN


def test_points_are_set_by_the_office_alone_and_the_same_again_is_one_row(halls: Outlets) -> None:
    said = {"lights": "3"}
    for who in ("qin", "dou", "shen"):
        with pytest.raises(NotAllowed):
            actions.set_points(halls.cast.east, "outlet", "hardware", said, by=halls.actor(who), at=halls.at)
    for _time in range(2):
        actions.set_points(halls.cast.east, "outlet", "hardware", said, by=halls.actor("luo"), at=halls.at)
    row = Marking.objects.get(place=halls.cast.east)
    assert row.points["lights"] == "3" and row.points["wires"] == "2", (
        "what is not named keeps what holds above"
    )
    assert verbs("marking", row.pk) == ["marking.set"]


@pytest.mark.parametrize("given", ["0", "-1", "1001", "x", "NaN", "1e9", "0.001", "\x00", "1" * 400])
def test_points_that_are_none_are_told_at_their_item(halls: Outlets, given: str) -> None:
    with pytest.raises(BadInput) as told:
        actions.set_points(
            halls.cast.east, "outlet", "hardware", {"lights": given}, by=halls.actor("luo"), at=halls.at
        )
    assert set(told.value.fields) == {"lights"}


def test_a_visit_keeps_the_points_it_began_with(halls: Outlets) -> None:
    visit = halls.begun()
    halls.points(each="5")
    assert {item.points for item in sheet_of(visit).items()} == {Decimal(2)}


def test_the_draw_is_kept_with_its_seed_and_comes_out_again(halls: Outlets) -> None:
    made = actions.draw_sample(
        halls.cast.company, "outlet", "双色球2026064", halls.at.date(), by=halls.actor("luo"), at=halls.at
    )
    assert (
        sorted(made.chosen)
        == made.pool
        == sorted(one.pk for one in (halls.cast.east, halls.cast.west, halls.cast.south))
    )
    assert actions.comes_out_again(made)
    entry = Entry.objects.get(kind="sample", subject=made.pk)
    assert entry.facts["seed"] == "双色球2026064" and entry.clause == f"{EDITION}#一.2"
    made.chosen = [made.chosen[1], made.chosen[0], made.chosen[2]]
    assert not actions.comes_out_again(made), "another order is another draw"
    with pytest.raises(MovedOn):
        actions.draw_sample(
            halls.cast.company, "outlet", "再抽一次", halls.at.date(), by=halls.actor("luo"), at=halls.at
        )
    assert Sample.objects.count() == 1


def test_the_office_plans_reviews_and_the_head_his_own_check(halls: Outlets) -> None:
    own, review = halls.planned("own"), halls.planned()
    assert halls.planned() == review, "asked twice it is the same one"
    for who in ("qin", "dou", "shen", "ge"):
        with pytest.raises(NotAllowed):
            plan = actions.Plan("outlet", "hardware", halls.cast.west, "review", halls.at.date(), [halls.qin])
            actions.plan_visit(plan, by=halls.actor(who), at=halls.at)
    with pytest.raises(NotAllowed):
        plan = actions.Plan("outlet", "hardware", halls.cast.west, "own", halls.at.date(), [halls.dou])
        actions.plan_visit(plan, by=halls.actor("dou"), at=halls.at)
    assert {own.kind, review.kind} == {"own", "review"} and Visit.objects.count() == 2


@pytest.mark.parametrize(
    ("over", "field"),
    [
        ({"covert": True}, "covert"),
        ({"inspectors": []}, "inspectors"),
        ({"kind": "raid"}, "kind"),
    ],
)
def test_a_plan_that_cannot_be_is_told_at_its_field(halls: Outlets, over: dict[str, Any], field: str) -> None:
    with pytest.raises(BadInput) as told:
        halls.planned(**over)
    assert set(told.value.fields) == {field}


def test_nobody_inspects_who_has_no_such_post(halls: Outlets) -> None:
    with pytest.raises(BadInput) as told:
        halls.planned(inspectors=[halls.ge])
    assert "inspectors" in told.value.fields


def test_answers_are_kept_as_they_come_and_an_empty_one_is_taken_back(halls: Outlets) -> None:
    visit, by = halls.begun(), halls.actor("qin")
    actions.answer(visit, {"lights": "yes", "stains": "3"}, {"lights": "很亮"}, by=by, at=halls.at)
    kept = actions.answer(visit, {"lights": ""}, {}, by=by, at=halls.at)
    assert (kept.answers, kept.notes) == ({"stains": "3"}, {"lights": "很亮"})
    with pytest.raises(BadInput) as told:
        actions.answer(visit, {"stains": "viele", "wires": "no"}, {}, by=by, at=halls.at)
    assert set(told.value.fields) == {"stains"}
    assert Visit.objects.get().answers == {"stains": "3"}
    with pytest.raises(NotFound):
        actions.answer(visit, {"no-such-item": "yes"}, {}, by=by, at=halls.at)


def test_only_its_inspectors_fill_it_in(halls: Outlets) -> None:
    visit = halls.begun()
    for who in ("zeng", "luo", "dou", "shen", "ge"):
        for verb in (
            lambda by: actions.answer(visit, {"lights": "yes"}, {}, by=by, at=halls.at),
            lambda by: actions.hand_over(visit, by=by, at=halls.at),
            lambda by: actions.photograph(visit, "lights", "a.jpg", b"x", most=100, by=by, at=halls.at),
        ):
            with pytest.raises(NotAllowed):
                verb(halls.actor(who))
    assert Visit.objects.get().answers == {}


def test_what_is_not_whole_is_not_handed_over(halls: Outlets) -> None:
    visit, by = halls.begun(), halls.actor("qin")
    answers = in_order(sheet_of(visit))
    del answers["lights"]
    actions.answer(visit, answers, {}, by=by, at=halls.at)
    with pytest.raises(NotWhole) as told:
        actions.hand_over(visit, by=by, at=halls.at)
    assert told.value.facts["count"] == 1 and "灯具" in str(told.value)


def test_only_the_head_of_the_place_signs_and_then_it_counts(halls: Outlets) -> None:
    visit = halls.handed(wrong=WRONG)
    assert (visit.state, visit.score) == (Visit.State.HANDED, None)
    for who in ("qin", "yue", "ge", "luo"):
        with pytest.raises(NotAllowed):
            actions.countersign(visit, by=halls.actor(who), at=halls.at)
    signed = actions.countersign(visit, by=halls.actor("dou"), at=halls.at)
    assert (signed.state, signed.signed_by_id) == (Visit.State.SETTLED, halls.dou.pk)
    # 77 items of 2 points each, 2 of them failed.
    assert signed.score == Decimal("97.40")
    assert verbs("visit", visit.pk) == [
        "visit.planned",
        "visit.begun",
        "visit.handed_over",
        "visit.signed",
        "visit.counted",
    ]
    with pytest.raises(MovedOn):
        actions.countersign(visit, by=halls.actor("dou"), at=halls.at)
    assert list(everything()) == []


def test_who_does_not_sign_is_named_with_the_reason_and_it_counts_all_the_same(halls: Outlets) -> None:
    visit = halls.handed()
    with pytest.raises(BadInput):
        actions.leave_unsigned(visit, " ", by=halls.actor("qin"), at=halls.at)
    with pytest.raises(NotAllowed):
        actions.leave_unsigned(visit, "负责人不在", by=halls.actor("dou"), at=halls.at)
    left = actions.leave_unsigned(visit, "负责人不在", by=halls.actor("qin"), at=halls.at)
    assert (left.state, left.unsigned, left.score) == (Visit.State.SETTLED, "负责人不在", Decimal(100))


def test_each_failed_item_becomes_a_case_of_the_place_with_what_was_done_for_now(halls: Outlets) -> None:
    visit = halls.settled(WRONG)
    cases = list(Case.objects.order_by("pk"))
    assert [(one.kind, one.place_id) for one in cases] == [("rectification", halls.cast.east.pk)] * 2
    assert "一(一)8" in cases[0].text and "已先清理" in cases[0].text and "-2" in cases[0].text
    assert set(Failure.objects.filter(visit=visit).values_list("item", flat=True)) == {"lights", "wires"}
    assert cases[0].next_due_at is not None


def test_an_own_check_counts_at_once_and_opens_no_case(halls: Outlets) -> None:
    own = halls.handed("own", WRONG)
    assert (own.state, own.score) == (Visit.State.SETTLED, Decimal("97.40"))
    assert not Case.objects.exists()


def test_what_failed_before_and_again_costs_twice_but_an_own_check_is_no_check_before(halls: Outlets) -> None:
    halls.handed("own", {"emblem": False})
    halls.settled(WRONG)
    again = halls.filled("spot", WRONG | {"emblem": False})
    assert again.before == ["lights", "wires"]
    counted = actions.countersign(
        actions.hand_over(again, by=halls.actor("qin"), at=halls.at), by=halls.actor("dou"), at=halls.at
    )
    # 154 points: lights and wires cost 4 each, the emblem 2.
    assert counted.score == Decimal("93.51")
    steps = [step["zh"] for step in counted.results.get().told["steps"]]
    assert any("上次也不合格，2分 × 2 = 4分" in step and "#一.3" in step for step in steps)


def test_a_covert_check_needs_no_signature_and_the_place_learns_of_it_afterwards(halls: Outlets) -> None:
    spot = halls.filled("spot", covert=True)
    head = halls.actor("dou")
    assert spot not in visible_to(head, halls.at.date())
    counted = actions.hand_over(spot, by=halls.actor("qin"), at=halls.at)
    assert counted.state == Visit.State.SETTLED
    assert counted in visible_to(head, halls.at.date())


def test_who_sees_a_visit(halls: Outlets) -> None:
    visit = halls.begun()

    def seers() -> set[str]:
        return {name for name in halls.people if visit in visible_to(halls.actor(name), halls.at.date())}

    assert seers() == {"qin", "luo", "shen"}
    actions.answer(visit, in_order(sheet_of(visit)), {}, by=halls.actor("qin"), at=halls.at)
    actions.hand_over(visit, by=halls.actor("qin"), at=halls.at)
    assert seers() == {"qin", "luo", "shen", "dou"}
    assert visit not in visible_to(halls.cast.actor(halls.cast.tang), halls.at.date())


def test_a_granted_appeal_corrects_the_result_and_keeps_the_old_one(halls: Outlets) -> None:
    visit = halls.settled(WRONG)
    row = actions.appeal(visit, "lights", "检查时正在换灯管", by=halls.actor("dou"), at=halls.later(24))
    for who in ("qin", "luo", "dou", "zeng"):
        with pytest.raises(NotAllowed):
            actions.decide_appeal(row, True, "属实", "yes", by=halls.actor(who), at=halls.later(30))
    with pytest.raises(BadInput) as told:
        actions.decide_appeal(row, True, "属实", "no", by=halls.actor("shen"), at=halls.later(30))
    assert set(told.value.fields) == {"corrected"}
    done = actions.decide_appeal(row, True, "现场照片属实", "yes", by=halls.actor("shen"), at=halls.later(30))
    assert done.state == Appeal.State.UPHELD
    scores = [one.score for one in Result.objects.filter(visit=visit).order_by("number")]
    assert scores == [Decimal("97.40"), Decimal("98.70")]
    visit.refresh_from_db()
    assert visit.score == Decimal("98.70") and visit.answers["lights"] is False, "the spot stays what it was"
    with pytest.raises(MovedOn):
        actions.decide_appeal(row, False, "再想想", by=halls.actor("shen"), at=halls.later(31))
    facts = Entry.objects.get(kind="appeal", subject=row.pk, verb="appeal.decided").facts
    assert (facts["before"], facts["after"]) == ("97.40", "98.70")
    assert list(everything()) == []


def test_a_rejected_appeal_changes_no_result(halls: Outlets) -> None:
    visit = halls.settled(WRONG)
    row = actions.appeal(visit, "lights", "不认可", by=halls.actor("dou"), at=halls.later(24))
    actions.decide_appeal(row, False, "照片清楚", by=halls.actor("shen"), at=halls.later(30))
    assert Result.objects.count() == 1 and Appeal.objects.get().state == Appeal.State.REJECTED


def test_who_inspected_or_appealed_does_not_decide(halls: Outlets) -> None:
    for who in ("qin", "dou"):
        team = Team.objects.get(code="supervision")
        Membership.objects.create(person=halls.people[who], team=team, role="arbiter", since=SINCE)
    visit = halls.settled(WRONG)
    row = actions.appeal(visit, "lights", "不认可", by=halls.actor("dou"), at=halls.later(24))
    for who in ("qin", "dou"):
        with pytest.raises(OwnCause):
            actions.decide_appeal(row, False, "照片清楚", by=halls.actor(who), at=halls.later(30))
    assert Appeal.objects.get().state == Appeal.State.OPEN


def test_an_appeal_comes_from_the_place_in_time_once_and_against_what_failed(halls: Outlets) -> None:
    visit, at = halls.settled(WRONG), halls.later(24)
    for who in ("yue", "ge", "qin", "luo"):
        with pytest.raises(NotAllowed):
            actions.appeal(visit, "lights", "不认可", by=halls.actor(who), at=at)
    with pytest.raises(BadInput):
        actions.appeal(visit, "emblem", "不认可", by=halls.actor("dou"), at=at)
    last = actions.last_appeal_day(visit)
    assert last == halls.at.date() + timedelta(5)
    late = halls.at + timedelta(6)
    with pytest.raises(TooLate):
        actions.appeal(visit, "lights", "不认可", by=halls.actor("dou"), at=late)
    actions.appeal(visit, "lights", "不认可", by=halls.actor("dou"), at=halls.at + timedelta(5))
    with pytest.raises(AlreadyAppealed):
        actions.appeal(visit, "lights", "还是不认可", by=halls.actor("dou"), at=at)


def test_an_appeal_left_lying_is_told_once_to_who_decides(halls: Outlets) -> None:
    row = actions.appeal(halls.settled(WRONG), "lights", "不认可", by=halls.actor("dou"), at=halls.later(24))
    assert watch.run(row.due_at - timedelta(minutes=1), 10) == 0
    assert watch.run(row.due_at, 10) == 1 and watch.run(row.due_at, 10) == 0
    told = Delivery.objects.filter(link=f"/desk/inspecting/{row.visit_id}/")
    assert [one.address for one in told] == [halls.shen.ref]


def test_events_that_cost_the_award_are_kept_by_the_office_and_taken_back_with_a_reason(
    halls: Outlets,
) -> None:
    said = (halls.cast.east, "outlet", "grave", halls.at.date(), "媒体曝光")
    with pytest.raises(NotAllowed):
        actions.record_incident(*said, by=halls.actor("dou"), at=halls.at)
    with pytest.raises(BadInput):
        actions.record_incident(
            halls.cast.east, "outlet", "weather", halls.at.date(), "x", by=halls.actor("luo"), at=halls.at
        )
    row = actions.record_incident(*said, by=halls.actor("luo"), at=halls.at)
    assert Entry.objects.get(kind="incident", subject=row.pk).clause == f"{EDITION}#一.7b"
    actions.take_back(row, "查无此事", by=halls.actor("luo"), at=halls.at)
    assert Incident.objects.get().taken_back_at == halls.at
    with pytest.raises(NotFound):
        actions.take_back(row, "再来", by=halls.actor("luo"), at=halls.at)


def test_a_visit_that_has_begun_is_not_called_off(halls: Outlets) -> None:
    planned = halls.planned()
    with pytest.raises(NotAllowed):
        actions.call_off(planned, "改期", by=halls.actor("qin"), at=halls.at)
    actions.call_off(planned, "改期", by=halls.actor("luo"), at=halls.at)
    begun = halls.begun()
    assert begun != planned, "after it was called off another one may be planned"
    with pytest.raises(MovedOn):
        actions.call_off(begun, "改期", by=halls.actor("luo"), at=halls.at)

"""Where two rules meet: returned beside confirmed, suspended and moved on, reclassified under way, rounds and requests."""

from datetime import datetime, timedelta

import pytest

from bihuan.engines.cases import actions, watch
from bihuan.engines.cases.errors import BadInput, Missing
from bihuan.engines.cases.models import Case, Clock, Extension, Order
from bihuan.ground.directory.models import Person
from bihuan.ground.standards import adoption
from tests.cast import SHANGHAI, Cast

REPORT = actions.Investigation("事实", "结果", "措施", "答复")


def worked(cast: Cast, order: Order, handler: Person, head: Person, hours: float) -> None:
    """The unit's whole part, up to the confirmed report."""
    by = cast.actor(handler)
    actions.take(order, by=by, at=cast.later(hours=hours))
    actions.contact(
        order.case, way="call", said="联系", order=order, by=by, at=cast.later(hours=hours, minutes=1)
    )
    actions.answer(order.case, "已处理", by=by, at=cast.later(hours=hours, minutes=2))
    actions.report(order, REPORT, by=by, at=cast.later(hours=hours, minutes=3))
    actions.confirm(order, by=cast.actor(head), at=cast.later(hours=hours, minutes=4))


def water_done_gas_returned(cast: Cast) -> Case:
    case, water = cast.dispatched(cast.water, cast.gas)
    gas = case.orders.exclude(pk=water.pk).get()
    worked(cast, water, cast.wang, cast.zhao, 0.1)
    actions.return_order(gas, "不属燃气范围", by=cast.actor(cast.qian), at=cast.later(hours=1))
    return cast.fresh(case)


def test_a_return_does_not_throw_away_what_another_unit_has_confirmed(cast: Cast) -> None:
    case = water_done_gas_returned(cast)
    assert (case.stage, case.team) == ("review", cast.water)


def test_a_unit_that_was_done_takes_up_its_own_order_again_and_never_holds_two(cast: Cast) -> None:
    case, water = cast.dispatched(cast.water, cast.gas)
    worked(cast, water, cast.wang, cast.zhao, 0.1)
    (again,) = actions.dispatch(
        case, [actions.Target(cast.water)], by=cast.actor(cast.chen), at=cast.later(hours=1)
    )
    assert (again, again.state, again.confirmed_at) == (water, Order.State.TAKEN, None)
    assert case.orders.filter(team=cast.water).count() == 1
    assert case.orders.filter(lead=True).count() == 1


def test_after_a_return_the_case_can_be_sent_back_and_called_back(cast: Cast) -> None:
    case = water_done_gas_returned(cast)
    actions.send_back(case, "补充照片", by=cast.actor(cast.liu), at=cast.later(hours=2))
    order = case.orders.get(team=cast.water)
    assert order.state == Order.State.TAKEN
    actions.report(order, REPORT, by=cast.actor(cast.wang), at=cast.later(hours=3))
    actions.confirm(order, by=cast.actor(cast.zhao), at=cast.later(hours=4))
    actions.review(case, by=cast.actor(cast.liu), at=cast.later(hours=5))
    actions.resolve(case, by=cast.actor(cast.liu), at=cast.later(hours=6))
    answers = cast.callback_answers("dissatisfied")
    actions.call_back(
        case, result="reached", answers=answers, by=cast.actor(cast.chen), at=cast.later(hours=20)
    )
    assert list(case.orders.filter(round=2).values_list("team", "lead")) == [(cast.water.pk, True)]


def test_work_that_goes_on_ends_a_suspension(cast: Cast) -> None:
    case, order = cast.answered()
    actions.suspend(case, "等待鉴定", by=cast.actor(cast.liu), at=cast.later(hours=20.5))
    actions.report(order, REPORT, by=cast.actor(cast.wang), at=cast.later(days=3))
    assert cast.fresh(case).suspended_at
    actions.confirm(order, by=cast.actor(cast.zhao), at=cast.later(days=3))
    after = cast.fresh(case)
    assert (after.stage, after.suspended_at) == ("review", None)
    close = Clock.objects.get(case=case, promise="close")
    assert close.paused_at is None and close.due_at is not None
    assert close.is_overdue(cast.later(days=60))


def test_supervision_takes_the_case_out_of_the_hands_of_a_unit_that_was_done(cast: Cast) -> None:
    case, water = cast.dispatched(cast.water, cast.gas)
    worked(cast, water, cast.wang, cast.zhao, 0.1)
    gas = case.orders.get(team=cast.gas)
    actions.return_order(gas, "不属燃气范围", by=cast.actor(cast.qian), at=cast.later(hours=0.5))
    actions.send_back(case, "复查", by=cast.actor(cast.liu), at=cast.later(hours=0.6))
    actions.return_order(water, "请他人处理", by=cast.actor(cast.zhao), at=cast.later(hours=0.7))
    actions.supervise_directly(
        case, cast.supervision, "索要好处", by=cast.actor(cast.liu), at=cast.later(hours=1)
    )
    for person in (cast.wang, cast.zhao):
        seen = Case.objects.visible_to(cast.actor(person), adoption.roles()).filter(pk=case.pk)
        assert not seen.exists()


def test_an_opinion_that_becomes_a_complaint_has_the_complaints_time_limits(cast: Cast) -> None:
    case = cast.complaint(kind="opinion")
    actions.accept(case, by=cast.actor(cast.chen), at=cast.at)
    actions.reclassify(
        case, "complaint", "", "属供水中断", by=cast.actor(cast.chen), at=cast.later(minutes=5)
    )
    running = {clock.promise: clock for clock in Clock.objects.filter(case=case, stopped_at=None)}
    assert running["contact"].clause.endswith("#7.6a")
    assert running["contact"].due_at == cast.later(minutes=45)
    assert running["answer"].clause.endswith("#7.6b")
    assert all(clock.met is None for clock in Clock.objects.filter(case=case, cancelled=True))


def test_an_enquiry_in_a_units_hands_that_becomes_a_complaint_runs_the_units_clock(cast: Cast) -> None:
    case, order = cast.dispatched(kind="enquiry")
    actions.reclassify(
        case, "complaint", "", "属供水中断", by=cast.actor(cast.chen), at=cast.later(minutes=5)
    )
    clock = Clock.objects.get(case=case, promise="unit_contact", stopped_at=None)
    assert (clock.order, clock.started_at) == (order, order.sent_at)


def test_what_has_been_answered_starts_no_answer_clock_when_the_gravity_changes(cast: Cast) -> None:
    case, _order = cast.answered(gravity="major")
    actions.grade(case, "ordinary", "影响有限", by=cast.actor(cast.liu), at=cast.later(hours=21))
    assert not Clock.objects.filter(case=case, promise="answer").exists()
    assert Clock.objects.get(case=case, promise="close").started_at == cast.at


def test_in_a_second_round_the_other_gravitys_clock_starts_with_the_round(cast: Cast) -> None:
    case = cast.called_back("dissatisfied")
    actions.grade(case, "major", "群体事件", by=cast.actor(cast.liu), at=cast.later(hours=41))
    major = Clock.objects.get(case=case, promise="close_major")
    assert (major.round, major.started_at) == (2, cast.later(hours=40.5))


@pytest.mark.parametrize("kind", ["opinion", "suggestion", "enquiry"])
def test_a_superiors_opinion_is_not_stuck_for_an_approval_its_flow_does_not_know(
    cast: Cast, kind: str
) -> None:
    case = cast.complaint(kind=kind, from_superior=True)
    actions.accept(case, by=cast.actor(cast.chen), at=cast.at)
    actions.dispatch(case, [actions.Target(cast.water)], by=cast.actor(cast.chen), at=cast.later(minutes=1))
    assert cast.fresh(case).stage == "handling"


def test_a_request_for_time_ends_with_its_round(cast: Cast) -> None:
    case, order = cast.reported()
    asked = actions.ask_extension(
        case, "close", "2wd", "取证", told_customer=True, by=cast.actor(cast.wang), at=cast.later(hours=21.5)
    )
    actions.confirm(order, by=cast.actor(cast.zhao), at=cast.later(hours=22))
    actions.review(case, by=cast.actor(cast.liu), at=cast.later(hours=23))
    actions.resolve(case, by=cast.actor(cast.liu), at=cast.later(hours=24))
    answers = cast.callback_answers("dissatisfied")
    actions.call_back(
        case, result="reached", answers=answers, by=cast.actor(cast.chen), at=cast.later(hours=40.5)
    )
    assert cast.fresh(asked).state == Extension.State.REFUSED
    before = Clock.objects.get(case=case, promise="close", round=2).due_at
    with pytest.raises(Missing):
        actions.decide_extension(asked, True, by=cast.actor(cast.liu), at=cast.later(hours=41))
    assert Clock.objects.get(case=case, promise="close", round=2).due_at == before


def test_a_parent_closes_neither_by_withdrawal_nor_by_merging_before_its_subcases(cast: Cast) -> None:
    case, _order = cast.dispatched()
    child = actions.open_subcase(case, cast.details(), by=cast.actor(cast.liu), at=cast.later(minutes=3))
    other = cast.accepted()
    with pytest.raises(Missing):
        actions.withdraw(case, "不办了", by=cast.actor(cast.liu), at=cast.later(minutes=4))
    with pytest.raises(Missing):
        actions.merge(case, other, "同一件", by=cast.actor(cast.chen), at=cast.later(minutes=4))
    assert cast.fresh(case).is_open and cast.fresh(child).is_open


def test_nothing_is_merged_into_a_case_that_is_already_resolved(cast: Cast) -> None:
    done, twin = cast.resolved(), cast.accepted()
    with pytest.raises(BadInput):
        actions.merge(twin, done, "同一件", by=cast.actor(cast.chen), at=cast.later(hours=30))
    assert cast.fresh(twin).is_open


def test_a_new_round_has_not_been_called_back_yet(cast: Cast) -> None:
    case = cast.called_back("dissatisfied")
    assert case.called_back_at is None


def test_who_answered_cannot_make_the_callback_and_neither_can_an_earlier_rounds_handler(cast: Cast) -> None:
    opinion = cast.complaint(kind="opinion")
    actions.accept(opinion, by=cast.actor(cast.chen), at=cast.at)
    actions.answer(opinion, "已采纳", by=cast.actor(cast.liu), at=cast.later(hours=1))
    actions.resolve(opinion, by=cast.actor(cast.liu), at=cast.later(hours=2))
    answers = cast.callback_answers()
    with pytest.raises(Missing):
        actions.call_back(
            opinion, result="reached", answers=answers, by=cast.actor(cast.liu), at=cast.later(hours=3)
        )
    actions.call_back(
        opinion, result="reached", answers=answers, by=cast.actor(cast.chen), at=cast.later(hours=3)
    )


def test_an_extended_deadline_is_missed_as_loudly_as_the_first(cast: Cast) -> None:
    case, _order = cast.contacted()
    asked = actions.ask_extension(
        case, "close", "2wd", "取证", told_customer=True, by=cast.actor(cast.wang), at=cast.later(hours=1)
    )
    close = Clock.objects.get(case=case, promise="close")
    assert close.due_at is not None
    watch.run(close.due_at + timedelta(minutes=1))
    actions.decide_extension(asked, True, by=cast.actor(cast.liu), at=close.due_at + timedelta(minutes=2))
    extended = cast.fresh(close)
    assert extended.due_at == datetime(2026, 6, 16, 0, 0, tzinfo=SHANGHAI)
    assert extended.next_step_at is not None and extended.next_step_at <= extended.due_at


@pytest.mark.parametrize("amount", ["-1wd", "next-day 09:00", "0wd", "99999999d"])
def test_an_extension_is_a_length_of_time(cast: Cast, amount: str) -> None:
    case, _order = cast.contacted()
    with pytest.raises(BadInput) as refused:
        actions.ask_extension(
            case,
            "close",
            amount,
            "取证",
            told_customer=True,
            by=cast.actor(cast.wang),
            at=cast.later(hours=1),
        )
    assert "amount" in refused.value.fields

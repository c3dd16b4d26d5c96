"""Orders to units: several at once, return, transfer (S003 7.2–7.3)."""

import pytest

from bihuan.engines.cases import actions
from bihuan.engines.cases.errors import AlreadyDone, BadInput, Missing, NotAllowed
from bihuan.engines.cases.models import Clock, Order
from tests.cast import Cast


def test_several_departments_each_have_a_slice_of_the_clock(cast: Cast) -> None:
    case, first = cast.dispatched(cast.water, cast.gas)
    second = case.orders.exclude(pk=first.pk).get()
    assert (first.lead, second.lead) == (True, False)
    actions.take(first, by=cast.actor(cast.wang), at=cast.later(minutes=2))
    actions.contact(
        case, way="call", said="联系", order=first, by=cast.actor(cast.wang), at=cast.later(minutes=3)
    )
    slices = {
        clock.order_id: clock.stopped_at for clock in Clock.objects.filter(case=case, promise="unit_contact")
    }
    assert slices[first.pk] is not None
    assert slices[second.pk] is None


def test_the_case_goes_to_review_only_with_the_last_units_report(cast: Cast) -> None:
    case, first = cast.dispatched(cast.water, cast.gas)
    second = case.orders.exclude(pk=first.pk).get()
    for order, handler, head in ((first, cast.wang, cast.zhao), (second, cast.gao, cast.qian)):
        assert cast.fresh(case).stage == "handling"
        actions.take(order, by=cast.actor(handler), at=cast.later(minutes=2))
        actions.contact(
            case, way="call", said="联系", order=order, by=cast.actor(handler), at=cast.later(minutes=3)
        )
        report = actions.Investigation("一", "二", "三", "四")
        actions.report(order, report, by=cast.actor(handler), at=cast.later(hours=2))
        actions.confirm(order, by=cast.actor(head), at=cast.later(hours=3))
    assert cast.fresh(case).stage == "review"


def test_a_returned_order_goes_back_to_who_accepted_it(cast: Cast) -> None:
    case, order = cast.dispatched()
    actions.return_order(order, "不属供水范围", by=cast.actor(cast.zhao), at=cast.later(minutes=30))
    back = cast.fresh(case)
    assert (back.stage, back.team, back.returned) == ("accepted", None, 1)
    assert cast.fresh(order).state == Order.State.RETURNED
    assert Clock.objects.get(case=case, promise="unit_contact").cancelled
    assert Clock.objects.get(case=case, promise="close").stopped_at is None


def test_an_order_cannot_be_returned_after_the_limit(cast: Cast) -> None:
    _case, order = cast.dispatched()
    with pytest.raises(Missing):
        actions.return_order(order, "不属供水范围", by=cast.actor(cast.zhao), at=cast.later(hours=5))
    assert cast.fresh(order).state == Order.State.SENT


def test_a_return_needs_a_reason(cast: Cast) -> None:
    _case, order = cast.dispatched()
    with pytest.raises(BadInput) as refused:
        actions.return_order(order, " ", by=cast.actor(cast.zhao), at=cast.later(minutes=30))
    assert "reason" in refused.value.fields


def test_one_of_two_orders_returned_leaves_the_other_in_the_lead(cast: Cast) -> None:
    case, first = cast.dispatched(cast.water, cast.gas)
    actions.return_order(first, "不属供水范围", by=cast.actor(cast.zhao), at=cast.later(minutes=30))
    after = cast.fresh(case)
    assert (after.stage, after.team) == ("handling", cast.gas)
    assert after.orders.get(team=cast.gas).lead


def test_a_transfer_moves_the_order_and_leaves_the_cases_clocks_running(cast: Cast) -> None:
    case, order = cast.dispatched()
    close = Clock.objects.get(case=case, promise="close")
    new = actions.transfer(order, cast.gas, "属燃气管线", by=cast.actor(cast.zhao), at=cast.later(minutes=30))
    assert cast.fresh(order).state == Order.State.TRANSFERRED
    assert (new.team, new.lead) == (cast.gas, True)
    assert cast.fresh(case).team == cast.gas
    assert cast.fresh(close).due_at == close.due_at


def test_the_same_unit_cannot_hold_a_case_twice(cast: Cast) -> None:
    case, _order = cast.dispatched()
    with pytest.raises(BadInput):
        actions.dispatch(
            case, [actions.Target(cast.water)], by=cast.actor(cast.chen), at=cast.later(minutes=5)
        )


def test_another_unit_cannot_take_the_order(cast: Cast) -> None:
    _case, order = cast.dispatched()
    with pytest.raises(NotAllowed):
        actions.take(order, by=cast.actor(cast.gao), at=cast.later(minutes=5))


def test_the_head_assigns_only_his_own_people(cast: Cast) -> None:
    _case, order = cast.dispatched()
    with pytest.raises(BadInput):
        actions.assign(order, cast.gao, by=cast.actor(cast.zhao), at=cast.later(minutes=5))
    actions.assign(order, cast.wang, by=cast.actor(cast.zhao), at=cast.later(minutes=5))
    assert cast.fresh(order).handler == cast.wang


def test_the_second_of_two_clerks_is_told_who_was_faster(cast: Cast) -> None:
    case = cast.complaint()
    seen = case.journal_seq
    actions.accept(case, by=cast.actor(cast.chen), at=cast.later(minutes=1), seen=seen)
    with pytest.raises(AlreadyDone, match="陈晓雨"):
        actions.accept(case, by=cast.actor(cast.lin), at=cast.later(minutes=2), seen=seen)
    assert cast.fresh(case).accepted_by == cast.chen


def test_a_note_in_between_does_not_overtake_a_form(cast: Cast) -> None:
    case = cast.complaint()
    seen = case.journal_seq
    actions.note(case, "客户又打来", by=cast.actor(cast.lin), at=cast.later(minutes=1))
    actions.accept(case, by=cast.actor(cast.chen), at=cast.later(minutes=2), seen=seen)
    assert cast.fresh(case).stage == "accepted"

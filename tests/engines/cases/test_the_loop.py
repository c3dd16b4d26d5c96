"""One complaint, all the way: S003 7.2–7.4, and what each step leaves behind."""

from typing import Any

import pytest

from bihuan.engines.cases import actions
from bihuan.engines.cases.errors import BadInput, Missing, NotAllowed, NotNow
from bihuan.engines.cases.models import Callback, Case, Clock, Order
from bihuan.ground.journal.models import Delivery, Entry
from tests.cast import Cast


def verbs(case: Case) -> list[str]:
    found = Entry.objects.filter(kind="case", subject=case.pk).order_by("seq")
    return [entry.verb.removeprefix("case.") for entry in found]


def clock(case: Case, promise: str, round: int = 1) -> Clock:
    return Clock.objects.get(case=case, promise=promise, round=round)


def test_every_step_is_in_the_journal_in_order(cast: Cast) -> None:
    case = cast.archived()
    assert verbs(case) == [
        "open", "accept", "dispatch", "take", "contact", "answer", "report", "confirm", "review", "resolve",
        "call_back", "improve", "archive",
    ]  # fmt: skip
    assert case.outcome == Case.Outcome.SETTLED
    assert case.closed_at == cast.later(hours=42)
    assert not Clock.objects.filter(case=case, stopped_at=None).exists()


def test_contact_runs_from_the_opening_and_close_from_the_acceptance(cast: Cast) -> None:
    case = cast.complaint()
    assert set(case.clocks.values_list("promise", flat=True)) == {"contact", "public_contact"}
    actions.accept(case, by=cast.actor(cast.chen), at=cast.later(minutes=3))
    assert clock(case, "close").started_at == cast.later(minutes=3)
    assert clock(case, "contact").clause == "utility-customer-centre-2015@2015.1#7.6a"


def test_an_unreached_customer_does_not_stop_the_contact_clock(cast: Cast) -> None:
    case, order = cast.taken()
    actions.contact(
        case,
        way="call",
        said="无人接听",
        reached=False,
        order=order,
        by=cast.actor(cast.wang),
        at=cast.later(minutes=9),
    )
    assert clock(case, "contact").stopped_at is None
    assert cast.fresh(case).contacted_at is None


def test_a_contact_needs_words_as_evidence(cast: Cast) -> None:
    case, order = cast.taken()
    with pytest.raises(BadInput) as refused:
        actions.contact(
            case, way="call", said="  ", order=order, by=cast.actor(cast.wang), at=cast.later(minutes=9)
        )
    assert "said" in refused.value.fields
    assert not case.contacts.exists()


def test_contact_after_45_minutes_is_missed_for_good(cast: Cast) -> None:
    case, order = cast.taken()
    actions.contact(
        case, way="call", said="致歉", order=order, by=cast.actor(cast.wang), at=cast.later(minutes=46)
    )
    frozen = clock(case, "contact")
    assert frozen.met is False
    assert clock(case, "public_contact").met is True


def test_the_45th_minute_is_still_in_time_and_a_second_later_is_late(cast: Cast) -> None:
    good, order = cast.taken()
    actions.contact(
        good, way="call", said="致歉", order=order, by=cast.actor(cast.wang), at=cast.later(minutes=45)
    )
    assert clock(good, "contact").met is True
    late, order = cast.taken()
    at = cast.later(minutes=45, seconds=1)
    actions.contact(late, way="call", said="致歉", order=order, by=cast.actor(cast.wang), at=at)
    assert clock(late, "contact").met is False


def test_a_report_needs_all_four_sections(cast: Cast) -> None:
    _case, order = cast.contacted()
    with pytest.raises(BadInput) as refused:
        actions.report(
            order,
            actions.Investigation("事实", "", "措施", " "),
            by=cast.actor(cast.wang),
            at=cast.later(hours=1),
        )
    assert set(refused.value.fields) == {"findings", "reply"}
    assert cast.fresh(order).state == Order.State.TAKEN


def test_a_report_needs_the_customer_to_have_been_contacted(cast: Cast) -> None:
    _case, order = cast.taken()
    with pytest.raises(Missing):
        actions.report(
            order,
            actions.Investigation("一", "二", "三", "四"),
            by=cast.actor(cast.wang),
            at=cast.later(hours=1),
        )


def test_only_the_units_head_confirms_its_report(cast: Cast) -> None:
    _case, order = cast.reported()
    for stranger in (cast.wang, cast.qian, cast.liu):
        with pytest.raises(NotAllowed):
            actions.confirm(order, by=cast.actor(stranger), at=cast.later(hours=22))
    actions.confirm(order, by=cast.actor(cast.zhao), at=cast.later(hours=22))
    assert cast.fresh(order.case).stage == "review"


def test_the_commissioner_sends_back_what_is_unclear(cast: Cast) -> None:
    case = cast.confirmed()
    actions.send_back(case, "责任未查清", by=cast.actor(cast.liu), at=cast.later(hours=23))
    again = cast.fresh(case)
    assert again.stage == "handling"
    assert again.orders.get().state == Order.State.TAKEN
    assert clock(case, "close").stopped_at is None


def test_nothing_is_resolved_before_the_customer_has_his_answer(cast: Cast) -> None:
    case, order = cast.contacted()
    actions.report(
        order, actions.Investigation("一", "二", "三", "四"), by=cast.actor(cast.wang), at=cast.later(hours=1)
    )
    actions.confirm(order, by=cast.actor(cast.zhao), at=cast.later(hours=2))
    actions.review(case, by=cast.actor(cast.liu), at=cast.later(hours=3))
    with pytest.raises(Missing):
        actions.resolve(case, by=cast.actor(cast.liu), at=cast.later(hours=4))


def test_the_handler_cannot_make_the_callback(cast: Cast) -> None:
    case = cast.resolved()
    Case.objects.filter(pk=case.pk).update(handler=cast.chen)
    with pytest.raises(Missing):
        actions.call_back(
            case,
            result="reached",
            answers=cast.callback_answers(),
            by=cast.actor(cast.chen),
            at=cast.later(hours=30),
        )
    assert not Callback.objects.filter(case=case).exists()


def test_a_callback_asks_the_sheet_of_the_pack(cast: Cast) -> None:
    case = cast.resolved()
    with pytest.raises(BadInput) as refused:
        actions.call_back(
            case, result="reached", answers={}, by=cast.actor(cast.chen), at=cast.later(hours=40.5)
        )
    assert "satisfaction" in refused.value.fields
    assert cast.fresh(case).stage == "resolved"


def test_unreachable_counts_attempts_and_the_last_one_ends_the_callback(cast: Cast) -> None:
    case = cast.resolved()
    for hours in (40.5, 41.5):
        actions.call_back(case, result="unreachable", by=cast.actor(cast.chen), at=cast.later(hours=hours))
        assert cast.fresh(case).stage == "resolved"
        assert clock(case, "callback").stopped_at is None
    actions.call_back(case, result="unreachable", by=cast.actor(cast.chen), at=cast.later(hours=42.5))
    assert cast.fresh(case).stage == "called_back"
    assert clock(case, "callback").met is True
    assert cast.fresh(case).satisfaction == ""


@pytest.mark.parametrize(
    ("hours", "allowed"), [(40, False), (40 + 1 / 6, True), (51 + 1 / 6, True), (51.2, False)]
)
def test_nobody_is_called_back_outside_the_packs_hours(cast: Cast, hours: float, allowed: bool) -> None:
    """From ten to nine, nine, twenty and a little later on the sixth of June."""
    case = cast.resolved()

    def call(**said: Any) -> Callback:
        by, at = cast.actor(cast.chen), cast.later(hours=hours)
        return actions.call_back(case, result="unreachable", by=by, at=at, **said)

    if allowed:
        assert call(outside="客户约的").outside == "", "a reason that is not needed is not kept"
        return
    with pytest.raises(BadInput) as refused:
        call(outside="  ")
    assert "09:00-20:00" in str(refused.value.fields["outside"])
    assert not Callback.objects.filter(case=case).exists()
    assert call(outside="客户约的").outside == "客户约的"
    assert Entry.objects.filter(kind="case", subject=case.pk).latest("seq").facts["outside"] == "客户约的"


def test_dissatisfied_opens_a_second_round_with_fresh_clocks(cast: Cast) -> None:
    case = cast.called_back("dissatisfied")
    assert (case.stage, case.round) == ("handling", 2)
    assert clock(case, "close", 1).met is True
    second = clock(case, "close", 2)
    assert second.started_at == cast.later(hours=40.5)
    assert second.stopped_at is None
    order = case.orders.get(round=2)
    assert (order.state, order.team) == (Order.State.SENT, cast.water)
    assert clock(case, "unit_contact", 2).order == order
    assert case.first_resolved_at == cast.later(hours=24)
    assert case.resolved_at is None
    assert verbs(case)[-2:] == ["call_back", "reopen"]


def test_neutral_is_not_satisfied_but_opens_no_new_round(cast: Cast) -> None:
    case = cast.called_back("neutral")
    assert (case.stage, case.round, case.satisfaction) == ("called_back", 1, "neutral")
    assert Callback.objects.get(case=case).satisfied is None


def test_a_verb_out_of_turn_names_the_stage(cast: Cast) -> None:
    case = cast.complaint()
    with pytest.raises(NotNow):
        actions.resolve(case, by=cast.actor(cast.liu), at=cast.later(hours=1))
    assert verbs(case) == ["open"]


def test_the_team_is_told_of_its_order(cast: Cast) -> None:
    case, _order = cast.dispatched()
    told = Delivery.objects.filter(channel="inapp", entry__subject=case.pk).values_list("address", flat=True)
    assert {cast.wang.ref, cast.zhao.ref} <= set(told)
    assert cast.gao.ref not in told


def test_a_verified_fault_is_not_archived_without_a_corrective_measure(cast: Cast) -> None:
    case = cast.called_back()
    actions.blame(
        case, verified=True, opinion="阀门巡检缺失", by=cast.actor(cast.liu), at=cast.later(hours=41)
    )
    with pytest.raises(Missing):
        actions.archive(case, by=cast.actor(cast.chen), at=cast.later(hours=42))
    actions.improve(case, "补齐巡检", by=cast.actor(cast.liu), at=cast.later(hours=43))
    actions.archive(case, by=cast.actor(cast.chen), at=cast.later(hours=44))
    assert cast.fresh(case).stage == "archived"


def test_a_case_without_a_verified_fault_needs_no_measure(cast: Cast) -> None:
    case = cast.called_back()
    actions.blame(
        case, verified=False, opinion="用户内部管道", by=cast.actor(cast.liu), at=cast.later(hours=41)
    )
    actions.archive(case, by=cast.actor(cast.chen), at=cast.later(hours=42))
    assert cast.fresh(case).stage == "archived"

"""Suspension, extension, gravity, reclassification: what they do to running clocks (S003 7.3d, 7.5b, 7.6e–g)."""

from datetime import date, datetime, timedelta

import pytest

from bihuan.engines.cases import actions
from bihuan.engines.cases.errors import BadInput, Missing, NotAllowed
from bihuan.engines.cases.models import Case, Clock
from tests.cast import SHANGHAI, Cast


def clock(case: Case, promise: str) -> Clock:
    return Clock.objects.get(case=case, promise=promise)


def test_worked_example_x2_1(cast: Cast) -> None:
    """Thursday 16:50: contact 17:35, answer by the end of Monday, close by the end of next Thursday."""
    case = cast.accepted()
    assert clock(case, "contact").due_at == datetime(2026, 6, 4, 17, 35, tzinfo=SHANGHAI)
    assert clock(case, "answer").due_at == datetime(2026, 6, 9, 0, 0, tzinfo=SHANGHAI)
    assert clock(case, "close").due_at == datetime(2026, 6, 12, 0, 0, tzinfo=SHANGHAI)


def test_worked_example_x2_2_major_has_ten_natural_days(cast: Cast) -> None:
    case = cast.accepted(gravity="major")
    assert clock(case, "close_major").due_at == datetime(2026, 6, 15, 0, 0, tzinfo=SHANGHAI)
    assert not Clock.objects.filter(case=case, promise__in=["answer", "close"]).exists()


def test_a_suspended_case_has_no_overdue_clock_and_moves_by_the_paused_working_time(cast: Cast) -> None:
    case, _order = cast.contacted()
    before = clock(case, "close").due_at
    actions.suspend(case, "等待专业机构鉴定", by=cast.actor(cast.liu), at=cast.later(days=1))
    paused = clock(case, "close")
    assert paused.due_at is None
    assert not paused.is_overdue(cast.later(days=90))
    assert cast.fresh(case).next_due_at is None
    actions.resume(case, by=cast.actor(cast.liu), at=cast.later(days=2))
    resumed = clock(case, "close")
    assert before is not None and resumed.due_at is not None
    assert resumed.due_at > before
    assert [event.what for event in resumed.events.all()] == ["pause", "resume"]


def test_a_pause_over_a_weekend_moves_nothing(cast: Cast) -> None:
    case, _order = cast.contacted()
    before = clock(case, "close").due_at
    friday_night = datetime(2026, 6, 5, 23, 0, tzinfo=SHANGHAI)
    actions.suspend(case, "等待", by=cast.actor(cast.liu), at=friday_night)
    actions.resume(case, by=cast.actor(cast.liu), at=friday_night + timedelta(days=2))
    assert clock(case, "close").due_at == before


def test_a_pause_does_not_undo_a_breach(cast: Cast) -> None:
    case, _order = cast.contacted()
    late = cast.later(days=20)
    actions.suspend(case, "等待", by=cast.actor(cast.liu), at=late)
    assert clock(case, "close").is_overdue(late)


def test_more_time_is_asked_before_the_end_and_decided_by_somebody_else(cast: Cast) -> None:
    case, _order = cast.contacted()
    before = clock(case, "close").due_at
    asked = actions.ask_extension(
        case,
        "close",
        "3wd",
        "需管网改造",
        told_customer=True,
        by=cast.actor(cast.zhao),
        at=cast.later(days=1),
    )
    assert clock(case, "close").due_at == before
    with pytest.raises(NotAllowed):
        actions.decide_extension(asked, True, by=cast.actor(cast.zhao), at=cast.later(days=1))
    actions.decide_extension(asked, True, by=cast.actor(cast.liu), at=cast.later(days=1))
    assert clock(case, "close").due_at == datetime(2026, 6, 17, 0, 0, tzinfo=SHANGHAI)


def test_a_refused_extension_leaves_the_clock_alone(cast: Cast) -> None:
    case, _order = cast.contacted()
    before = clock(case, "close").due_at
    asked = actions.ask_extension(
        case,
        "close",
        "3wd",
        "需管网改造",
        told_customer=True,
        by=cast.actor(cast.zhao),
        at=cast.later(days=1),
    )
    with pytest.raises(BadInput):
        actions.decide_extension(asked, False, by=cast.actor(cast.liu), at=cast.later(days=1))
    actions.decide_extension(asked, False, "理由不充分", by=cast.actor(cast.liu), at=cast.later(days=1))
    assert clock(case, "close").due_at == before


def test_more_time_needs_the_customer_to_know_why(cast: Cast) -> None:
    case, _order = cast.contacted()
    with pytest.raises(BadInput) as refused:
        actions.ask_extension(
            case, "close", "3wd", "需管网改造", by=cast.actor(cast.zhao), at=cast.later(days=1)
        )
    assert "told_customer" in refused.value.fields


def test_more_time_cannot_be_asked_after_the_end(cast: Cast) -> None:
    case, _order = cast.contacted()
    with pytest.raises(Missing):
        actions.ask_extension(
            case,
            "close",
            "3wd",
            "需管网改造",
            told_customer=True,
            by=cast.actor(cast.zhao),
            at=cast.later(days=20),
        )


def test_a_wrong_amount_says_what_would_be_right(cast: Cast) -> None:
    case, _order = cast.contacted()
    with pytest.raises(BadInput) as refused:
        actions.ask_extension(
            case,
            "close",
            "三天",
            "需管网改造",
            told_customer=True,
            by=cast.actor(cast.zhao),
            at=cast.later(days=1),
        )
    assert "amount" in refused.value.fields


def test_a_long_term_plan_needs_a_day_in_the_future(cast: Cast) -> None:
    case, _order = cast.contacted()
    with pytest.raises(BadInput):
        actions.plan_long_term(
            case, "明年改造", date(2026, 6, 4), by=cast.actor(cast.zhao), at=cast.later(hours=1)
        )
    actions.plan_long_term(
        case, "明年改造", date(2027, 3, 31), by=cast.actor(cast.zhao), at=cast.later(hours=1)
    )
    assert cast.fresh(case).planned_for == date(2027, 3, 31)


def test_becoming_major_swaps_the_clocks_from_the_acceptance(cast: Cast) -> None:
    case, _order = cast.contacted()
    actions.grade(case, "major", "影响三千户", by=cast.actor(cast.liu), at=cast.later(days=1))
    assert clock(case, "close").cancelled
    assert clock(case, "close").met is None
    major = clock(case, "close_major")
    assert major.started_at == cast.at
    assert major.due_at == datetime(2026, 6, 15, 0, 0, tzinfo=SHANGHAI)


def test_reclassified_as_enquiry_the_complaint_clocks_end_without_a_verdict(cast: Cast) -> None:
    case = cast.accepted()
    actions.reclassify(
        case, "enquiry", "", "法院已裁决，重复同一事实", by=cast.actor(cast.lin), at=cast.later(hours=1)
    )
    after = cast.fresh(case)
    assert after.kind == "enquiry"
    for ended in Clock.objects.filter(case=case, promise__in=["close"]):
        assert ended.met is None or not ended.cancelled


def test_a_clock_can_be_rebuilt_from_its_events(cast: Cast) -> None:
    from bihuan.engines.cases import running

    case, _order = cast.contacted()
    actions.suspend(case, "等待鉴定", by=cast.actor(cast.liu), at=cast.later(days=1))
    actions.resume(case, by=cast.actor(cast.liu), at=cast.later(days=3))
    asked = actions.ask_extension(
        case, "close", "2wd", "取证困难", told_customer=True, by=cast.actor(cast.zhao), at=cast.later(days=3)
    )
    actions.decide_extension(asked, True, by=cast.actor(cast.liu), at=cast.later(days=3))
    row = clock(case, "close")
    cached = row.due_at
    Clock.objects.filter(pk=row.pk).update(due_at=None)
    row = clock(case, "close")
    running.rebuild(row, cast.pack, cast.pack.rows("kinds")["complaint"])
    assert clock(case, "close").due_at == cached

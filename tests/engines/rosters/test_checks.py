"""What speaks against a plan, against counting minute by minute."""

from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.engines.rosters.checks import Stint, checked, days_of
from bihuan.engines.rosters.counting import counted, differs
from bihuan.engines.rosters.hours import Need, Span, hours_of, present, span_of
from bihuan.engines.rosters.shapes import Station
from bihuan.ground.worktime.zone import SHANGHAI

pytestmark = pytest.mark.pure
ZERO = datetime(2026, 6, 1, tzinfo=SHANGHAI)
HALF = timedelta(minutes=30)
LAST = 96


def at(number: int) -> datetime:
    return ZERO + number * HALF


spans = st.tuples(st.integers(0, LAST - 1), st.integers(1, 24)).map(
    lambda one: Span(at(one[0]), at(one[0] + one[1]))
)
stints = st.builds(lambda who, span: Stint(who, span, (span,)), st.integers(1, 3), spans)
plans = st.lists(stints, max_size=8)


def slots(span: Span) -> set[int]:
    return {number for number in range(LAST + 30) if span.since <= at(number) < span.until}


@given(plans, st.lists(st.builds(Need, spans, st.integers(1, 3), st.just("x")), max_size=3))
def test_where_too_few_are_there_is_what_counting_each_half_hour_finds(
    plan: list[Stint], needs: list[Need]
) -> None:
    for need in needs:
        found = [one for one in checked(plan, needs=[need]) if one.rule == "few"]
        said = {number: one.have for one in found for number in slots(one.span)}
        slow = {number: sum(number in slots(one.span) for one in plan) for number in slots(need.span)}
        assert said == {number: have for number, have in slow.items() if have < need.least}
        for one, other in pairwise(found):
            assert one.span.until < other.span.since or one.have != other.have


@given(plans)
def test_somebody_is_found_twice_just_where_he_is(plan: list[Stint]) -> None:
    found = [one for one in checked(plan) if one.rule == "twice"]
    said = {(one.person, number) for one in found for number in slots(one.span)}
    slow = {
        (who, number)
        for who in (1, 2, 3)
        for number in range(LAST + 30)
        if sum(number in slots(one.span) for one in plan if one.person == who) > 1
    }
    assert said == slow


@given(plans, st.integers(1, 20))
def test_rest_is_too_short_just_where_a_shift_follows_too_soon(plan: list[Stint], least: int) -> None:
    found = {(one.person, one.span.until) for one in checked(plan, rest=least * HALF) if one.rule == "rest"}
    for one in plan:
        before = [
            other.span.until
            for other in plan
            if other is not one and other.person == one.person and other.span.since < one.span.since
        ]
        gap = one.span.since - max(before) if before else None
        if gap is not None and timedelta(0) < gap < least * HALF:
            assert (one.person, one.span.since) in found
        if not before or (gap is not None and gap >= least * HALF):
            assert (one.person, one.span.since) not in found


@given(plans, plans)
def test_more_people_never_make_it_fewer(plan: list[Stint], more: list[Stint]) -> None:
    need = [Need(Span(at(0), at(LAST)), 2, "x")]
    short = {n for one in checked([*plan, *more], needs=need) if one.rule == "few" for n in slots(one.span)}
    assert short <= {n for one in checked(plan, needs=need) if one.rule == "few" for n in slots(one.span)}


def test_the_course_has_to_be_passed_by_the_day() -> None:
    stint = Stint(1, Span(at(0), at(4)), ())
    for passed, wrong in (({}, True), ({1: date(2026, 6, 2)}, True), ({1: date(2026, 6, 1)}, False)):
        assert any(one.rule == "untrained" for one in checked([stint], passed=passed)) is wrong


def test_leave_is_found_where_it_touches() -> None:
    stint = Stint(1, Span(at(0), at(4)), ())
    leave = {1: [Span(at(2), at(50))], 2: [Span(at(0), at(50))]}
    assert [one.span for one in checked([stint], leaves=leave)] == [Span(at(2), at(4))]


POST = Station.model_validate(
    {
        "id": "x",
        "title": {"zh": "岗"},
        "clause": "1",
        "roles": ["guard"],
        "winter": {"from": "10-01", "to": "04-30"},
        "turns": [
            {
                "id": "night", "title": {"zh": "夜"}, "mark": "夜", "from": "22:00", "to": "06:00",
                "winter": {"from": "21:00", "to": "06:00"}, "breaks": [{"from": "01:00", "to": "01:30"}],
            }
        ],
    }
)  # fmt: skip


@pytest.mark.parametrize(
    ("day", "begins"),
    [("2026-04-30", "21:00"), ("2026-05-01", "22:00"), ("2026-10-01", "21:00"), ("2027-01-01", "21:00")],
)
def test_winter_has_its_own_hours(day: str, begins: str) -> None:
    assert hours_of(POST, POST.turns[0], date.fromisoformat(day)).from_ == begins


def test_a_night_ends_on_the_next_day_and_its_break_is_nobodys_presence() -> None:
    whole = span_of(POST, POST.turns[0], date(2026, 6, 4))
    assert (whole.since, whole.until) == (
        ZERO + timedelta(days=3, hours=22),
        ZERO + timedelta(days=4, hours=6),
    )
    first, second = present(POST, POST.turns[0], date(2026, 6, 4))
    assert (first.since, second.until) == (whole.since, whole.until)
    assert second.since - first.until == HALF


def test_a_pattern_goes_round() -> None:
    laid = days_of("早晚休", date(2026, 6, 1), date(2026, 6, 5))
    assert "".join(mark for _day, mark in laid) == "早晚休早晚"


@pytest.mark.parametrize("text", ["", "-1", "1.5", "９", "1" * 6, "x", "\x00"])
def test_what_is_no_count_is_refused(text: str) -> None:
    found, wrong = counted([{"id": "a", "expected": 2, "out": None, "in": None}], "out", {"a": text})
    assert not found and set(wrong) == {"a"}


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ((2, 2, None), False),
        ((2, 1, None), True),
        ((2, 2, 1), True),
        ((None, 3, 3), False),
        ((None, 3, 4), True),
    ],
)
def test_a_difference_is_any_two_numbers_that_are_not_the_same(
    line: tuple[int | None, int | None, int | None], wrong: bool
) -> None:
    assert differs(dict(zip(("expected", "out", "in"), line, strict=True))) is wrong

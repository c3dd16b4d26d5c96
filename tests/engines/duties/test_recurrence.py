"""When duties fall due: the standards' own figures, and a slow oracle that looks at every minute or day."""

from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bihuan.engines.duties.recurrence import days, period_of, too_far_apart, windows
from bihuan.engines.duties.shapes import Days, Plan
from bihuan.ground.worktime import builtin
from bihuan.ground.worktime.zone import SHANGHAI

pytestmark = pytest.mark.pure
OFFICE = builtin("cn-office")
DAYS_OF_2026 = st.dates(date(2026, 1, 1), date(2026, 12, 31))


def plan(**over: Any) -> Plan:
    said = {
        "id": "round",
        "title": {"zh": "巡查"},
        "clause": "4a",
        "role": "guard",
        "days": {"every": "day"},
        "times": {"a_day": 8},
    }
    return Plan.model_validate(said | over)


def dues(made: Plan, first: date, last: date) -> list[str]:
    return [f"{one.due_at:%m-%d %H:%M}" for one in windows(made, first, last, OFFICE)]


def test_eight_rounds_a_day_and_one_every_two_hours_are_two_duties() -> None:
    """S002-6 4a and 4b."""
    day = date(2026, 6, 4)
    assert len(dues(plan(), day, day)) == 8
    key = dues(plan(times={"each": "2h"}), day, day)
    assert (len(key), key[0], key[-1]) == (12, "06-04 02:00", "06-05 00:00")


def test_the_last_workday_follows_the_state_councils_calendar() -> None:
    """30 September 2026 is a Wednesday before the holiday; the make-up days count as work."""
    months = [(date(2026, m, 1), period_of(date(2026, m, 1), "month")[1]) for m in (1, 2, 9, 10)]
    found = [list(days(Days(workday=-1), first, last, OFFICE)) for first, last in months]
    assert found == [[date(2026, 1, 30)], [date(2026, 2, 28)], [date(2026, 9, 30)], [date(2026, 10, 30)]]


def test_by_the_tenth_opens_on_the_first() -> None:
    made = plan(days={"by_day": 10}, times={"at": ["24:00"]})
    (one,) = windows(made, date(2026, 6, 1), date(2026, 6, 30))
    assert (f"{one.opens_at:%m-%d %H:%M}", f"{one.due_at:%m-%d %H:%M}") == ("06-01 00:00", "06-11 00:00")


def test_each_half_day_once() -> None:
    """S002-9 1.6: once in the morning, once in the afternoon."""
    made = plan(days={"every": "workday"}, times={"halves": True}, calendar="office")
    found = dues(made, date(2026, 6, 4), date(2026, 6, 7))
    assert found == ["06-04 12:00", "06-04 17:30", "06-05 12:00", "06-05 17:30"], "no weekend"


def test_before_and_after_work_hang_on_the_hours_of_the_day() -> None:
    before = plan(times={"before": "30min"}, days={"every": "workday"}, calendar="office")
    (one,) = windows(before, date(2026, 6, 4), date(2026, 6, 4), OFFICE)
    assert one.due_at - one.opens_at == timedelta(minutes=30)
    assert one.due_at == OFFICE.hours_on(date(2026, 6, 4))[0][0]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        # Of the examples in RFC 5545 3.8.5.3, with days of 2026 counted on a calendar by hand.
        ("FREQ=WEEKLY;BYDAY=FR", ["06-05", "06-12", "06-19", "06-26"]),
        ("FREQ=MONTHLY;BYDAY=1FR", ["06-05"]),
        ("FREQ=MONTHLY;BYMONTHDAY=-3", ["06-28"]),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2", ["06-29"]),
        ("FREQ=MONTHLY;BYMONTHDAY=13;BYDAY=FR", []),
        ("FREQ=MONTHLY;BYDAY=TU,TH;BYSETPOS=3", ["06-09"]),
    ],
)
def test_rules_of_rfc_5545(rule: str, expected: list[str]) -> None:
    found = days(Days(rule=rule), date(2026, 6, 1), date(2026, 6, 30))
    assert [f"{one:%m-%d}" for one in found] == expected


@given(first=DAYS_OF_2026, length=st.integers(0, 40), interval=st.integers(1, 3))
def test_every_second_week_is_the_same_whenever_one_asks(first: date, length: int, interval: int) -> None:
    rule = Days(rule=f"FREQ=WEEKLY;INTERVAL={interval};BYDAY=WE")
    whole = set(days(rule, date(2026, 1, 1), date(2027, 2, 28)))
    last = first + timedelta(length)
    assert set(days(rule, first, last)) == {one for one in whole if first <= one <= last}


@given(
    first=DAYS_OF_2026,
    length=st.integers(0, 100),
    n=st.integers(-23, 23).filter(bool),
    period=st.sampled_from(["week", "month", "quarter"]),
)
def test_the_nth_workday_against_counting_them_one_by_one(
    first: date, length: int, n: int, period: str
) -> None:
    last = first + timedelta(length)
    found = list(days(Days(workday=n, period=period), first, last, OFFICE))  # type: ignore[arg-type]
    expected = []
    for number in range(length + 1):
        day = first + timedelta(number)
        begin, end = period_of(day, period)
        step, at, worked = (1, begin, 0) if n > 0 else (-1, end, 0)
        while begin <= at <= end and OFFICE.is_workday(day):
            worked += OFFICE.is_workday(at)
            if at == day:
                break
            at += timedelta(step)
        if OFFICE.is_workday(day) and worked == abs(n):
            expected.append(day)
    assert found == expected


@given(day=DAYS_OF_2026, count=st.integers(1, 96))
def test_spread_rounds_cover_the_day_without_gap_or_overlap(day: date, count: int) -> None:
    found = sorted(windows(plan(times={"a_day": count}), day, day))
    assert len(found) == count
    assert all(a.due_at == b.opens_at for a, b in pairwise(found))
    assert found[-1].due_at - found[0].opens_at == timedelta(days=1)


@given(st.lists(st.integers(0, 1440), max_size=14), st.integers(30, 400))
def test_gaps_against_walking_through_the_minutes(done: list[int], most: int) -> None:
    since = datetime(2026, 6, 4, tzinfo=SHANGHAI)
    until = since + timedelta(days=1)
    moments = [since + timedelta(minutes=one) for one in done]
    found = too_far_apart(moments, since, until, timedelta(minutes=most))
    worst = waited = 0
    for minute in range(1, 1441):
        waited += 1
        worst = max(worst, waited)
        if minute in done:
            waited = 0
    assert bool(found) == (worst > most)


@pytest.mark.parametrize(
    "wrong",
    [
        {"days": {"every": "day", "by_day": 3}},
        {"days": {}},
        {"days": {"workday": 0}},
        {"days": {"rule": "FREQ=SECONDLY"}},
        {"days": {"rule": "FREQ=DAILY;INTERVAL=0"}},
        {"days": {"rule": "FREQ=DAILY;BYHOUR=1,2"}},
        {"days": {"rule": "FREQ=DAILY;UNTIL=20260101T000000"}},
        {"days": {"rule": "FREQ=WEEKLY;BYDAY=XX"}},
        {"times": {"at": ["25:00"]}},
        {"times": {"a_day": 8, "each": "2h"}},
        {"times": {"each": "2h", "from": "18:00", "to": "08:00"}},
        {"window": "soon"},
        {"unknown": 1},
    ],
)
def test_sloppy_plans_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        plan(**wrong)

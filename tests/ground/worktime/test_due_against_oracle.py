"""Every kind of allowance agrees with walking minute by minute."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bihuan.ground.worktime import Allowance, Conventions, add_working, due, working_seconds
from tests.ground.worktime import making

pytestmark = pytest.mark.pure

KINDS = {
    "clock": st.sampled_from(["45min", "4h", "72h", "-30min", "-24h"]),
    "working": st.builds(
        "{}{}".format, st.integers(1, 40) | st.integers(-15, -1), st.sampled_from(["wmin", "wh"])
    ),
    "workdays": st.integers(1, 30).map("{}wd".format),
    "workday lead": st.integers(1, 10).map("-{}wd".format),
    "days": st.builds("{}{}".format, st.integers(1, 45) | st.integers(-30, -1), st.sampled_from("dw")),
    "months": st.builds(
        "{}{}".format, st.integers(1, 3) | st.integers(-3, -1), st.sampled_from(["mo", "q", "hy"])
    ),
    "named day": st.sampled_from(
        ["same-day", "same-day 17:00", "half-day", "next-day", "next-day 09:00", "next-wd", "next-wd 09:00"]
    ),
    "named period": st.builds(
        "{}-{} {}{}".format,
        st.sampled_from(["this", "next"]),
        st.sampled_from(["week", "month", "quarter", "half", "year"]),
        st.sampled_from(["end", "day 1", "day 5", "day 7"]),
        st.sampled_from(["", " 09:00", " 24:00"]),
    ),
    "named month": st.sampled_from(
        ["this-month day 25", "next-month day 10", "quarter day 10", "month day 31"]
    ),
}


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=45, deadline=None)
@given(
    data=making.calendar_data(), given_conventions=making.conventions, start=making.starts, drawn=st.data()
)
def test_due_is_what_walking_finds(kind, data, given_conventions, start, drawn):
    text = drawn.draw(KINDS[kind])
    calendar, oracle = making.pair(data, given_conventions)
    found = due(making.utc(start), Allowance.parse(text), calendar, Conventions(**given_conventions))
    assert found == making.utc(oracle.due(start, text)), text


@settings(max_examples=40, deadline=None)
@given(data=making.calendar_data(), start=making.starts, minutes=st.integers(0, 20_000))
def test_working_seconds_are_the_open_minutes(data, start, minutes):
    calendar, oracle = making.pair(data, {})
    end = start + minutes * making.timedelta(minutes=1)
    found = working_seconds(making.utc(start), making.utc(end), calendar)
    assert found == 60 * oracle.working_minutes(start, end)
    assert working_seconds(making.utc(end), making.utc(start), calendar) == -found


@settings(max_examples=80, deadline=None)
@given(
    data=making.calendar_data(),
    start=making.starts,
    second=st.integers(0, 59),
    n=st.integers(-200_000, 200_000),
)
def test_elapsed_is_the_inverse_of_adding(data, start, second, n):
    calendar, _ = making.pair(data, {})
    moment = making.utc(start).replace(second=second)
    assert working_seconds(moment, add_working(moment, n, calendar), calendar) == n


@settings(max_examples=70, deadline=None)
@given(
    data=making.calendar_data(),
    given_conventions=making.conventions,
    start=making.starts,
    later=st.integers(0, 60 * 24 * 20),
    drawn=st.data(),
)
def test_a_later_start_is_never_due_earlier(data, given_conventions, start, later, drawn):
    allowance = Allowance.parse(drawn.draw(st.one_of(*KINDS.values())))
    calendar, _ = making.pair(data, given_conventions)
    counting = Conventions(**given_conventions)
    first = due(making.utc(start), allowance, calendar, counting)
    second = due(making.utc(start + later * making.timedelta(minutes=1)), allowance, calendar, counting)
    assert first <= second


@settings(max_examples=70, deadline=None)
@given(
    data=making.calendar_data(),
    given_conventions=making.conventions,
    start=making.starts,
    unit=st.sampled_from(["min", "h", "wmin", "wh", "wd", "d", "w", "mo", "y"]),
    amount=st.integers(1, 60),
)
def test_a_longer_allowance_is_never_due_earlier(data, given_conventions, start, unit, amount):
    calendar, _ = making.pair(data, given_conventions)
    counting = Conventions(**given_conventions)
    shorter, longer = (
        due(making.utc(start), Allowance(unit, n), calendar, counting) for n in (amount, amount + 1)
    )
    assert shorter <= longer

"""Clocks with events: pause, resume, extend, restart, stop."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bihuan.ground.worktime import (
    Allowance,
    BadEvent,
    Conventions,
    Event,
    counted_seconds,
    due,
    replay,
    steps,
)
from tests.ground.worktime import making
from tests.ground.worktime.making import OFFICE, at

pytestmark = pytest.mark.pure
TWO_DAYS, HOUR = Allowance.parse("2wd"), Allowance.parse("1wh")
START = at("2015-06-04 16:50")


def stand(*events, allowance=TWO_DAYS, start=START):
    return replay(start, allowance, OFFICE, events=[Event(*event) for event in events])


def test_clock_without_events_runs_to_its_due_time():
    standing = stand()
    assert standing.due_at == at("2015-06-09 00:00")
    assert standing.met is None
    assert not standing.overdue(at("2015-06-09 00:00"))
    assert standing.overdue(at("2015-06-09 00:01"))


def test_pause_moves_the_due_time_by_the_paused_working_time():
    standing = stand(("pause", at("2015-06-05 11:00")), ("resume", at("2015-06-05 15:00")))
    # Two hours of work lay in the pause: 11-12 and 14-15.
    assert standing.due_at == at("2015-06-09 10:30")


def test_pause_while_nothing_counts_moves_nothing():
    standing = stand(("pause", at("2015-06-05 18:00")), ("resume", at("2015-06-08 08:00")))
    assert standing.due_at == stand().due_at


def test_natural_clock_moves_by_plain_time_even_at_night():
    standing = stand(
        ("pause", at("2015-06-04 20:00")),
        ("resume", at("2015-06-04 23:00")),
        allowance=Allowance.parse("24h"),
    )
    assert standing.due_at == at("2015-06-05 19:50")


def test_paused_clock_shows_what_is_left_and_is_never_overdue():
    standing = stand(("pause", at("2015-06-05 10:30")), allowance=HOUR, start=at("2015-06-05 10:00"))
    assert (standing.due_at, standing.paused_since) == (None, at("2015-06-05 10:30"))
    assert standing.remaining_seconds == 1800
    assert not standing.overdue(at("2099-01-01 00:00"))


def test_pause_of_a_late_clock_does_not_make_it_timely():
    late = [("pause", at("2015-06-05 11:30")), ("resume", at("2015-06-05 15:00"))]
    standing = stand(*late, allowance=HOUR, start=at("2015-06-05 10:00"))
    assert stand(late[0], allowance=HOUR, start=at("2015-06-05 10:00")).remaining_seconds == -1800
    assert standing.overdue(at("2015-06-05 15:00"))


def test_stop_freezes_whether_it_was_in_time():
    in_time = stand(("stop", at("2015-06-09 00:00")))
    assert (in_time.met, in_time.stopped_at, in_time.remaining_seconds) == (True, at("2015-06-09 00:00"), 0)
    assert not in_time.overdue(at("2020-01-01 00:00"))
    late = stand(("stop", at("2015-06-09 00:01")))
    assert late.met is False
    assert late.overdue(at("2015-06-09 00:01"))


def test_stop_during_a_pause_counts_the_pause():
    standing = stand(("pause", at("2015-06-05 10:30")), ("stop", at("2015-07-01 10:00")),
                     allowance=HOUR, start=at("2015-06-05 10:00"))  # fmt: skip
    assert standing.met is True
    assert standing.paused_since is None
    assert standing.remaining_seconds == 1800


def test_extension_adds_days_to_the_last_day():
    assert stand(("extend", at("2015-06-05 10:00"), TWO_DAYS)).due_at == at("2015-06-11 00:00")


def test_extension_at_close_of_business_adds_days_to_the_same_day():
    events = [Event("extend", at("2015-06-05 10:00"), TWO_DAYS)]
    standing = replay(START, TWO_DAYS, OFFICE, Conventions(ends="close"), events)
    assert standing.due_at == at("2015-06-10 17:30")


def test_extension_in_hours_adds_to_the_due_moment():
    assert stand(("extend", at("2015-06-05 10:00"), Allowance.parse("4h"))).due_at == at("2015-06-09 04:00")


def test_extension_while_paused_stays_paused_with_more_left():
    pause = ("pause", at("2015-06-05 10:30"))
    standing = stand(
        pause, ("extend", at("2015-06-05 11:00"), HOUR), allowance=HOUR, start=at("2015-06-05 10:00")
    )
    assert standing.due_at is None
    assert standing.remaining_seconds == 1800 + 3600


def test_restart_counts_anew_even_after_a_stop():
    standing = stand(("stop", at("2015-06-05 10:00")), ("restart", at("2015-06-10 10:00")))
    assert standing.due_at == at("2015-06-13 00:00")
    assert standing.stopped_at is None


def test_restart_may_bring_its_own_allowance_for_the_rest_of_its_run():
    hours = Allowance.parse("4h")
    standing = stand(
        ("restart", at("2015-06-05 18:00"), hours),
        ("pause", at("2015-06-05 19:00")),
        ("resume", at("2015-06-05 20:00")),
    )
    assert standing.due_at == at("2015-06-05 23:00"), "paused time counts as the new allowance counts it"


@pytest.mark.parametrize(
    ("events", "why"),
    [
        ([("resume", START)], "has no pause before it"),
        ([("pause", START), ("pause", START)], "has not been resumed"),
        ([("pause", at("2015-06-04 16:00"))], "in order of time"),
        ([("stop", START), ("pause", START)], "only a restart can"),
        ([("stop", START), ("stop", START)], "only a restart can"),
        ([("extend", START)], "needs the allowance"),
        ([("extend", START, Allowance.parse("-2wd"))], "must be a length of time"),
        ([("extend", START, Allowance.parse("same-day"))], "must be a length of time"),
        ([("halt", START)], "must be one of pause, resume"),
    ],
)
def test_impossible_events_are_refused(events, why):
    with pytest.raises(BadEvent, match=why):
        stand(*events)


def test_steps_divide_the_counted_time():
    start, end = at("2015-06-05 08:30"), at("2015-06-09 00:00")
    half, most = steps(start, end, (0.5, 0.8), OFFICE, TWO_DAYS)
    assert half == at("2015-06-05 17:30")
    assert most == at("2015-06-08 14:42")


def test_steps_of_natural_time_and_of_time_outside_hours():
    assert steps(START, at("2015-06-04 17:30"), (0.5,), OFFICE, Allowance.parse("40min")) == (
        at("2015-06-04 17:10"),
    )
    night = at("2015-06-04 20:00"), at("2015-06-05 00:00")
    assert steps(*night, (0.25, 1), OFFICE, TWO_DAYS) == (at("2015-06-04 21:00"), at("2015-06-05 00:00"))


_allowances = st.sampled_from(
    ["90min", "30wmin", "3wh", "2wd", "10d", "1mo", "next-wd 09:00", "next-month day 10"]
)


@settings(max_examples=80, deadline=None)
@given(
    data=making.calendar_data(),
    start=making.starts,
    text=_allowances,
    gaps=st.lists(st.integers(0, 6000), max_size=6),
)
def test_pauses_move_the_due_time_by_exactly_the_paused_counted_time(data, start, text, gaps):
    calendar, oracle = making.pair(data, {})
    allowance, moment, events, paused = Allowance.parse(text), start, [], 0
    for n, minutes in enumerate(gaps):
        later = moment + timedelta(minutes=minutes)
        if n % 2:
            paused += oracle.working_minutes(moment, later) if allowance.counts_working_time else minutes
        moment = later
        events.append(Event("resume" if n % 2 else "pause", making.utc(moment)))
    standing = replay(making.utc(start), allowance, calendar, events=events)
    plain = due(making.utc(start), allowance, calendar)
    if len(gaps) % 2:
        assert standing.due_at is None
        assert not standing.overdue(making.utc(moment) + timedelta(days=9999))
        left = counted_seconds(making.utc(start), plain, allowance, calendar) + 60 * paused
        passed = counted_seconds(making.utc(start), making.utc(moment), allowance, calendar)
        assert standing.remaining_seconds == left - passed
    else:
        assert counted_seconds(plain, standing.due_at, allowance, calendar) == 60 * paused
        assert paused or standing.due_at == plain

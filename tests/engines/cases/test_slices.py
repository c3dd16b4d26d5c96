"""Each department's share of a case, in working time."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bihuan.engines.cases import actions
from bihuan.engines.cases.slices import Held, Slice, charged, shares, slice_of
from bihuan.ground.worktime import calendars
from tests.cast import Cast

SHANGHAI = ZoneInfo("Asia/Shanghai")
OFFICE = calendars.builtin("cn-office")
ALWAYS = calendars.builtin("cn-247")
THURSDAY = datetime(2026, 6, 4, 16, 30, tzinfo=SHANGHAI)


def test_a_night_in_the_drawer_does_not_count() -> None:
    friday = THURSDAY + timedelta(hours=17)
    assert slice_of(1, [(THURSDAY, friday)], friday + timedelta(days=9), OFFICE) == Slice(
        1, 3600 + 3600, False
    )


def test_who_still_holds_it_holds_it_until_now() -> None:
    at = THURSDAY + timedelta(minutes=30)
    assert slice_of(1, [(THURSDAY, None)], at, OFFICE) == Slice(1, 1800, True)


def test_while_it_lay_under_review_the_unit_did_not_hold_it() -> None:
    twice = [(THURSDAY, at(10)), (at(40), at(45))]
    assert slice_of(1, twice, at(60), OFFICE) == Slice(1, 15 * 60, False)


def test_before_it_was_sent_nobody_held_it() -> None:
    assert slice_of(1, [(THURSDAY, None)], THURSDAY - timedelta(hours=1), OFFICE).seconds == 0


def test_nothing_held_is_nobodys_share() -> None:
    assert shares([Slice(1, 0, True)]) == {}


@given(st.lists(st.tuples(st.integers(1, 5), st.integers(0, 10**6)), min_size=1, max_size=12))
def test_shares_add_up_to_a_hundred_and_never_stray_by_a_point(held: list[tuple[int, int]]) -> None:
    found = shares([Slice(team, seconds, False) for team, seconds in held])
    total = sum(seconds for _team, seconds in held)
    if total == 0:
        assert found == {}
        return
    assert sum(found.values()) == 100
    for team, share in found.items():
        exact = sum(seconds for one, seconds in held if one == team) * 100 / total
        assert abs(share - exact) < 1


def at(minutes: int) -> datetime:
    return THURSDAY + timedelta(minutes=minutes)


def held(team: int, since: int, until: int | None, *, leads: bool = False) -> Held:
    return Held(team, at(since), None if until is None else at(until), leads)


def test_who_used_the_time_up_is_charged_not_who_had_it_last() -> None:
    """The first unit kept it for an hour before the office closed, the second for twenty minutes."""
    days = [held(1, -60, 0), held(2, 0, 20)]
    assert charged(days, at(-60), at(20), OFFICE) == 1


def test_time_that_lay_with_no_unit_is_no_units_fault() -> None:
    assert charged([held(1, 50, None)], at(0), at(60), OFFICE) is None
    assert charged([held(1, 30, None)], at(0), at(60), OFFICE) == 1
    assert charged([], at(0), at(60), OFFICE) is None


def test_of_two_units_at_once_the_leading_one_is_charged() -> None:
    both = [held(1, 0, None), held(2, 0, None, leads=True)]
    assert charged(both, at(0), at(60), OFFICE) == 2


def test_where_no_working_time_passed_the_clock_on_the_wall_decides() -> None:
    night = [held(1, 300, 320), held(2, 320, 400)]
    assert charged(night, at(300), at(400), OFFICE) == 2


def test_a_pause_is_nobodys_time() -> None:
    waiting = [held(1, -60, -20), held(2, -20, 40)]
    assert charged(waiting, at(-60), at(40), OFFICE) == 2
    assert charged(waiting, at(-60), at(40), OFFICE, [(at(-10), at(20))]) == 1


spans = st.tuples(st.integers(1, 3), st.integers(0, 40), st.integers(0, 40) | st.none(), st.booleans())


@given(st.lists(spans, max_size=5), st.integers(0, 20), st.integers(1, 40))
def test_the_longest_slice_is_the_one_that_counting_by_minutes_finds(
    drawn: list[tuple[int, int, int | None, bool]], since: int, length: int
) -> None:
    orders = [
        held(team, begun, None if end is None else begun + end, leads=led) for team, begun, end, led in drawn
    ]
    until = since + length
    by_team = {team: 0 for team, *_rest in drawn}
    nobody = 0
    for minute in range(since, until):
        holding = {
            team
            for team, begun, end, _led in drawn
            if begun <= minute and (end is None or minute < begun + end)
        }
        nobody += not holding
        for team in holding:
            by_team[team] += 1
    found = charged(orders, at(since), at(until), ALWAYS)
    most = max(by_team.values(), default=0)
    if nobody > most:
        assert found is None
    elif found is None:
        assert most == 0
    else:
        assert by_team[found] == most


def test_an_order_that_comes_back_from_review_leaves_out_the_time_it_was_away(cast: Cast) -> None:
    case = cast.confirmed()
    actions.send_back(case, "事实不清", by=cast.actor(cast.liu), at=cast.later(hours=47))
    order = case.orders.get()
    stretches = list(order.stretches())
    assert stretches == [(order.sent_at, cast.later(hours=22)), (cast.later(hours=47), None)]
    assert order.confirmed_at is None

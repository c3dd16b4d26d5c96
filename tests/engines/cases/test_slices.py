"""Each department's share of a case, in working time."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bihuan.engines.cases.slices import Slice, shares, slice_of
from bihuan.ground.worktime import calendars

SHANGHAI = ZoneInfo("Asia/Shanghai")
OFFICE = calendars.builtin("cn-office")
THURSDAY = datetime(2026, 6, 4, 16, 30, tzinfo=SHANGHAI)


def test_a_night_in_the_drawer_does_not_count() -> None:
    friday = THURSDAY + timedelta(hours=17)
    assert slice_of(1, THURSDAY, friday, friday + timedelta(days=9), OFFICE) == Slice(1, 3600 + 3600, False)


def test_who_still_holds_it_holds_it_until_now() -> None:
    at = THURSDAY + timedelta(minutes=30)
    assert slice_of(1, THURSDAY, None, at, OFFICE) == Slice(1, 1800, True)


def test_before_it_was_sent_nobody_held_it() -> None:
    assert slice_of(1, THURSDAY, None, THURSDAY - timedelta(hours=1), OFFICE).seconds == 0


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

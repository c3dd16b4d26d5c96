"""Sums against slow, obvious counting."""

import math
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.reports.indicators import (
    SUMS,
    Branch,
    Value,
    growth,
    hot_spots,
    measured,
    quantile_of,
    result,
    rolled_up,
    share,
    verdict,
)
from bihuan.reports.shapes import Measure

pytestmark = pytest.mark.pure
SINCE = datetime(2026, 5, 1, tzinfo=UTC)
UNTIL = datetime(2026, 6, 1, tzinfo=UTC)
INSTANT = timedelta(microseconds=1)


def judged(**over: object) -> str | None:
    said: dict[str, object] = {
        "due_at": SINCE, "stopped_at": None, "met": None, "cancelled": False, "since": SINCE, "until": UNTIL
    }  # fmt: skip
    return verdict(**(said | over))  # type: ignore[arg-type]


def test_every_sum_a_pack_may_name_is_there_and_no_other() -> None:
    assert set(SUMS) == set(get_args(Measure))


def test_x2_6_forty_due_for_closing() -> None:
    on_time = measured(SUMS["share_on_time"], {"met": 38, "due": 40})
    called = measured(SUMS["share_called_back"], {"done": 38, "due": 38})
    content = measured(SUMS["share_satisfied"], {"satisfied": 37, "reached": 38})
    hundred = Decimal(100)
    assert [str(one.value) for one in (on_time, called, content)] == ["95.00", "100.00", "97.37"]
    assert [result(one, hundred, "higher") for one in (on_time, called, content)] == ["miss", "hit", "miss"]


def test_nothing_due_is_neither_nought_nor_a_hundred() -> None:
    found = measured(SUMS["share_on_time"], {})
    assert found == Value(0, 0, None)
    assert result(found, Decimal(100), "higher") == "none_due"


def test_a_count_of_nothing_is_nought() -> None:
    assert measured(SUMS["count_opened"], {}) == Value(0, None, Decimal(0))


def test_rounding_up_does_not_make_a_hit() -> None:
    found = measured(SUMS["share_on_time"], {"met": 19_999, "due": 20_000})
    assert str(found.value) == "100.00"
    assert result(found, Decimal(100), "higher") == "miss"


@given(st.integers(0, 10**7), st.integers(1, 10**7))
def test_share_is_the_fraction_rounded_half_up(part: int, whole: int) -> None:
    exact = Fraction(part * 100, whole)
    cents = (exact * 200 + 1) // 2  # half up by whole numbers
    assert share(part, whole) == Decimal(int(cents)) / 100


@given(st.integers(0, 1000), st.integers(1, 1000))
def test_lower_is_better_turns_the_verdict_round(part: int, whole: int) -> None:
    found = Value(part, whole, share(part, whole))
    assert result(found, Decimal(5), "lower") == ("hit" if Fraction(part * 100, whole) <= 5 else "miss")
    assert result(found, Decimal(5), "neither") == "untargeted"
    assert result(found, None, "higher") == "untargeted"


def test_the_period_takes_its_first_moment_and_not_its_end() -> None:
    assert judged(due_at=SINCE + INSTANT, met=True) == "met"
    assert judged(due_at=UNTIL, met=True) == "met", "the end of the last day is this period's"
    assert judged(due_at=UNTIL + INSTANT, met=True) is None
    assert judged(due_at=SINCE, met=True) is None, "the end of the day before is the last period's"


def test_a_paused_promise_is_not_due() -> None:
    assert judged(due_at=None) is None


def test_one_still_running_after_its_time_is_missed() -> None:
    assert judged(due_at=SINCE + INSTANT, stopped_at=None) == "missed"


def test_cancelled_before_its_time_was_never_due_but_a_breach_is_not_cancelled_away() -> None:
    due = SINCE + INSTANT
    assert judged(due_at=due, cancelled=True, stopped_at=due) is None
    assert judged(due_at=due, cancelled=True, stopped_at=due + INSTANT) == "missed"


hours = st.lists(st.integers(0, 10_000).map(lambda cents: Decimal(cents) / 100), min_size=1, max_size=60)


@given(hours, st.sampled_from([Decimal("0.5"), Decimal("0.9")]))
def test_a_quantile_is_the_smallest_value_that_enough_do_not_exceed(
    values: list[Decimal], which: Decimal
) -> None:
    enough = [one for one in values if sum(other <= one for other in values) >= which * len(values)]
    assert quantile_of(values, which) == min(enough)


def test_a_quantile_of_nothing_is_nothing() -> None:
    assert quantile_of([], Decimal("0.9")) is None


def test_growth_needs_something_before() -> None:
    assert growth(30, 20) == Decimal("50.00")
    assert growth(10, 20) == Decimal("-50.00")
    assert growth(3, 0) is None


counts = st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 40))


@given(counts, counts)
def test_hot_spots_grew_beyond_chance_and_nothing_left_out_grew_more(
    now: dict[str, int], before: dict[str, int]
) -> None:
    def grown(key: str) -> int:
        return now[key] - before.get(key, 0)

    real = [key for key in now if grown(key) > math.sqrt(now[key] + before.get(key, 0))]
    found = hot_spots(now, before)
    assert set(found) <= set(real) and len(found) == min(3, len(real))
    left = [grown(key) for key in real if key not in found]
    assert not left or max(left) <= min(grown(key) for key in found)


def test_one_after_none_is_chance() -> None:
    assert hot_spots({"noise": 1}, {}) == []
    assert hot_spots({"noise": 9}, {"noise": 2}) == ["noise"]
    assert hot_spots({"noise": 102}, {"noise": 100}) == []


TREE = (
    Branch("service", 0, ("efficiency", "late_repair", "attitude")),
    Branch("efficiency", 1, ("late_repair",)),
    Branch("late_repair", 2, ()),
    Branch("attitude", 1, ()),
    Branch("other", 0, ()),
)


@given(
    st.dictionaries(
        st.sampled_from(["service", "efficiency", "late_repair", "attitude", "other", "", "gone"]),
        st.integers(1, 9),
    )
)
def test_a_tree_rolled_up_still_adds_up_to_the_whole(leaves: dict[str, int]) -> None:
    rolled = rolled_up({key: {"all": count} for key, count in leaves.items()}, TREE)
    tops = {branch.key for branch in TREE if branch.depth == 0} | {"", "gone"}
    assert sum(tally["all"] for key, tally in rolled.items() if key in tops) == sum(leaves.values())
    below = sum(leaves.get(key, 0) for key in ("efficiency", "late_repair"))
    assert rolled.get("efficiency", {"all": 0})["all"] == below

"""Erlang C against published tables and against its own definition."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.engines.halls.staffing import (
    Flow,
    Limit,
    Overloaded,
    holds,
    mean_wait,
    mean_waiting,
    share_who_wait,
    share_within,
    windows_needed,
)

pytestmark = pytest.mark.pure


def by_definition(load: float, windows: int) -> float:
    """(A^c / c!) (c / (c - A)) over itself plus the sum of A^k / k! for k below c; in logarithms, term by term."""
    terms = [k * math.log(load) - math.lgamma(k + 1) for k in range(windows)]
    last = windows * math.log(load) - math.lgamma(windows + 1) + math.log(windows / (windows - load))
    top = max(*terms, last)
    return math.exp(last - top) / (sum(math.exp(term - top) for term in terms) + math.exp(last - top))


# With one server the chance to wait is the load itself, with two A^2 / (2 + A), as every textbook derives. 10 erlangs:
# Call Centre Helper, "Erlang C: a simple worked example" (200 calls an hour of 180 s). 48 erlangs: M. Tanner,
# "The Erlang-C formula" (mitan.co.uk; 360 calls in half an hour of 240 s, 55 agents).
@pytest.mark.parametrize(
    ("windows", "load", "published"),
    [
        (1, 0.5, 0.5),
        (1, 0.9, 0.9),
        (2, 1.0, 1 / 3),
        (2, 1.6, 2.56 / 3.6),
        (11, 10.0, 0.682),
        (12, 10.0, 0.449),
        (13, 10.0, 0.285),
        (14, 10.0, 0.174),
        (15, 10.0, 0.102),
        (55, 48.0, 0.239),
    ],
)
def test_the_chance_to_wait_is_the_published_one(windows: int, load: float, published: float) -> None:
    assert share_who_wait(load, windows) == pytest.approx(published, abs=5e-4)


@pytest.mark.parametrize(
    ("agents", "within"), [(11, 0.389), (12, 0.640), (13, 0.796), (14, 0.888), (15, 0.941)]
)
def test_the_share_within_twenty_seconds_is_the_published_one(agents: int, within: float) -> None:
    assert share_within(Flow(arrivals=200, minutes=3), agents, 20 / 60) == pytest.approx(within, abs=1e-3)


def test_the_published_example_of_two_hundred_calls_an_hour() -> None:
    """10 erlangs, 14 agents: 88.8 % within 20 s, 7.8 s on average; 13 agents miss 80 in 20."""
    flow = Flow(arrivals=200, minutes=3)
    assert flow.load == 10
    assert share_within(flow, 14, 20 / 60) == pytest.approx(0.888, abs=5e-4)
    assert mean_wait(flow, 14) * 60 == pytest.approx(7.8, abs=0.05)
    assert windows_needed(flow, Limit(share=0.8, within_minutes=20 / 60)) == 14


@pytest.mark.parametrize(("load", "windows"), [(3.0, 3), (3.2, 3), (0.5, 0)])
def test_more_work_than_windows_is_refused_with_what_would_do(load: float, windows: int) -> None:
    with pytest.raises(Overloaded, match=f"at least {math.floor(load) + 1} windows") as refused:
        share_who_wait(load, windows)
    assert refused.value.least == math.floor(load) + 1


def test_nobody_comes_nobody_waits() -> None:
    assert mean_wait(Flow(0, 5), 1) == 0
    assert share_within(Flow(10, 0), 1, 0) == 1
    assert windows_needed(Flow(0, 5), Limit(waiting_per_window=5)) == 1
    assert windows_needed(Flow(0, 5), Limit(waiting_per_window=5), least=3) == 3


def test_a_crowd_beyond_every_hall_is_refused() -> None:
    with pytest.raises(Overloaded):
        windows_needed(Flow(arrivals=10_000, minutes=60), Limit(share=0.8, within_minutes=10))


loads = st.floats(0.01, 60, allow_nan=False)


@given(loads, st.integers(1, 90))
def test_the_recursion_is_the_definition(load: float, windows: int) -> None:
    if load >= windows:
        with pytest.raises(Overloaded):
            share_who_wait(load, windows)
    else:
        assert share_who_wait(load, windows) == pytest.approx(by_definition(load, windows), rel=1e-9)


@given(st.floats(0.1, 300), st.floats(0.5, 30), st.integers(1, 40))
def test_one_window_more_never_makes_it_worse_and_little_s_law_holds(
    arrivals: float, minutes: float, windows: int
) -> None:
    flow = Flow(arrivals, minutes)
    if flow.load >= windows:
        return
    assert mean_wait(flow, windows + 1) <= mean_wait(flow, windows)
    assert share_within(flow, windows + 1, 5) >= share_within(flow, windows, 5) - 1e-12
    assert mean_waiting(flow, windows) == pytest.approx(arrivals / 60 * mean_wait(flow, windows))


@given(st.floats(0.1, 200), st.floats(0.5, 30), st.floats(1, 20), st.integers(1, 9))
def test_the_advice_is_the_fewest_that_holds(
    arrivals: float, minutes: float, waiting: float, least: int
) -> None:
    flow, limit = Flow(arrivals, minutes), Limit(waiting_per_window=waiting, share=0.5, within_minutes=10)
    advised = windows_needed(flow, limit, least)
    assert holds(flow, advised, limit) and advised >= least
    fewer = advised - 1
    assert fewer < least or fewer <= flow.load or not holds(flow, fewer, limit)

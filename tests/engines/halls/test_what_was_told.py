"""A week of a hall played from a seed: what people were told of their wait, against what came."""

import pytest

from bench.halls import GOAL, errors, month

pytestmark = pytest.mark.pure


@pytest.mark.parametrize("seed", [4, 11])
def test_the_estimate_beats_people_times_average(seed: int) -> None:
    found = errors(month(seed, days=5))
    assert found.visits > 700
    assert found.better >= GOAL
    assert found.better_than_shared > 0.1
    assert 0.72 <= found.within <= 0.92


def test_the_same_seed_tells_the_same_month() -> None:
    assert month(7, days=1) == month(7, days=1) != month(8, days=1)

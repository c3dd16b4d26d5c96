"""The reliability figures agree with a count minute by minute."""

from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.engines.outages.indices import Interruption, indices

pytestmark = pytest.mark.pure
BEGINS = datetime(2026, 6, 1, tzinfo=UTC)
SPAN = 120

_rows = st.lists(
    st.tuples(st.integers(-60, SPAN + 60), st.integers(0, 90), st.integers(0, 50)),
    max_size=6,
)


def _minute(n: int) -> datetime:
    return BEGINS + timedelta(minutes=n)


@given(_rows, st.integers(1, 300))
def test_the_time_is_what_counting_every_minute_of_every_household_gives(
    rows: list[tuple[int, int, int]], served: int
) -> None:
    found = indices(
        [Interruption(_minute(began), _minute(began + length), many) for began, length, many in rows],
        served,
        BEGINS,
        _minute(SPAN),
    )
    dark = sum(
        many for minute in range(SPAN) for began, length, many in rows if began <= minute < began + length
    )
    exact = Decimal(dark) / served
    assert found.minutes == exact.quantize(Decimal("0.01"), ROUND_HALF_UP)
    hit = sum(many for began, _length, many in rows if 0 <= began < SPAN)
    assert found.count == (Decimal(hit) / served).quantize(Decimal("0.0001"), ROUND_HALF_UP)


@given(_rows, st.integers(1, SPAN - 1))
def test_the_time_of_two_halves_is_the_time_of_the_whole(rows: list[tuple[int, int, int]], cut: int) -> None:
    said = [Interruption(_minute(began), _minute(began + length), many) for began, length, many in rows]
    parts = [indices(said, 1, BEGINS, _minute(cut)), indices(said, 1, _minute(cut), _minute(SPAN))]
    whole = indices(said, 1, BEGINS, _minute(SPAN))
    assert sum(one.minutes for one in parts) == whole.minutes
    assert sum(one.interruptions for one in parts) == whole.interruptions


def test_where_nobody_is_served_nothing_is_divided() -> None:
    found = indices([Interruption(_minute(0), _minute(9), 0)], 0, BEGINS, _minute(SPAN))
    assert not found.minutes and not found.count
    assert found.interruptions == 1

"""Periods follow each other without gap or overlap, in local days."""

from datetime import UTC, date, datetime, timedelta
from typing import get_args
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.reports.shapes import Period
from bihuan.reports.spans import ended, last_ended, span_on

pytestmark = pytest.mark.pure
SHANGHAI = ZoneInfo("Asia/Shanghai")
periods = st.sampled_from(get_args(Period))
days = st.dates(date(2004, 1, 2), date(2030, 12, 31))


@given(periods, days)
def test_periods_join_without_gap_or_overlap(period: Period, on: date) -> None:
    span = span_on(period, on)
    assert span.first <= on <= span.last
    assert span.before().until == span.since
    assert span_on(period, span.last + timedelta(days=1)).since == span.until
    assert span.days[0] == span.first and span.days[-1] == span.last


@given(
    periods,
    st.integers(0, 27 * 365 * 86_400).map(
        lambda seconds: datetime(2004, 1, 2, tzinfo=UTC) + timedelta(seconds=seconds)
    ),
)
def test_the_latest_ended_period_is_over_and_the_next_is_not(period: Period, at: datetime) -> None:
    span = last_ended(period, at)
    assert span.until <= at
    assert span_on(period, span.last + timedelta(days=1)).until > at


def test_a_day_ends_at_local_midnight() -> None:
    midnight = datetime(2026, 6, 5, 0, 0, tzinfo=SHANGHAI)
    assert last_ended("day", midnight).last == date(2026, 6, 4)
    assert last_ended("day", midnight - timedelta(microseconds=1)).last == date(2026, 6, 3)


def test_a_day_in_shanghai_is_not_a_day_in_utc() -> None:
    span = span_on("day", date(2026, 6, 4))
    assert span.since == datetime(2026, 6, 3, 16, tzinfo=UTC)
    assert span.until - span.since == timedelta(hours=24)


def test_the_month_before_march_is_february() -> None:
    assert span_on("month", date(2024, 3, 31)).before().dated == "20240201-0229"


def test_several_ended_periods_come_latest_first() -> None:
    at = datetime(2026, 6, 4, 12, tzinfo=SHANGHAI)
    assert [span.dated for span in ended("month", at, 3)] == [
        "20260501-0531",
        "20260401-0430",
        "20260301-0331",
    ]

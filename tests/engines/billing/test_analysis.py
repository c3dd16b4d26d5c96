"""Curves, forecasts and grades from bills, against slow sums day by day."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.engines.billing import analysis
from bihuan.engines.billing.analysis import Period

pytestmark = pytest.mark.pure

START = date(2024, 1, 1)
amounts = st.decimals(0, 5000, places=2)


@st.composite
def bills(draw: st.DrawFn) -> list[Period]:
    """Bills one after the other, some days apart."""
    found, first = [], START + timedelta(draw(st.integers(0, 400)))
    for _ in range(draw(st.integers(1, 8))):
        last = first + timedelta(draw(st.integers(0, 95)))
        found.append(Period(first, last, {"peak": draw(amounts), "valley": draw(amounts)}))
        first = last + timedelta(draw(st.integers(1, 40)))
    return found


@given(bills())
def test_months_and_years_add_up_to_the_bills_exactly_and_agree_with_a_walk_over_the_days(periods):
    walked: dict[tuple[int, int], Fraction] = {}
    for one in periods:
        for n in range(one.days):
            day = one.first + timedelta(n)
            walked[day.year, day.month] = walked.get((day.year, day.month), Fraction(0)) + one.a_day
    assert analysis.by_month(periods) == walked
    assert list(walked) == list(analysis.by_month(periods)), "in order"
    assert sum(analysis.by_year(periods).values()) == sum(Fraction(one.total) for one in periods)


@given(
    st.decimals(0, 500, places=1),
    st.fractions(0, 30, max_denominator=31),
    st.lists(st.decimals(1, 800, places=0), min_size=1, max_size=3, unique=True).map(sorted),
    st.integers(0, 200),
)
def test_the_day_a_step_begins_is_the_day_a_walk_over_the_days_goes_beyond_the_limit(
    counted, a_day, limits, days
):
    last = date(2026, 6, 30)
    until = last + timedelta(days)
    for reach in analysis.forecast(counted, last, a_day, limits, until):
        meter, day, begun = Fraction(counted), last, None
        while day < until and begun is None:
            day += timedelta(1)
            meter += a_day
            begun = day if meter > Fraction(reach.limit) else None
        if counted > reach.limit:
            assert reach.already
            assert reach.on is None
        else:
            assert reach.on == begun


def test_the_limit_itself_belongs_to_the_step_below():
    (reach,) = analysis.forecast(
        Decimal(100), date(2026, 6, 1), Fraction(10), [Decimal(180)], date(2026, 12, 31)
    )
    assert reach.on == date(2026, 6, 10), "on the 8th day 180 are full, the 9th goes beyond"
    (full,) = analysis.forecast(
        Decimal(180), date(2026, 6, 1), Fraction(10), [Decimal(180)], date(2026, 12, 31)
    )
    assert (full.already, full.on) == (False, date(2026, 6, 2))


@given(st.dictionaries(st.sampled_from(["sharp", "peak", "flat", "valley"]), amounts, min_size=1))
def test_shares_are_a_hundred_per_cent_together_and_none_is_off_by_a_tenth(quantities):
    given_out = analysis.shares(quantities)
    whole = sum(quantities.values())
    assert sum(given_out.values()) == (100 if whole else 0)
    for id, share in given_out.items():
        assert not whole or abs(
            Fraction(share) - Fraction(quantities[id]) * 100 / Fraction(whole)
        ) < Fraction(1, 10)


@given(
    st.one_of(st.none(), st.integers(1, 4)),
    st.one_of(st.none(), st.decimals(-90, 300, places=1)),
    st.one_of(st.none(), st.decimals(0, 100, places=1)),
)
def test_who_uses_more_never_gets_the_better_grade(step, trend, valley):
    order = ["A", "B", "C", "D"]
    one = analysis.grade(step, trend, valley)
    worse = analysis.grade(
        None if step is None else step + 1,
        None if trend is None else trend + 10,
        None if valley is None else max(Decimal(0), valley - 10),
    )
    if one.grade is None:
        assert (step, trend, valley) == (None, None, None)
    else:
        assert order.index(worse.grade) >= order.index(one.grade)
        assert {reason.code for reason in one.reasons} == {
            code
            for code, known in (("step", step), ("trend", trend), ("valley", valley))
            if known is not None
        }


def test_the_same_period_is_the_bill_that_ended_a_year_before():
    past = [Period(date(2025, m, 1), date(2025, m, 28), {"water": Decimal(m)}) for m in range(1, 13)]
    last = Period(date(2026, 6, 1), date(2026, 6, 30), {"water": Decimal(9)})
    assert analysis.same_period(past, last.last) == past[5]
    assert analysis.same_period(past[:2], last.last) is None
    leap = Period(date(2024, 2, 1), date(2024, 2, 29), {"water": Decimal(1)})
    assert analysis.same_period([Period(date(2023, 2, 1), date(2023, 2, 28), {})], leap.last) is not None


@pytest.mark.parametrize(
    ("trend", "valley", "told"),
    [
        (Decimal(30), None, ["risen"]),
        (Decimal(30), Decimal(10), ["risen", "peak_heavy"]),
        (Decimal(-8), Decimal(60), ["fallen"]),
        (None, None, []),
    ],
)
def test_tips_are_given_for_what_the_figures_show_only(trend, valley, told):
    assert analysis.tips(trend, [], valley, date(2026, 6, 1)) == told


def test_a_step_that_begins_soon_is_pointed_out():
    today = date(2026, 6, 1)
    soon = analysis.forecast(Decimal(100), today, Fraction(5), [Decimal(180)], date(2026, 12, 31))
    late = analysis.forecast(Decimal(100), today, Fraction(1), [Decimal(180)], date(2026, 12, 31))
    assert analysis.tips(None, soon, None, today) == ["near_step"]
    assert analysis.tips(None, late, None, today) == []

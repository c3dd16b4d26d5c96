"""Laws that every bill keeps, against a slow reckoning that climbs one unit at a time."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bihuan.engines.billing.charges import Version
from bihuan.engines.billing.ladders import climb, shared
from bihuan.engines.billing.shapes import Rounding
from bihuan.engines.billing.stretches import cut, months, part
from bihuan.engines.billing.tariffs import charge, rounded
from bihuan.engines.billing.usage import Usage
from tests.engines.billing.making import version

pytestmark = pytest.mark.pure

CENT = Decimal("0.01")
prices = st.decimals(0, 9, places=4, allow_nan=False)
days = st.dates(date(2021, 1, 1), date(2026, 12, 31))


@st.composite
def ladders(draw: st.DrawFn) -> dict[str, Any]:
    """A ladder, its prices and perhaps a household's allowance."""
    limits = sorted(draw(st.sets(st.integers(1, 60), min_size=1, max_size=3)))
    run, per = draw(st.sampled_from([("month", "month"), ("year", "month"), ("year", "year")]))
    said: dict[str, Any] = {
        "ladder": {"run": run, "limits_per": per, "limits": [{"up_to": limits}]},
        "components": [
            {"id": "water", "title": {"zh": "水费"}, "by_tier": draw(_rising(len(limits) + 1))},
            {"id": "sewage", "title": {"zh": "污水处理费"}, "price": draw(prices)},
        ],
    }
    if draw(st.booleans()):
        said["household"] = {
            "from": draw(st.integers(2, 5)),
            "add": [draw(st.integers(0, 9))] * len(limits),
            "per": draw(st.sampled_from(["person", "household"])),
        }
    return said


def _rising(count: int) -> st.SearchStrategy[list[Decimal]]:
    return st.lists(prices, min_size=count, max_size=count).map(sorted)


@st.composite
def bills(draw: st.DrawFn, most: int = 400) -> tuple[Version, Usage]:
    one = version(**draw(ladders()))
    ladder = one.tariff.ladder
    assert ladder is not None
    first = draw(days)
    last = first + timedelta(draw(st.integers(0, 70)))
    # Within one year of the count; how a bill crosses it has tests of its own.
    assume(first.year == last.year and (first.month, first.day) != (1, 1))
    yearly = ladder.run == "year"
    return one, Usage(
        first,
        last,
        {"water": Decimal(draw(st.integers(0, most)))},
        people=draw(st.integers(0, 8)),
        already=Decimal(draw(st.integers(0, 300))) if yearly else Decimal(0),
        months_used=draw(st.integers(1, 12)) if yearly and ladder.limits_per == "month" else 12,
    )


def months_touched(first: date, last: date) -> int:
    """How many times a month can be counted on from the first day; fifteen days or less at the end join the last."""
    count = 0
    year, month = first.year, first.month
    start = first
    while start <= last and (count == 0 or (last - start).days >= 15):
        count += 1
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
        wanted = first.day
        while True:
            try:
                start = date(year, month, wanted)
                break
            except ValueError:
                wanted -= 1
    return count


def slow(one: Version, what: Usage) -> Fraction:
    """The price of each unit, looked up by where it stands in the count, one after the other."""
    row = one.tariff
    ladder = row.ladder
    assert ladder is not None
    times = 1
    if ladder.limits_per == "month":
        times = what.months_used if ladder.run == "year" else months_touched(what.first, what.last)
    wider = [0] * len(ladder.limits[0].up_to)
    if row.household and what.people >= row.household.from_:
        heads = what.people - row.household.from_ + 1 if row.household.per == "person" else 1
        wider = [int(more) * heads for more in row.household.add]
    tops = [(int(top) + more) * times for top, more in zip(ladder.limits[0].up_to, wider, strict=True)]
    stepped, flat = row.components
    assert flat.price is not None
    whole = Fraction(0)
    for unit in range(int(what.quantities["water"])):
        place = int(what.already) + unit + 1
        tier = sum(1 for top in tops if place > top)
        whole += Fraction(stepped.by_tier[tier]) + Fraction(flat.price)
    return whole


@given(bills())
def test_a_bill_is_what_its_units_cost_one_by_one(bill: tuple[Version, Usage]) -> None:
    made = charge([bill[0]], bill[1])
    assert Fraction(made.exact) == slow(*bill)


@given(bills())
def test_the_lines_add_up_to_the_whole_and_it_is_rounded_once(bill: tuple[Version, Usage]) -> None:
    made = charge([bill[0]], bill[1])
    whole = sum((Fraction(line.amount) for line in made.lines), Fraction(0))
    assert whole == Fraction(made.exact)
    assert abs(Fraction(made.total) - whole) <= Fraction(1, 200)
    assert Fraction(made.total) == Fraction(int(whole * 100 + Fraction(1, 2)), 100)


@given(bills(), st.integers(0, 200))
def test_more_used_never_costs_less(bill: tuple[Version, Usage], more: int) -> None:
    one, what = bill
    larger = _with(what, what.quantities["water"] + more)
    assert charge([one], larger).exact >= charge([one], what).exact


@given(bills())
def test_nothing_jumps_at_the_edge_of_a_step(bill: tuple[Version, Usage]) -> None:
    one, what = bill
    dearest = max(one.tariff.components[0].by_tier) + (one.tariff.components[1].price or 0)
    a_little_more = _with(what, what.quantities["water"] + CENT)
    assert charge([one], a_little_more).exact - charge([one], what).exact <= CENT * dearest


@given(bills(), st.integers(0, 400))
def test_two_bills_of_a_year_cost_what_one_would(bill: tuple[Version, Usage], at: int) -> None:
    one, what = bill
    assume(one.tariff.ladder is not None and one.tariff.ladder.run == "year" and what.first < what.last)
    begun = min(Decimal(at), what.quantities["water"])
    middle = what.first + (what.last - what.first) / 2
    first = charge([one], _with(what, begun, last=middle))
    second = charge(
        [one],
        _with(what, what.quantities["water"] - begun, first=middle + timedelta(1), already=first.counted),
    )
    whole = charge([one], what)
    assert first.exact + second.exact == whole.exact
    assert second.counted == whole.counted


@given(bills(), st.integers(1, 69))
def test_a_change_that_changes_nothing_costs_nothing_over_a_year(
    bill: tuple[Version, Usage], at: int
) -> None:
    """The same prices in two versions, the count of the year going on: the days between them do not matter."""
    one, what = bill
    assume(one.tariff.ladder is not None and one.tariff.ladder.run == "year")
    turn = what.first + timedelta(at)
    assume(turn <= what.last)
    said = one.tariff.model_dump(by_alias=True)
    old = version(**said | {"id": "old", "in_force": {"from": "2020-01-01", "to": turn - timedelta(1)}})
    new = version(**said | {"id": "new", "in_force": {"from": turn}})
    made = charge([old, new], what)
    assert made.exact == charge([one], what).exact
    assert len(made.versions) == 2


@given(
    st.integers(1, 29),
    st.integers(0, 9),
    st.tuples(st.integers(1, 4), st.integers(1, 4)),
    st.tuples(_rising(3), _rising(3)),
)
def test_a_month_cut_by_a_new_price_is_what_each_day_costs(
    turn: int, daily: int, steps: tuple[int, int], dear: tuple[list[Decimal], list[Decimal]]
) -> None:
    """June, the same each day, limits that thirty divides: every day has a thirtieth of them."""
    low, high = steps[0] * 30, (steps[0] + steps[1]) * 30
    said = {"ladder": {"run": "month", "limits_per": "month", "limits": [{"up_to": [low, high]}]}}
    old, new = (
        version(
            id=id,
            in_force=when,
            components=[{"id": "water", "title": {"zh": "水费"}, "by_tier": prices}],
            **said,
        )
        for id, when, prices in (
            ("old", {"from": "2020-01-01", "to": date(2026, 6, turn)}, dear[0]),
            ("new", {"from": date(2026, 6, turn) + timedelta(1)}, dear[1]),
        )
    )
    made = charge([old, new], Usage(date(2026, 6, 1), date(2026, 6, 30), {"water": Decimal(30 * daily)}))
    slow = Fraction(0)
    for prices, length in ((dear[0], turn), (dear[1], 30 - turn)):
        for unit in range(1, daily * length + 1):
            tier = (unit > steps[0] * length) + (unit > (steps[0] + steps[1]) * length)
            slow += Fraction(prices[tier])
    assert Fraction(made.exact) == slow


@given(st.decimals(0, 10_000, places=2), st.lists(st.integers(1, 40), min_size=1, max_size=6))
def test_the_parts_of_a_quantity_add_up_and_are_never_negative(whole: Decimal, spans: list[int]) -> None:
    edges = [0]
    for span in spans:
        edges.append(edges[-1] + span)
    parts = [part(whole, low, high, edges[-1], CENT) for low, high in pairwise(edges)]
    assert sum(parts) == whole
    assert all(one >= 0 for one in parts)
    assert all(
        abs(one - whole * span / edges[-1]) <= 2 * CENT for one, span in zip(parts, spans, strict=True)
    )


@given(
    st.lists(st.decimals(0, 500, places=2), min_size=1, max_size=4),
    st.lists(st.integers(1, 400), min_size=1, max_size=3, unique=True),
    st.sampled_from([CENT, Decimal("0.1"), Decimal(1)]),
)
def test_steps_and_times_of_day_add_up_both_ways(
    counted: list[Decimal], limits: list[int], step: Decimal
) -> None:
    quantities = {f"m{n}": one for n, one in enumerate(counted)}
    whole = sum(counted, Decimal(0))
    tiers = climb(Decimal(0), whole, [Decimal(one) for one in sorted(limits)])
    dealt = shared(tiers, quantities, step)
    for id, parts in dealt.items():
        assert sum(parts) == quantities[id]
        assert all(one >= 0 for one in parts)
    for tier, amount in enumerate(tiers):
        assert sum(parts[tier] for parts in dealt.values()) == amount


@given(st.decimals(0, 1000), st.decimals(0, 1000), st.lists(st.integers(1, 900), max_size=4, unique=True))
def test_what_climbs_a_ladder_is_all_there(already: Decimal, quantity: Decimal, limits: list[int]) -> None:
    tops = [Decimal(one) for one in sorted(limits)]
    tiers = climb(Decimal(already), Decimal(quantity), tops)
    assert len(tiers) == len(tops) + 1
    assert all(one >= 0 for one in tiers)
    assert abs(sum(tiers) - quantity) < Decimal("1e-20")


@given(days, st.integers(0, 399))
def test_the_months_of_a_bill_cover_it_without_a_gap(first: date, length: int) -> None:
    last = first + timedelta(length)
    found = months(first, last)
    assert (found[0].first, found[-1].last) == (first, last)
    assert all(after.first == before.last + timedelta(1) for before, after in pairwise(found))
    assert len(found) == months_touched(first, last)


@given(days, st.integers(0, 200), st.lists(st.integers(0, 220), max_size=3, unique=True))
def test_stretches_cover_a_bill_without_a_gap(first: date, length: int, turns: list[int]) -> None:
    last = first + timedelta(length)
    starts = [date(2020, 1, 1), *sorted(first + timedelta(one) for one in turns)]
    ends = [one - timedelta(1) for one in starts[1:]]
    versions = [
        version(id=f"v{n}", in_force={"from": start, "to": end})
        for n, (start, end) in enumerate(zip(starts, [*ends, None], strict=True))
        if end is None or end >= start
    ]
    found = cut(versions, Usage(first, last, {}))
    assert (found[0].first, found[-1].last, found[0].before, found[-1].upto) == (first, last, 0, length + 1)
    assert all(after.first == before.last + timedelta(1) for before, after in pairwise(found))
    for one in found:
        assert one.version.tariff.in_force.holds(one.first)
        assert one.version.tariff.in_force.holds(one.last)


@given(
    st.decimals(0, 100_000, places=6),
    st.sampled_from(["0.01", "0.05", "0.1", "1"]),
    st.sampled_from(["half_up", "half_even", "up", "down"]),
)
def test_rounding_stays_within_one_step(exact: Decimal, step: str, mode: Any) -> None:
    found = rounded(exact, Rounding(step=Decimal(step), mode=mode))
    assert found % Decimal(step) == 0
    assert abs(found - exact) < Decimal(step)


def _with(what: Usage, quantity: Decimal, **over: Any) -> Usage:
    said: dict[str, Any] = {
        "first": what.first, "last": what.last, "people": what.people, "already": what.already,
        "months_used": what.months_used,
    }  # fmt: skip
    return Usage(quantities={"water": quantity}, **said | over)

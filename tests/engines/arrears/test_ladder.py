"""Rungs only go up, their days only forward, and parts add up to the cent."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

import bihuan.engines.arrears.scenarios  # noqa: F401  (announces the chapter)
from bihuan.engines.arrears.instalments import Part, kept_to, months_on, parts_of, shown
from bihuan.engines.arrears.ladder import Stretch, merged, next_rung
from bihuan.engines.arrears.shapes import Ladder
from bihuan.ground.standards.packs import load

pytestmark = pytest.mark.pure
PACK = load(Path(__file__).resolve().parents[3] / "packs/company-arrears-2026")
UTILITY: Ladder = PACK.rows("dunning")["utility"]
D0 = date(2026, 1, 15)
stretches = st.lists(
    st.tuples(st.integers(0, 80), st.integers(1, 40)).map(
        lambda pair: Stretch(D0 + timedelta(pair[0]), D0 + timedelta(pair[0] + pair[1]))
    ),
    max_size=4,
)


@given(st.lists(st.integers(0, 20), min_size=6, max_size=6), stretches)
def test_a_ladder_climbs_each_rung_once_and_never_back_in_time(
    delays: list[int], held: list[Stretch]
) -> None:
    done: dict[str, date] = {}
    for delay in delays:
        rung = next_rung(UTILITY, D0, done, held)
        assert rung is not None
        assert rung.step.id == UTILITY.steps[len(done)].id
        assert rung.due >= D0 + timedelta(rung.step.after)
        if done:
            assert rung.due > max(done.values())
        done[rung.step.id] = rung.due + timedelta(delay)
    assert next_rung(UTILITY, D0, done, held) is None


@given(stretches)
def test_no_rung_is_due_while_it_is_held_nor_sooner_for_it(held: list[Stretch]) -> None:
    free, pushed = next_rung(UTILITY, D0, {}), next_rung(UTILITY, D0, {}, held)
    assert free is not None and pushed is not None
    assert pushed.due >= free.due
    assert not any(one.since <= pushed.due < one.until for one in held)


@given(stretches, st.integers(1, 60))
def test_held_days_do_not_count_by_counting_them_one_by_one(held: list[Stretch], after: int) -> None:
    ladder = UTILITY.model_copy(update={"steps": (UTILITY.steps[0].model_copy(update={"after": after}),)})
    day, counted = D0, 0
    still = {one.since + timedelta(n) for one in held for n in range((one.until - one.since).days)}
    while counted < after or day in still:
        counted += day not in still
        day += timedelta(1)
    rung = next_rung(ladder, D0, {}, held)
    assert rung is not None and rung.due == day


@given(stretches)
def test_merged_stretches_are_the_same_days(held: list[Stretch]) -> None:
    def days(all_: object) -> list[date]:
        return [one.since + timedelta(n) for one in all_ for n in range((one.until - one.since).days)]  # type: ignore[attr-defined]

    assert days(merged(held)) == sorted(set(days(held)))


@given(st.integers(200, 10_000_000), st.integers(2, 36), st.dates(date(2020, 1, 1), date(2060, 1, 1)))
def test_parts_add_up_exactly_and_are_even_to_the_cent(cents: int, count: int, first: date) -> None:
    total = Decimal(cents) / 100
    parts = parts_of(total, count, first)
    assert sum(one.amount for one in parts) == total
    assert len(parts) == count and min(one.amount for one in parts) > 0
    assert len({one.amount for one in parts[1:]}) == 1
    assert 0 <= parts[0].amount - parts[-1].amount < Decimal("0.01") * count
    assert [one.due for one in parts] == sorted({one.due for one in parts})
    assert sum((left for _part, left in shown(parts, total)), Decimal(0)) == 0


def test_the_last_of_a_month_stays_the_last_of_a_month() -> None:
    assert [months_on(date(2026, 1, 31), n).isoformat() for n in (0, 1, 2, 11)] == [
        "2026-01-31",
        "2026-02-28",
        "2026-03-31",
        "2026-12-31",
    ]


def test_a_part_is_kept_up_to_the_last_day_of_grace() -> None:
    parts = [Part(date(2026, 7, 1), Decimal(50)), Part(date(2026, 8, 1), Decimal(50))]
    assert kept_to(parts, Decimal(0), 3, date(2026, 7, 4))
    assert not kept_to(parts, Decimal("49.99"), 3, date(2026, 7, 5))
    assert kept_to(parts, Decimal(50), 3, date(2026, 8, 4))


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"commodities": ["property"]}, "property fee"),
        ({"cut": None}, "under cut"),
        ({"steps": UTILITY.model_dump()["steps"][:5]}, "neither without the other"),
        ({"steps": UTILITY.model_dump()["steps"][::-1]}, "sooner, or is milder"),
    ],
)
def test_a_ladder_that_the_law_or_sense_forbids_is_refused(said: dict[str, object], why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        Ladder.model_validate(UTILITY.model_dump() | said)

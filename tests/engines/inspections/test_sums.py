"""Who is drawn and who is honoured, against slow and stupid counting."""

import random
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.engines.inspections.periods import days_of, period_of, within
from bihuan.engines.inspections.ranking import Standing, ranked
from bihuan.engines.inspections.sampling import drawn, size
from bihuan.engines.inspections.shapes import Awards, Gate, Sampling
from bihuan.ground.standards.base import Text

pytestmark = pytest.mark.pure

NAME = Text(zh="规则", en="Rule")
RULE = Sampling(title=NAME, all_up_to=10, share=70)
AWARDS = Awards(title=NAME, at_least=Decimal(80), best=3, gates=(Gate(id="grave", title=NAME),))
PLACES = st.sets(st.integers(1, 10_000), max_size=60)


@pytest.mark.parametrize(("places", "looked_at"), [(0, 0), (1, 1), (10, 10), (11, 8), (20, 14), (100, 70)])
def test_all_up_to_ten_and_seventy_per_cent_beyond_rounded_up(places: int, looked_at: int) -> None:
    assert size(places, RULE) == looked_at


@given(PLACES, st.text(min_size=1, max_size=20), st.randoms(use_true_random=False))
def test_the_same_seed_draws_the_same_places_in_whatever_order_they_stand(
    places: set[int], seed: str, dice: random.Random
) -> None:
    mixed = list(places)
    dice.shuffle(mixed)
    first = drawn(places, size(len(places), RULE), seed)
    assert first == drawn(mixed, size(len(places), RULE), seed)
    assert len(first) == len(set(first)) == size(len(places), RULE) and set(first) <= places


def test_every_place_comes_about_as_often_as_another() -> None:
    often = dict.fromkeys(range(20), 0)
    for seed in range(2000):
        for place in drawn(range(20), 5, f"seed {seed}"):
            often[place] += 1
    assert all(400 < count < 600 for count in often.values()), often


def test_another_seed_draws_otherwise() -> None:
    assert drawn(range(30), 10, "one") != drawn(range(30), 10, "two")


POINTS = st.decimals(0, 100, places=2)
FIELD = st.lists(st.tuples(POINTS, POINTS, st.booleans(), st.booleans(), st.booleans()), max_size=12)


@given(FIELD)
def test_ranks_and_awards_are_what_slow_counting_says(
    field: list[tuple[Decimal, Decimal, bool, bool, bool]],
) -> None:
    standings = [
        Standing(
            place,
            {("a", "1"): one, **({("b", "1"): two} if whole else {})},
            vetoed,
            ("grave",) if event else (),
        )
        for place, (one, two, whole, vetoed, event) in enumerate(field)
    ]
    found = {one.place: one for one in ranked(standings, ("a", "b"), AWARDS)}
    means = {
        place: (Fraction(one) + Fraction(two)) / 2
        for place, (one, two, whole, *_) in enumerate(field)
        if whole
    }
    assert found.keys() == means.keys()
    for place, mean in means.items():
        better = [other for other in means if means[other] > mean]
        assert found[place].rank == len(better) + 1
        _one, _two, _whole, vetoed, event = field[place]
        fit_ahead = [
            other for other in better if means[other] >= 80 and not field[other][3] and not field[other][4]
        ]
        assert found[place].honoured == (mean >= 80 and not vetoed and not event and len(fit_ahead) < 3)
        assert found[place].honoured == (found[place].why == ())


def test_eighty_is_enough_and_a_hair_less_is_not() -> None:
    enough, less = (Standing(n, {("a", "1"): Decimal(points)}) for n, points in enumerate(("80", "79.99")))
    found = ranked([enough, less], ("a",), AWARDS)
    assert [(one.honoured, one.why) for one in found] == [(True, ()), (False, ("points",))]


def test_a_year_is_made_of_its_halves() -> None:
    assert (period_of(date(2026, 6, 30), "half_year"), period_of(date(2026, 7, 1), "half_year")) == (
        "2026-1",
        "2026-2",
    )
    assert days_of("2026-2") == (date(2026, 7, 1), date(2026, 12, 31))
    assert days_of("2026") == (date(2026, 1, 1), date(2026, 12, 31))
    assert within("2026") == ("2026", "2026-1", "2026-2") and within("2026-1") == ("2026-1",)


@pytest.mark.parametrize("period", ["", "2026-3", "26", "2026-11", "x", "2026-1\n", "２０２６"])
def test_what_is_no_period_is_refused(period: str) -> None:
    with pytest.raises(ValueError):
        days_of(period)

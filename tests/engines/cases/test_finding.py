"""The index against the plain question "does it contain this?", on whichever database runs."""

import random
from itertools import product

import pytest

from bihuan.engines.cases.models import Case
from bihuan.engines.cases.searching import found, newest
from bihuan.ground.search import index
from tests.cast import Cast

ALPHABET = "停水电费"


def test_the_index_finds_exactly_what_a_slow_look_finds(cast: Cast) -> None:
    chance = random.Random(7)
    for _ in range(40):
        text = "".join(chance.choice(ALPHABET + "，") for _ in range(chance.randint(3, 9)))
        cast.complaint(
            text=text + "x", title=text[:4] + "题", address="", reporter_name="", reporter_phone=""
        )
    cases = list(Case.objects.all())
    for length in (1, 2, 3):
        for letters in product(ALPHABET, repeat=length):
            query = "".join(letters)
            expected = {case.pk for case in cases if query in case.title or query in case.text}
            assert {case.pk for case in found(Case.objects.all(), query)} == expected, query


def test_newest_first(cast: Cast) -> None:
    older, newer = cast.complaint(), cast.complaint()
    assert list(found(Case.objects.all(), "停水")) == [newer, older]


def test_pages_of_hits_are_the_same_as_the_whole_answer(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "WINDOW", 10)
    monkeypatch.setattr(index, "FIRST", 3)
    for number in range(30):
        cast.complaint(
            text=f"管网改造第{number}处" if number % 3 else "管网不改造，网改好了", title="标题", address=""
        )
    every = Case.objects.all()
    for query in ("改造", "管网改造", "造", "没有"):
        expected = list(found(every, query).values_list("pk", flat=True))
        for everything in (True, False):
            pages = [newest(every, query, first, 7, everything=everything) for first in range(0, 35, 7)]
            assert [pk for page in pages for pk in page] == expected, (query, everything)

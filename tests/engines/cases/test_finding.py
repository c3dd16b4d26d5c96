"""The index against the plain question "does it contain this?", on whichever database runs."""

import random
from itertools import product

import pytest

from bihuan.engines.cases import searching
from bihuan.engines.cases.models import Case
from bihuan.engines.cases.searching import CASES, found, newest
from bihuan.ground.search import index
from bihuan.ground.standards import adoption
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
    """However many shelves the rows stand on, and however few are looked at together."""
    for name, value in (("SHELF", 3), ("AT_FIRST", 1), ("GROWTH", 2), ("FEW", 2)):
        monkeypatch.setattr(index, name, value)
    monkeypatch.setattr(searching, "CHUNK", 2)
    for number in range(30):
        cast.complaint(
            text=f"管网改造第{number}处" if number % 3 else "管网不改造，网改好了", title="标题", address=""
        )
    every = Case.objects.all()
    for query in ("改造", "管网改造", "造", "没有", "管网 第1", "标题 改造第", "网不改"):
        expected = list(found(every, query).values_list("pk", flat=True))
        for everything in (True, False):
            pages = [newest(every, query, first, 7, everything=everything) for first in range(0, 35, 7)]
            assert [pk for page in pages for pk in page] == expected, (query, everything)
        for below in (expected or [10])[::4]:
            under = [pk for pk in expected if pk < below][:5]
            assert newest(every, query, 0, 5, everything=True, below=below) == under, (query, below)


def test_a_search_finds_only_what_the_asker_may_see(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "CHUNK", 1)
    seen = [cast.dispatched()[0].pk for _ in range(3)]
    for _ in range(3):
        cast.dispatched(confidential=True)
    visible = Case.objects.visible_to(cast.actor(cast.wang), adoption.roles())
    for query in ("停水", "打电话没有人接"):
        assert newest(visible, query, 0, 10, everything=False) == sorted(seen, reverse=True)
        assert newest(visible, query, 1, 1, everything=False) == [seen[1]]
        assert len(newest(Case.objects.all(), query, 0, 10, everything=True)) == 6


def test_what_was_indexed_anew_is_found_by_its_new_words_alone(cast: Cast) -> None:
    case = cast.complaint(text="小区停水了", title="停水", address="")
    CASES.put(case.pk, "燃气漏气了")
    assert [list(hits) for hits in CASES.newest("漏气")] == [[case.pk]]
    assert [list(hits) for hits in CASES.newest("停水")] == [[]]
    assert [list(hits) for hits in CASES.newest("？！")] == []

"""Worked examples notice when something else comes out."""

from pathlib import Path
from typing import Any

import pytest

from bihuan.ground.standards.packs import Pack, load
from bihuan.ground.standards.scenarios import play
from bihuan.ground.standards.shapes import Scenario
from tests.ground.standards.making import write

pytestmark = pytest.mark.pure


@pytest.fixture
def pack(tmp_path: Path) -> Pack:
    return load(write(tmp_path / "corner-shop"))


def played(pack: Pack, **said: Any) -> list[str]:
    given: dict[str, Any] = {"name": "x", "run": "clocks", "given": {"kind": "complaint"}, "then": {}, **said}
    return play(pack, Scenario.model_validate(given))


ACCEPTED = [{"accepted": "2026-03-09 10:00"}]


def test_what_comes_out_is_compared(pack: Pack) -> None:
    assert played(pack, when=ACCEPTED, then={"answer": {"due": "2026-03-11 24:00", "state": "running"}}) == []
    assert played(pack, when=ACCEPTED, then={"answer": {"due": "2026-03-10 24:00"}}) == [
        "answer.due should be 2026-03-10 24:00, is 2026-03-11 24:00"
    ]


def test_a_clock_that_should_not_run(pack: Pack) -> None:
    assert played(pack, when=[], then={"answer": "none"}) == []
    (difference,) = played(pack, when=ACCEPTED, then={"answer": "none"})
    assert difference.startswith("answer should be none, is {")


def test_a_clock_that_should_run(pack: Pack) -> None:
    assert played(pack, when=[], then={"answer": {"due": "2026-03-10 24:00"}}) == [
        "answer should be {'due': '2026-03-10 24:00'}, is none"
    ]


@pytest.mark.parametrize(
    ("when", "state"),
    [
        ([*ACCEPTED, {"answered": "2026-03-11 23:59"}], "met"),
        ([*ACCEPTED, {"answered": "2026-03-12 00:01"}], "missed"),
        ([*ACCEPTED, {"now": "2026-03-12 00:01"}], "overdue"),
        ([*ACCEPTED, {"pause": "2026-03-10 10:00"}, {"now": "2026-04-01 10:00"}], "paused"),
        ([*ACCEPTED, {"answered": "2026-03-10 10:00"}, {"pause": "2026-03-10 11:00"}], "met"),
    ],
)
def test_states_of_a_clock(pack: Pack, when: list[dict[str, Any]], state: str) -> None:
    assert played(pack, when=when, then={"answer": {"state": state}}) == []


def test_a_pause_moves_the_due_time_by_the_working_time_paused(pack: Pack) -> None:
    when = [*ACCEPTED, {"pause": "2026-03-10 09:00"}, {"resume": "2026-03-11 09:00"}]
    assert played(pack, when=when, then={"answer": {"state": "running", "due": "2026-03-12 17:00"}}) == []


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"run": "weather"}, "nobody runs 'weather'"),
        ({"given": {"kind": "tale"}}, "cannot be played: 'tale'"),
        ({"when": [{"eaten": "2026-03-09 10:00"}]}, "'eaten' is not an event"),
        ({"when": [{"accepted": "yesterday"}]}, "cannot be played"),
    ],
)
def test_what_cannot_be_played_is_told(pack: Pack, said: dict[str, Any], sentence: str) -> None:
    (difference,) = played(pack, **said)
    assert sentence in difference

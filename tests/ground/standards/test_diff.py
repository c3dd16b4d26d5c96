"""What changed between two editions, and what an editor may write."""

import json
from pathlib import Path

import pytest

from bihuan.ground.standards.diff import Change, diff
from bihuan.ground.standards.packs import load
from bihuan.ground.standards.schema import schema
from tests.ground.standards.making import edit, put, write

pytestmark = pytest.mark.pure


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    return write(tmp_path / "old"), write(tmp_path / "new")


def changes(pair: tuple[Path, Path]) -> list[tuple[str, str, str, str]]:
    return [(one.what, one.ref, one.before, one.after) for one in diff(load(pair[0]), load(pair[1]))]


def test_the_same_edition_has_no_difference(pair: tuple[Path, Path]) -> None:
    assert changes(pair) == []


@pytest.mark.parametrize(("allowance", "what"), [("1wd", "tighter"), ("5wd", "looser"), ("2d", "changed")])
def test_an_allowance_is_tighter_looser_or_of_another_unit(
    pair: tuple[Path, Path], allowance: str, what: str
) -> None:
    edit(pair[1], "kinds/complaint.yaml", "2wd", allowance)
    edit(pair[1], "scenarios/limits.yaml", "answer:", "answer2:")
    assert changes(pair) == [(what, "kinds:complaint.answer", "2wd", allowance)]


def test_another_counting_is_a_change_of_the_promise(pair: tuple[Path, Path]) -> None:
    edit(pair[1], "kinds/complaint.yaml", "allowance: 2wd", "allowance: 2wd\n    ends: close")
    assert changes(pair) == [("changed", "kinds:complaint.answer", "ends: midnight", "ends: close")]


def test_a_new_wording_and_a_new_clause(pair: tuple[Path, Path]) -> None:
    edit(pair[1], "clauses/01.yaml", "态度和气。", "态度诚恳。")
    put(
        pair[1],
        "clauses/02.yaml",
        (pair[0] / "clauses/01.yaml").read_text(encoding="utf-8").replace("1.", "2."),
    )
    edit(pair[1], "clauses/02.yaml", "held_by: machine", "held_by: text\n    why: {zh: 试行, en: trial}")
    assert changes(pair) == [
        ("reworded", "clauses:1.2", "态度和气。", "态度诚恳。"),
        ("new", "clauses:2.1", "", "两个工作日内答复。"),
        ("new", "clauses:2.2", "", "态度和气。"),
    ]


def test_a_target_that_is_raised_is_tighter(pair: tuple[Path, Path]) -> None:
    edit(pair[1], "indicators.yaml", "95%", "99%")
    assert changes(pair) == [("tighter", "indicators:answer_rate", "95%", "99%")]


def test_a_row_that_went(pair: tuple[Path, Path]) -> None:
    put(pair[0], "channels.yaml", "- {id: hall, title: {zh: 大厅, en: Hall}}\n")
    assert diff(load(pair[0]), load(pair[1])) == [Change("gone", "channels:hall", "")]


def test_schema_knows_every_file_and_refuses_unknown_keys() -> None:
    found = schema()
    assert {
        "pack.yaml",
        "clauses/*.yaml",
        "kinds/*.yaml",
        "calendars.yaml",
        "reports.yaml",
        "texts/*.yaml",
    } <= set(found)
    assert found["kinds/*.yaml"]["additionalProperties"] is False
    assert found["calendars.yaml"]["type"] == "array"
    assert found["calendars.yaml"]["items"]["additionalProperties"] is False
    json.dumps(found)

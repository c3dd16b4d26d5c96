"""Worked examples of scores in a pack."""

from pathlib import Path
from typing import Any

import pytest

import bihuan.ground.sheets.scenarios  # noqa: F401  (announces its runner)
from bihuan.ground.standards.packs import load
from bihuan.ground.standards.scenarios import play
from bihuan.ground.standards.shapes import Scenario
from tests.ground.standards.making import put, write

pytestmark = pytest.mark.pure

SHEET = """
    id: check
    title: {zh: 检查, en: Check}
    use: inspection
    scoring: {bonus_most: 3, countersign: {role: clerk}}
    sections:
      - id: all
        title: {zh: 全部, en: All}
        items:
          - {id: kind, title: {zh: 和气, en: Kind}, answer: yes_no, points: site, veto: true}
          - {id: spots, title: {zh: 污迹, en: Stains}, answer: number, at_least: 0, points: 4, photo: finding,
             off: {how: each, points: 1.5}, not_applicable: {zh: 露天, en: outdoors}}
          - {id: praise, title: {zh: 表扬, en: Praise}, answer: yes_no, points: 5, bonus: true}
"""
GIVEN: dict[str, Any] = {"sheet": "check", "points": 6, "rest": "in_order"}


def played(tmp_path: Path, given: dict[str, Any], **then: Any) -> list[str]:
    folder = write(tmp_path / "corner-shop")
    put(folder, "sheets/check.yaml", SHEET)
    return play(load(folder), Scenario(name="one", run="score", given=given, then=then))


def test_answers_come_to_a_score_with_its_reasons(tmp_path: Path) -> None:
    assert not played(
        tmp_path,
        {**GIVEN, "answers": {"spots": 3, "praise": "yes"}},
        score="63.00", exact="63", bonus="3", veto="none", off={"spots": "4", "kind": "none"},
        why={"spots": "污迹：3处 × 1.5分 = 4.5分，最多扣4分", "praise": "表扬：加5分"},
        sections={"all": {"base": "10", "off": "4"}}, lacking=2,
    )  # fmt: skip


def test_a_veto_and_what_does_not_apply(tmp_path: Path) -> None:
    answers = {"kind": "no", "spots": "na"}
    why = {"spots": "污迹：不适用，不计入总分"}
    assert not played(tmp_path, {**GIVEN, "answers": answers}, score="0.00", veto="kind", why=why)


def test_in_order_throughout_is_a_hundred_without_bonus(tmp_path: Path) -> None:
    assert not played(tmp_path, {**GIVEN, "countersigned": True}, score="100.00", bonus="0", lacking=0)


def test_another_result_is_told(tmp_path: Path) -> None:
    assert played(tmp_path, GIVEN, score="99.00") == ["score should be 99.00, is 100.00"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"points": None}, "check: the site has yet to set the points of kind"),
        ({"points": {"spots": 1}}, "check: the site has yet to set the points of kind"),
        ({"rest": "none"}, "spots: Please answer “Stains”."),
        ({"rest": "fine"}, "rest: 'fine' is not known"),
        ({"mood": "good"}, "given: 'mood' is not known"),
        ({"answers": {"kind": "maybe"}}, "kind: Answer yes or no."),
    ],
)
def test_an_example_that_cannot_be_played_says_why(
    tmp_path: Path, change: dict[str, Any], sentence: str
) -> None:
    (said,) = played(tmp_path, {**GIVEN, **change}, score="100.00")
    assert said.startswith("cannot be played: ") and sentence in said

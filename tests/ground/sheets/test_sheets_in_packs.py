"""What a pack may declare as a sheet."""

from pathlib import Path

import pytest

from bihuan.ground.standards.packs import load
from bihuan.ground.standards.reading import PackError
from tests.ground.standards.making import put, told, write

pytestmark = pytest.mark.pure

SOUND = """
    id: check
    title: {zh: 检查, en: Check}
    use: inspection
    role: clerk
    sections:
      - id: all
        title: {zh: 全部, en: All}
        items:
          - {id: kind, title: {zh: 和气, en: Kind}, answer: yes_no, clause: "1.1"}
"""


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("role: clerk", "role: king", "role 'king' is not in pack.yaml"),
        ("answer: yes_no", "answer: choice", "item kind: a choice needs at least two options"),
        ("answer: yes_no", "answer: rating", "item kind: a rating needs at_least and at_most"),
        (
            "answer: yes_no",
            "answer: yes_no, options: [{id: a, title: {zh: 甲}}]",
            "item kind: only a choice has options",
        ),
        ("use: inspection", "use: callback", "a callback sheet must say which answers count as satisfied"),
        ('clause: "1.1"', 'clause: "7.7"', "cites clause '7.7'"),
    ],
)
def test_a_broken_sheet_is_refused(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    folder = write(tmp_path / "corner-shop")
    put(folder, "sheets/check.yaml", SOUND)
    load(folder)
    put(folder, "sheets/check.yaml", SOUND.replace(old, new))
    with pytest.raises(PackError) as caught:
        load(folder)
    assert any(
        problem.startswith("sheets/check.yaml:") and sentence in problem for problem in told(caught.value)
    )


def test_the_same_item_twice_is_refused(tmp_path: Path) -> None:
    folder = write(tmp_path / "corner-shop")
    row = '          - {id: kind, title: {zh: 和气, en: Kind}, answer: yes_no, clause: "1.1"}\n'
    put(folder, "sheets/check.yaml", SOUND.rstrip(" ") + row)
    with pytest.raises(PackError, match="item 'kind' is there twice"):
        load(folder)


SCORED = SOUND.replace("sections:", "scoring: {}\n    sections:").replace("yes_no,", "yes_no, points: 2,")
ROW = 'answer: yes_no, points: 2, clause: "1.1"'


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("answer: rating, points: 2, at_least: 1, at_most: 5", "a rating or a text cannot be scored"),
        ("answer: yes_no, points: 2, required: false", "a scored item is always answered"),
        ("answer: number, points: 2", "a scored number needs at_least, such as 0"),
        ("answer: number, points: 2, at_least: -3, bonus: true", "a scored number needs at_least, such as 0"),
        ("answer: yes_no, points: 2, bonus: true", "scoring needs at least one item with points"),
        ("answer: yes_no, points: 2, bonus: true", "bonus items need scoring.bonus_most"),
        ("answer: yes_no, points: 2, bonus: true, veto: true", "a bonus cannot be a veto"),
        (
            "answer: yes_no, points: 2, bonus: true, off: {how: all}",
            "a bonus is a yes_no, or a number of which each gives points",
        ),
        ("answer: yes_no, off: {how: all}", "off and bonus need points"),
        ("answer: yes_no, points: 2, off: {how: fixed}", "fixed and each need points"),
        ("answer: yes_no, points: 2, off: {how: all, points: 1}", "fixed and each need points"),
        ("answer: yes_no, points: 2, off: {how: steps}", "steps need rungs"),
        ("answer: yes_no, points: 2, off: {how: fixed, points: 1, most: 2}", "only each has most"),
        (
            "answer: yes_no, points: 2, off: {how: fixed, points: 3}",
            "3 is more than the 2 points of the item",
        ),
        (
            "answer: number, at_least: 0, points: 2, off: {how: steps, steps: [{from: 3, points: 1}, {from: 2, points: 2}]}",
            "rungs rise, in findings and in points",
        ),
        (
            "answer: choice, points: 2, options: [{id: a, title: {zh: 甲}}, {id: b, title: {zh: 乙}}]",
            "no option takes anything off",
        ),
        (
            "answer: choice, points: 2, options: [{id: na, title: {zh: 甲}, off: 1}, {id: b, title: {zh: 乙}}],"
            " not_applicable: {zh: 没有}",
            "item kind: no option may be called na",
        ),
        ("answer: yes_no, points: 2, good: {at_most: 3}", "item kind: only a number has good"),
        ("answer: text, not_applicable: {zh: 没有}", "item kind: a text is left empty instead"),
        ("answer: yes_no, points: 0", "0 is no number of points; write such as 2 or 0.5, or site"),
        ("answer: yes_no, points: some", "'some' is no number of points; write such as 2 or 0.5, or site"),
    ],
)
def test_broken_points_are_refused(tmp_path: Path, row: str, sentence: str) -> None:
    folder = write(tmp_path / "corner-shop")
    put(folder, "sheets/check.yaml", SCORED)
    load(folder)
    put(folder, "sheets/check.yaml", SCORED.replace(ROW, row))
    with pytest.raises(PackError) as caught:
        load(folder)
    assert any(sentence in problem for problem in told(caught.value)), told(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("    scoring: {}\n", "", "item kind: points, veto and bonus need scoring on the sheet"),
        ("scoring: {}", "scoring: {countersign: {role: king}}", "role 'king' is not in pack.yaml"),
        ("scoring: {}", "scoring: {half: up}", "half"),
        (
            "items:\n",
            "items: [{id: w, title: {zh: 记}, answer: text, required: false}]\n"
            "      - id: more\n        title: {zh: 又}\n        weight: 3\n        items:\n",
            None,
        ),
        (
            "sections:\n",
            "sections:\n      - {id: first, title: {zh: 先}, weight: 2, items: [{id: w, title: {zh: 记},"
            " answer: yes_no, points: 1}]}\n",
            "either every scored section has a weight, or none",
        ),
        (
            "sections:\n",
            "sections:\n      - {id: first, title: {zh: 先}, most_off: 2, items: [{id: w, title: {zh: 记},"
            " answer: yes_no}]}\n",
            "section first: weight and most_off need items with points",
        ),
    ],
)
def test_a_sheets_scoring_hangs_together(tmp_path: Path, old: str, new: str, sentence: str | None) -> None:
    folder = write(tmp_path / "corner-shop")
    assert old in SCORED
    put(folder, "sheets/check.yaml", SCORED.replace(old, new, 1))
    if sentence is None:
        load(folder)
        return
    with pytest.raises(PackError) as caught:
        load(folder)
    assert any(sentence in problem for problem in told(caught.value)), told(caught.value)

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

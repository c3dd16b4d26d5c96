"""Points that a standard leaves open are set by the site, once, and nothing else is."""

from pathlib import Path

import pytest

from bihuan.ground.sheets.scoring import score
from bihuan.ground.sheets.shapes import fill
from bihuan.ground.standards.packs import Pack, load
from bihuan.ground.standards.reading import PackError
from tests.ground.standards.making import put, told, write
from tests.ground.standards.test_tightening import CLAUSES, PAGE

pytestmark = pytest.mark.pure

SHEET = """
    id: check
    title: {zh: 检查, en: Check}
    use: inspection
    scoring: {}
    sections:
      - id: all
        title: {zh: 全部, en: All}
        items:
          - {id: kind, title: {zh: 和气, en: Kind}, answer: yes_no, points: site}
          - {id: tidy, title: {zh: 整洁, en: Tidy}, answer: yes_no, points: site}
          - {id: printed, title: {zh: 已定, en: Printed}, answer: yes_no, points: 3}
          - {id: steps, title: {zh: 台阶, en: Steps}, answer: yes_no, points: site, off: {how: fixed, points: 2}}
"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    put(write(tmp_path / "corner-shop"), "sheets/check.yaml", SHEET)
    put(tmp_path / "corner-east", "pack.yaml", PAGE)
    put(tmp_path / "corner-east", "clauses/e.yaml", CLAUSES)
    return tmp_path / "corner-east"


def setting(site: Path, **rows: str) -> Pack:
    why = "clause: E1, reason: {zh: 本店定, en: ours}"
    lines = [f"- {{id: {id}, {row}, {why}}}\n" for id, row in rows.items()]
    put(site, "tighten.yaml", "".join(lines))
    return load(site)


def refused(site: Path, **rows: str) -> str:
    with pytest.raises(PackError) as caught:
        setting(site, **rows)
    (problem,) = told(caught.value)
    return problem


def test_one_items_own_points_stand_and_the_sheets_fill_the_rest_whatever_comes_first(site: Path) -> None:
    pack = setting(site, rest="points: check, to: 2", own='points: check.tidy, to: "4.5"')
    sheet = pack.rows("sheets")["check"]
    assert [str(item.points) for item in sheet.items()] == ["2", "4.5", "3", "2"]
    made = score(sheet, fill(sheet, {"kind": True, "tidy": False, "printed": True, "steps": True}))
    assert str(made.points) == "60.87", "7 of 11.5"


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("points: check.printed, to: 1", "the points of check.printed are not open"),
        ("points: check.nothing, to: 1", "points 'check.nothing' is not in the extended pack"),
        ("points: nothing, to: 1", "points 'nothing' is not in the extended pack"),
        ("points: check.kind, to: many", "to: 'many' is no number of points"),
        ("points: check.kind, to: 0", "to: 0 is no number of points"),
        ("points: check.kind, to: NaN", "to: 'NaN' is no number of points"),
        ("points: check.steps, to: 1", "item steps: 2 is more than the 1 points of the item"),
    ],
)
def test_only_what_is_open_is_set_and_to_a_number(site: Path, row: str, sentence: str) -> None:
    assert sentence in refused(site, one=row)


def test_points_are_set_once(site: Path) -> None:
    said = refused(site, one="points: check.kind, to: 1", two="points: check.kind, to: 2")
    assert "the points of check.kind are not open: the standard or another row sets them" in said

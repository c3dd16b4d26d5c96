"""The bank outlet's inspection standard: complete, its figures in force, its points honestly open."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import bihuan.engines.cases.scenarios
import bihuan.engines.halls.scenarios
import bihuan.engines.outages.scenarios
import bihuan.ground.sheets.scenarios  # noqa: F401
from bihuan.engines.cases.kinds import flow_of, kind_of
from bihuan.engines.halls.shapes import HallRules
from bihuan.ground.sheets.scoring import NotScored, score
from bihuan.ground.sheets.shapes import Item, Sheet, fill
from bihuan.ground.standards.coverage import coverage
from bihuan.ground.standards.packs import Pack, load
from tests.ground.standards.making import put

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.pure


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load(ROOT / "packs" / "bank-outlet-inspection-2011")


def sheets(pack: Pack) -> list[Sheet]:
    return list(pack.rows("sheets").values())


def items(pack: Pack) -> Iterator[Item]:
    for sheet in sheets(pack):
        yield from sheet.items()


def in_order(sheet: Sheet) -> dict[str, object]:
    numbers = {item.id: item.good and (item.good.at_least or item.good.at_most) for item in sheet.items()}
    return {item.id: numbers[item.id] if item.answer == "number" else True for item in sheet.items()}


def test_only_what_has_no_words_is_held_by_nothing(pack: Pack) -> None:
    assert [held.clause.number for held in coverage(pack).clauses if held.clause.held_by == "text"] == [
        "前言", "一(二)", "二(八)2", "三",
    ]  # fmt: skip


def test_every_item_cites_its_clause_and_is_said_in_english(pack: Pack) -> None:
    for item in items(pack):
        assert item.clause and item.title.en, item.id
        assert item.not_applicable is None or item.not_applicable.en, item.id


def test_the_source_prints_no_points_so_the_pack_prints_none(pack: Pack) -> None:
    assert {item.points for item in items(pack)} == {"site"}
    for sheet in sheets(pack):
        with pytest.raises(NotScored):
            score(sheet, fill(sheet, in_order(sheet)))


def test_the_halls_figures(pack: Pack) -> None:
    rules: HallRules = pack.rows("halls")["outlet"]
    assert rules.windows and rules.waiting_per_window and rules.lobby_away
    assert (rules.windows.workday, rules.windows.holiday) == (3, 2)
    assert (rules.waiting_per_window.most, rules.lobby_away.most) == (5, "15min")


def test_only_the_head_of_the_hall_signs_the_answer(pack: Pack) -> None:
    assert kind_of(pack, "opinion").promises[0].allowance == "1wd"
    answering = [move for move in flow_of(pack, "opinion").moves if move.verb in ("answer", "resolve")]
    assert {role for move in answering for role in move.roles} == {"hall_head"}
    assert not any(move.customer for move in answering)


def test_a_bank_sets_the_points_in_a_pack_of_its_own(pack: Pack, tmp_path: Path) -> None:
    folder = tmp_path / "branch"
    put(folder, "pack.yaml", """
        id: branch
        edition: "1"
        title: {zh: 支行评分, en: Points of a branch}
        issuer: {zh: 支行, en: Branch}
        in_force: 2012-01-01
        source: {zh: 自拟, en: its own}
        extends: bank-outlet-inspection-2011@2011.1
    """)  # fmt: skip
    put(folder, "clauses/points.yaml", """
        chapter: 分值
        title: {zh: 分值, en: Points}
        clauses:
          - {number: 分-1, wording: {zh: 每项一分，英语服务四分。, en: "One point each, English four."}, held_by: machine}
    """)  # fmt: skip
    why = "clause: 分-1, reason: {zh: 本行定, en: ours}"
    put(folder, "tighten.yaml", f"""
        - {{id: all, points: software, to: 1, {why}}}
        - {{id: english, points: software.english_speakers, to: 4, {why}}}
    """)  # fmt: skip
    branch = load(folder, {pack.name: pack})
    sheet: Sheet = branch.rows("sheets")["software"]
    made = score(sheet, fill(sheet, {**in_order(sheet), "english_speakers": 0}))
    assert str(made.points) == "89.47", "34 of 38"

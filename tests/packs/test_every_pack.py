"""Every pack of the house: it loads, its clauses are held as they say, its worked examples come out."""

import dataclasses
from pathlib import Path

import pytest

import bihuan.engines.applications.scenarios
import bihuan.engines.arrears.scenarios
import bihuan.engines.billing.scenarios
import bihuan.engines.cases.scenarios
import bihuan.engines.duties.scenarios
import bihuan.engines.halls.scenarios
import bihuan.engines.inspections.scenarios
import bihuan.engines.outages.scenarios
import bihuan.engines.registers.scenarios
import bihuan.engines.rosters.scenarios
import bihuan.ground.sheets.scenarios
import bihuan.ground.standards.offices
import bihuan.reports.scenarios  # noqa: F401  (they announce chapters and runners)
from bihuan.engines.cases.kinds import CaseKind, Category, Flow, Question
from bihuan.ground.standards.coverage import coverage
from bihuan.ground.standards.packs import Pack, load_all
from bihuan.ground.standards.scenarios import play, problems
from bihuan.ground.standards.shapes import Scenario
from bihuan.ground.worktime import Allowance

FOLDER = Path(__file__).resolve().parents[2] / "packs"
PACKS = load_all(FOLDER)
SCENARIOS = [(pack, scenario) for pack in PACKS.values() for scenario in pack.scenarios]

pytestmark = pytest.mark.pure


@pytest.fixture(params=PACKS.values(), ids=PACKS.keys())
def pack(request: pytest.FixtureRequest) -> Pack:
    found: Pack = request.param
    return found


@pytest.mark.parametrize(("pack", "scenario"), SCENARIOS, ids=[f"{p.id}: {s.name}" for p, s in SCENARIOS])
def test_worked_example_comes_out(pack: Pack, scenario: Scenario) -> None:
    assert play(pack, scenario) == []


def test_a_pack_has_worked_examples(pack: Pack) -> None:
    assert pack.scenarios
    assert not list(problems(pack))


def test_every_clause_stands_in_the_coverage_once(pack: Pack) -> None:
    told = coverage(pack)
    assert [held.clause.number for held in told.clauses] == list(pack.clauses)
    assert sum(told.counts.values()) == len(pack.clauses)


def test_a_clause_without_holder_says_why(pack: Pack) -> None:
    for held in coverage(pack).clauses:
        assert held.holders or held.clause.why, held.clause.number


def test_everything_is_said_in_english_too(pack: Pack) -> None:
    silent = [clause.number for clause in pack.clauses.values() if not clause.wording.en]
    silent += [
        f"{kind.id}.{promise.id}"
        for kind in _kinds(pack)
        for promise in kind.promises
        if not promise.title.en
    ]
    silent += [
        f"{flow.id}.{stage.id}" for flow in _flows(pack) for stage in flow.stages if not stage.plain.en
    ]
    assert silent == []
    assert pack.texts("en").keys() == pack.texts("zh-Hans").keys()


def test_a_public_promise_is_said_in_plain_words(pack: Pack) -> None:
    mute = [
        f"{kind.id}.{promise.id}"
        for kind in _kinds(pack)
        for promise in kind.promises
        if promise.public and promise.plain is None
    ]
    assert mute == []


def test_every_promise_of_every_kind_has_a_worked_example(pack: Pack) -> None:
    shown = {
        (scenario.given["kind"], promise)
        for one in (pack, pack.base)
        if one
        for scenario in one.scenarios
        if scenario.run == "clocks"
        for promise, value in scenario.then.items()
        if value != "none"
    }
    made = {(kind.id, promise.id) for kind in _kinds(pack) for promise in kind.promises}
    # A report of wrongdoing walks the complaint's way; its examples show that once.
    same = {(kind, promise) for kind, promise in made if kind == "report" and ("complaint", promise) in shown}
    assert made - shown - same == set()


def test_warning_steps_come_in_order(pack: Pack) -> None:
    for kind in _kinds(pack):
        for promise in kind.promises:
            order = [_when(step.at) for step in promise.steps]
            assert order == sorted(order), f"{kind.id}.{promise.id}"


def test_every_stage_can_be_reached_and_left(pack: Pack) -> None:
    for flow in _flows(pack):
        # `review` is reached by the engine itself, when the last order is confirmed.
        reached = {flow.stages[0].id, "review"} | {move.to for move in flow.moves if move.to}
        left = {stage for move in flow.moves if move.to for stage in move.at} | {"handling"}
        for stage in flow.stages:
            assert stage.id in reached, f"{flow.id}: nothing leads to {stage.id}"
            assert stage.final or stage.id in left, f"{flow.id}: nothing leads on from {stage.id}"


def test_nothing_works_on_a_case_that_is_withdrawn_or_merged(pack: Pack) -> None:
    for flow in _flows(pack):
        for move in flow.moves:
            assert not {"withdrawn", "merged"} & set(move.at), f"{flow.id}: {move.verb}"


def test_the_hash_tells_one_content_from_another(pack: Pack) -> None:
    assert len(pack.hash) == 64
    assert pack == dataclasses.replace(pack)
    assert pack != dataclasses.replace(pack, hash="0" * 64)


def _kinds(pack: Pack) -> list[CaseKind]:
    return list(pack.rows("kinds").values())


def _flows(pack: Pack) -> list[Flow]:
    return list(pack.rows("flows").values())


def _when(step: str) -> tuple[int, int]:
    if step.endswith("%"):
        return 0, int(step[:-1])
    if step == "due":
        return 1, 0
    after = Allowance.parse(step[1:])
    return 2, after.size * (86400 if after.kind in ("workday", "day") else 1)


def test_a_category_has_one_place_in_the_tree(pack: Pack) -> None:
    ids = [id for top in pack.rows("categories").values() for id in _ids(top)]
    assert sorted(ids) == sorted(set(ids))


def test_the_guided_classification_ends_and_asks_nothing_in_vain(pack: Pack) -> None:
    questions: dict[str, Question] = dict(pack.rows("questions"))
    asked: set[str] = set()

    def ask(id: str, before: tuple[str, ...]) -> None:
        assert id not in before, f"{id} comes round again"
        asked.add(id)
        for target in (questions[id].yes, questions[id].no):
            if not target.startswith("="):
                ask(target, (*before, id))

    if questions:
        ask(next(iter(questions)), ())
    assert asked == questions.keys()


def _ids(category: Category) -> list[str]:
    return [category.id, *(id for child in category.children for id in _ids(child))]

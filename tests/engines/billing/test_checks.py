"""A pack whose prices do not hold together is refused, with file and line."""

import shutil
from pathlib import Path

import pytest

import bihuan.engines.billing.scenarios
import bihuan.engines.cases.scenarios
import bihuan.reports.scenarios  # noqa: F401
from bihuan.ground.standards.diff import diff
from bihuan.ground.standards.packs import load
from bihuan.ground.standards.reading import PackError, Problem

pytestmark = pytest.mark.pure

PACK = Path(__file__).resolve().parents[3] / "packs" / "china-tariffs-2026"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PACK, tmp_path / PACK.name))


def broken(folder: Path, file: str, old: str, new: str) -> tuple[Problem, ...]:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{file} does not say {old!r}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(PackError) as caught:
        load(folder)
    return caught.value.problems


BEIJING, TIMES = "tariffs/beijing-water-2014.yaml", "tariffs/guangzhou-power-times-2021.yaml"
SHANDONG, SHENZHEN = "tariffs/shandong-power-2019.yaml", "tariffs/shenzhen-water-fee-2011b.yaml"
HEAT = "tariffs/beijing-heat-metered-2010.yaml"


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        (BEIJING, "[180, 260]", "[260, 180]", "limits 260, 180 do not rise"),
        (BEIJING, "[180, 260]", "[180, 180]", "limits 180, 180 do not rise"),
        (BEIJING, "[180, 260]", "[]", "give at least one limit"),
        (BEIJING, "[2.07, 4.07, 6.07]", "[2.07, 4.07]", "component water: 2 prices for 3 steps"),
        (BEIJING, "add: [30, 30]", "add: [30]", "household: add needs 2 values"),
        (BEIJING, "run: year", "run: month", "needs limits_per month"),
        (BEIJING, "run: year", 'run: year\n  begins: "02-30"', "begins '02-30' is not a day of every year"),
        (BEIJING, "price: 1.57", "price: 1.57, by_tier: [1, 2, 3]", "component resource: give exactly one of"),
        (BEIJING, "id: sewage", "id: resource", "component 'resource' is there twice"),
        (BEIJING, "number: 京发改〔2014〕865号", "read_on: 2014-13-01", "is not a date"),
        (BEIJING, "  number: 京发改〔2014〕865号\n", "", "give the number of the document"),
        (BEIJING, "from: 2014-05-01", "from: 2014-05-01, to: 2014-04-30", "2014-04-30 is before 2014-05-01"),
        (BEIJING, "clause: 京水-3", "clause: 京水-9", "clause '京水-9', which is not in clauses/"),
        (BEIJING, "price: 1.57", "price: cheap", "'cheap' is not a number; write it plain, such as 0.5469"),
        (BEIJING, "price: 1.57", "price: -1", "greater than or equal to 0"),
        (TIMES, "[5, 6, 7, 8, 9, 10]", "[5, 6, 7, 8, 9]", "month 10 is named 0 times"),
        (TIMES, "[5, 6, 7, 8, 9, 10]", "[4, 5, 6, 7, 8, 9, 10]", "month 4 is named 2 times"),
        (TIMES, "up_to: [260, 600]", "up_to: [260]", "every season needs the same number of steps"),
        (TIMES, "flat: 0.5802", "noon: 0.5802", "measure 'noon' is not in measures (peak, flat, valley)"),
        (TIMES, '"14:00-19:00"', '"14:00-18:00"', "in month 1 18:00 belongs to 0 measures"),
        (TIMES, '"00:00-08:00"', '"23:00-08:00"', "in month 1 23:00 belongs to 2 measures"),
        (SHENZHEN, "from: 2011-04-01", "from: 2011-03-31", "'shenzhen-water-fee-2011a' of the same series"),
        (SHENZHEN, "unit: m3", "unit: GJ", "counts other measures than 'shenzhen-water-fee-2011a'"),
        (SHENZHEN, "free: 8", "free: 8, percent: 50", "relief low-income: give exactly one of free and percent"),
        (SHANDONG, "free: 15", "free: 15, of: [funds]", "component 'funds' is not in components"),
        (SHANDONG, "free: 15", "free: 15, how: deduct, price: 1", "deduct takes from one measure"),
        (HEAT, "of: [heat], ", "", "measure heat: no component charges it in month 1"),
        ("late_charges.yaml", "to: 2024-05-31", "to: 1990-01-01", "1990-01-01 is before 1996-10-08"),
    ],
)  # fmt: skip
def test_what_does_not_hold_together_is_told(copy: Path, file: str, old: str, new: str, told: str) -> None:
    problems = broken(copy, file, old, new)
    assert any(told in problem.message for problem in problems), [str(one) for one in problems]
    assert all(problem.path.startswith(PACK.name) and problem.line > 0 for problem in problems)


def test_a_key_nobody_knows_is_named_with_its_line(copy: Path) -> None:
    line = (copy / BEIJING).read_text(encoding="utf-8").splitlines().index(
        "household: {from: 6, add: [30, 30], per: person, clause: 京水-3}"
    ) + 1
    (problem,) = broken(copy, BEIJING, "household: {from: 6", "household: {form: 6")[:1]
    assert problem.line == line
    assert "did you mean 'from'" in str(problem) or "'from' is missing" in str(problem)


def test_it_is_told_in_chinese_too(copy: Path) -> None:
    (problem,) = broken(copy, BEIJING, "[2.07, 4.07, 6.07]", "[2.07, 4.07]")
    assert "有 3 档，却写了 2 个价格" in problem.say("zh")


def test_a_new_price_is_told_where_two_editions_are_compared(copy: Path) -> None:
    path = copy / BEIJING
    text = path.read_text(encoding="utf-8")
    for old, new in (
        ("4.07", "4.17"),
        ("[180, 260]", "[190, 260]"),
        ("from: 6", "from: 5"),
        ("price: 1.36", "price: 1.5"),
    ):
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")
    assert [(one.what, one.ref, one.clause, one.before, one.after) for one in diff(load(PACK), load(copy))] == [
        ("changed", "tariffs:beijing-water-2014.ladder", "京水-1", "limits: [up_to [180, 260]]", "limits: [up_to [190, 260]]"),
        ("changed", "tariffs:beijing-water-2014.household", "京水-3", "from: 6", "from: 5"),
        ("changed", "tariffs:beijing-water-2014.water", "京水-2", "by_tier: [2.07, 4.07, 6.07]", "by_tier: [2.07, 4.17, 6.07]"),
        ("changed", "tariffs:beijing-water-2014.sewage", "京水-2", "price: 1.36", "price: 1.5"),
    ]  # fmt: skip


def test_prices_by_step_need_a_ladder(copy: Path) -> None:
    path = copy / BEIJING
    text = path.read_text(encoding="utf-8")
    start, end = text.index("ladder:"), text.index("components:")
    told = broken(copy, BEIJING, text[start:end], "household: {from: 6, add: [30], per: person}\n")
    assert any("there is no ladder whose limits could grow" in one.message for one in told)
    path.write_text(text[:start] + text[end:], encoding="utf-8")
    with pytest.raises(PackError, match="prices by step need a ladder"):
        load(copy)

"""`bihuan bill` as somebody types it."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bihuan.project.commands.bill import bill

ROOT = Path(__file__).resolve().parents[2] / "packs"

pytestmark = pytest.mark.pure

HALF_YEAR = ("--from", "2026-01-01", "--to", "2026-06-30")


@pytest.fixture(autouse=True)
def packs_of_the_house(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BIHUAN_PACKS", str(ROOT))


def typed(*words: str) -> Result:
    return CliRunner().invoke(bill, list(words))


def data(*words: str) -> Any:
    result = typed(*words, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


def test_the_total_comes_first_and_every_step_after_it() -> None:
    said = typed("--tariff", "beijing-water", "--quantity", "200", *HALF_YEAR, "--lang", "zh").output
    assert said.splitlines()[0] == "合计：1040.00元"
    assert "年度分档：第1档 180立方米及以下；第2档 180–260立方米；第3档 260立方米以上" in said
    assert "水费（第2档）  4.07元 × 20立方米 = 81.4元" in said
    assert "china-tariffs-2026@2026.1#京水-2" in said
    assert said.splitlines()[-1] == "合计1040元，最后一次四舍五入到0.01元：1040.00元"


def test_it_speaks_english() -> None:
    said = typed("--tariff", "beijing-water", "--quantity", "200", *HALF_YEAR, "--lang", "en").output
    assert said.startswith("Total: 1040.00 yuan\n")
    assert "Water fee, step 2" in said


def test_people_and_what_came_before_count() -> None:
    asked = ("--tariff", "beijing-water", "--quantity", "100", "--from", "2026-07-01", "--to", "2026-12-31")
    assert data(*asked, "--already", "170")["total"] == "700.00"
    assert data(*asked, "--already", "170", "--people", "7")["total"] == "560.00"


def test_each_measure_has_its_quantity() -> None:
    words = [f"--quantity={one}" for one in ("peak=100", "flat=100", "valley=100")]
    made = data("--tariff", "guangzhou-power-times", *words, "--from", "2026-07-01")
    assert made["total"] == "183.30"
    assert {line["id"] for line in made["lines"]} == {
        "energy.peak",
        "energy.flat",
        "energy.valley",
        "step.2",
        "funds",
    }


def test_without_days_it_is_this_month() -> None:
    (line,) = data("--tariff", "guangzhou-gas", "--quantity", "10")["lines"]
    assert line["from"].endswith("-01")
    assert line["from"][:7] == line["to"][:7]


def test_paying_late_is_added_up_beside_it() -> None:
    asked = ("--tariff", "shandong-power", "--quantity", "300", "--from", "2023-06-01")
    made = data(*asked, "--due", "2023-07-20", "--paid", "2024-01-05")
    assert made["total"] == "164.07"
    assert (made["late"]["days"], made["late"]["total"]) == (169, "27.73")
    assert "逾期169天" in typed(*asked, "--due", "2023-07-20", "--paid", "2024-01-05", "--lang", "zh").output


def test_the_list_names_every_tariff() -> None:
    assert {row["tariff"] for row in data("--list")} >= {
        "beijing-water",
        "guangzhou-power",
        "zhejiang-power-times",
    }
    assert "beijing-water" in typed("--list").output


def test_one_pack_may_be_named() -> None:
    folder = str(ROOT / "china-tariffs-2026")
    assert data("--pack", folder, "--tariff", "guangzhou-gas", "--quantity", "10")["total"] == "34.50"
    assert data("--pack", str(ROOT / "demo-site-2026"), "--list") == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--tariff", "atlantis"], "--tariff 'atlantis' is not one of: "),
        ([], "--tariff '' is not one of: "),
        (["--tariff", "guangzhou-gas", "--quantity", "many"], "--quantity 'many' is not a number"),
        (["--tariff", "guangzhou-gas", "--quantity", "-3"], "gas: Give a number that is not below 0."),
        (["--tariff", "guangzhou-gas"], "gas: Give the quantity of “Gas”."),
        (["--tariff", "guangzhou-gas", "--quantity", "x=3"], "x: This tariff counts Gas only."),
        (["--tariff", "guangzhou-gas", "--quantity", "3", "--from", "June"], "June"),
        (["--tariff", "shandong-power", "--quantity", "3", "--from", "2025-01-01"], "No tariff is in force on 2025-01-31."),
        (
            ["--tariff", "guangzhou-gas", "--quantity", "3", "--due", "2026-01-01", "--paid", "2026-01-02"],
            "no rule on late payment of this tariff is in force on 2026-01-01",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_charged_is_one_clear_line(words: list[str], told: str) -> None:
    result = typed(*words, "--lang", "en")
    assert result.exit_code == 2
    assert told in result.output
    assert len(result.output.strip().splitlines()) == 1

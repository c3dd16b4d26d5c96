"""`bihuan packs` as somebody types it."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bihuan.project.commands.packs import packs

ROOT = Path(__file__).resolve().parents[2] / "packs"
CENTRE = ROOT / "utility-customer-centre-2015"

pytestmark = pytest.mark.pure


def typed(*words: str) -> Result:
    return CliRunner().invoke(packs, list(words))


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(CENTRE, tmp_path / CENTRE.name))


def test_check_passes_every_pack_of_the_house(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BIHUAN_PACKS", str(ROOT))
    result = typed("check", "--lang", "en")
    assert result.exit_code == 0, result.output
    assert "utility-customer-centre-2015@2015.1" in result.output
    assert "all sound" in result.output


def test_check_speaks_chinese_by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LANG", raising=False)
    assert "全部通过" in typed("check", str(CENTRE)).output


def test_check_names_file_and_line_and_exits_1(copy: Path) -> None:
    path = copy / "kinds" / "complaint.yaml"
    lines = path.read_text(encoding="utf-8").splitlines()
    line = next(number for number, text in enumerate(lines, 1) if "allowance: 2wd" in text)
    path.write_text("\n".join(lines).replace("allowance: 2wd", "allowanse: 2wd", 1), encoding="utf-8")
    result = typed("check", str(copy), "--lang", "en")
    assert result.exit_code == 1
    assert f"kinds/complaint.yaml:{line}: unknown key 'allowanse'; did you mean 'allowance'?" in result.output


def test_check_plays_the_worked_examples(copy: Path) -> None:
    path = copy / "scenarios" / "time-limits.yaml"
    told = path.read_text(encoding="utf-8").replace(
        "contact: {due: 2015-06-04 17:35}", "contact: {due: 2015-06-04 17:30}", 1
    )
    path.write_text(told, encoding="utf-8")
    result = typed("check", str(copy), "--lang", "en")
    assert result.exit_code == 1
    assert "contact.due should be 2015-06-04 17:30, is 2015-06-04 17:35" in result.output


def test_a_pack_without_worked_examples_fails(copy: Path) -> None:
    shutil.rmtree(copy / "scenarios")
    result = typed("check", str(copy), "--lang", "zh")
    assert result.exit_code == 1
    assert "标准包必须有算例" in result.output


def test_check_as_json(copy: Path) -> None:
    told = json.loads(typed("check", "--json", str(copy)).output)
    assert told["problems"] == []
    assert told["packs"][0]["pack"] == "utility-customer-centre-2015@2015.1"


def test_coverage_counts_and_lists() -> None:
    told = json.loads(typed("coverage", str(CENTRE), "--json", "--lang", "en").output)
    assert sum(told["counts"].values()) == len(told["clauses"])
    by_number = {row["number"]: row for row in told["clauses"]}
    assert "kinds:complaint.answer" in by_number["7.6b"]["holders"]
    assert by_number["10.1 req 9)"]["held_by"] == "text"
    assert by_number["10.1 req 9)"]["why"]


def test_coverage_of_text_only_clauses() -> None:
    told = json.loads(typed("coverage", str(CENTRE), "--json", "--held-by", "text").output)
    assert {row["held_by"] for row in told["clauses"]} == {"text"}


def test_coverage_table_shows_open_questions() -> None:
    result = typed("coverage", str(CENTRE))
    assert result.exit_code == 0
    assert "待发布单位确认  7.6a-public" in result.output


def test_diff_tells_what_became_tighter(copy: Path) -> None:
    path = copy / "kinds" / "complaint.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("allowance: 5wd", "allowance: 4wd"), encoding="utf-8"
    )
    told = json.loads(typed("diff", str(CENTRE), str(copy), "--json").output)
    assert [(row["what"], row["ref"], row["before"], row["after"]) for row in told] == [
        ("tighter", "kinds:complaint.close", "5wd", "4wd")
    ]


def test_diff_of_the_same_edition_is_empty() -> None:
    assert "Nothing changed" in typed("diff", str(CENTRE), str(CENTRE), "--lang", "en").output


def test_schema_is_written_for_every_file(tmp_path: Path) -> None:
    result = typed("schema", "--out", str(tmp_path / "schemas"))
    assert result.exit_code == 0
    written = {path.name for path in (tmp_path / "schemas").iterdir()}
    assert {"pack.schema.json", "clauses.schema.json", "kinds.schema.json", "texts.schema.json"} <= written


def test_a_broken_pack_is_one_clear_error_elsewhere(copy: Path) -> None:
    (copy / "pack.yaml").write_text("id: x\n", encoding="utf-8")
    result = typed("coverage", str(copy), "--lang", "en")
    assert result.exit_code == 1
    assert "key 'edition' is missing here" in result.output

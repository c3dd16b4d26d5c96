"""`bihuan due` and `bihuan calendar` as people type them."""

import json

import pytest
from click.testing import CliRunner

from bihuan.project.commands.time import main
from tests.ground.worktime.making import OFFICE
from tests.ground.worktime.notices import WHOLE_2025

pytestmark = pytest.mark.pure
NOTICE = "国务院办公厅关于2027年部分节假日安排的通知\n一、元旦：1月1日（周五）至3日（周日）放假，共3天。1月9日（周六）上班。\n"


@pytest.fixture
def run(monkeypatch):
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    monkeypatch.delenv("BIHUAN_HOLIDAYS", raising=False)
    return lambda *words, **more: CliRunner(env={"COLUMNS": "120"}).invoke(main, words, **more)


def refusal(result):
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    lines = result.stderr.splitlines()
    assert len(lines) == 1, "one clear line"
    return lines[0]


def test_due_prints_the_due_time_and_its_receipt(run):
    result = run("due", "2026-09-29 16:00", "5wd")
    assert result.exit_code == 0
    lines = [line.rstrip() for line in result.stdout.splitlines()]
    assert lines[0] == "到期：2026-10-12 周一 24:00"
    assert "2026-10-01 周四 – 2026-10-07 周三  放假，不计入：国庆节" in lines
    assert lines[-1] == f"日历：{OFFICE.version}（Asia/Shanghai）"


def test_due_speaks_english_when_asked(run, monkeypatch):
    assert run("due", "2026-09-29 16:00", "5wd", "--lang", "en").stdout.startswith(
        "Due: 2026-10-12 Mon 24:00"
    )
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    assert run("due", "2026-09-29 16:00", "5wd").stdout.startswith("Due: ")


def test_due_prints_json(run):
    data = json.loads(run("due", "2026-09-29 16:00", "5wd", "--json").stdout)
    assert data["due"] == "2026-10-13T00:00:00+08:00"
    assert data["lines"][0]["key"] == "start-day"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["2026-09-29", "16:00", "next-day", "09:00"], "2026-09-30T09:00:00+08:00"),
        (["2026-09-29T08:00+00:00", "45min"], "2026-09-29T16:45:00+08:00"),
        (["2026-09-29T08:00Z", "45min"], "2026-09-29T16:45:00+08:00"),
        (["2026-09-29 8:00", "45min"], "2026-09-29T08:45:00+08:00"),
        (["2026-06-20", "-7d"], "2026-06-13T00:00:00+08:00"),
        (["2026-06-20 08:00", "-7d", "--start-day", "same"], "2026-06-14T00:00:00+08:00"),
        (["2015-06-04 16:50", "10d", "--roll", "none"], "2015-06-15T00:00:00+08:00"),
        (["2015-06-04 16:50", "2wd", "--ends", "close"], "2015-06-08T17:30:00+08:00"),
        (["2026-10-02 10:00", "2wd", "--calendar", "cn-247"], "2026-10-05T00:00:00+08:00"),
    ],
)
def test_due_understands(run, words, expected):
    result = run("due", *words, "--json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["due"] == expected


def test_due_from_now_reads_the_clock(run):
    assert run("due", "now", "45min").exit_code == 0


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["tomorrow", "2wd"], "START 'tomorrow' is not a moment"),
        (["2026-13-01 10:00", "2wd"], "month must be in 1..12"),
        (["2026-09-29 16:00"], "ALLOWANCE is missing"),
        (["2026-09-29 16:00", "2x"], "unknown unit 'x'"),
        (
            ["2026-09-29 16:00", "2wd", "--calendar", "cn-school"],
            "no calendar 'cn-school'; built in are cn-office",
        ),
        (["2026-09-29 16:00", "2wd", "--calendar", "/missing.json"], "/missing.json"),
        (["2026-09-29 16:00", "2wd", "--roll", "later"], "'later' is not one of"),
        (["2300-09-29 16:00", "2wd"], "outside the years"),
        ([], "Missing argument"),
    ],
)
def test_due_refuses_in_one_line(run, words, why):
    assert why in refusal(run("due", *words))


def test_due_takes_a_calendar_file(run, tmp_path):
    path = tmp_path / "night.json"
    path.write_text(json.dumps({"weekly": {"fri": ["22:00-06:00"]}}))
    data = json.loads(run("due", "2026-06-05 23:00", "2wh", "--calendar", str(path), "--json").stdout)
    assert data["due"] == "2026-06-06T01:00:00+08:00"
    path.write_text("{")
    assert "not valid JSON" in refusal(run("due", "2026-06-05 23:00", "2wh", "--calendar", str(path)))


def test_calendar_list_names_versions(run):
    assert OFFICE.version in run("calendar", "list").stdout
    assert [row["name"] for row in json.loads(run("calendar", "list", "--json").stdout)] == [
        "cn-office",
        "cn-hall",
        "cn-247",
    ]


def test_calendar_show_of_a_year_shows_the_unusual_days(run):
    lines = run("calendar", "show", "cn-office", "2026").stdout.splitlines()
    assert lines[0].startswith("2026年：248个工作日")
    assert "2026-10-10  周六  调休上班  08:30-12:00 14:00-17:30  国庆节" in lines
    assert len(lines) == 1 + 33 + 6


def test_calendar_show_of_a_month_shows_every_day(run):
    data = json.loads(run("calendar", "show", "cn-office", "2026-10", "--json").stdout)
    assert len(data["days"]) == 31
    assert data["workdays"] == 18


def test_calendar_show_of_an_unannounced_year_says_so(run):
    assert "2027  尚未公布" in run("calendar", "show", "cn-office", "2027").stdout
    assert "is not a year" in refusal(run("calendar", "show", "cn-office", "soon"))


def test_imported_notice_makes_the_year_known(run, tmp_path):
    notice = tmp_path / "notice.txt"
    notice.write_bytes(NOTICE.encode("gb18030"))
    result = run("calendar", "import", str(notice), "--out", str(tmp_path))
    assert result.exit_code == 0, result.output
    assert "2027  元旦  放假 2027-01-01..2027-01-03  上班 2027-01-09" in result.stdout
    notice.unlink()
    shown = run("calendar", "show", "cn-office", "2027", "--holidays", str(tmp_path)).stdout
    assert "2027-01-09  周六  调休上班" in shown
    assert json.loads(run("due", "2026-12-31 10:00", "1wd", "--json").stdout)["notices"] != []
    again = run("due", "2026-12-31 10:00", "1wd", "--json", env={"BIHUAN_HOLIDAYS": str(tmp_path)})
    assert (json.loads(again.stdout)["due"], json.loads(again.stdout)["notices"]) == (
        "2027-01-05T00:00:00+08:00",
        [],
    )


def test_import_does_not_overwrite_unasked(run, tmp_path):
    (tmp_path / "cn-2027.json").write_text("mine")
    words = ["calendar", "import", "-", "--out", str(tmp_path)]
    assert "--force" in refusal(run(*words, input=NOTICE))
    assert (tmp_path / "cn-2027.json").read_text() == "mine"
    assert run(*words, "--force", input=NOTICE).exit_code == 0


def test_import_prints_a_table_that_can_be_imported(run):
    first = run("calendar", "import", "-", input=WHOLE_2025).stdout
    assert run("calendar", "import", "-", input=first).stdout == first


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (NOTICE.replace("周五", "周四").encode(), "is 星期五"),
        (NOTICE.replace("共3天", "共5天").encode(), "共5天"),
        (b"\xff\xff\xff", "neither UTF-8 nor GB 18030"),
        ("一、元旦：1月1日放假。".encode(), "--year"),
    ],
)
def test_import_refuses_in_one_line(run, raw, why):
    assert why in refusal(run("calendar", "import", "-", input=raw))


def test_import_of_a_missing_file(run):
    assert "No such file" in refusal(run("calendar", "import", "/missing.txt"))

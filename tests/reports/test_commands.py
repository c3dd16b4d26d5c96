"""`bihuan report`, as far as it can be run without a shell."""

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from django.utils import translation
from openpyxl import load_workbook

from bihuan.reports import commands
from bihuan.reports.models import PeriodReport
from tests.cast import Cast

AT = ["--at", "2026-07-02 09:00"]


@pytest.fixture(autouse=True)
def language() -> Any:
    with translation.override("zh-hans"):
        yield


def run(*words: str) -> Result:
    return CliRunner().invoke(commands.report, list(words))


def test_a_report_is_made_as_a_draft_and_exported(cast: Cast, tmp_path: Path) -> None:
    made = run("make", "complaints-monthly", "--place", "company", *AT)
    assert made.exit_code == 0, made.output
    report = PeriodReport.objects.get()
    assert (report.name, report.state, report.made_by) == ("20260601-0630投诉月报", "draft", None)
    assert report.hash in made.output
    assert run("export", str(report.pk), "--to", str(tmp_path)).exit_code == 0
    [file] = tmp_path.iterdir()
    assert load_workbook(file).worksheets[0]["A1"].value == report.name


def test_the_period_is_named_by_one_of_its_days(cast: Cast) -> None:
    run("make", "complaints-weekly", "--place", "company", "--period", "2026-06-03", *AT)
    assert PeriodReport.objects.get().name == "20260601-0607投诉周报"


def test_a_unit_has_its_own(cast: Cast) -> None:
    run("make", "complaints-monthly", "--place", "company", "--team", "water", *AT)
    assert PeriodReport.objects.get().team == cast.water


def test_what_is_owed_is_listed(cast: Cast) -> None:
    listed = run("list", *AT)
    assert "complaints-monthly" in listed.output


@pytest.mark.parametrize(
    "words",
    [
        ("make", "gossip", "--place", "company", *AT),
        ("make", "complaints-monthly", "--place", "nowhere", *AT),
        ("make", "complaints-monthly", "--place", "company", "--team", "nobody", *AT),
        ("make", "complaints-monthly", "--place", "company", "--period", "June", *AT),
        ("make", "complaints-monthly", "--place", "company", "--period", "2026-08-01", *AT),
        ("make", "complaints-monthly", "--place", "company", "--at", "today"),
        ("make", "complaints-monthly", "--place", "company"),
        ("export", "999"),
    ],
)
def test_wrong_words_are_refused_in_one_line(cast: Cast, words: tuple[str, ...]) -> None:
    answer = run(*words)
    assert answer.exit_code in {1, 2}
    assert isinstance(answer.exception, SystemExit)
    assert not PeriodReport.objects.exists()

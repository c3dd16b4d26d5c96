"""Report pages: who sees what, what can be opened, and that acting twice does nothing twice."""

from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from bihuan.engines.cases.models import Case
from bihuan.ground.directory.models import Person
from bihuan.reports import actions
from bihuan.reports.models import PeriodReport
from bihuan.reports.spans import span_on
from tests.cast import Cast

SHANGHAI = ZoneInfo("Asia/Shanghai")
JUNE = span_on("month", date(2026, 6, 1))
JULY_2 = datetime(2026, 7, 2, 9, tzinfo=SHANGHAI)
PAGES = ("", "print/", "workbook/", "cases/?figure=closing_rate&tally=due")
VERBS = ("words", "again", "review", "submission", "archive")


@pytest.fixture(autouse=True)
def now() -> Any:
    with time_machine.travel(JULY_2, tick=False):
        yield


@pytest.fixture
def report(cast: Cast) -> PeriodReport:
    cast.archived()
    return actions.draft("complaints-monthly", cast.company, JUNE, by=cast.actor(cast.liu), at=JULY_2)


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend="bihuan.ground.directory.backends.StaffBackend")
    return client


def text(answer: HttpResponse) -> str:
    return answer.content.decode()


def test_nobody_without_signing_in_sees_a_report(report: PeriodReport) -> None:
    for page in ("/desk/reports/", *(f"/desk/reports/{report.pk}/{page}" for page in PAGES)):
        answer = Client().get(page)
        assert answer.status_code == 302 and answer.headers["Location"].startswith("/desk/login/"), page
    for verb in VERBS:
        assert Client().post(f"/desk/reports/{report.pk}/{verb}/").status_code == 302
    report.refresh_from_db()
    assert report.is_draft


@pytest.mark.parametrize("who", ["wang", "zhao", "fang", "tang", "admin"])
def test_the_wrong_person_finds_no_such_report(cast: Cast, report: PeriodReport, who: str) -> None:
    client = signed_in(cast.people[who])
    for page in PAGES:
        assert client.get(f"/desk/reports/{report.pk}/{page}").status_code == 404, page
    for verb in VERBS:
        assert client.post(f"/desk/reports/{report.pk}/{verb}/", {"seen": report.hash}).status_code == 404, (
            verb
        )
    assert report.name not in text(client.get("/desk/reports/"))
    report.refresh_from_db()
    assert report.is_draft


def test_who_may_read_may_not_therefore_send(cast: Cast, report: PeriodReport) -> None:
    client = signed_in(cast.sun)
    page = text(client.get(f"/desk/reports/{report.pk}/"))
    assert "100.00%" in page
    assert "/submission/" not in page
    for verb in ("again", "submission", "review", "archive"):
        assert client.post(f"/desk/reports/{report.pk}/{verb}/", {"seen": report.hash}).status_code == 403, (
            verb
        )
    report.refresh_from_db()
    assert report.is_draft


def test_a_head_sees_the_own_units_report_and_no_other(cast: Cast, report: PeriodReport) -> None:
    by = cast.actor(cast.liu)
    own = actions.draft("complaints-monthly", cast.company, JUNE, by=by, at=JULY_2, team=cast.water)
    other = actions.draft("complaints-monthly", cast.company, JUNE, by=by, at=JULY_2, team=cast.gas)
    client = signed_in(cast.zhao)
    assert client.get(f"/desk/reports/{own.pk}/").status_code == 200
    assert client.get(f"/desk/reports/{other.pk}/").status_code == 404
    listed = text(client.get("/desk/reports/"))
    assert f"/desk/reports/{own.pk}/" in listed
    assert f"/desk/reports/{other.pk}/" not in listed and f"/desk/reports/{report.pk}/" not in listed


def test_the_page_says_figure_clause_target_and_parts(cast: Cast, report: PeriodReport) -> None:
    page = text(signed_in(cast.liu).get(f"/desk/reports/{report.pk}/"))
    assert "20260601-0630投诉月报" in page
    assert "utility-customer-centre-2015@2015.1/#c-7.7a" in page
    assert f"/desk/reports/{report.pk}/cases/?figure=closing_rate&amp;tally=met" in page
    assert report.hash in page


def test_nothing_due_reads_none_due(cast: Cast) -> None:
    empty = actions.draft("complaints-monthly", cast.company, JUNE, by=cast.actor(cast.liu), at=JULY_2)
    client = signed_in(cast.liu)
    client.cookies["bihuan_language"] = "en"
    page = text(client.get(f"/desk/reports/{empty.pk}/"))
    assert "none due" in page
    assert "0.00%" not in page and "100.00%" not in page


def test_a_number_opens_exactly_its_cases(cast: Cast, report: PeriodReport) -> None:
    case = Case.objects.get()
    client = signed_in(cast.liu)
    due = text(client.get(f"/desk/reports/{report.pk}/cases/?figure=closing_rate&tally=due"))
    assert case.number in due
    missed = text(client.get(f"/desk/reports/{report.pk}/cases/?figure=closing_rate&tally=missed"))
    assert case.number not in missed
    row = text(
        client.get(
            f"/desk/reports/{report.pk}/cases/?figure=complaints_by_unit&tally=all&row={cast.water.pk}"
        )
    )
    assert case.number in row


def test_a_confidential_case_is_counted_and_not_listed(cast: Cast) -> None:
    case = cast.complaint(confidential=True, by=cast.lin)
    report = actions.draft("complaints-monthly", cast.company, JUNE, by=cast.actor(cast.liu), at=JULY_2)
    where = f"/desk/reports/{report.pk}/cases/?figure=complaints_by_category&tally=all"
    assert case.number in text(signed_in(cast.liu).get(where))
    client = signed_in(cast.chen)
    client.cookies["bihuan_language"] = "en"
    page = text(client.get(where))
    assert case.number not in page and case.title not in page
    assert "1 cases are counted and not listed" in page


@pytest.mark.parametrize(
    "asked",
    [
        "",
        "?figure=gossip",
        "?figure=complaints_by_unit&tally=all&row=999999",
        "?figure=complaints_by_unit&row='--",
    ],
)
def test_numbers_nobody_offered_are_not_found(cast: Cast, report: PeriodReport, asked: str) -> None:
    assert signed_in(cast.liu).get(f"/desk/reports/{report.pk}/cases/{asked}").status_code == 404


def test_an_unknown_tally_or_page_breaks_nothing(cast: Cast, report: PeriodReport) -> None:
    client = signed_in(cast.liu)
    where = f"/desk/reports/{report.pk}/cases/?figure=closing_rate&tally=%00gossip&page=zzz"
    assert client.get(where).status_code == 200
    assert client.get("/desk/reports/?report=' or 1=1&page=-7").status_code == 200
    assert client.get("/desk/reports/?report=%00").status_code == 200


def test_a_report_is_made_from_the_form(cast: Cast) -> None:
    client = signed_in(cast.liu)
    asked = {"report": "complaints-monthly", "whose": f"place:{cast.company.pk}", "on": "2026-06-17"}
    answer = client.post("/desk/reports/make/", asked)
    made = PeriodReport.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/desk/reports/{made.pk}/")
    assert made.name == "20260601-0630投诉月报"
    client.post("/desk/reports/make/", asked)
    assert PeriodReport.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"on": ""},
        {"on": "31 June"},
        {"on": "2026-09-01"},
        {"on": "2024-01-01"},
        {"on": "0001-01-01"},
        {"report": "gossip"},
        {"whose": "place:999999"},
        {"whose": "team:x"},
        {},
    ],
)
def test_wrong_input_is_answered_at_the_form_and_makes_nothing(cast: Cast, wrong: dict[str, str]) -> None:
    asked = {"report": "complaints-monthly", "whose": f"place:{cast.company.pk}", "on": "2026-06-17"}
    sent = asked | wrong if wrong else {}
    answer = signed_in(cast.liu).post("/desk/reports/make/", sent)
    assert answer.status_code in {404, 422}
    assert 'role="alert"' in text(answer)
    assert not PeriodReport.objects.exists()


def test_who_makes_no_reports_has_no_form(cast: Cast) -> None:
    client = signed_in(cast.chen)
    assert "/desk/reports/make/" not in text(client.get("/desk/reports/"))
    asked = {"report": "complaints-monthly", "whose": f"place:{cast.company.pk}", "on": "2026-06-17"}
    assert client.post("/desk/reports/make/", asked).status_code == 404
    assert not PeriodReport.objects.exists()


def test_a_hall_manager_cannot_make_for_another_hall(cast: Cast) -> None:
    asked = {"report": "business-daily", "whose": f"place:{cast.west.pk}", "on": "2026-06-17"}
    assert signed_in(cast.tang).post("/desk/reports/make/", asked).status_code == 422
    assert not PeriodReport.objects.exists()


def test_submitting_freezes_and_a_second_time_is_told(cast: Cast, report: PeriodReport) -> None:
    client = signed_in(cast.liu)
    where = f"/desk/reports/{report.pk}/submission/"
    assert client.post(where, {"seen": report.hash}).status_code == 303
    frozen = PeriodReport.objects.get(pk=report.pk)
    assert frozen.state == "submitted" and frozen.is_intact
    assert client.post(where, {"seen": report.hash}).status_code == 409
    assert client.post(f"/desk/reports/{report.pk}/words/", {"analysis": "x"}).status_code == 409
    assert PeriodReport.objects.get(pk=report.pk).analysis == ""


def test_older_figures_are_not_sent(cast: Cast, report: PeriodReport) -> None:
    answer = signed_in(cast.liu).post(f"/desk/reports/{report.pk}/submission/", {"seen": "0" * 64})
    assert answer.status_code == 409
    assert PeriodReport.objects.get(pk=report.pk).is_draft


def test_words_written_to_older_figures_are_kept_in_the_form(cast: Cast, report: PeriodReport) -> None:
    answer = signed_in(cast.liu).post(
        f"/desk/reports/{report.pk}/words/", {"analysis": "集中在滨江路", "seen": "0" * 64}
    )
    assert answer.status_code == 409
    assert "集中在滨江路" in text(answer) and report.hash in text(answer)
    assert PeriodReport.objects.get(pk=report.pk).analysis == ""


def test_words_that_are_too_long_are_kept_in_the_form(cast: Cast, report: PeriodReport) -> None:
    sent = {"analysis": "长" * 5001, "proposal": "更换阀门", "seen": report.hash}
    answer = signed_in(cast.liu).post(f"/desk/reports/{report.pk}/words/", sent)
    assert answer.status_code == 422
    assert "更换阀门" in text(answer)
    assert PeriodReport.objects.get(pk=report.pk).proposal == ""


def test_the_workbook_holds_the_figures_their_clauses_and_the_hash(cast: Cast, report: PeriodReport) -> None:
    actions.explain(report, analysis="=1+1", proposal="", by=cast.actor(cast.liu), at=JULY_2)
    report.refresh_from_db()
    answer = signed_in(cast.liu).get(f"/desk/reports/{report.pk}/workbook/")
    assert quote("20260601-0630投诉月报（广安公用服务公司）.xlsx") in answer.headers["Content-Disposition"]
    sheet = load_workbook(BytesIO(answer.content)).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0][0] == report.name
    closing = next(row for row in rows if row[2] == "7.7a")
    assert closing[3:7] == [1, 1, 1, 1]  # 1 of 1 is 100 %, and so is the target
    assert report.hash in sheet.oddFooter.left.text
    assert any(cell.value == "=1+1" and cell.data_type == "s" for row in sheet.iter_rows() for cell in row)


def test_the_list_asks_the_same_number_of_questions_for_any_number_of_reports(
    cast: Cast, report: PeriodReport, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = signed_in(cast.liu)
    client.get("/desk/reports/")
    for month in range(1, 6):
        span = span_on("month", date(2026, month, 1))
        made = actions.draft("complaints-monthly", cast.company, span, by=cast.actor(cast.liu), at=JULY_2)
        actions.submit(made, by=cast.actor(cast.liu), at=JULY_2)
    with django_assert_max_num_queries(16):
        client.get("/desk/reports/")


def test_a_late_report_is_marked_late(cast: Cast, report: PeriodReport) -> None:
    with time_machine.travel(JULY_2 + timedelta(days=10), tick=False):
        client = signed_in(cast.liu)
        client.cookies["bihuan_language"] = "en"
        assert "draft, late" in text(client.get("/desk/reports/"))


def test_the_head_names_the_standard_by_its_title(cast: Cast, report: PeriodReport) -> None:
    page = signed_in(cast.liu).get(f"/desk/reports/{report.pk}/").content.decode()
    assert "客户中心规范（日常运营管理） · utility-customer-centre-2015@2015.1" in page

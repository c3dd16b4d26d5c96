"""The report pages in a real browser: wide, narrow, and without scripts."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import Page

from bihuan.ground.directory.models import Person
from bihuan.ground.worktime.zone import SHANGHAI
from bihuan.reports import actions
from bihuan.reports.models import PeriodReport
from bihuan.reports.spans import last_ended
from tests.cast import Cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


JULY_2 = datetime(2026, 7, 2, 9, tzinfo=SHANGHAI)


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bihuan.project.middleware.now", lambda: JULY_2)


def played(cast: Cast) -> PeriodReport:
    """Last month's report, of cases that were played in it."""
    span = last_ended("month", JULY_2)
    cast.at = span.since + timedelta(days=2, hours=16, minutes=50)
    cast.archived(category="water_pressure")
    cast.called_back("dissatisfied", category="attitude")
    return actions.draft("complaints-monthly", cast.company, span, by=cast.actor(cast.liu), at=JULY_2)


def sign_in(page: Page, url: str, person: Person) -> None:
    session = SessionStore()
    session["_auth_user_id"] = str(person.pk)
    session["_auth_user_backend"] = "bihuan.ground.directory.backends.StaffBackend"
    session["_auth_user_hash"] = person.get_session_auth_hash()
    session.save()
    page.context.add_cookies([{"name": "sessionid", "value": session.session_key or "", "url": url}])


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_the_report_pages_fit_the_screen_and_everybody(
    size: str,
    cast: Cast,
    live_server: object,
    open_page: Callable[..., Page],
    shot: Callable[[Page, str], Path],
    axe: Callable[[Page], None],
    no_sideways_scrolling: Callable[[Page], None],
) -> None:
    report, page, url = played(cast), open_page(size), str(live_server)
    sign_in(page, url, cast.liu)
    where = f"{url}/desk/reports/"
    pages = {
        "reports": where,
        "report": f"{where}{report.pk}/",
        "report-cases": f"{where}{report.pk}/cases/?figure=closing_rate&tally=due",
        "report-print": f"{where}{report.pk}/print/",
    }
    for name, address in pages.items():
        page.goto(address)
        no_sideways_scrolling(page)
        axe(page)
        shot(page, f"desk-{name}")


def test_a_report_is_sent_without_scripts(
    cast: Cast, live_server: object, open_page: Callable[..., Page]
) -> None:
    report, page, url = played(cast), open_page("desk", javascript=False), str(live_server)
    sign_in(page, url, cast.liu)
    page.goto(f"{url}/desk/reports/{report.pk}/")
    page.fill("textarea[name=analysis]", "水压投诉集中在滨江路。")
    page.locator("form[action$='/words/'] button[type=submit]").click()
    page.locator("details.confirm summary").last.click()
    page.locator("form[action$='/submission/'] button[type=submit]").click()
    sent = PeriodReport.objects.get(pk=report.pk)
    assert (sent.state, sent.analysis) == ("submitted", "水压投诉集中在滨江路。")
    assert isinstance(sent.submitted_at, datetime) and sent.is_intact

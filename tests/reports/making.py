"""A monthly report of June 2026 and its figures, for tests that make one."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from bihuan.ground.directory.models import Person
from bihuan.reports import actions
from bihuan.reports.models import PeriodReport
from bihuan.reports.spans import span_on
from tests.cast import Cast

SHANGHAI = ZoneInfo("Asia/Shanghai")
JUNE = span_on("month", date(2026, 6, 1))
JULY_2 = datetime(2026, 7, 2, 9, tzinfo=SHANGHAI)


def made(cast: Cast, *, by: Person | None = None, at: datetime = JULY_2, **over: Any) -> PeriodReport:
    said: dict[str, Any] = {"report": "complaints-monthly", "place": cast.company, "span": JUNE} | over
    return actions.draft(**said, by=cast.actor(by or cast.liu), at=at)


def figure(report: PeriodReport, name: str) -> dict[str, Any]:
    return next(
        one for section in report.figures["sections"] for one in section["figures"] if one["id"] == name
    )  # fmt: skip

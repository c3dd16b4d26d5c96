"""Names, periods and due times of reports (S003 9.4.4, 9.5)."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from bihuan.ground.standards.base import Text
from bihuan.ground.worktime import builtin
from bihuan.reports.naming import covered, dated, due_of, name_of
from bihuan.reports.shapes import Period, Report

pytestmark = pytest.mark.pure

SHANGHAI = ZoneInfo("Asia/Shanghai")


def local(year: int, month: int, day: int, hour: int = 0) -> datetime:
    return datetime(year, month, day, hour, tzinfo=SHANGHAI)


def report(period: Period, due: str | None = None) -> Report:
    return Report(
        id="r",
        title=Text(zh="报表"),
        name="报表",
        period=period,
        sections=(),
        clause="1",
        due=due,
        owner="a",
        recipient="b",
    )


@pytest.mark.parametrize(
    ("period", "on", "first", "last"),
    [
        ("day", date(2015, 6, 1), date(2015, 6, 1), date(2015, 6, 1)),
        ("express", date(2015, 6, 1), date(2015, 6, 1), date(2015, 6, 1)),
        ("week", date(2015, 6, 7), date(2015, 6, 1), date(2015, 6, 7)),
        ("week", date(2016, 1, 1), date(2015, 12, 28), date(2016, 1, 3)),
        ("month", date(2024, 2, 1), date(2024, 2, 1), date(2024, 2, 29)),
        ("month", date(2023, 2, 28), date(2023, 2, 1), date(2023, 2, 28)),
        ("quarter", date(2015, 5, 17), date(2015, 4, 1), date(2015, 6, 30)),
        ("halfyear", date(2015, 7, 1), date(2015, 7, 1), date(2015, 12, 31)),
        ("year", date(2015, 7, 1), date(2015, 1, 1), date(2015, 12, 31)),
    ],
)
def test_a_date_lies_in_its_period(period: Period, on: date, first: date, last: date) -> None:
    assert covered(period, on) == (first, last)


def test_names_as_the_standard_shows_them() -> None:
    assert dated(date(2015, 6, 1), date(2015, 6, 1)) == "20150601"
    assert dated(date(2015, 5, 1), date(2015, 5, 31)) == "20150501-0531"
    assert dated(date(2014, 12, 29), date(2015, 1, 4)) == "20141229-20150104"
    assert name_of(report("month"), date(2015, 5, 9)) == "20150501-0531报表"


@pytest.mark.parametrize(
    ("period", "due", "on", "at"),
    [
        ("day", "next-day 09:00", date(2015, 6, 1), local(2015, 6, 2, 9)),
        ("month", "next-month day 10", date(2015, 5, 1), local(2015, 6, 11)),
        ("month", "next-month day 10", date(2015, 12, 31), local(2016, 1, 11)),
        ("quarter", "next-quarter day 10", date(2015, 6, 30), local(2015, 7, 11)),
        ("halfyear", "next-half day 15", date(2015, 2, 1), local(2015, 7, 16)),
    ],
)
def test_due_counts_from_the_last_day_of_the_period(period: Period, due: str, on: date, at: datetime) -> None:
    assert due_of(report(period, due), on, builtin("cn-247")) == at


def test_a_holiday_does_not_move_a_report_date() -> None:
    """10 October 2024 is a workday, 1 to 7 October are not: a report due on the 5th stays due on the 5th."""
    at = due_of(report("month", "next-month day 5"), date(2024, 9, 30), builtin("cn-office"))
    assert at == datetime(2024, 10, 6, tzinfo=SHANGHAI)


def test_no_due_time_where_the_standard_gives_none() -> None:
    assert due_of(report("week"), date(2015, 6, 1), builtin("cn-247")) is None


def test_a_due_time_nobody_understands_is_refused() -> None:
    with pytest.raises(ValidationError, match="next-fortnight"):
        report("month", "next-fortnight day 10")

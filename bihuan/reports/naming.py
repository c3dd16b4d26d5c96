"""What a report is called, what it covers and when it is due (S003 9.4.4, 9.5). Pure."""

from calendar import monthrange
from datetime import date, datetime, time, timedelta

from bihuan.ground.worktime import Allowance, Calendar, due
from bihuan.reports.shapes import Period, Report

_MONTHS = {"month": 1, "quarter": 3, "halfyear": 6, "year": 12}


def covered(period: Period, on: date) -> tuple[date, date]:
    """First and last day, both included, of the period that holds the date. Weeks begin on Monday."""
    if period in ("express", "day"):
        return on, on
    if period == "week":
        monday = on - timedelta(days=on.weekday())
        return monday, monday + timedelta(days=6)
    months = _MONTHS[period]
    first = date(on.year, (on.month - 1) // months * months + 1, 1)
    last_month = first.month + months - 1
    return first, date(on.year, last_month, monthrange(on.year, last_month)[1])


def dated(first: date, last: date) -> str:
    """`20150601`, `20150501-0531`, and across the turn of a year `20141229-20150104`."""
    if first == last:
        return f"{first:%Y%m%d}"
    if first.year == last.year:
        return f"{first:%Y%m%d}-{last:%m%d}"
    return f"{first:%Y%m%d}-{last:%Y%m%d}"


def name_of(report: Report, on: date) -> str:
    """The name of the report for the period that holds the date: `20150601业务受理日报`."""
    return dated(*covered(report.period, on)) + report.name


def due_of(report: Report, on: date, calendar: Calendar) -> datetime | None:
    """When the report on the date's period has to be sent; None when the standard gives no time.

    A fixed date is not moved by a holiday.
    """
    if report.due is None:
        return None
    last = datetime.combine(covered(report.period, on)[1], time(), calendar.tz)
    return due(last, Allowance.parse(report.due), calendar)

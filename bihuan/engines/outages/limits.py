"""How early an outage has to be told, and how late a fault may be mended. Pure."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from bihuan.engines.outages.shapes import Notice, Restoration, span
from bihuan.ground.worktime.zone import SHANGHAI


def ahead(notice: Notice, important: int) -> timedelta:
    """The time between telling and beginning, none where the rule is for important customers and there are none."""
    if notice.ahead is None or (notice.to == "important" and not important):
        return timedelta(0)
    return span(notice.ahead)


def earliest(notice: Notice, told: datetime, important: int) -> datetime:
    """When an outage that is told now may begin."""
    return told + ahead(notice, important)


@dataclass(frozen=True, slots=True)
class Limit:
    """When the power has to be back, by which clause."""

    due: datetime
    clause: str


def restored_by(row: Restoration, since: datetime, *, outside: bool, excuse: str = "") -> Limit | None:
    """None where the excuse is one that this class of fault knows."""
    if excuse and excuse in row.excused:
        return None
    within, clause = row.within, row.clause
    if row.night and not _by_day(row.night.daylight, since):
        within, clause = row.night.within, row.night.clause
    due = since + span(within)
    if outside and row.outside:
        return Limit(due + span(row.outside.more), row.outside.clause)
    return Limit(due, clause)


def _by_day(hours: str, at: datetime) -> bool:
    """Whether a moment lies in the hours, the first minute included and the last not."""
    begins, _dash, ends = hours.partition("-")
    return time.fromisoformat(begins) <= at.astimezone(SHANGHAI).time() < time.fromisoformat(ends)

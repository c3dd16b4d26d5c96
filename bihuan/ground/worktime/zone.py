"""The one time zone of all standards: days and hours that people are told are those of Shanghai. Pure."""

from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

SHANGHAI: Final = ZoneInfo("Asia/Shanghai")


def local_day(at: datetime) -> date:
    """The day that a moment belongs to."""
    return at.astimezone(SHANGHAI).date()

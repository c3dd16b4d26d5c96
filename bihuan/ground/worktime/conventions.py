"""How a clause counts: which day is the first, how the last day ends, what a rest day does to it."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Literal

from bihuan.ground.worktime.calendars import Calendar
from bihuan.ground.worktime.errors import NaiveTime

Roll = Literal["next", "none", "previous"]
_CHOICES = {
    "start_day": ("next", "same"),
    "ends": ("midnight", "close"),
    "roll": ("next", "none", "previous"),
    "roll_dates": ("next", "none", "previous"),
}


@dataclass(frozen=True, slots=True)
class Conventions:
    """The choices that the Civil Code of the PRC (arts. 200-204) leaves to the parties; the defaults are
    its own.

    start_day: "next" does not count the day of the start (art. 201); "same" counts it: always where natural
        days, months or years are counted, for working days if it is a workday whose hours are not over.
    ends: the last day ends at "midnight" (24:00) or at the "close" of business (art. 203).
    roll: where a period of natural days, months or years ends when its last day is a rest day (art. 203). A
        lead never gets shorter, so for it "next" means "none".
    roll_dates: the same for a named date ("by day 10 of next month"); a date is no period and stays unless
        asked.
    """

    start_day: Literal["next", "same"] = "next"
    ends: Literal["midnight", "close"] = "midnight"
    roll: Roll = "next"
    roll_dates: Roll = "none"

    def __post_init__(self) -> None:
        for name, choices in _CHOICES.items():
            if getattr(self, name) not in choices:
                raise ValueError(f"{name}: {getattr(self, name)!r} is not one of {', '.join(choices)}")


DEFAULT = Conventions()


def epoch(at: datetime) -> int:
    """Whole seconds since 1970 UTC; fractions are dropped downwards."""
    if at.tzinfo is None:
        raise NaiveTime(f"{at} has no zone; give an aware datetime")
    return int(at.timestamp() // 1)


def moment(seconds: int) -> datetime:
    """Seconds since 1970 UTC as an aware moment in UTC."""
    return datetime.fromtimestamp(seconds, UTC)


def end_of(day: int, calendar: Calendar, conventions: Conventions = DEFAULT) -> datetime:
    """When a last day ends: the next midnight, or the close of business if there is any that day."""
    if conventions.ends == "close":
        hours = calendar.hours_on(date.fromordinal(day))
        if hours:
            return hours[-1][1].astimezone(UTC)
    return calendar.midnight(day + 1)


def rolled(day: int, roll: Roll, calendar: Calendar) -> int:
    """The day itself, or the nearest workday after or before it."""
    if roll == "none":
        return day
    table = calendar.tables.on(day)
    if roll == "next":
        while (i := bisect_left(table.workdays, day)) == len(table.workdays):
            table = calendar.tables.later(table)
    else:
        while (i := bisect_right(table.workdays, day) - 1) < 0:
            table = calendar.tables.earlier(table)
    return table.workdays[i]

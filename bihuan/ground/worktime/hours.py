"""Opening hours: what a week looks like, and which week holds on which date."""

import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bihuan.ground.worktime.errors import BadCalendar

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_INTERVAL = re.compile(r"(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})")
_MONTH_DAY = re.compile(r"(\d{2})-(\d{2})")

Interval = tuple[int, int]
"""Half-open, in minutes after the day's midnight; the end may pass 1440 into the next day."""


@dataclass(frozen=True, slots=True)
class Hours:
    """A week of opening hours: for Monday to Sunday, the intervals of the day in order."""

    week: tuple[tuple[Interval, ...], ...]

    @classmethod
    def from_data(cls, data: object, where: str) -> "Hours":
        """Read `{mon: ["08:30-12:00", "14:00-17:30"], …}`; a day left out is closed."""
        if not isinstance(data, Mapping):
            raise BadCalendar(f'{where}: expected days with hours, such as {{mon: ["08:30-12:00"], sat: []}}')
        if unknown := [key for key in data if key not in DAYS]:
            raise BadCalendar(f"{where}: unknown day {unknown[0]!r}; days are {', '.join(DAYS)}")
        hours = cls(tuple(intervals(data.get(day) or (), f"{where}: {day}") for day in DAYS))
        hours.refuse_overlap(where)
        return hours

    def refuse_overlap(self, where: str) -> None:
        """Raise `BadCalendar` if a night shift runs into the next day's opening."""
        for day, today in enumerate(self.week):
            tomorrow = self.week[(day + 1) % 7]
            if today and tomorrow and today[-1][1] - 1440 > tomorrow[0][0]:
                raise BadCalendar(
                    f"{where}: the hours of {DAYS[day]} run into those of {DAYS[(day + 1) % 7]}"
                )


def intervals(data: object, where: str) -> tuple[Interval, ...]:
    """Read `["08:30-12:00", "22:00-06:00"]`: in order, without overlap; an end before its start is the next
    day's."""
    if not isinstance(data, list | tuple):
        raise BadCalendar(
            f'{where}: expected a list such as ["08:30-12:00", "14:00-17:30"], or [] for closed'
        )
    found = tuple(_interval(text, where) for text in data)
    for (_, earlier_end), (later_start, _) in itertools.pairwise(found):
        if later_start < earlier_end:
            raise BadCalendar(f"{where}: hours must be in order and must not overlap")
    if found and found[-1][1] > found[0][0] + 1440:
        raise BadCalendar(f"{where}: hours must not be longer than 24 h together")
    return found


def _interval(text: object, where: str) -> Interval:
    found = _INTERVAL.fullmatch(text.replace(" ", "")) if isinstance(text, str) else None
    if not found:
        raise BadCalendar(f"{where}: {text!r} is not an interval such as '08:30-12:00'")
    h1, m1, h2, m2 = map(int, found.groups())
    start, end = h1 * 60 + m1, h2 * 60 + m2
    if m1 > 59 or m2 > 59 or start >= 1440 or end > 1440 or start == end:
        raise BadCalendar(f"{where}: {text!r} must lie in 00:00-24:00 and not be empty")
    return start, end if end > start else end + 1440


@dataclass(frozen=True, slots=True)
class Season:
    """Hours that hold from one day of the year to another, both included; may pass the year's end."""

    first: tuple[int, int]
    last: tuple[int, int]
    hours: Hours

    @classmethod
    def from_data(cls, data: object, where: str) -> "Season":
        """Read `{from: "05-01", to: "09-30", weekly: {…}}`."""
        if not isinstance(data, Mapping) or set(data) != {"from", "to", "weekly"}:
            raise BadCalendar(f"{where}: expected exactly the keys from, to, weekly")
        first, last = (_month_day(data[key], f"{where}: {key}") for key in ("from", "to"))
        return cls(first, last, Hours.from_data(data["weekly"], f"{where}: weekly"))

    def holds(self, day: date) -> bool:
        """Whether the date is in the season."""
        at = (day.month, day.day)
        if self.first <= self.last:
            return self.first <= at <= self.last
        return at >= self.first or at <= self.last


def _month_day(text: object, where: str) -> tuple[int, int]:
    found = _MONTH_DAY.fullmatch(text) if isinstance(text, str) else None
    try:
        # A leap year, so that 29 February can begin or end a season.
        day = date(2000, int(found[1]), int(found[2])) if found else None
    except ValueError:
        day = None
    if day is None:
        raise BadCalendar(f'{where}: {text!r} is not a day of the year such as "05-01"')
    return day.month, day.day


@dataclass(frozen=True, slots=True)
class Override:
    """What holds on one date instead of season, week and holidays. `hours` None: an ordinary workday's
    hours."""

    day: date
    hours: tuple[Interval, ...] | None
    reason: str = ""

    @classmethod
    def from_data(cls, data: object, where: str) -> "Override":
        """Read `{date: 2026-05-02, hours: [] | ["09:00-12:00"] | workday, reason: …}`."""
        if not isinstance(data, Mapping) or not {"date", "hours"} <= set(data) <= {"date", "hours", "reason"}:
            raise BadCalendar(f"{where}: expected the keys date, hours and perhaps reason")
        try:
            day = date.fromisoformat(str(data["date"]))
        except ValueError:
            raise BadCalendar(f"{where}: date {data['date']!r} is not a date such as 2026-05-02") from None
        plain = data["hours"]
        hours = None if plain == "workday" else intervals(plain, f"{where}: hours")
        return cls(day, hours, str(data.get("reason", "")))

"""Calendars: when work is done. Hours by week and season, public holidays, dated overrides."""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache, cached_property
from typing import Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bihuan.ground.worktime.errors import BadCalendar
from bihuan.ground.worktime.holidays import HolidayTable, shipped
from bihuan.ground.worktime.hours import DAYS, Hours, Interval, Override, Season
from bihuan.ground.worktime.tables import Tables

Status = Literal["workday", "rest", "holiday", "make-up", "not yet announced"]

_KEYS = {"zone", "weekly", "seasons", "overrides", "holidays", "make_up", "version"}


@dataclass(frozen=True)
class Calendar:
    """When work is done, in one zone. Equal calendars count equally; `version` names the facts they count
    by."""

    name: str
    zone: str
    weekly: Hours
    seasons: tuple[Season, ...]
    overrides: tuple[Override, ...]
    holidays: HolidayTable | None
    make_up: int | None
    version: str

    @classmethod
    def from_data(
        cls, name: str, data: Mapping[str, Any], holidays: Mapping[str, HolidayTable] | None = None
    ) -> "Calendar":
        """Build from a row of a pack's `calendars.yaml`. Raises `BadCalendar` naming the field.

        `holidays` are the known tables by name (default: the shipped ones); the row's own `holidays` names
        one of them, or `none`. A make-up workday that is closed in the weekly hours has the hours of the
        week's first open day, or of the day named by `make_up`.
        """
        where = f"calendar {name!r}"
        if unknown := sorted(set(data) - _KEYS):
            raise BadCalendar(f"{where}: unknown key {unknown[0]!r}; known are {', '.join(sorted(_KEYS))}")
        if "weekly" not in data:
            raise BadCalendar(f"{where}: weekly is missing: the hours of each day of the week")
        make_up = data.get("make_up")
        if make_up is not None and make_up not in DAYS:
            raise BadCalendar(f"{where}: make_up: {make_up!r} is not one of {', '.join(DAYS)}")
        table = _table_named(data.get("holidays", "none"), shipped() if holidays is None else holidays, where)
        return cls(
            name=name,
            zone=_zone(data.get("zone", "Asia/Shanghai"), where),
            weekly=Hours.from_data(data["weekly"], f"{where}: weekly"),
            seasons=_seasons(data.get("seasons") or (), where),
            overrides=_overrides(data.get("overrides") or (), where),
            holidays=table,
            make_up=None if make_up is None else DAYS.index(make_up),
            version=_version(name, data, table),
        )

    @cached_property
    def tz(self) -> ZoneInfo:
        """The calendar's zone."""
        return ZoneInfo(self.zone)

    def is_workday(self, day: date) -> bool:
        """Whether any work is done on the date: any opening begins on it."""
        return bool(self.intervals(day))

    def status(self, day: date) -> Status:
        """What kind of day it is; for a year without a notice, that it is not yet announced."""
        if day not in self._override and self.holidays is not None:
            if day in self.holidays.work and not self._week(day)[day.weekday()]:
                return "make-up"
            if day in self.holidays.off:
                return "holiday"
            if not self.announced(day.year):
                return "not yet announced"
        return "workday" if self.is_workday(day) else "rest"

    def reason(self, day: date) -> str:
        """Why the date is as it is: the override's reason or the festival, if any."""
        if day in self._override:
            return self._override[day].reason
        if self.holidays is None:
            return ""
        return self.holidays.off.get(day) or self.holidays.work.get(day) or ""

    def announced(self, year: int) -> bool:
        """Whether the holidays of the year are known, or do not matter here."""
        return self.holidays is None or self.holidays.announced(year)

    def hours_on(self, day: date) -> tuple[tuple[datetime, datetime], ...]:
        """The openings that begin on the date, as half-open pairs in the calendar's zone."""
        midnight = datetime(day.year, day.month, day.day, tzinfo=self.tz)
        # Wall-clock sums within one zone are what opening hours mean.
        return tuple(
            (midnight + timedelta(minutes=a), midnight + timedelta(minutes=b)) for a, b in self.intervals(day)
        )

    def intervals(self, day: date) -> tuple[Interval, ...]:
        """The openings that begin on the date, in minutes after its midnight."""
        override = self._override.get(day)
        if override is not None and override.hours is not None:
            return override.hours
        week = self._week(day)
        ordinary = week[day.weekday()]
        if override is None and self.holidays is not None and day in self.holidays.off:
            return ()
        if override is not None or (self.holidays is not None and day in self.holidays.work):
            stand_in = week[self.make_up] if self.make_up is not None else next(filter(None, week), ())
            return ordinary or stand_in
        return ordinary

    def local(self, at: datetime) -> datetime:
        """The moment in the calendar's zone."""
        return at.astimezone(self.tz)

    def midnight(self, ordinal: int) -> datetime:
        """The moment, in UTC, when a day (by its ordinal) begins here."""
        return datetime.fromordinal(ordinal).replace(tzinfo=self.tz).astimezone(UTC)

    @cached_property
    def _override(self) -> dict[date, Override]:
        return {override.day: override for override in self.overrides}

    def _week(self, day: date) -> tuple[tuple[Interval, ...], ...]:
        for season in self.seasons:
            if season.holds(day):
                return season.hours.week
        return self.weekly.week

    @cached_property
    def tables(self) -> Tables:
        """The prefix sums that make counting quick; built as years are asked for."""
        return Tables(self.name, self.tz, self.intervals)


def _table_named(name: object, tables: Mapping[str, HolidayTable], where: str) -> HolidayTable | None:
    if name == "none":
        return None
    if name not in tables:
        raise BadCalendar(
            f"{where}: holidays: unknown table {name!r}; known are none, {', '.join(sorted(tables))}"
        )
    return tables[str(name)]


def _zone(name: object, where: str) -> str:
    try:
        return ZoneInfo(str(name)).key
    except (ValueError, OSError, ZoneInfoNotFoundError):
        raise BadCalendar(f"{where}: zone {name!r} is unknown; write one such as Asia/Shanghai") from None


def _seasons(data: object, where: str) -> tuple[Season, ...]:
    if not isinstance(data, list | tuple):
        raise BadCalendar(f"{where}: seasons: expected a list of from, to, weekly")
    seasons = tuple(Season.from_data(row, f"{where}: seasons[{i}]") for i, row in enumerate(data))
    leap_year = (date(2000, 1, 1) + timedelta(days=n) for n in range(366))
    for day in leap_year:
        if sum(season.holds(day) for season in seasons) > 1:
            raise BadCalendar(f"{where}: seasons: two seasons hold on {day:%m-%d}")
    return seasons


def _overrides(data: object, where: str) -> tuple[Override, ...]:
    if not isinstance(data, list | tuple):
        raise BadCalendar(f"{where}: overrides: expected a list of date, hours, reason")
    overrides = tuple(Override.from_data(row, f"{where}: overrides[{i}]") for i, row in enumerate(data))
    twice = [day for day, count in Counter(o.day for o in overrides).items() if count > 1]
    if twice:
        raise BadCalendar(f"{where}: overrides: {twice[0]} is there twice")
    return overrides


def _version(name: str, data: Mapping[str, Any], table: HolidayTable | None) -> str:
    own = data.get("version")
    if own is None:
        facts = json.dumps({key: data[key] for key in sorted(data)}, sort_keys=True, default=str)
        own = hashlib.sha256(facts.encode()).hexdigest()[:6]
    return f"{name}-{own}" + (f"+{table.version}" if table else "")


_OFFICE = ["08:30-12:00", "14:00-17:30"]
_BUILTIN: dict[str, dict[str, Any]] = {
    "cn-office": {"weekly": dict.fromkeys(DAYS[:5], _OFFICE), "holidays": "cn", "version": "1"},
    "cn-hall": {"weekly": {key: ["08:30-17:30"] for key in DAYS}, "holidays": "cn", "version": "1"},
    "cn-247": {"weekly": {key: ["00:00-24:00"] for key in DAYS}, "holidays": "none", "version": "1"},
}


def names() -> tuple[str, ...]:
    """The built-in calendars."""
    return tuple(_BUILTIN)


@cache
def builtin(name: str) -> Calendar:
    """A built-in calendar: `cn-office` (Mon-Fri 08:30-12:00 and 14:00-17:30, State Council holidays),
    `cn-hall` (every day 08:30-17:30, closed on State Council holidays) or `cn-247` (always)."""
    return with_holidays(name, shipped())


def with_holidays(name: str, tables: Mapping[str, HolidayTable]) -> Calendar:
    """A built-in calendar on a site's own holiday tables."""
    if name not in _BUILTIN:
        raise BadCalendar(f"no calendar {name!r}; built in are {', '.join(_BUILTIN)}")
    return Calendar.from_data(name, _BUILTIN[name], tables)

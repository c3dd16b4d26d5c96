"""Dated tables of public holidays and make-up workdays, each year with the notice that announced it.

A table is JSON: `{"name": "cn", "years": {"2025": {"notice": …, "number": …, "issued": …, "days": {"元旦":
{"off": ["2025-01-01"], "work": []}}}}}`. An entry of `off` or `work` is a date or `first..last`. A notice
may reach into the December before its year. A later notice for a year that was announced is written out in
full (`revised_by` names it).
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from bihuan.ground.worktime.errors import BadHolidays

_FESTIVAL = re.compile(r'\{\s*"off": \[[^\]]*\],\s*"work": \[[^\]]*\]\s*\}')
_FIELDS = {"notice", "number", "issued", "source", "revised_by", "days"}


@dataclass(frozen=True)
class Festival:
    """The days off and the days worked in exchange, of one festival in one notice."""

    name: str
    off: tuple[date, ...]
    work: tuple[date, ...]


@dataclass(frozen=True)
class HolidayYear:
    """What the notice for one year says."""

    year: int
    notice: str
    festivals: tuple[Festival, ...]
    number: str = ""
    issued: str = ""
    source: str = ""
    revised_by: str = ""

    def as_data(self) -> dict[str, Any]:
        """The year as it is written in a table file."""
        facts = {key: getattr(self, key) for key in ("notice", "number", "issued", "source", "revised_by")}
        days = {f.name: {"off": _fold(f.off), "work": _fold(f.work)} for f in self.festivals}
        return {**{key: value for key, value in facts.items() if value}, "days": days}


@dataclass(frozen=True, eq=False)
class HolidayTable:
    """The holidays of one place over the years; compared and hashed by its content-derived version."""

    name: str
    years: Mapping[int, HolidayYear]
    off: Mapping[date, str]
    work: Mapping[date, str]
    version: str

    @classmethod
    def of(cls, name: str, years: Mapping[int, HolidayYear]) -> "HolidayTable":
        """Build a table. Raises `BadHolidays` if one date is both off and worked."""
        off: dict[date, str] = {}
        work: dict[date, str] = {}
        for year in sorted(years):
            for festival in years[year].festivals:
                off.update(dict.fromkeys(festival.off, festival.name))
                work.update(dict.fromkeys(festival.work, festival.name))
        if both := sorted(off.keys() & work.keys()):
            raise BadHolidays(f"holidays {name!r}: {both[0]} is both a day off and a make-up workday")
        facts = json.dumps([sorted(years), sorted(map(str, off)), sorted(map(str, work))])
        version = f"{name}-{max(years, default='none')}.{hashlib.sha256(facts.encode()).hexdigest()[:6]}"
        return cls(
            name, MappingProxyType(dict(years)), MappingProxyType(off), MappingProxyType(work), version
        )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, HolidayTable) and self.version == other.version

    def __hash__(self) -> int:
        return hash(self.version)

    def __reduce__(self) -> tuple[object, ...]:
        # Read-only mappings cannot be pickled or copied; the years can, and say everything.
        return HolidayTable.of, (self.name, dict(self.years))

    def announced(self, year: int) -> bool:
        """Whether the notice for the year is in the table."""
        return year in self.years

    def merged(self, newer: "HolidayTable") -> "HolidayTable":
        """This table with the years of another laid over it, whole years at a time."""
        return HolidayTable.of(self.name, {**self.years, **newer.years})

    def as_data(self) -> dict[str, Any]:
        """The table as it is written in a file."""
        return {"name": self.name, "years": {str(y): self.years[y].as_data() for y in sorted(self.years)}}

    def as_text(self) -> str:
        """The table as a file's text, one festival a line."""
        text = json.dumps(self.as_data(), ensure_ascii=False, indent=1)
        return _FESTIVAL.sub(lambda found: " ".join(found[0].split()), text) + "\n"


def from_data(data: object, where: str = "holidays") -> HolidayTable:
    """Read a table. Raises `BadHolidays` naming `where`, year and field."""
    if (
        not isinstance(data, dict)
        or not isinstance(data.get("years"), dict)
        or not isinstance(data.get("name"), str)
    ):
        raise BadHolidays(f'{where}: expected {{"name": "cn", "years": {{"2027": …}}}}')
    return HolidayTable.of(data["name"], {int(y): _year(y, row, where) for y, row in data["years"].items()})


def _year(year: str, row: object, where: str) -> HolidayYear:
    if not year.isdigit() or not isinstance(row, dict):
        raise BadHolidays(f"{where}: years: {year!r} must be a year with a table of festivals")
    if unknown := sorted(row.keys() - _FIELDS):
        raise BadHolidays(
            f"{where}: {year}: unknown key {unknown[0]!r}; known are {', '.join(sorted(_FIELDS))}"
        )
    if not isinstance(row.get("days"), dict):
        raise BadHolidays(
            f"{where}: {year}: 'days' is missing: the festivals with their 'off' and 'work' dates"
        )
    festivals = tuple(_festival(name, days, f"{where}: {year}: {name}") for name, days in row["days"].items())
    facts = {key: str(value) for key, value in row.items() if key != "days"}
    return HolidayYear(year=int(year), festivals=festivals, **{"notice": "", **facts})


def _festival(name: str, days: object, where: str) -> Festival:
    if not isinstance(days, dict) or days.keys() - {"off", "work"}:
        raise BadHolidays(f"{where}: expected 'off' and 'work' with lists of dates")
    off, work = (
        tuple(d for text in days.get(key, ()) for d in _unfold(text, where)) for key in ("off", "work")
    )
    return Festival(name, off, work)


def _unfold(text: object, where: str) -> Iterator[date]:
    try:
        first, _, last = str(text).partition("..")
        day, end = date.fromisoformat(first), date.fromisoformat(last or first)
    except ValueError as error:
        raise BadHolidays(
            f"{where}: {text!r} is not a date (2027-01-01) or a range (2027-01-01..2027-01-03)"
        ) from error
    if not day <= end <= day + timedelta(days=60):
        raise BadHolidays(f"{where}: {text!r} must run forward, at most 60 days")
    while day <= end:
        yield day
        day += timedelta(days=1)


def _fold(days: tuple[date, ...]) -> list[str]:
    runs: list[list[date]] = []
    for day in sorted(days):
        if runs and runs[-1][-1] + timedelta(days=1) == day:
            runs[-1].append(day)
        else:
            runs.append([day])
    return [str(run[0]) if len(run) == 1 else f"{run[0]}..{run[-1]}" for run in runs]


def read(path: Path) -> HolidayTable:
    """Read one table file."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadHolidays(f"{path}: {error}") from error
    return from_data(data, str(path))


@cache
def shipped() -> Mapping[str, HolidayTable]:
    """The tables that come with the product, by name."""
    return load_tables(None)


def load_tables(folder: Path | None) -> Mapping[str, HolidayTable]:
    """The shipped tables with a site's own (`*.json` in a folder, in order of file names) laid over them."""
    tables: dict[str, HolidayTable] = {}
    for place in (Path(__file__).parent, folder):
        for path in sorted(place.glob("*.json")) if place else ():
            table = read(path)
            tables[table.name] = tables[table.name].merged(table) if table.name in tables else table
    return MappingProxyType(tables)

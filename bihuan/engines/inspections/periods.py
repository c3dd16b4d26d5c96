"""The periods that inspections are counted by: `2026-1` and `2026-2`, the halves of a year, or `2026`. Pure."""

import re
from datetime import date
from typing import Literal

Every = Literal["half_year", "year"]
_KNOWN = re.compile(r"(20\d\d|19\d\d)(?:-([12]))?")


def period_of(day: date, every: Every) -> str:
    if every == "year":
        return f"{day.year}"
    return f"{day.year}-{1 if day.month <= 6 else 2}"


def days_of(period: str) -> tuple[date, date]:
    """The first and the last day. Raises ValueError."""
    found = _KNOWN.fullmatch(period)
    if found is None:
        raise ValueError(period)
    year, half = int(found[1]), found[2]
    first = date(year, 7, 1) if half == "2" else date(year, 1, 1)
    return first, date(year, 6, 30) if half == "1" else date(year, 12, 31)


def within(period: str) -> tuple[str, ...]:
    """The periods that a result of this one is made of: a year also counts its halves. Raises ValueError."""
    days_of(period)
    return (period,) if "-" in period else (period, f"{period}-1", f"{period}-2")

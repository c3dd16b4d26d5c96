"""Appointment bands of a day and what is left of their quotas. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bihuan.engines.halls.shapes import BandRow, minute_of, span
from bihuan.ground.worktime import Calendar


@dataclass(frozen=True, slots=True)
class Band:
    """Half-open: whoever comes at `end` is after it."""

    start: datetime
    end: datetime
    quota: int


@dataclass(frozen=True, slots=True)
class Free:
    """`left` places of a band."""

    band: Band
    left: int


def bands_on(day: date, rows: Iterable[BandRow], calendar: Calendar) -> list[Band]:
    """The bands of a local day that lie wholly within opening hours, in order of time; none on a closed day."""
    openings = calendar.hours_on(day)
    found = [
        band
        for row in rows
        for band in _cut(day, row, calendar)
        if any(opens <= band.start and band.end <= shuts for opens, shuts in openings)
    ]
    return sorted(found, key=lambda band: band.start)


def _cut(day: date, row: BandRow, calendar: Calendar) -> Iterator[Band]:
    midnight = datetime(day.year, day.month, day.day, tzinfo=calendar.tz)
    start, last = (midnight + timedelta(minutes=minute_of(time)) for time in (row.from_, row.to))
    length = span(row.length)
    while start + length <= last:
        yield Band(start, start + length, row.quota)
        start += length


def free(bands: Iterable[Band], booked: Mapping[datetime, int], at: datetime) -> list[Free]:
    """What can still be booked: bands that have not ended yet, with places left (0 when full).

    `booked` counts by the start of the band.
    """
    return [Free(band, max(0, band.quota - booked.get(band.start, 0))) for band in bands if at < band.end]


def band_at(start: datetime, bands: Iterable[Band]) -> Band | None:
    """The band that begins at this very moment."""
    return next((band for band in bands if band.start == start), None)

"""When a shift begins and ends, when somebody has to stand, how many are needed when. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bihuan.engines.rosters.shapes import Hours, Standing, Station, Turn
from bihuan.ground.worktime.zone import SHANGHAI


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """From a moment on, before another."""

    since: datetime
    until: datetime

    def __and__(self, other: "Span") -> "Span | None":
        since, until = max(self.since, other.since), min(self.until, other.until)
        return Span(since, until) if since < until else None


@dataclass(frozen=True, slots=True, order=True)
class Need:
    """So many have to be there in a span; `why` is the shift or the standing time that says so."""

    span: Span
    least: int
    why: str
    clause: str | None = None


def hours_of(station: Station, said: Turn | Standing, day: date) -> Hours:
    """Its hours on a day: winter's, if it has some and it is winter."""
    if said.winter is not None and station.winter is not None and station.winter.holds(day):
        return said.winter
    return Hours(from_=said.from_, to=said.to)


def span_of(station: Station, said: Turn | Standing, day: date) -> Span:
    return _span(hours_of(station, said, day), day)


def present(station: Station, turn: Turn, day: date) -> list[Span]:
    """The shift of a day without its breaks."""
    whole = span_of(station, turn, day)
    left = [whole]
    for one in turn.breaks:
        off = _span(one, day)
        # A break after midnight of a night shift is written with its own clock.
        if off.until <= whole.since:
            off = Span(off.since + timedelta(1), off.until + timedelta(1))
        left = [piece for span in left for piece in _without(span, off)]
    return left


def needs(station: Station, first: date, last: date) -> Iterator[Need]:
    """How many are needed when, of the shifts and standing times that begin from `first` to `last`."""
    for number in range((last - first).days + 1):
        day = first + timedelta(number)
        for turn in station.turns:
            if turn.least:
                clause = turn.clause or station.clause
                for span in present(station, turn, day):
                    yield Need(span, turn.least, turn.id, clause)
        for one in station.standing:
            yield Need(span_of(station, one, day), one.least, one.id, one.clause)


def _span(hours: Hours, day: date) -> Span:
    since = _at(day, hours.from_)
    until = _at(day, hours.to)
    return Span(since, until if until > since else until + timedelta(1))


def _without(span: Span, off: Span) -> Iterator[Span]:
    for since, until in ((span.since, min(span.until, off.since)), (max(span.since, off.until), span.until)):
        if since < until:
            yield Span(since, until)


def _at(day: date, clock: str) -> datetime:
    if clock == "24:00":
        return datetime.combine(day + timedelta(1), time(), SHANGHAI)
    return datetime.combine(day, time.fromisoformat(clock), SHANGHAI)

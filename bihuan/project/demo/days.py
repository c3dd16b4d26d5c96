"""When people call: busy Mondays, quiet holidays, the evening the pipe burst. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from bihuan.ground.worktime import Calendar, next_open
from bihuan.ground.worktime.zone import SHANGHAI
from bihuan.project.demo.stories import Theme, incidents

#: How many of each kind, and by which ways they come in.
KINDS = {"complaint": 35, "enquiry": 44, "opinion": 8, "suggestion": 7, "report": 6}
CHANNELS = {
    "complaint": {
        "hotline": 60, "web": 16, "hall": 14, "regulator": 5, "letter": 2, "opinion_box": 1, "opinion_book": 2,
    },
    "enquiry": {"hotline": 64, "hall": 24, "web": 12},
    "opinion": {"hotline": 20, "opinion_box": 24, "opinion_book": 26, "web": 20, "letter": 10},
    "suggestion": {"hotline": 14, "opinion_box": 28, "opinion_book": 24, "web": 26, "letter": 8},
    "report": {"hotline": 62, "web": 18, "letter": 12, "hall": 8},
}  # fmt: skip
#: Calls by the hour of the day: two peaks, an evening, and a few at night.
_HOURS = (2, 1, 1, 1, 1, 2, 5, 9, 16, 20, 18, 12, 8, 8, 13, 17, 16, 13, 11, 13, 12, 9, 6, 3)
_WEEKDAYS = (1.45, 1.1, 1.0, 1.0, 1.05, 0.7, 0.5)


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody turns up at `at`; `incident` names the common cause, `street` where it is."""

    at: datetime
    kind: str
    channel: str
    incident: Theme | None = None
    street: str = ""


@dataclass(frozen=True, slots=True)
class Year:
    """The calendars that say when offices and halls are open."""

    office: Calendar
    hall: Calendar


def arrivals(
    start: datetime, end: datetime, cases: int, year: Year, rng: Random, streets: list[str]
) -> list[Arrival]:
    """`cases` arrivals between start and end in the order of time, the last of them from an evening like no other."""
    found = list(_bursts(start, end, cases, rng, streets))
    while len(found) < cases:
        one = _single(start, end, year, rng)
        if start <= one.at < end:
            found.append(one)
    return sorted(found, key=lambda one: one.at)


def _bursts(start: datetime, end: datetime, cases: int, rng: Random, streets: list[str]) -> Iterator[Arrival]:
    days = (end - start).days
    size = min(60, cases // 30)
    for share in (0.2, 0.45, 0.72) if days >= 20 else ():
        day = (start + timedelta(days=days * share)).astimezone(SHANGHAI).date()
        at = datetime.combine(day, time(18, rng.randrange(60)), SHANGHAI)
        yield from _burst(at, timedelta(hours=4), size, share, rng, streets)
    # While the page is opened a main is broken: calls of the last two hours, some of them waiting too long already.
    yield from _burst(
        end - timedelta(minutes=100), timedelta(minutes=99), max(12, min(40, cases // 50)), 0, rng, streets
    )


def _burst(
    at: datetime, span: timedelta, size: int, share: float, rng: Random, streets: list[str]
) -> Iterator[Arrival]:
    fitting = [theme for theme in incidents() if at.astimezone(SHANGHAI).month in theme.months]
    theme = incidents()[0] if share in (0, 0.2) else rng.choice(fitting[1:])
    street = rng.choice(streets)
    for _call in range(size):
        when = at + span * rng.betavariate(1, 2.5 if share else 1.3)
        yield Arrival(when, theme.kind, "web" if rng.random() < 0.25 else "hotline", theme, street)


def _single(start: datetime, end: datetime, year: Year, rng: Random) -> Arrival:
    while True:
        day = (start + timedelta(days=rng.randrange((end - start).days + 1))).astimezone(SHANGHAI).date()
        if rng.random() * 1.9 < _busy(day, year):
            break
    hour = rng.choices(range(24), _HOURS)[0]
    at = datetime.combine(day, time(hour, rng.randrange(60), rng.randrange(60)), SHANGHAI)
    kind = rng.choices(list(KINDS), list(KINDS.values()))[0]
    ways = CHANNELS[kind]
    channel = rng.choices(list(ways), list(ways.values()))[0]
    if channel in ("hall", "opinion_box", "opinion_book"):
        at = next_open(at, year.hall)
    elif channel in ("regulator", "letter"):
        at = next_open(at, year.office)
    # Those who found the door shut do not all come in with its opening.
    return Arrival(at + timedelta(seconds=rng.randrange(2400)), kind, channel)


def _busy(day: date, year: Year) -> float:
    """How busy the day is, 1 for an ordinary one."""
    noise = Random(day.toordinal()).uniform(0.75, 1.25)
    status = year.office.status(day)
    if status == "holiday":
        return 0.4 * noise
    after = year.office.status(day - timedelta(days=1)) == "holiday"
    base = 1.5 if after else 1.1 if status == "make-up" else _WEEKDAYS[day.weekday()]
    return base * noise

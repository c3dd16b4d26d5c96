"""How many windows the next hours need, from the arrivals of past weeks, by Erlang C; and when people come at all."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count
from django.db.models.functions import ExtractHour

from bihuan.engines.halls.inforce import Standard
from bihuan.engines.halls.limits import least_windows
from bihuan.engines.halls.models import Hall, Ticket
from bihuan.engines.halls.paces import pace_of
from bihuan.engines.halls.staffing import Flow, Limit, Overloaded, mean_wait, windows_needed
from bihuan.ground.worktime.zone import SHANGHAI

#: How far back arrivals are looked at, and how many hours are advised.
WEEKS, HOURS = 5, 4
#: The board's own measure where the standard names no crowd: the average wait in minutes.
MEAN_MINUTES = 10.0
#: One hour in ten is busier than the upper end of the interval.
TAIL = 1.2816


@dataclass(frozen=True, slots=True)
class Advice:
    """One hour. `usual` and `busy` are windows for an ordinary hour and for a busy one of ten.

    `wait` is the average wait in minutes with `windows`; None with `overload`: the fewest that could do it at all.
    """

    begins: datetime
    days: int
    arrivals: float
    busiest: float
    usual: int
    busy: int
    windows: int
    wait: float | None
    overload: int | None


def advice(hall: Hall, standard: Standard, at: datetime, windows: int) -> list[Advice]:
    """For the rest of this hour and the next ones in which the hall is open; nothing without past arrivals."""
    counts, days = _past(hall, standard, at)
    minutes = _minutes(hall, standard, at)
    first = at.astimezone(SHANGHAI).replace(minute=0, second=0, microsecond=0)
    hours = [first + timedelta(hours=step) for step in range(HOURS)]
    wanted = [begins for begins in hours if standard.opening(max(begins, at)) is not None]
    if not days:
        return []
    return [
        _advised(begins, counts.get(begins.hour, 0), days, minutes, standard, windows) for begins in wanted
    ]


def _past(hall: Hall, standard: Standard, at: datetime) -> tuple[Mapping[int, int], int]:
    """Arrivals by local hour on the same weekday of past weeks, and how many such days there were."""
    today = standard.day(at)
    same = [today - timedelta(weeks=step) for step in range(1, WEEKS + 1)]
    rows = Ticket.objects.filter(hall=hall, day__in=same)
    hourly = rows.annotate(hour=ExtractHour("taken_at", tzinfo=SHANGHAI)).order_by().values("hour")
    counts = {row["hour"]: row["people"] for row in hourly.annotate(people=Count("pk"))}
    days = rows.order_by().values("day").distinct().count() if counts else 0
    return counts, days


def _minutes(hall: Hall, standard: Standard, at: datetime) -> float:
    """What one customer takes on average, by what people came for in past weeks."""
    since = standard.day(at) - timedelta(weeks=WEEKS)
    rows = Ticket.objects.filter(hall=hall, day__gte=since).order_by().values("service")
    mix: dict[str, int] = {row["service"]: row["people"] for row in rows.annotate(people=Count("pk"))}
    known = {id: count for id, count in mix.items() if id in standard.rules.services}
    total = sum(known.values())
    if not total:
        return 0.0
    paces = {id: pace_of(hall.pk, standard.service(id)) for id in known}
    seconds: float = sum(paces[id].mean * count for id, count in known.items())
    return seconds / total / 60


def _advised(
    begins: datetime, people: int, days: int, minutes: float, standard: Standard, windows: int
) -> Advice:
    mean = people / days
    # What is not known for sure, the mean, and what chance does to one hour.
    busiest = mean + TAIL * math.sqrt(mean * (1 + 1 / days))
    least = least_windows(standard, begins) or 1
    limit = limit_of(standard)
    usual = windows_needed(Flow(mean, minutes), limit, least)
    busy = windows_needed(Flow(busiest, minutes), limit, least)
    flow = Flow(mean, minutes)
    try:
        wait, overload = mean_wait(flow, windows), None
    except Overloaded as error:
        wait, overload = None, error.least
    return Advice(begins, days, mean, busiest, usual, busy, windows, wait, overload)


def limit_of(standard: Standard) -> Limit:
    """What the standard wants held, else the board's own measure."""
    crowd = standard.rules.waiting_per_window
    return Limit(waiting_per_window=float(crowd.most)) if crowd else Limit(mean_minutes=MEAN_MINUTES)


@dataclass(frozen=True, slots=True)
class HeatMap:
    """Arrivals an hour on average: `cells[weekday][hour]`, None where the hall had nobody on such days."""

    hours: Sequence[int]
    cells: Mapping[int, Mapping[int, float]]
    most: float
    first: date
    last: date


def heat_map(hall: Hall, standard: Standard, at: datetime) -> HeatMap | None:
    """By weekday and hour over past weeks; None when nobody came."""
    last = standard.day(at) - timedelta(days=1)
    first = last - timedelta(weeks=WEEKS) + timedelta(days=1)
    rows = Ticket.objects.filter(hall=hall, day__range=(first, last))
    hourly = rows.annotate(hour=ExtractHour("taken_at", tzinfo=SHANGHAI)).order_by().values("day", "hour")
    counts: dict[int, dict[int, int]] = {}
    days: dict[int, set[date]] = {}
    for row in hourly.annotate(people=Count("pk")):
        weekday = row["day"].weekday()
        days.setdefault(weekday, set()).add(row["day"])
        hours = counts.setdefault(weekday, {})
        hours[row["hour"]] = hours.get(row["hour"], 0) + row["people"]
    if not counts:
        return None
    cells = {
        weekday: {hour: people / len(days[weekday]) for hour, people in hours.items()}
        for weekday, hours in counts.items()
    }
    seen = sorted({hour for hours in cells.values() for hour in hours})
    most = max(value for hours in cells.values() for value in hours.values())
    return HeatMap(range(seen[0], seen[-1] + 1), cells, most, first, last)

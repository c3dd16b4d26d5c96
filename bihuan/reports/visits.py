"""Visits to a hall over days, counted: by hour, by service, by clerk. Facts are tickets and ratings, never the journal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Avg, Count, Q, QuerySet
from django.db.models.functions import ExtractHour

from bihuan.engines.halls.models import Hall, Ticket
from bihuan.ground.worktime.zone import SHANGHAI
from bihuan.reports.hall_board import UNSERVED

_FINISHED = Ticket.State.FINISHED


@dataclass(frozen=True, slots=True)
class Tally:
    """Of the numbers taken: how many were called, within the time, finished, gone unserved; seconds on average.

    `rated` were rated, `bad` of them badly; `stars` is the mean.
    """

    taken: int = 0
    called: int = 0
    soon: int = 0
    finished: int = 0
    gone: int = 0
    waited: float | None = None
    handling: float | None = None
    rated: int = 0
    bad: int = 0
    stars: float | None = None

    @property
    def soon_share(self) -> float | None:
        return self.soon / self.called if self.called else None

    @property
    def gone_share(self) -> float | None:
        return self.gone / self.taken if self.taken else None

    @property
    def bad_share(self) -> float | None:
        return self.bad / self.rated if self.rated else None


@dataclass(frozen=True, slots=True)
class Asked:
    """Whole local days, both included; `within` seconds count as called soon, `bad` stars and below as a bad rating."""

    hall: Hall
    first: date
    last: date
    within: int
    bad: int

    def tickets(self) -> QuerySet[Ticket]:
        return Ticket.objects.filter(hall=self.hall, day__range=(self.first, self.last))


@dataclass(frozen=True, slots=True)
class Visits:
    """Every breakdown adds up to the whole, but for clerks: who was never called had none (key None)."""

    whole: Tally
    by_hour: Sequence[tuple[int, Tally]]
    by_service: Sequence[tuple[str, Tally]]
    by_clerk: Sequence[tuple[str | None, Tally]]
    by_day: Sequence[tuple[date, Tally]]


def counted(asked: Asked) -> Visits:
    """Five questions to the database, however many visits."""
    rows = asked.tickets().order_by()
    hourly = rows.annotate(hour=ExtractHour("taken_at", tzinfo=SHANGHAI))
    sums = _sums(asked)
    return Visits(
        whole=_tally(rows.aggregate(**sums)),
        by_hour=[
            (row["hour"], _tally(row)) for row in hourly.values("hour").annotate(**sums).order_by("hour")
        ],
        by_service=[
            (row["service"], _tally(row))
            for row in rows.values("service").annotate(**sums).order_by("service")
        ],
        by_clerk=[
            (row["clerk__name"], _tally(row))
            for row in rows.values("clerk", "clerk__name").annotate(**sums).order_by("clerk__name", "clerk")
        ],
        by_day=[(row["day"], _tally(row)) for row in rows.values("day").annotate(**sums).order_by("day")],
    )


def _sums(asked: Asked) -> Mapping[str, Any]:
    """Named apart from the ticket's own columns, which the database would take for them."""
    return {
        "n_taken": Count("pk"),
        "n_called": Count("pk", filter=Q(waited__isnull=False)),
        "n_soon": Count("pk", filter=Q(waited__lte=asked.within)),
        "n_finished": Count("pk", filter=Q(state=_FINISHED)),
        "n_gone": Count("pk", filter=Q(state__in=UNSERVED)),
        "n_waited": Avg("waited"),
        "n_handling": Avg("handling"),
        "n_rated": Count("rating"),
        "n_bad": Count("rating", filter=Q(rating__score__lte=asked.bad)),
        "n_stars": Avg("rating__score"),
    }


def _tally(row: Mapping[str, Any]) -> Tally:
    return Tally(**{name: row[f"n_{name}"] for name in Tally.__slots__})

"""What a supervisor looks at: counts over open cases and running clocks, nothing else, so that age costs nothing."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncDate

from bihuan.engines.cases.models import Case, Clock
from bihuan.ground.worktime.zone import SHANGHAI

#: Answers live this long in the process; a board looked at by ten people costs as much as one.
KEPT_SECONDS = 5.0
SOON = timedelta(hours=2)
INFLOW_DAYS = 14


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose cases: those below one of the place paths, or in the hands of one of the teams. `whole`: all there are."""

    paths: tuple[str, ...] = ()
    teams: tuple[int, ...] = ()
    whole: bool = False

    def cases(self) -> Q:
        return self._reach("")

    def clocks(self) -> Q:
        return self._reach("case__")

    def _reach(self, case: str) -> Q:
        if self.whole:
            return Q()
        reach = Q(pk__in=())
        if self.teams:
            reach |= Q(**{f"{case}team__in": self.teams})
        for path in self.paths:
            reach |= Q(**{f"{case}place__path__startswith": path})
        return reach


@dataclass(frozen=True, slots=True)
class UnitLine:
    """Open cases in the hands of a team; `team` None: not dispatched yet."""

    team: int | None
    open: int
    overdue: int
    soon: int


@dataclass(frozen=True, slots=True)
class ClauseLine:
    """Cases whose clock of a clause is over, or nearly."""

    clause: str
    promise: str
    overdue: int
    soon: int


@dataclass(frozen=True, slots=True)
class StageLine:
    """Open cases of all kinds at a stage."""

    stage: str
    open: int


@dataclass(frozen=True, slots=True)
class Board:
    units: tuple[UnitLine, ...]
    clauses: tuple[ClauseLine, ...]
    stages: tuple[StageLine, ...]
    inflow: tuple[tuple[date, int], ...]

    @property
    def open(self) -> int:
        return sum(line.open for line in self.units)

    @property
    def overdue(self) -> int:
        return sum(line.overdue for line in self.units)

    @property
    def soon(self) -> int:
        return sum(line.soon for line in self.units)


@dataclass(frozen=True, slots=True)
class ClauseFigures:
    """A clause now and over the last 30 days: deadlines that fell due then, kept or not."""

    running: int = 0
    overdue: int = 0
    met: int = 0
    missed: int = 0


def board(scope: Scope, at: datetime) -> Board:
    """Four queries, kept for a few seconds."""

    def asked() -> Board:
        return Board(units(scope, at), clauses(scope, at), stages(scope), inflow(scope, at))

    return _kept(("board", scope), asked, KEPT_SECONDS)


def units(scope: Scope, at: datetime) -> tuple[UnitLine, ...]:
    rows = (
        _open(scope)
        .values("team")
        .annotate(
            open=Count("pk"),
            overdue=Count("pk", filter=Q(next_due_at__lte=at)),
            soon=Count("pk", filter=Q(next_due_at__gt=at, next_due_at__lte=at + SOON)),
        )
        .order_by()
    )
    found = [UnitLine(**row) for row in rows]
    return tuple(sorted(found, key=lambda line: (-line.overdue, -line.soon, -line.open, line.team or 0)))


def clauses(scope: Scope, at: datetime) -> tuple[ClauseLine, ...]:
    """Only clocks at or near their end are read: a range of the running clocks' index."""
    near = Clock.objects.filter(
        scope.clocks(), stopped_at=None, paused_at=None, due_at__lte=at + SOON, case__closed_at=None
    )
    rows = (
        near.values("clause", "promise")
        .annotate(
            overdue=Count("case", filter=Q(due_at__lte=at), distinct=True),
            soon=Count("case", filter=Q(due_at__gt=at), distinct=True),
        )
        .order_by()
    )
    found = [ClauseLine(**row) for row in rows]
    return tuple(sorted(found, key=lambda line: (-line.overdue, -line.soon, line.clause, line.promise)))


def stages(scope: Scope) -> tuple[StageLine, ...]:
    rows = _open(scope).values("stage").annotate(open=Count("*")).order_by("stage")
    return tuple(StageLine(**row) for row in rows)


def inflow(scope: Scope, at: datetime) -> tuple[tuple[date, int], ...]:
    """Cases opened on each of the last days, today last; local days."""
    last = at.astimezone(SHANGHAI).date()
    days = [last - timedelta(days=back) for back in range(INFLOW_DAYS - 1, -1, -1)]
    since = datetime(days[0].year, days[0].month, days[0].day, tzinfo=SHANGHAI)
    counted = dict(
        Case.objects.filter(scope.cases(), opened_at__gte=since)
        .annotate(day=TruncDate("opened_at", tzinfo=SHANGHAI))
        .values_list("day")
        # Every row has an id, and counting rows instead of ids leaves the table unread: the index holds the days.
        .annotate(count=Count("*"))
        .order_by()
    )
    return tuple((day, counted.get(day, 0)) for day in days)


def figures_by_clause(at: datetime) -> dict[str, ClauseFigures]:
    """What each clause does now, by citation: two queries, kept for half a minute."""
    return _kept(("clauses",), lambda: _figures(at), 30.0)


def _figures(at: datetime) -> dict[str, ClauseFigures]:
    now = (
        Clock.objects.filter(stopped_at=None, paused_at=None)
        .values("clause")
        .annotate(running=Count("pk"), overdue=Count("pk", filter=Q(due_at__lte=at)))
        .order_by()
    )
    fell_due = (
        Clock.objects.filter(due_at__gte=at - timedelta(days=30), due_at__lt=at, met__isnull=False)
        .values("clause")
        .annotate(kept=Count("pk", filter=Q(met=True)), missed=Count("pk", filter=Q(met=False)))
        .order_by()
    )
    running = {row["clause"]: (row["running"], row["overdue"]) for row in now}
    past = {row["clause"]: (row["kept"], row["missed"]) for row in fell_due}
    return {
        clause: ClauseFigures(*running.get(clause, (0, 0)), *past.get(clause, (0, 0)))
        for clause in running.keys() | past.keys()
    }


def _open(scope: Scope) -> QuerySet[Case]:
    return Case.objects.filter(scope.cases(), closed_at=None)


Answer = TypeVar("Answer")
_lock = threading.Lock()
_answers: dict[tuple[object, ...], tuple[float, object]] = {}


def forget() -> None:
    """Ask the database again at the next question."""
    with _lock:
        _answers.clear()


def _kept(key: tuple[object, ...], ask: Callable[[], Answer], seconds: float) -> Answer:
    now = time.monotonic()
    held = _answers.get(key)
    if held is not None and now - held[0] < seconds:
        return held[1]  # type: ignore[return-value]
    answer = ask()
    with _lock:
        if len(_answers) > 200:
            _answers.clear()
        _answers[key] = (now, answer)
    return answer

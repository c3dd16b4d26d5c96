"""Whom a case's promises are charged to: the slices (`slices`) of the units that held it, read from orders and events."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import TypeVar

from django.db.models import Model, QuerySet

from bihuan.engines.cases.models import Clock, ClockEvent, Order
from bihuan.engines.cases.slices import Held
from bihuan.engines.cases.slices import charged as longest
from bihuan.ground.journal import prepared
from bihuan.ground.standards import adoption

_Span = tuple[datetime, datetime]
_Row = TypeVar("_Row", bound=Model)


def charged(found: Sequence[Clock], at: datetime) -> dict[int, int | None]:
    """Clock to the team that its verdict counts for, as things stood at its due time or at `at`, whichever came first.

    An order's own promises are its team's. Whatever is done after a deadline was missed no longer changes whose it was.
    """
    whole = [clock for clock in found if clock.order_id is None]
    held = _held(sorted({clock.case_id for clock in whole}))
    resting = _pauses(sorted(held), at)
    to: dict[int, int | None] = {clock.pk: clock.team_id for clock in found}
    for clock in whole:
        if clock.case_id not in held:
            to[clock.pk] = None
            continue
        until = min(at, clock.due_at) if clock.due_at else at
        pack = adoption.pack_of(clock.clause.partition("#")[0])
        calendar = pack.calendar(clock.calendar.partition("@")[0])
        to[clock.pk] = longest(
            held[clock.case_id], clock.started_at, until, calendar, resting.get(clock.pk, ())
        )
    return to


def _held(cases: Sequence[int]) -> dict[int, list[Held]]:
    """Cases that were ever sent to a unit, with every order of every round."""
    found: dict[int, list[Held]] = defaultdict(list)
    for order in _each(cases, "charging.orders", _orders):
        found[order.case_id] += [
            Held(order.team_id, since, until, order.lead) for since, until in order.stretches()
        ]
    return found


def _orders(*cases: int) -> QuerySet[Order]:
    return Order.objects.filter(case__in=cases).order_by("id")


def _pauses(cases: Sequence[int], at: datetime) -> dict[int, list[_Span]]:
    """The stretches in which each clock of the cases stood still, until `at` where it does so yet."""
    found: dict[int, list[_Span]] = defaultdict(list)
    began: dict[int, datetime] = {}
    for event in _each(cases, "charging.pauses", _pausing):
        if event.what == ClockEvent.What.PAUSE:
            began[event.clock_id] = event.at
        elif event.clock_id in began:
            found[event.clock_id].append((began.pop(event.clock_id), event.at))
    for clock, since in began.items():
        found[clock].append((since, at))
    return found


def _pausing(*cases: int) -> QuerySet[ClockEvent]:
    paused = (ClockEvent.What.PAUSE, ClockEvent.What.RESUME)
    return ClockEvent.objects.filter(clock__case__in=cases, what__in=paused).order_by("id")


def _each(cases: Sequence[int], shape: str, build: Callable[..., QuerySet[_Row]]) -> list[_Row]:
    """The rows of the cases; for the one case of a verb, which asks all day, with SQL that was built before."""
    if len(cases) == 1:
        return prepared.ask(shape, build, *cases)
    return [row for some in _batches(cases) for row in build(*some)]


def _batches(cases: Sequence[int], most: int = 500) -> Iterator[Sequence[int]]:
    """No more at once than either database takes in a statement."""
    for start in range(0, len(cases), most):
        yield cases[start : start + most]

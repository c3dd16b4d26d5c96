"""Whom a case's promises are charged to: the slices (`slices`) of the units that held it, read from orders and events."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from bihuan.engines.cases.models import Clock, ClockEvent, Order
from bihuan.engines.cases.slices import Held
from bihuan.engines.cases.slices import charged as longest
from bihuan.ground.standards import adoption

_Span = tuple[datetime, datetime]


def charged(found: Sequence[Clock], at: datetime) -> dict[int, int | None]:
    """Clock to the team that its verdict counts for, as things stood at its due time or at `at`, whichever came first.

    An order's own promises are its team's. Whatever is done after a deadline was missed no longer changes whose it was.
    """
    whole = [clock for clock in found if clock.order_id is None]
    held = _held({clock.case_id for clock in whole})
    resting = _pauses([clock.pk for clock in whole if clock.case_id in held], at)
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


def _held(cases: Iterable[int]) -> dict[int, list[Held]]:
    """Cases that were ever sent to a unit, with every order of every round."""
    found: dict[int, list[Held]] = defaultdict(list)
    wanted = list(cases)
    if not wanted:
        return found
    orders = Order.objects.filter(case__in=wanted).order_by()
    columns = ("case_id", "team_id", "sent_at", "confirmed_at", "ended_at", "lead")
    for case, team, since, confirmed, ended, lead in orders.values_list(*columns):
        found[case].append(Held(team, since, confirmed or ended, lead))
    return found


def _pauses(clocks: Sequence[int], at: datetime) -> dict[int, list[_Span]]:
    """The stretches in which each clock stood still, until `at` where it does so yet."""
    found: dict[int, list[_Span]] = defaultdict(list)
    if not clocks:
        return found
    began: dict[int, datetime] = {}
    what = ClockEvent.What
    events = ClockEvent.objects.filter(clock__in=clocks, what__in=(what.PAUSE, what.RESUME)).order_by("id")
    for clock, kind, moment in events.values_list("clock_id", "what", "at"):
        if kind == what.PAUSE:
            began[clock] = moment
        elif clock in began:
            found[clock].append((began.pop(clock), moment))
    for clock, since in began.items():
        found[clock].append((since, at))
    return found

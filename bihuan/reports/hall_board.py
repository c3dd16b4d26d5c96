"""How a hall stands at this moment: who waits for what, which windows are open against the standard, what is broken."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Avg, Count, Min, Q

from bihuan.engines.halls import outlook
from bihuan.engines.halls.estimates import Estimate
from bihuan.engines.halls.inforce import Standard
from bihuan.engines.halls.limits import least_windows
from bihuan.engines.halls.models import Breach, Counter, Hall, Ticket

_State = Ticket.State
#: Ways to go without having been served.
UNSERVED = (_State.LEFT, _State.PASSED, _State.CLOSED, _State.CANCELLED)
#: Breaches of the day that are listed.
BREACHES = 12


@dataclass(frozen=True, slots=True)
class ServiceLine:
    """`longest` in seconds; `expected` is what a walk-in would be told now, None without a window for it."""

    service: str
    waiting: int
    longest: float
    expected: Estimate | None


@dataclass(frozen=True, slots=True)
class Standing:
    """`least` is the number of windows that the standard asks for today, None where it asks for none.

    `mean_wait` is that of today's called customers in seconds; `gone` counts today's who went without being served.
    """

    services: Sequence[ServiceLine]
    counters: Sequence[Counter]
    serving: dict[int, Ticket]
    breaches: Sequence[Breach]
    least: int | None
    is_open: bool
    taken: int
    finished: int
    gone: int
    mean_wait: float | None

    @property
    def waiting(self) -> int:
        return sum(line.waiting for line in self.services)

    @property
    def longest(self) -> float:
        return max((line.longest for line in self.services), default=0.0)

    @property
    def windows(self) -> int:
        return sum(one.state == Counter.State.OPEN for one in self.counters)

    @property
    def each(self) -> float | None:
        """People who wait for each open window; None without one."""
        return self.waiting / self.windows if self.windows else None


def standing(hall: Hall, standard: Standard, at: datetime) -> Standing:
    """The same few queries however many wait."""
    today = Ticket.objects.filter(hall=hall, day=standard.day(at)).aggregate(
        taken=Count("pk"),
        finished=Count("pk", filter=Q(state=_State.FINISHED)),
        gone=Count("pk", filter=Q(state__in=UNSERVED)),
        mean_wait=Avg("waited"),
    )
    counters = Counter.objects.in_use().filter(hall=hall).select_related("clerk").order_by("number")
    held = Ticket.objects.at_counters().filter(hall=hall)
    return Standing(
        services=_lines(hall, standard, at),
        counters=list(counters),
        serving={ticket.counter_id: ticket for ticket in held if ticket.counter_id},
        breaches=_breaches(hall, standard, at),
        least=least_windows(standard, at),
        is_open=standard.opening(at) is not None,
        **today,
    )


def _lines(hall: Hall, standard: Standard, at: datetime) -> list[ServiceLine]:
    rows = Ticket.objects.waiting().filter(hall=hall).order_by().values("service")
    found = {row["service"]: row for row in rows.annotate(people=Count("pk"), first=Min("entered_at"))}
    expected = outlook.for_every_service(hall, standard, at)
    known = [*standard.rules.services, *(id for id in found if id not in standard.rules.services)]
    return [
        ServiceLine(
            service=id,
            waiting=found[id]["people"] if id in found else 0,
            longest=max(0.0, (at - found[id]["first"]).total_seconds()) if id in found else 0.0,
            expected=expected[id].estimate if id in expected else None,
        )
        for id in known
    ]


def _breaches(hall: Hall, standard: Standard, at: datetime) -> list[Breach]:
    """Standing ones first, then those of today that are over."""
    midnight = standard.calendar.local(at).replace(hour=0, minute=0, second=0, microsecond=0)
    rows = Breach.objects.filter(Q(until=None) | Q(since__gte=midnight), hall=hall).select_related("ticket")
    found = sorted(rows.order_by("-since")[: BREACHES * 4], key=lambda one: one.until is not None)
    return found[:BREACHES]


def standing_of_halls(halls: Sequence[Hall]) -> dict[int, tuple[int, int]]:
    """(people waiting, open windows) of each hall, in two queries."""
    waiting = Ticket.objects.waiting().filter(hall__in=halls).order_by().values("hall")
    people = {row["hall"]: row["people"] for row in waiting.annotate(people=Count("pk"))}
    counters = Counter.objects.in_use().open().filter(hall__in=halls).order_by().values("hall")
    windows = {row["hall"]: row["windows"] for row in counters.annotate(windows=Count("pk"))}
    return {hall.pk: (people.get(hall.pk, 0), windows.get(hall.pk, 0)) for hall in halls}

"""What somebody who waits may expect: how many are before him, and how long it will take."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from bihuan.engines.halls import estimates
from bihuan.engines.halls.estimates import Estimate, Server
from bihuan.engines.halls.inforce import Standard
from bihuan.engines.halls.models import Counter, Hall, Ticket
from bihuan.engines.halls.paces import pace_of
from bihuan.engines.halls.queue import at_counters, open_counters, people


@dataclass(frozen=True, slots=True)
class Outlook:
    """`ahead`: who will be called before, at windows that take this service too. No `estimate` without a window for it."""

    ahead: int
    estimate: Estimate | None


@dataclass(frozen=True, slots=True)
class Open:
    """The open windows and what they are at."""

    counters: Sequence[Counter]
    servers: Sequence[Server]


def open_now(hall: Hall, at: datetime) -> Open:
    counters = open_counters(hall)
    busy = {ticket.counter_id: ticket for ticket in at_counters(hall)}
    return Open(counters, [_server(counter, busy.get(counter.pk), at) for counter in counters])


def _server(counter: Counter, ticket: Ticket | None, at: datetime) -> Server:
    services = frozenset(counter.services) or None
    if ticket is None:
        return Server(services)
    since = ticket.served_at or ticket.called_at or at
    return Server(services, ticket.service, max(0.0, (at - since).total_seconds()))


def for_a_new_one(
    hall: Hall, service: str, priority: str, standard: Standard, at: datetime, here: Open
) -> Outlook:
    """For somebody who takes a number now; `here` is what `open_now` said a moment ago."""
    ranks = _ranks_before(standard, priority)
    return _reckoned(service, people(hall, at, [*ranks.higher, *ranks.same]), here, standard)


def for_ticket(ticket: Ticket, standard: Standard, at: datetime) -> Outlook:
    """For somebody who waits already: his live place."""
    ranks = _ranks_before(standard, ticket.priority)
    mine = ticket.band_start or ticket.entered_at
    earlier = Q(entered_at__lt=mine) | Q(entered_at=mine, pk__lt=ticket.pk)
    before = Q(priority__in=ranks.higher) | (Q(priority__in=ranks.same) & earlier)
    counts = _counts(ticket.hall, before & ~Q(pk=ticket.pk), at)
    return _reckoned(ticket.service, counts, open_now(ticket.hall, at), standard)


def for_every_service(hall: Hall, standard: Standard, at: datetime) -> dict[str, Outlook]:
    """For an ordinary walk-in, by service: what kiosk and phone show beside each."""
    here = open_now(hall, at)
    counts = _counts(hall, Q(), at)
    return {id: _reckoned(id, counts, here, standard) for id in standard.rules.services}


def _counts(hall: Hall, before: Q, at: datetime) -> dict[str, int]:
    """Who waits and is due, by service."""
    due = Q(band_start=None) | Q(band_start__lte=at)
    waiting = Ticket.objects.filter(due & before, hall=hall, state=Ticket.State.WAITING)
    return {
        row["service"]: row["people"]
        for row in waiting.order_by().values("service").annotate(people=Count("pk"))
    }


def _reckoned(service: str, counts: dict[str, int], here: Open, standard: Standard) -> Outlook:
    beside = estimates.rivals(service, counts, here.servers)
    mine = {other: count for other, count in counts.items() if other in beside}
    known = {*mine, service, *(server.serving for server in here.servers if server.serving)}
    rows = standard.pack.rows("services")
    paces = {id: pace_of(here.counters[0].hall_id, rows[id]) for id in known if id in rows and here.counters}
    servers = [one if one.serving in paces else Server(one.services) for one in here.servers]
    queue = [one for one in estimates.mixed(mine) if one in paces]
    return Outlook(sum(mine.values()), estimates.estimate(service, queue, servers, paces))


@dataclass(frozen=True, slots=True)
class _Ranks:
    higher: list[str]
    same: list[str]


def _ranks_before(standard: Standard, priority: str) -> _Ranks:
    rank_of = {"": 0, **{one.id: one.rank for one in standard.rules.priorities}}
    mine = rank_of.get(priority, 0)
    return _Ranks(
        [id for id, rank in rank_of.items() if rank > mine],
        [id for id, rank in rank_of.items() if rank == mine],
    )

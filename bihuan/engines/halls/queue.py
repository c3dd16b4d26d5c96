"""The queue as the database has it: the few tickets that decide who is next, and whom a call passes over."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Case, F, IntegerField, Q, Value, When, Window
from django.db.models.functions import RowNumber

from bihuan.engines.halls import queueing
from bihuan.engines.halls.inforce import Standard
from bihuan.engines.halls.models import Counter, Hall, Ticket
from bihuan.engines.halls.models.ticket import TicketQuerySet
from bihuan.engines.halls.paces import pace_of
from bihuan.engines.halls.queueing import Choice


def open_counters(hall: Hall) -> list[Counter]:
    return list(
        Counter.objects.filter(hall=hall, state=Counter.State.OPEN, closed_at=None).order_by("number")
    )


def window_of(counter: Counter, standard: Standard, counters: Iterable[Counter]) -> queueing.Window:
    """The counter as the order sees it; `counters` are those open now."""
    spoken = {language for other in counters for language in other.speaks()}
    services = frozenset(counter.services) or None
    offered = [id for id in standard.rules.services if services is None or id in services]
    paces = [pace_of(counter.hall_id, standard.service(id)).mean for id in offered]
    gap = timedelta(seconds=sum(paces) / len(paces)) if paces else timedelta(0)
    return queueing.Window(services, frozenset(spoken - counter.speaks()), counter.pk, gap)


def line(hall: Hall, window: queueing.Window) -> TicketQuerySet:
    """Everybody who waits and whom the window may serve."""
    waiting = Ticket.objects.filter(hall=hall, state=Ticket.State.WAITING)
    served = Q(only=None)
    if window.services is not None:
        served &= Q(service__in=window.services)
    if window.leaves:
        served &= ~Q(language__in=window.leaves)
    return waiting.filter(served | Q(only=window.id))


def heads(hall: Hall, window: queueing.Window, law: queueing.Law, first: int = 1) -> list[Ticket]:
    """Appointments, and of the others the first of each rank, those shielded by fairness apart: nobody else decides.

    `first` says how many of each: as many decide about so many calls.
    """
    shielded = Case(
        When(overtaken__gte=law.overtaken_most, then=Value(1)), default=Value(0), output_field=IntegerField()
    )
    banded = Case(When(band_start__isnull=True, then=Value(0)), default=Value(1), output_field=IntegerField())
    position = Window(
        RowNumber(),
        partition_by=[F("priority"), banded, shielded],
        order_by=[F("entered_at").asc(), F("id").asc()],
    )
    placed = line(hall, window).annotate(position=position)
    return list(placed.filter(Q(position__lte=first) | Q(band_start__isnull=False)))


def next_for(
    counter: Counter, standard: Standard, at: datetime, counters: Iterable[Counter]
) -> tuple[Ticket, Choice, list[Ticket]] | None:
    """Whom the counter calls now, why, and the tickets that decided it."""
    window = window_of(counter, standard, counters)
    found = {ticket.pk: ticket for ticket in heads(counter.hall, window, standard.law)}
    choice = queueing.choose((standard.waiting(one) for one in found.values()), window, standard.law, at)
    return (found[choice.one.id], choice, list(found.values())) if choice else None


def pass_over(
    hall: Hall, called: Ticket, window: queueing.Window, standard: Standard, at: datetime, among: list[Ticket]
) -> int:
    """Count it for everybody who came earlier, is due and waits on; how many. `among` holds all appointments."""
    law, one = standard.law, standard.waiting(called)
    moment, id = queueing.came(one, law)
    earlier = Q(entered_at__lt=moment) | Q(entered_at=moment, pk__lt=id)
    if not queueing.is_due(one, law, at):
        earlier = ~Q(pk=id)
    booked = [
        ticket.pk
        for ticket in among
        if ticket.band_start and queueing.passed_over(one, standard.waiting(ticket), law, at)
    ]
    wronged = line(hall, window).filter(Q(band_start=None) & earlier | Q(pk__in=booked)).exclude(pk=called.pk)
    return wronged.update(overtaken=F("overtaken") + 1)


def shielded_from(
    hall: Hall, wanted: Ticket, window: queueing.Window, standard: Standard, at: datetime
) -> Ticket | None:
    """Who has been passed over so often that he has to be called before `wanted`."""
    found = {ticket.pk: ticket for ticket in heads(hall, window, standard.law)}
    one = standard.waiting(wanted)
    wronged = queueing.may_call(one, map(standard.waiting, found.values()), window, standard.law, at)
    return found[wronged.id] if wronged else None

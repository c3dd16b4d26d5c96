"""The queue as the database has it: the few tickets that decide who is next, and whom a call passes over."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta

from django.db import connection
from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When, Window
from django.db.models.functions import RowNumber

from bihuan.engines.halls import queueing
from bihuan.engines.halls.inforce import Standard
from bihuan.engines.halls.models import Counter, Hall, Ticket
from bihuan.engines.halls.models.ticket import TicketQuerySet
from bihuan.engines.halls.paces import pace_of
from bihuan.engines.halls.queueing import Choice
from bihuan.ground.journal import prepared


def open_counters(hall: Hall) -> list[Counter]:
    return prepared.ask("halls.open", _open, hall.pk)


def _open(hall: int) -> QuerySet[Counter]:
    return Counter.objects.filter(hall_id=hall, state=Counter.State.OPEN, closed_at=None).order_by("number")


def at_counters(hall: Hall) -> list[Ticket]:
    """Who is called or served now."""
    return prepared.ask("halls.at_counters", _at_counters, hall.pk)


def _at_counters(hall: int) -> QuerySet[Ticket]:
    return Ticket.objects.filter(hall_id=hall, state__in=Ticket.AT_COUNTER)


def at_counter(counter: Counter) -> Ticket | None:
    """Whom the counter has."""
    return next(iter(prepared.ask("halls.at_counter", _at_counter, counter.pk)), None)


def _at_counter(counter: int) -> QuerySet[Ticket]:
    return Ticket.objects.filter(counter_id=counter, state__in=Ticket.AT_COUNTER)


_PEOPLE = """
SELECT service, COUNT(*) FROM halls_ticket
WHERE hall_id = %s AND state = 'waiting' AND (band_start IS NULL OR band_start <= %s) AND priority IN ({marks})
GROUP BY service
"""


def people(hall: Hall, at: datetime, priorities: Sequence[str]) -> dict[str, int]:
    """How many wait and are due, by service, of these priorities; asked for every number taken."""
    marks = ", ".join(["%s"] * len(priorities))
    with connection.cursor() as cursor:
        moment = connection.ops.adapt_datetimefield_value(at)
        cursor.execute(_PEOPLE.format(marks=marks), [hall.pk, moment, *priorities])
        return {service: int(count) for service, count in cursor.fetchall()}


_LAST = """
SELECT (SELECT MAX(number) FROM halls_ticket WHERE hall_id = %s AND day = %s AND letter = %s),
       (SELECT MAX(taken_at) FROM halls_ticket WHERE hall_id = %s AND day = %s)
"""


def last_taken(hall: Hall, day: date, letter: str) -> tuple[int, datetime | None]:
    """The day's last number of the letter, and when its last ticket of all was taken."""
    with connection.cursor() as cursor:
        on = connection.ops.adapt_datefield_value(day)
        cursor.execute(_LAST, [hall.pk, on, letter, hall.pk, on])
        number, taken_at = cursor.fetchone()
    if isinstance(taken_at, str):  # SQLite keeps moments as text, in UTC
        taken_at = datetime.fromisoformat(taken_at).replace(tzinfo=UTC)
    return number or 0, taken_at


def window_of(counter: Counter, standard: Standard, counters: Iterable[Counter]) -> queueing.Window:
    """The counter as the order sees it; `counters` are those open now."""
    spoken = {language for other in counters for language in other.speaks()}
    services = frozenset(counter.services) or None
    offered = [id for id in standard.rules.services if services is None or id in services]
    paces = [pace_of(counter.hall_id, standard.service(id)).mean for id in offered]
    gap = timedelta(seconds=sum(paces) / len(paces)) if paces else timedelta(0)
    return queueing.Window(services, frozenset(spoken - counter.speaks()), counter.pk, gap)


def line(hall: int, window: queueing.Window) -> TicketQuerySet:
    """Everybody who waits and whom the window may serve."""
    waiting = Ticket.objects.filter(hall_id=hall, state=Ticket.State.WAITING)
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
    shape = ("halls.heads", window.services, window.leaves, window.id, law.overtaken_most, first)
    return prepared.ask(shape, lambda pk: _heads(pk, window, law, first), hall.pk)


def _heads(hall: int, window: queueing.Window, law: queueing.Law, first: int) -> QuerySet[Ticket]:
    shielded = Case(
        When(overtaken__gte=law.overtaken_most, then=Value(1)), default=Value(0), output_field=IntegerField()
    )
    banded = Case(When(band_start__isnull=True, then=Value(0)), default=Value(1), output_field=IntegerField())
    position = Window(
        RowNumber(),
        partition_by=[F("priority"), banded, shielded],
        order_by=[F("entered_at").asc(), F("id").asc()],
    )
    # Lined up by id alone: sorting whole rows costs ten times as much when the hall is full.
    placed = line(hall, window).annotate(position=position)
    deciding = placed.filter(Q(position__lte=first) | Q(band_start__isnull=False)).values("pk")
    return Ticket.objects.filter(pk__in=deciding)


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
    wronged = (
        line(hall.pk, window).filter(Q(band_start=None) & earlier | Q(pk__in=booked)).exclude(pk=called.pk)
    )
    return wronged.update(overtaken=F("overtaken") + 1)


def shielded_from(
    hall: Hall, wanted: Ticket, window: queueing.Window, standard: Standard, at: datetime
) -> Ticket | None:
    """Who has been passed over so often that he has to be called before `wanted`."""
    found = {ticket.pk: ticket for ticket in heads(hall, window, standard.law)}
    one = standard.waiting(wanted)
    wronged = queueing.may_call(one, map(standard.waiting, found.values()), window, standard.law, at)
    return found[wronged.id] if wronged else None

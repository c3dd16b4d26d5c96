"""Many hands in one queue, with real connections and locks: nobody is served twice, nobody is lost."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from bihuan.engines.halls import actions
from bihuan.engines.halls.errors import Conflict, OverQuota
from bihuan.engines.halls.models import Booking, Counter, Showing, Ticket
from bihuan.ground.directory.actor import Actor
from bihuan.ground.directory.models import Membership, Person
from bihuan.ground.journal.errors import Refused
from bihuan.ground.journal.models import Entry
from bihuan.ground.journal.rows import insert
from bihuan.ground.journal.verify import everything
from tests.cast import SINCE
from tests.engines.cases.test_at_once import together
from tests.engines.halls.service_hall import MORNING, VISITOR, ServiceHall, set_up

COUNTERS, PEOPLE = 20, 2000


@pytest.fixture
def busy(transactional_db: None) -> Iterator[ServiceHall]:
    yield set_up(2)


@pytest.mark.django_db(transaction=True)
def test_the_same_number_is_given_once(busy: ServiceHall) -> None:
    found = together(*[lambda: busy.take() for _ in range(8)])
    assert sorted(ticket.number for ticket in found) == list(range(1, 9))


@pytest.mark.django_db(transaction=True)
def test_a_kiosk_that_asks_twice_at_once_gets_one_number(busy: ServiceHall) -> None:
    found = together(*[lambda: busy.take(once="press-7") for _ in range(6)])
    assert len({ticket.pk for ticket in found}) == 1
    assert Ticket.objects.count() == Entry.objects.filter(kind="ticket").count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_customer_two_windows_one_call(busy: ServiceHall) -> None:
    busy.open(0, 1)
    busy.take()
    found = together(lambda: busy.call(0), lambda: busy.call(1))
    assert sorted(ticket is None for ticket in found) == [False, True]
    assert len(busy.showings("called")) == 1


@pytest.mark.django_db(transaction=True)
def test_one_clerk_is_at_one_counter_and_one_counter_has_one_clerk(busy: ServiceHall) -> None:
    both = together(
        *[lambda n=n: actions.log_on(busy.counters[n], by=busy.clerk(0), at=busy.at) for n in (0, 1)]
    )
    assert sum(isinstance(one, Counter) for one in both) == 1
    assert sum(isinstance(one, Conflict) for one in both) == 1
    other = next(
        counter
        for counter in busy.counters
        if counter.pk not in {one.pk for one in both if isinstance(one, Counter)}
    )
    rivals = together(*[lambda n=n: actions.log_on(other, by=busy.clerk(n), at=busy.at) for n in (1, 2)])
    assert sum(isinstance(one, Counter) for one in rivals) == 1


@pytest.mark.django_db(transaction=True)
def test_the_last_place_of_a_band_goes_to_one(busy: ServiceHall) -> None:
    ten = MORNING.replace(hour=10)

    def book(n: int) -> Booking:
        return actions.book(busy.hall, "open", ten, phone=f"1380013800{n}", by=VISITOR, at=busy.at)

    found = together(*[lambda n=n: book(n) for n in range(6)])
    assert sum(isinstance(one, Booking) for one in found) == 3
    assert sum(isinstance(one, OverQuota) for one in found) == 3


def crowd(hall: ServiceHall) -> None:
    """Two thousand who wait, in a few statements; every tenth older, every two-hundredth with an appointment."""
    made = []
    for n in range(PEOPLE):
        made.append(
            Ticket(
                id=n + 1,
                hall=hall.hall,
                day=MORNING.date(),
                service=("bill", "open", "invoice")[n % 3],
                letter="Z",
                number=n + 1,
                secret=f"s{n}",
                source="kiosk",
                priority="senior" if n % 10 == 0 else "",
                taken_at=MORNING,
                entered_at=MORNING.replace(microsecond=n),
                band_start=MORNING if n % 200 == 7 else None,
                band_end=MORNING.replace(minute=30) if n % 200 == 7 else None,
                edition=hall.cast.pack.name,
                rules="hall",
            )
        )
    for start in range(0, PEOPLE, 25):
        insert(made[start : start + 25])


@pytest.mark.volume
@pytest.mark.django_db(transaction=True)
def test_twenty_counters_hammer_a_queue_of_two_thousand(busy: ServiceHall) -> None:
    crowd(busy)
    clerks: list[Actor] = []
    counters = list(busy.counters)
    for n in range(COUNTERS):
        person = Person.objects.create(username=f"clerk{n}", name=f"营业员{n}", password="!")
        Membership.objects.create(
            person=person, team=busy.cast.teams["hall-east"], role="hall_clerk", since=SINCE
        )
        clerks.append(person.actor(MORNING))
        if n >= len(counters):
            counters.append(actions.add_counter(busy.hall, n + 1, by=busy.manager, at=MORNING))
        actions.log_on(counters[n], by=clerks[n], at=MORNING)

    def works(n: int) -> list[int]:
        served = []
        try:
            while ticket := actions.call_next(counters[n], by=clerks[n], at=MORNING):
                served.append(ticket.pk)
                actions.finish(ticket, by=clerks[n], at=MORNING)
        finally:
            connection.close()
        return served

    began = time.monotonic()
    with ThreadPoolExecutor(COUNTERS) as pool:
        served = list(pool.map(works, range(COUNTERS)))
    took = time.monotonic() - began
    everybody = [pk for one in served for pk in one]
    print(f"{len(everybody) / took:.0f} visits a second through {COUNTERS} counters")
    assert len(everybody) == len(set(everybody)) == PEOPLE
    assert Ticket.objects.filter(state="finished").count() == PEOPLE
    assert not Ticket.objects.filter(overtaken__gt=3).exists()
    calls = list(Showing.objects.filter(kind="called").order_by("id").values_list("facts", flat=True))
    assert len(calls) == PEOPLE
    # As the screens saw it: ordinary walk-ins of all services in the order they came.
    numbers = [int(facts["ticket"][1:]) for facts in calls]
    ordinary = [number for number in numbers if (number - 1) % 10 and (number - 8) % 200]
    assert ordinary == sorted(ordinary)
    assert list(everything(("ticket", "counter", "hall"))) == []


@pytest.mark.django_db(transaction=True)
def test_what_is_refused_leaves_nothing_behind(busy: ServiceHall) -> None:
    before = Entry.objects.count(), Showing.objects.count()
    found = together(*[lambda: busy.call(0) for _ in range(4)])
    assert all(isinstance(one, Refused) for one in found)
    assert (Entry.objects.count(), Showing.objects.count()) == before

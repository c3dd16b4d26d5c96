"""The demo's halls go on by themselves, and leave alone whoever tries the demo."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from bihuan.engines.halls import actions, paces, watch
from bihuan.engines.halls.models import Counter, Hall, Ticket
from bihuan.ground.directory import places
from bihuan.ground.directory.actions import token_hash
from bihuan.ground.journal import verify
from bihuan.ground.standards import adoption
from bihuan.project.demo import living
from bihuan.project.demo.company import Company, found
from bihuan.project.demo.halls import HALLS, links, open_halls
from bihuan.windows.hall.doors import device_of
from tests.cast import SHANGHAI

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 6, 11, 10, 0, tzinfo=SHANGHAI)


@pytest.fixture
def company() -> Iterator[Company]:
    founded = found(MORNING - timedelta(days=2), token_hash)
    open_halls(founded, MORNING - timedelta(days=1))
    living._last.clear()
    paces.forget()
    yield founded
    adoption.forget()
    places.forget()


def lived(start: datetime, minutes: int) -> datetime:
    """So many minutes in rounds of five seconds."""
    at = start
    while at < start + timedelta(minutes=minutes):
        at += timedelta(seconds=5)
        living.run(at)
        watch.run(at)
    return at


def test_customers_come_are_called_and_served_by_the_law(company: Company) -> None:
    lived(MORNING, 20)

    states = set(Ticket.objects.values_list("state", flat=True))
    assert "finished" in states and Ticket.objects.count() > 10
    assert Counter.objects.open().filter(hall__place__code="east").count() == 4
    assert list(verify.everything(["ticket", "counter", "hall"])) == []


def test_nobody_comes_to_a_closed_hall(company: Company) -> None:
    lived(MORNING.replace(hour=3), 5)

    assert set(Ticket.objects.values_list("hall__place__code", flat=True)) <= {"east"}
    assert not Counter.objects.open().exclude(hall__place__code="east").exists()


def test_the_free_window_is_never_taken(company: Company) -> None:
    lived(MORNING, 5)

    free = [(plan.code, one.number) for plan in HALLS for one in plan.windows if one.free]
    for code, number in free:
        assert Counter.objects.get(hall__place__code=code, number=number).state == "off"


def test_a_clerk_as_whom_somebody_signs_in_stops(company: Company) -> None:
    at = lived(MORNING, 3)
    clerk = company.people["heli"]
    clerk.last_login = at
    clerk.save(update_fields=["last_login"])
    mine = Counter.objects.get(clerk=clerk)
    before = list(Ticket.objects.filter(counter=mine).values_list("pk", "state", "calls"))

    living.run(at + timedelta(minutes=1))
    living.run(at + timedelta(minutes=2))

    assert list(Ticket.objects.filter(counter=mine).values_list("pk", "state", "calls")) == before


def test_a_window_that_somebody_took_is_left_to_him(company: Company) -> None:
    at = lived(MORNING, 1)
    counter = Counter.objects.get(hall__place__code="east", number=1)
    actor = company.people["fangfang"].actor(at)
    held = Ticket.objects.filter(counter=counter, state__in=Ticket.AT_COUNTER).first()
    if held is not None:
        actions.finish(held, by=company.people["heli"].actor(at), at=at)
    actions.log_off(counter, by=company.people["heli"].actor(at), at=at)
    actions.log_on(counter, by=actor, at=at)

    lived(at, 2)

    fresh = Counter.objects.get(pk=counter.pk)
    assert fresh.clerk_id == actor.person
    assert not Ticket.objects.filter(counter=counter, called_at__gt=at).exists()


def test_after_closing_those_who_hold_a_number_are_served_and_the_clerks_go_home(company: Company) -> None:
    at = lived(MORNING.replace(hour=17, minute=20), 10)
    assert Counter.objects.open().filter(hall__place__code="west").exists()

    lived(at, 60)

    west = Ticket.objects.filter(hall__place__code="west")
    assert not west.filter(state__in=Ticket.OPEN).exists()
    assert not west.filter(taken_at__gte=MORNING.replace(hour=17, minute=30)).exists()
    assert not Counter.objects.open().filter(hall__place__code="west").exists()


def test_the_lobby_is_kept_unless_somebody_tries_the_demo_as_its_keeper(company: Company) -> None:
    lived(MORNING, 1)
    assert Hall.objects.get(place__code="east").lobby_person == company.people["mengjia"]

    keeper = company.people["zhouli"]
    Hall.objects.filter(place__code="west").update(lobby_person=None)
    keeper.last_login = MORNING
    keeper.save(update_fields=["last_login"])
    lived(MORNING + timedelta(minutes=2), 1)

    assert Hall.objects.get(place__code="west").lobby_person is None


def test_the_links_of_the_devices_open_them(company: Company) -> None:
    for one in links():
        device = device_of(one["url"].split("/")[2])
        assert device is not None and device.kind == one["kind"]

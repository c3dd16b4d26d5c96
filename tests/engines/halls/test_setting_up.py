"""Halls, counters and devices: who may set them up, and what the lobby keeps."""

from collections.abc import Callable
from typing import Any

import pytest

from bihuan.engines.halls import actions
from bihuan.engines.halls.distance import Position
from bihuan.engines.halls.errors import (
    BadInput,
    Conflict,
    CounterBusy,
    CounterTaken,
    NotAllowed,
    NotFound,
    NotNow,
    UnknownRules,
)
from bihuan.engines.halls.inforce import rules_on_offer
from bihuan.engines.halls.models import Absence, Counter, Device, Hall, Showing, Ticket
from bihuan.ground.directory.actor import Actor, customer
from bihuan.ground.journal.models import Delivery, Entry
from bihuan.ground.standards import adoption
from tests.engines.halls.service_hall import MORNING, VISITOR, ServiceHall, verbs

pytestmark = pytest.mark.django_db


def test_a_place_chooses_among_the_rules_in_force_there(strict: ServiceHall) -> None:
    assert {"hall", "hall-east"} <= rules_on_offer(strict.cast.east.path, MORNING).keys()
    west = rules_on_offer(strict.cast.west.path, MORNING)
    assert "hall" in west and "hall-east" not in west
    with pytest.raises(UnknownRules, match="hall-east"):
        actions.set_up_hall(
            strict.cast.west, "hall-east", by=strict.cast.actor(strict.cast.admin), at=MORNING
        )


def test_setting_up_again_changes_rules_and_keeps_the_hall(strict: ServiceHall) -> None:
    again = actions.set_up_hall(strict.cast.east, "hall", by=strict.manager, at=MORNING)
    assert (again.pk, again.rules, again.latitude) == (strict.hall.pk, "hall", strict.hall.latitude)
    assert verbs("hall", again.pk)[:1] == ["hall.set_up"] and verbs("hall", again.pk)[-1] == "hall.set_up"


def test_an_impossible_position_is_refused(hall: ServiceHall) -> None:
    with pytest.raises(BadInput):
        actions.set_up_hall(hall.cast.east, "hall", by=hall.manager, at=MORNING, position=Position(99, 0))


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"services": ["passport"]}, "services"),
        ({"languages": ["fr"]}, "languages"),
        ({"title": "长" * 41}, "title"),
        ({"number": 0}, "number"),
    ],
)
def test_a_wrong_counter_names_its_field(hall: ServiceHall, said: dict[str, Any], field: str) -> None:
    with pytest.raises(BadInput) as refused:
        actions.add_counter(hall.hall, **({"number": 9} | said), by=hall.manager, at=MORNING)
    assert set(refused.value.fields) == {field}
    assert Counter.objects.count() == 3


def test_two_counters_never_have_one_number(hall: ServiceHall) -> None:
    with pytest.raises(Conflict, match="1"):
        actions.add_counter(hall.hall, 1, by=hall.manager, at=MORNING)
    with pytest.raises(Conflict):
        actions.change_counter(hall.counters[1], number=1, by=hall.manager, at=MORNING)
    actions.close_counter(hall.counters[0], by=hall.manager, at=MORNING)
    assert actions.add_counter(hall.hall, 1, by=hall.manager, at=MORNING).pk != hall.counters[0].pk


def test_a_staffed_counter_is_not_closed(hall: ServiceHall) -> None:
    hall.open(0)
    with pytest.raises(CounterBusy):
        actions.close_counter(hall.counters[0], by=hall.manager, at=MORNING)


def test_one_clerk_at_one_counter(hall: ServiceHall) -> None:
    hall.open(0)
    assert actions.log_on(hall.counters[0], by=hall.clerk(0), at=MORNING).since == MORNING
    with pytest.raises(CounterTaken, match="方芳"):
        actions.log_on(hall.counters[0], by=hall.clerk(1), at=MORNING)
    with pytest.raises(Conflict, match="1"):
        actions.log_on(hall.counters[1], by=hall.clerk(0), at=MORNING)
    actions.log_off(hall.counters[0], by=hall.manager, at=MORNING)
    actions.log_on(hall.counters[1], by=hall.clerk(0), at=MORNING)


def test_a_hall_at_work_is_not_closed(hall: ServiceHall) -> None:
    hall.open(0)
    with pytest.raises(CounterBusy, match="1"):
        actions.close_hall(hall.hall, by=hall.manager, at=MORNING)
    ticket = hall.take()
    actions.log_off(hall.counters[0], by=hall.clerk(0), at=MORNING)
    with pytest.raises(CounterBusy):
        actions.close_hall(hall.hall, by=hall.manager, at=MORNING)
    actions.leave(ticket, by=hall.manager, at=MORNING)
    assert actions.close_hall(hall.hall, by=hall.manager, at=MORNING).closed_at == MORNING
    with pytest.raises(NotFound):
        hall.take()
    actions.set_up_hall(hall.cast.east, "hall", by=hall.manager, at=MORNING)
    assert hall.take().label == "A002"


def test_an_alarm_calls_everybody_on_duty_and_no_screen(hall: ServiceHall) -> None:
    hall.open(0, 1)
    before = Showing.objects.count()
    told = actions.alarm(hall.counters[0], by=hall.clerk(0), at=MORNING)
    assert {person.name for person in told} == {"唐敏", "余洁"}
    heard = Delivery.objects.filter(channel="inapp")
    assert {row.address for row in heard} == {person.ref for person in told}
    assert heard[0].subject == "城东营业厅 方芳在1号窗口请求支援"
    assert verbs("counter", hall.counters[0].pk)[-1] == "counter.alarm"
    assert Showing.objects.count() == before


# -- devices
def test_a_device_is_known_by_its_link_and_only_by_it(hall: ServiceHall) -> None:
    device, secret = actions.issue_device(hall.hall, "kiosk", by=hall.manager, at=MORNING, name="门口")
    assert actions.device_of(secret) == device
    assert secret not in str(Device.objects.values())
    assert secret not in str(list(Entry.objects.values("facts")))
    for wrong in ("", "x", device.hash):
        with pytest.raises(NotFound):
            actions.device_of(wrong)
    actions.revoke_device(device, by=hall.manager, at=MORNING)
    with pytest.raises(NotFound):
        actions.device_of(secret)


def test_counter_devices_stand_at_a_counter(hall: ServiceHall) -> None:
    for kind, counter in (("rating", None), ("kiosk", hall.counters[0]), ("toaster", None)):
        with pytest.raises(BadInput):
            actions.issue_device(hall.hall, kind, by=hall.manager, at=MORNING, counter=counter)
    device, _secret = actions.issue_device(
        hall.hall, "rating", by=hall.manager, at=MORNING, counter=hall.counters[0]
    )
    assert device.counter == hall.counters[0]


# -- the lobby
def test_the_lobby_is_left_relieved_and_kept(hall: ServiceHall) -> None:
    with pytest.raises(NotNow):
        actions.lobby_leaves(hall.hall, by=hall.manager, at=MORNING)
    actions.lobby_back(hall.hall, by=hall.manager, at=MORNING)
    left = actions.lobby_leaves(hall.hall, by=hall.manager, at=hall.later(minutes=30))
    assert left.lobby_away_since == hall.at
    back = actions.lobby_back(hall.hall, by=hall.manager, at=hall.later(minutes=10))
    assert back.lobby_away_since is None
    relieved = actions.lobby_leaves(
        hall.hall, by=hall.manager, at=hall.later(minutes=30), relief=hall.clerks[0]
    )
    assert (relieved.lobby_person, relieved.lobby_away_since) == (hall.clerks[0], None)
    first, second = Absence.objects.all()
    assert (first.until_at - first.from_at).total_seconds() == 600
    assert (second.relief, second.until_at) == (hall.clerks[0], None)
    with pytest.raises(BadInput):
        actions.lobby_leaves(hall.hall, by=hall.manager, at=hall.at, relief=hall.cast.wang)


def test_a_notice_reaches_the_screens_once(hall: ServiceHall) -> None:
    actions.notice(hall.hall, "  3号柜台  暂停收现金 ", by=hall.manager, at=MORNING)
    assert hall.showings("notice") == [{"text": "3号柜台 暂停收现金"}]
    for text in ("", "长" * 121):
        with pytest.raises(BadInput):
            actions.notice(hall.hall, text, by=hall.manager, at=MORNING)


# -- the wrong person
def strangers(hall: ServiceHall) -> list[Actor]:
    """Somebody of another department, a clerk of another hall, a customer, the kiosk's visitor."""
    from bihuan.ground.directory.models import Membership, Person
    from tests.cast import SINCE

    west = Person.objects.create(username="west", name="西厅", password="!")
    Membership.objects.create(
        person=west, team=hall.cast.teams["hall-west"], role="hall_manager", since=SINCE
    )
    return [hall.cast.actor(hall.cast.wang), west.actor(MORNING), customer("13800138000"), VISITOR]


def test_nobody_else_changes_anything(hall: ServiceHall) -> None:
    hall.open(0)
    waiting = hall.take()
    device, _secret = actions.issue_device(hall.hall, "kiosk", by=hall.manager, at=MORNING)
    counter, idle = hall.counters[0], hall.counters[1]
    before = Entry.objects.count()
    acts: list[Callable[[Actor], Any]] = [
        lambda by: actions.set_up_hall(hall.cast.east, "hall", by=by, at=MORNING),
        lambda by: actions.add_counter(hall.hall, 8, by=by, at=MORNING),
        lambda by: actions.change_counter(counter, title="x", by=by, at=MORNING),
        lambda by: actions.close_counter(idle, by=by, at=MORNING),
        lambda by: actions.close_hall(hall.hall, by=by, at=MORNING),
        lambda by: actions.alarm(counter, by=by, at=MORNING),
        lambda by: actions.lock_service(hall.hall, "bill", "x", by=by, at=MORNING),
        lambda by: actions.unlock_service(hall.hall, "bill", by=by, at=MORNING),
        lambda by: actions.issue_device(hall.hall, "kiosk", by=by, at=MORNING),
        lambda by: actions.revoke_device(device, by=by, at=MORNING),
        lambda by: actions.lobby_back(hall.hall, by=by, at=MORNING),
        lambda by: actions.lobby_leaves(hall.hall, by=by, at=MORNING),
        lambda by: actions.notice(hall.hall, "x", by=by, at=MORNING),
        lambda by: actions.log_on(idle, by=by, at=MORNING),
        lambda by: actions.log_off(counter, by=by, at=MORNING),
        lambda by: actions.transfer(waiting, service="open", by=by, at=MORNING),
        lambda by: actions.take(hall.hall, "bill", by=by, at=MORNING, source="desk"),
    ]
    people = strangers(hall)
    for act in acts:
        for by in people:
            with pytest.raises(NotAllowed):
                act(by)
    for by in people[:2]:
        with pytest.raises(NotAllowed):
            actions.leave(waiting, by=by, at=MORNING)
    clerk = hall.clerk(0)
    for act in (acts[1], acts[3], acts[4], acts[8], acts[10], acts[12], acts[15]):
        with pytest.raises(NotAllowed):
            act(clerk)
    assert Entry.objects.count() == before
    assert Ticket.objects.get().service == "bill"


def test_staff_see_the_halls_of_their_place_and_below(hall: ServiceHall) -> None:
    roles = adoption.roles()
    cast = hall.cast
    seen = {
        person: Hall.objects.visible_to(cast.actor(cast.people[person]), roles).count()
        for person in ("fang", "tang", "liu", "ma", "admin", "wang")
    }
    assert seen == {"fang": 1, "tang": 1, "liu": 1, "ma": 1, "admin": 1, "wang": 0}
    others = strangers(hall)
    hall.take()
    assert [Ticket.objects.visible_to(by, roles).count() for by in others] == [0, 0, 0, 0]
    assert Ticket.objects.visible_to(hall.clerk(1), roles).count() == 1

"""The live feed of halls: who is let in, what is new, what stands; on both databases."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import OperationalError, connection, connections
from django.test import Client

from bihuan.engines.halls import actions
from bihuan.engines.halls.models import Ticket
from bihuan.windows.hall import doors
from bihuan.windows.hall.feed import HALLS
from bihuan.windows.live.feeds import DOORS, Admission
from bihuan.windows.live.hub import _in_thread
from tests.cast import Cast
from tests.engines.halls.service_hall import ServiceHall, in_company
from tests.windows.hall.making import Served, served, staffed


@pytest.fixture
def hall(cast: Cast) -> ServiceHall:
    return in_company(cast)


def test_three_doors_lead_to_one_feed() -> None:
    assert {DOORS[door][1] for door in ("hall", "ticket", "desk")} == {HALLS}


def test_new_showings_of_all_halls_come_in_one_question_each_beyond_its_own_cursor(
    east: Served, cast: Cast, django_assert_num_queries: Any
) -> None:
    west = served(cast.places["west"], cast)
    south = served(cast.places["south"], cast)
    seen = east.called("A001", 1)
    west.called("A001", 2)
    south.called("A001", 3)
    fresh = east.called("A002", 1)
    cursors = {east.hall.pk: seen.pk, west.hall.pk: 0}
    with django_assert_num_queries(1):
        rows = HALLS.after(cursors, 10)
    assert [(row.topic, row.said["ticket"]) for row in rows] == [
        (west.hall.pk, "A001"),
        (east.hall.pk, "A002"),
    ]
    assert rows[1].id == fresh.pk
    assert rows[1].said == {
        "ticket": "A002", "counter": 1, "title": "综合业务", "service": "bill", "language": "zh",
        "kind": "called", "at": "2026-06-04T08:50:00+00:00",
    }  # fmt: skip
    assert HALLS.after(cursors, 1) == rows[:1]
    assert HALLS.after({east.hall.pk: fresh.pk}, 10) == []


def test_what_stands_counts_who_waits_today_and_says_what_each_counter_does(
    east: Served, cast: Cast, django_assert_num_queries: Any
) -> None:
    west = served(cast.places["west"], cast)
    staffed(east, 1)
    east.ticket(1, "serving", counter=1)
    east.ticket(2)
    east.ticket(3)
    east.ticket(4, service="open")
    east.ticket(5, "left")
    east.ticket(6, day=cast.later(days=-1).date(), taken_at=cast.later(days=-1))
    with django_assert_num_queries(3):
        standing = HALLS.standing([east.hall.pk, west.hall.pk], cast.at)
    assert standing[east.hall.pk]["waiting"] == {"bill": 2, "open": 1}
    first, second, _third = standing[east.hall.pk]["counters"]
    assert (first["number"], first["state"], first["ticket"], first["doing"], first["clerk"]) == (
        1,
        "open",
        "A001",
        "serving",
        "0217",
    )
    assert (second["state"], second["ticket"], second["clerk"]) == ("off", "", "")
    assert standing[west.hall.pk]["waiting"] == {} and len(standing[west.hall.pk]["counters"]) == 3


def test_the_picture_s_cursor_is_the_newest_showing_of_that_hall(east: Served, cast: Cast) -> None:
    west = served(cast.places["west"], cast)
    admission = Admission(east.hall.pk, "", "")
    assert HALLS.picture(admission, cast.at)[0] == 0
    mine = east.called("A001", 1)
    west.called("A001", 1)
    cursor, picture = HALLS.picture(admission, cast.at)
    assert cursor == mine.pk and [call["ticket"] for call in picture["calls"]] == ["A001"]


def test_a_visit_from_the_number_to_its_end_as_the_screens_hear_it(hall: ServiceHall) -> None:
    cursors = {hall.hall.pk: 0}

    def heard() -> list[tuple[str, Any]]:
        rows = HALLS.after(cursors, 10)
        cursors.update({row.topic: row.id for row in rows})
        return [(row.kind, row.said.get("ticket", row.said.get("state"))) for row in rows]

    def counter() -> tuple[str, str]:
        found = HALLS.standing([hall.hall.pk], hall.at)[hall.hall.pk]["counters"][0]
        return found["ticket"], found["doing"]

    hall.open(0)
    assert heard() == [("state", "open")]
    hall.take()
    assert HALLS.standing([hall.hall.pk], hall.at)[hall.hall.pk]["waiting"] == {"bill": 1}
    ticket = hall.called()
    assert heard() == [("called", "A001")] and counter() == ("A001", "called")
    actions.recall(ticket, by=hall.clerk(), at=hall.later(seconds=30))
    assert heard() == [("recalled", "A001")]
    actions.start(ticket, by=hall.clerk(), at=hall.later(seconds=10))
    assert counter() == ("A001", "serving")
    hall.finish(ticket)
    assert heard() == [("state", "open")] and counter() == ("", "")
    _cursor, picture = HALLS.picture(Admission(hall.hall.pk, "", ""), hall.at)
    assert [call["ticket"] for call in picture["calls"]] == ["A001"]


def test_a_device_enters_by_its_link_until_it_is_revoked(east: Served, cast: Cast) -> None:
    found = doors.by_device(east.links["screen"], {}, cast.at)
    assert found is not None and found.topic == east.hall.pk
    assert doors.still_good([found.key], cast.at) == {found.key}
    assert doors.by_device("made-up", {}, cast.at) is None
    east.revoke("screen")
    assert doors.by_device(east.links["screen"], {}, cast.at) is None
    assert doors.still_good([found.key], cast.at) == set()


def test_a_customer_enters_by_the_secret_of_his_number_while_it_is_open(east: Served, cast: Cast) -> None:
    ticket = east.ticket(1)
    found = doors.by_ticket(ticket.secret, {}, cast.at)
    assert found is not None and found.topic == east.hall.pk
    assert doors.by_ticket("secret", {}, cast.at) is None
    Ticket.objects.filter(pk=ticket.pk).update(state="finished")
    assert doors.by_ticket(ticket.secret, {}, cast.at) is None
    assert doors.still_good([found.key], cast.at) == set()


def test_staff_enter_by_their_session_where_they_may_look(east: Served, cast: Cast, client: Client) -> None:
    west = served(cast.places["west"], cast)
    client.force_login(cast.people["tang"], backend="bihuan.ground.directory.backends.StaffBackend")
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    found = doors.by_session(str(east.hall.pk), cookies, cast.at)
    assert found is not None and found.topic == east.hall.pk
    assert doors.by_session(str(west.hall.pk), cookies, cast.at) is None
    assert doors.by_session(str(east.hall.pk), {}, cast.at) is None
    assert doors.by_session(str(east.hall.pk), {"sessionid": "made-up"}, cast.at) is None
    assert doors.by_session("x", cookies, cast.at) is None
    assert doors.by_session("9" * 60, cookies, cast.at) is None
    session = Session.objects.get()
    assert doors.still_good([found.key], cast.at) == {found.key}
    assert doors.still_good([found.key], session.expire_date) == set()
    client.logout()
    assert doors.still_good([found.key], cast.at) == set()


def test_who_left_the_organisation_is_let_in_no_more(east: Served, cast: Cast, client: Client) -> None:
    client.force_login(cast.people["tang"], backend="bihuan.ground.directory.backends.StaffBackend")
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    cast.people["tang"].is_active = False
    cast.people["tang"].save(update_fields=["is_active"])
    assert doors.by_session(str(east.hall.pk), cookies, cast.at) is None


@pytest.mark.parametrize("door", ["hall", "ticket"])
def test_no_word_opens_a_door_by_accident(east: Served, cast: Cast, door: str) -> None:
    admit, _feed = DOORS[door]
    for word in ("", "' OR 1=1 --", "\x00", "x" * 5000, "％"):
        assert admit(word, {}, cast.at) is None


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_the_database_cut_is_opened_anew() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("only a server can cut a connection")
    with ThreadPoolExecutor(1) as thread:
        assert thread.submit(_in_thread, HALLS.after, {1: 0}, 10).result() == []
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
                "AND pid <> pg_backend_pid() AND usename = current_user"
            )
        with pytest.raises(OperationalError):
            thread.submit(_in_thread, HALLS.after, {1: 0}, 10).result()
        assert thread.submit(_in_thread, HALLS.after, {1: 0}, 10).result() == []
        thread.submit(connections.close_all).result()

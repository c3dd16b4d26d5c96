"""The lobby: who keeps it, numbers for others, priorities, words for the screens; and who may not."""

from typing import Any

import pytest

from bihuan.engines.halls.models import Absence, Breach, Hall, Showing, Ticket
from bihuan.ground.journal.models import Entry
from tests.windows.desk_halls.conftest import SignedIn
from tests.windows.desk_halls.making import Scene
from tests.windows.desk_halls.test_counter import fresh, shown


def lobby(scene: Scene) -> str:
    return f"/desk/halls/{scene.hall.pk}/lobby/"


def do(client: Any, scene: Scene, verb: str, **said: Any) -> Any:
    return client.post(f"{lobby(scene)}{verb}/", said)


def test_the_lobby_manager_comes_and_leaves_with_relief(scene: Scene, signed_in: SignedIn) -> None:
    desk = signed_in(scene.cast.tang)
    do(desk, scene, "back")
    assert fresh(scene.hall).lobby_person_id == scene.cast.tang.pk
    scene.later(minutes=30)

    do(desk, scene, "leave", relief=scene.cast.fang.pk)

    assert fresh(scene.hall).lobby_person_id == scene.cast.fang.pk
    assert Absence.objects.get().relief_id == scene.cast.fang.pk
    assert Entry.objects.filter(kind="hall", verb="lobby.relieved").exists()


def test_relief_has_a_post_in_this_hall(scene: Scene, signed_in: SignedIn) -> None:
    desk = signed_in(scene.cast.tang)
    do(desk, scene, "back")

    shown(do(desk, scene, "leave", relief=scene.cast.wang.pk), 422)

    assert not Absence.objects.exists()


def test_a_number_is_taken_for_somebody_with_a_priority_that_staff_grant(
    scene: Scene, signed_in: SignedIn
) -> None:
    said = {
        "service": "bill",
        "priority": "senior",
        "language": "zh",
        "phone": "13800138000",
        "name": "张三丰",
    }

    page = shown(signed_in(scene.cast.tang).post(f"{lobby(scene)}take/", said, follow=True))

    ticket = Ticket.objects.get()
    assert (ticket.source, ticket.priority, ticket.phone) == ("desk", "senior", "13800138000")
    assert ticket.label in page


def test_a_wrong_phone_is_said_at_its_field(scene: Scene, signed_in: SignedIn) -> None:
    said = {"service": "bill", "language": "zh", "phone": "12"}

    page = shown(do(signed_in(scene.cast.tang), scene, "take", **said), 422)

    assert "take_phone_error" in page
    assert not Ticket.objects.exists()


def test_a_priority_is_granted_to_who_waits_and_journaled(scene: Scene, signed_in: SignedIn) -> None:
    ticket = scene.take()

    do(signed_in(scene.cast.tang), scene, "grant", ticket=ticket.pk, priority="pregnant")

    assert fresh(ticket).priority == "pregnant"
    entry = Entry.objects.get(kind="ticket", verb="ticket.granted")
    assert entry.facts["to"] == "pregnant"


def test_an_unknown_priority_and_a_foreign_number_change_nothing(scene: Scene, signed_in: SignedIn) -> None:
    ticket = scene.take()
    desk = signed_in(scene.cast.tang)

    assert do(desk, scene, "grant", ticket=ticket.pk, priority="king").status_code == 422
    assert do(desk, scene, "grant", ticket=987654, priority="senior").status_code == 404
    assert fresh(ticket).priority == ""


def test_a_notice_goes_to_the_screens(scene: Scene, signed_in: SignedIn) -> None:
    do(signed_in(scene.cast.tang), scene, "notice", text="今天下午系统维护，缴费请到自助机。")

    assert Showing.objects.get(kind="notice").facts["text"].startswith("今天下午")


def test_a_service_gives_no_numbers_until_it_is_unlocked(scene: Scene, signed_in: SignedIn) -> None:
    desk = signed_in(scene.cast.tang)
    do(desk, scene, "lock", service="invoice", why="打印机故障")
    assert fresh(scene.hall).locked == {"invoice": "打印机故障"}
    said = {"service": "invoice", "language": "zh"}
    assert "打印机故障" in shown(do(desk, scene, "take", **said), 422)

    do(desk, scene, "unlock", service="invoice")

    assert fresh(scene.hall).locked == {}


def test_who_has_gone_is_taken_out_and_who_forgot_is_logged_off(scene: Scene, signed_in: SignedIn) -> None:
    ticket = scene.take()
    scene.log_on(scene.cast.hua, 2)
    desk = signed_in(scene.cast.tang)

    do(desk, scene, "gone", ticket=ticket.pk)
    do(desk, scene, "log_off", counter=scene.counters[2].pk)

    assert (fresh(ticket).state, fresh(scene.counters[2]).state) == ("left", "off")


@pytest.mark.parametrize("person", ["fang", "wang", "chen", "liu"])
def test_only_the_lobby_and_the_hall_manager_do_all_this(
    person: str, scene: Scene, signed_in: SignedIn
) -> None:
    ticket = scene.take()
    desk = signed_in(scene.cast.people[person])

    assert desk.get(lobby(scene)).status_code in (403, 404)
    verbs = ("back", "leave", "take", "notice", "lock", "unlock", "grant", "gone", "log_off")
    for verb in verbs:
        answer = do(desk, scene, verb, ticket=ticket.pk, service="bill", why="x", text="x", language="zh")
        assert answer.status_code in (403, 404), verb
    assert Hall.objects.get().lobby_person_id is None
    assert fresh(ticket).state == "waiting"
    assert not Showing.objects.filter(kind="notice").exists()


def test_a_repeated_form_takes_one_number(scene: Scene, signed_in: SignedIn) -> None:
    said = {"service": "bill", "language": "zh", "once": "3f0b0f5e-3b63-4a6c-9a3f-000000000002"}
    desk = signed_in(scene.cast.tang)

    for _time in range(2):
        assert do(desk, scene, "take", **said).status_code == 303

    assert Ticket.objects.count() == 1


def test_a_breach_stands_in_the_lobby_with_its_clause_and_in_minutes(
    scene: Scene, signed_in: SignedIn
) -> None:
    clause = "utility-customer-centre-2015@2015.1#1.2(7)"
    Breach.objects.create(hall=scene.hall, kind="lobby", clause=clause, most=900, worst=1200, since=scene.now)

    page = shown(signed_in(scene.cast.tang).get(lobby(scene)))

    assert "大堂无人20 分钟，最多15 分钟" in page and "1.2(7)" in page


def test_lobby_queries_do_not_grow_with_the_queue(
    scene: Scene, signed_in: SignedIn, django_assert_max_num_queries: Any
) -> None:
    desk, counts = signed_in(scene.cast.tang), []
    for more in (3, 40):
        for _one in range(more):
            scene.take()
        desk.get(lobby(scene))
        with django_assert_max_num_queries(25) as told:
            shown(desk.get(lobby(scene)))
        counts.append(len(told))
    assert counts[0] == counts[1], counts

"""The counter panel: who may sit there, what he does with one number, and what he is told when he is too late."""

from typing import Any

import pytest
from django.test.utils import CaptureQueriesContext

from bihuan.engines.cases.models import Case
from bihuan.engines.halls import actions
from bihuan.engines.halls.models import Counter, Ticket
from bihuan.ground.directory.actor import Actor
from bihuan.ground.journal.models import Delivery, Entry
from tests.windows.desk_halls.conftest import SignedIn
from tests.windows.desk_halls.making import Scene

CUSTOMER = Actor(ref="customer:13800138000", name="")
PANEL = "/desk/halls/counter/"


def shown(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status, answer.content.decode()[:2000]
    return str(answer.content.decode())


def do(client: Any, scene: Scene, verb: str, number: int = 1, **said: Any) -> Any:
    return client.post(f"{PANEL}{scene.counters[number].pk}/{verb}/", said)


def fresh(row: Any) -> Any:
    return type(row).objects.get(pk=row.pk)


def test_a_clerk_logs_on_at_a_free_counter_of_his_hall(scene: Scene, signed_in: SignedIn) -> None:
    desk = signed_in(scene.cast.fang)
    assert "log_on" in shown(desk.get(PANEL))

    do(desk, scene, "log_on", 1)

    assert fresh(scene.counters[1]).clerk_id == scene.cast.fang.pk
    assert "综合业务" in shown(desk.get(PANEL))


def test_a_taken_counter_says_who_has_it(scene: Scene, signed_in: SignedIn) -> None:
    scene.log_on(scene.cast.hua, 1)

    page = shown(do(signed_in(scene.cast.fang), scene, "log_on", 1), 409)

    assert "华蓉" in page
    assert fresh(scene.counters[1]).clerk_id == scene.cast.hua.pk


def test_one_visit_from_call_to_end(scene: Scene, signed_in: SignedIn) -> None:
    ticket = scene.take()
    scene.log_on(scene.cast.fang)
    desk = signed_in(scene.cast.fang)
    assert ticket.label in shown(desk.get(PANEL))

    do(desk, scene, "call_next")
    scene.later(seconds=10)
    do(desk, scene, "recall", ticket=ticket.pk)
    scene.later(seconds=10)
    do(desk, scene, "start", ticket=ticket.pk)
    scene.later(minutes=3)
    do(desk, scene, "finish", ticket=ticket.pk, business="invoice")

    done = fresh(ticket)
    assert (done.state, done.business, done.handling, done.calls) == ("finished", "invoice", 180, 2)
    verbs = (
        Entry.objects.filter(kind="ticket", subject=ticket.pk).order_by("seq").values_list("verb", flat=True)
    )
    assert list(verbs) == [
        "ticket.taken",
        "ticket.called",
        "ticket.recalled",
        "ticket.started",
        "ticket.finished",
    ]


def test_the_first_in_line_is_explained_in_words(scene: Scene, signed_in: SignedIn) -> None:
    scene.take()
    senior = scene.take(priority="senior")
    scene.log_on(scene.cast.fang)

    page = shown(signed_in(scene.cast.fang).get(PANEL))

    assert page.index(senior.label) < page.index("A001")
    assert f"老年人优先：{senior.label}" in page


def test_who_was_passed_over_too_often_is_said_to_be_the_reason(scene: Scene, signed_in: SignedIn) -> None:
    first = scene.take()
    scene.log_on(scene.cast.fang)
    for _time in range(3):
        scene.take(priority="disabled")
        scene.serve(scene.cast.fang, minutes=1)
    assert fresh(first).overtaken == 3
    scene.take(priority="disabled")

    page = shown(signed_in(scene.cast.fang).get(PANEL))

    assert f"{first.label}已被越过3次" in page


def test_two_clerks_at_once_the_second_is_told(scene: Scene, signed_in: SignedIn) -> None:
    ticket = scene.take()
    scene.log_on(scene.cast.fang, 1)
    scene.log_on(scene.cast.hua, 2)
    do(signed_in(scene.cast.fang), scene, "call_next", 1)
    scene.later(seconds=1)

    page = shown(do(signed_in(scene.cast.hua), scene, "call", 2, ticket=ticket.pk), 409)

    assert f"{ticket.label}已" in page and "1号窗口" in page
    held = fresh(ticket)
    assert (held.counter_id, held.calls) == (scene.counters[1].pk, 1)


def test_a_repeated_submission_calls_nobody_twice(scene: Scene, signed_in: SignedIn) -> None:
    scene.take(), scene.take()
    scene.log_on(scene.cast.fang)
    desk, once = signed_in(scene.cast.fang), "3f0b0f5e-3b63-4a6c-9a3f-000000000001"

    for _time in range(2):
        do(desk, scene, "call_next", once=once)

    assert Ticket.objects.filter(state="called").count() == 1


def test_a_number_is_passed_only_after_the_calls_of_the_rules(scene: Scene, signed_in: SignedIn) -> None:
    ticket = scene.take()
    scene.log_on(scene.cast.fang)
    scene.call_next(scene.cast.fang)
    desk = signed_in(scene.cast.fang)
    assert do(desk, scene, "pass", ticket=ticket.pk).status_code == 409
    for _time in range(2):
        scene.later(seconds=30)
        do(desk, scene, "recall", ticket=ticket.pk)

    do(desk, scene, "pass", ticket=ticket.pk)

    assert fresh(ticket).state == "passed"
    assert "重新排队" in shown(desk.get(PANEL))


def test_park_and_back_keeps_the_place(scene: Scene, signed_in: SignedIn) -> None:
    first, second = scene.take(), scene.take()
    scene.log_on(scene.cast.fang)
    scene.call_next(scene.cast.fang)
    desk = signed_in(scene.cast.fang)

    do(desk, scene, "park", ticket=first.pk, why="复印身份证")
    assert "复印身份证" in shown(desk.get(PANEL))
    do(desk, scene, "unpark", ticket=first.pk)

    assert fresh(first).entered_at < fresh(second).entered_at
    do(desk, scene, "call_next")
    assert fresh(first).state == "called"


def test_handing_on_keeps_number_and_time(scene: Scene, signed_in: SignedIn) -> None:
    ticket = scene.take()
    scene.log_on(scene.cast.fang, 1)
    scene.log_on(scene.cast.hua, 3)
    scene.call_next(scene.cast.fang)

    do(
        signed_in(scene.cast.fang),
        scene,
        "transfer",
        ticket=ticket.pk,
        service="open",
        to=scene.counters[3].pk,
    )

    held = fresh(ticket)
    assert (held.state, held.service, held.only_id) == ("waiting", "open", scene.counters[3].pk)
    assert (held.label, held.entered_at) == (ticket.label, ticket.entered_at)


def test_handing_on_to_a_counter_elsewhere_is_refused(scene: Scene, signed_in: SignedIn) -> None:
    ticket = scene.take()
    scene.log_on(scene.cast.fang, 1)
    scene.call_next(scene.cast.fang)

    answer = do(signed_in(scene.cast.fang), scene, "transfer", ticket=ticket.pk, service="open", to="999999")

    assert answer.status_code == 422
    assert fresh(ticket).state == "called"


def test_a_suspended_counter_calls_nobody(scene: Scene, signed_in: SignedIn) -> None:
    scene.take()
    scene.log_on(scene.cast.fang)
    desk = signed_in(scene.cast.fang)

    do(desk, scene, "suspend", sign="用餐", other="")
    held = fresh(scene.counters[1])
    assert (held.state, held.sign) == ("suspended", "用餐")
    assert do(desk, scene, "call_next").status_code == 409
    assert not Ticket.objects.filter(state="called").exists()

    do(desk, scene, "resume")
    assert do(desk, scene, "call_next").status_code == 303


def test_phone_and_name_are_masked_until_shown_and_the_look_is_journaled(
    scene: Scene, signed_in: SignedIn
) -> None:
    ticket = scene.take(phone="13800138000", name="张三丰")
    scene.log_on(scene.cast.fang)
    scene.call_next(scene.cast.fang)
    desk = signed_in(scene.cast.fang)
    page = shown(desk.get(PANEL))
    assert "138****8000" in page and "13800138000" not in page and "张三丰" not in page

    page = shown(do(desk, scene, "reveal", ticket=ticket.pk))

    assert "13800138000" in page and "张三丰" in page
    look = Entry.objects.get(kind="ticket", verb="ticket.revealed")
    assert look.actor == f"person:{scene.cast.fang.pk}"
    assert "13800138000" not in shown(desk.get(PANEL))


def test_a_number_at_another_counter_is_not_shown_in_full(scene: Scene, signed_in: SignedIn) -> None:
    ticket = scene.take(phone="13800138000")
    scene.log_on(scene.cast.fang, 1)
    scene.log_on(scene.cast.hua, 2)
    scene.call_next(scene.cast.fang)

    page = shown(do(signed_in(scene.cast.hua), scene, "reveal", 2, ticket=ticket.pk), 409)

    assert "13800138000" not in page
    assert not Entry.objects.filter(verb="ticket.revealed").exists()


def test_a_visit_opens_a_case_accepted_by_who_was_asked_first(scene: Scene, signed_in: SignedIn) -> None:
    ticket = scene.take("complaint", phone="13800138000", name="张三丰")
    scene.log_on(scene.cast.fang)
    scene.call_next(scene.cast.fang)
    desk = signed_in(scene.cast.fang)
    form = shown(desk.get(f"/desk/intake/?ticket={ticket.pk}"))
    assert "13800138000" in form and ticket.label in form

    said = {
        "ticket": ticket.pk,
        "reporter_phone": "13800138000",
        "reporter_name": "张三丰",
        "channel": "hall",
        "kind": "complaint",
        "gravity": "ordinary",
        "text": "水压一直不足，打了两次电话没有人来看。",
    }
    answer = desk.post("/desk/intake/", said)

    assert answer.headers["Location"] == PANEL, answer.content.decode()[:3000]
    case = Case.objects.get()
    assert (case.accepted_by_id, case.channel, case.place_id) == (
        scene.cast.fang.pk,
        "hall",
        scene.hall.place_id,
    )
    assert fresh(ticket).case_id == case.pk
    assert case.number in shown(desk.get(PANEL))

    done = actions.finish(ticket, by=scene.actor(scene.cast.fang), at=scene.later(minutes=2))
    actions.rate(done, 3, by=CUSTOMER, at=scene.now)
    page = shown(desk.get(f"/desk/cases/{case.pk}/"))
    assert f"{ticket.label} · 城东营业厅 · 方芳 · ★★★" in page


def test_nobody_opens_a_case_for_a_visit_at_another_counter(scene: Scene, signed_in: SignedIn) -> None:
    ticket = scene.take("complaint", phone="13800138000")
    scene.log_on(scene.cast.fang, 1)
    scene.call_next(scene.cast.fang)

    assert signed_in(scene.cast.hua).get(f"/desk/intake/?ticket={ticket.pk}").status_code == 404


def test_a_visit_continues_an_open_case_of_the_same_phone(scene: Scene, signed_in: SignedIn) -> None:
    case = scene.cast.complaint(place=scene.cast.east, at=scene.now)
    ticket = scene.take(phone="13800138000")
    scene.log_on(scene.cast.fang)
    scene.call_next(scene.cast.fang)
    desk = signed_in(scene.cast.fang)
    assert case.number in shown(desk.get(PANEL))

    do(desk, scene, "continue", ticket=ticket.pk, case=case.pk)

    assert fresh(ticket).case_id == case.pk


def test_a_case_out_of_sight_is_not_continued(scene: Scene, signed_in: SignedIn) -> None:
    hidden = scene.cast.complaint(place=scene.cast.west, at=scene.now)
    ticket = scene.take(phone="13800138000")
    scene.log_on(scene.cast.fang)
    scene.call_next(scene.cast.fang)
    desk = signed_in(scene.cast.fang)
    assert hidden.number not in shown(desk.get(PANEL))

    assert do(desk, scene, "continue", ticket=ticket.pk, case=hidden.pk).status_code == 404
    assert fresh(ticket).case_id is None


@pytest.mark.parametrize("person", ["wang", "chen", "liu"])
def test_who_has_no_post_at_a_counter_is_turned_away(person: str, scene: Scene, signed_in: SignedIn) -> None:
    desk = signed_in(scene.cast.people[person])

    assert desk.get(PANEL).status_code == 403
    assert do(desk, scene, "log_on").status_code in (403, 404)
    assert fresh(scene.counters[1]).state == "off"
    assert PANEL not in shown(desk.get("/desk/"))


def test_a_clerk_of_another_hall_finds_nothing_here(scene: Scene, signed_in: SignedIn) -> None:
    scene.cast.fang.memberships.update(team=scene.cast.teams["hall-west"])

    assert do(signed_in(scene.cast.fang), scene, "log_on").status_code == 404


def test_nobody_acts_at_a_colleagues_counter(scene: Scene, signed_in: SignedIn) -> None:
    ticket = scene.take()
    scene.log_on(scene.cast.fang, 1)
    scene.call_next(scene.cast.fang)
    desk = signed_in(scene.cast.hua)

    for verb in ("start", "recall", "park", "finish", "transfer"):
        answer = do(desk, scene, verb, ticket=ticket.pk, service="open")
        assert answer.status_code == 409, verb
    assert do(desk, scene, "suspend").status_code == 409
    assert do(desk, scene, "log_off").status_code == 403
    assert (fresh(ticket).state, fresh(scene.counters[1]).clerk_id) == ("called", scene.cast.fang.pk)


def test_without_signing_in_the_panel_leads_to_the_sign_in(scene: Scene, client: Any) -> None:
    for path in (PANEL, f"{PANEL}line/"):
        assert client.get(path).headers["Location"].startswith("/desk/login/")
    assert do(client, scene, "log_on").headers["Location"] == "/desk/login/"


def test_unknown_verbs_and_numbers_are_not_found(scene: Scene, signed_in: SignedIn) -> None:
    scene.log_on(scene.cast.fang)
    desk = signed_in(scene.cast.fang)

    assert do(desk, scene, "dance").status_code == 404
    assert do(desk, scene, "recall", ticket="x").status_code == 404
    assert do(desk, scene, "recall", ticket="9" * 30).status_code == 404
    assert desk.post(f"{PANEL}999999/log_on/").status_code == 404


def test_the_line_is_asked_in_few_queries_however_many_wait(
    scene: Scene, signed_in: SignedIn, django_assert_max_num_queries: Any
) -> None:
    scene.log_on(scene.cast.fang)
    desk, counts = signed_in(scene.cast.fang), []
    for more in (3, 40):
        for _one in range(more):
            scene.take()
        desk.get(PANEL)
        with django_assert_max_num_queries(25) as told:
            assert isinstance(told, CaptureQueriesContext)
            shown(desk.get(PANEL))
        counts.append(len(told))
    assert counts[0] == counts[1], counts


def test_htmx_gets_the_panel_alone_and_the_line_says_when_the_panel_is_old(
    scene: Scene, signed_in: SignedIn
) -> None:
    ticket = scene.take()
    scene.log_on(scene.cast.fang)
    desk, htmx = signed_in(scene.cast.fang), {"HX-Request": "true"}
    path = f"{PANEL}{scene.counters[1].pk}/call_next/"
    page = shown(desk.post(path, headers=htmx))
    assert page.lstrip().startswith('<div id="panel">') and ticket.label in page
    mark = page.split("?mark=")[1].split('"')[0]

    same = desk.get(f"{PANEL}line/?mark={mark}", headers=htmx)
    assert "HX-Retarget" not in same.headers and shown(same).lstrip().startswith('<div id="line"')

    scene.later(seconds=40)
    actions.leave(ticket, by=scene.actor(scene.cast.tang), at=scene.now)
    old = desk.get(f"{PANEL}line/?mark={mark}", headers=htmx)
    assert old.headers["HX-Retarget"] == "#panel"
    assert Counter.objects.get(pk=scene.counters[1].pk).state == "open"


def test_help_is_called_at_once_and_the_hall_s_people_hear(scene: Scene, signed_in: SignedIn) -> None:
    scene.log_on(scene.cast.fang)
    desk = signed_in(scene.cast.fang)

    answer = desk.post(f"{PANEL}{scene.counters[1].pk}/alarm/", follow=True)

    assert "已通知：" in shown(answer)
    heard = Delivery.objects.filter(channel="inapp", address=scene.cast.tang.ref)
    assert heard.filter(subject__contains="1号窗口请求支援").count() == 1
    assert not Delivery.objects.filter(address=scene.cast.fang.ref).exists()

"""The guard's phone: acts arrive once each, at the time they were done, and only from whose they are."""

import json
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from bihuan.engines.cases.models import Case
from bihuan.engines.duties import actions
from bihuan.engines.duties.models import Duty, Photo, Scan
from bihuan.ground.journal.models import Entry
from tests.engines.duties.test_points import lay, picture
from tests.windows.desk_duties.test_pages import desk, estate, text_of

__all__ = ["estate"]
pytestmark = pytest.mark.django_db


def owner(client: Client) -> str:
    return client.get("/field/state/").json()["owner"]


def act(client: Client, duty: Duty, kind: str, *, once: str = "", age: int = 0, **said):
    """As a phone sends it."""
    whole = {
        "once": once or str(uuid4()),
        "kind": kind,
        "duty": duty.pk,
        "age": age,
        "owner": owner(client),
        **said,
    }
    return client.post("/field/acts/", whole, headers={"Accept": "application/json"})


GOOD = {"a-route": "yes", "a-record": "一切正常"}


def test_the_page_holds_every_duty_with_its_form_and_the_next_one_first(estate):
    lay(estate, "东门")
    page = text_of(desk(estate.bao).get("/field/"))
    assert f'id="d{estate.patrol().pk}"' in page and f'id="d{estate.patrol(6).pk}"' in page
    first = page.split('class="field-next"')[1].split("</a>")[0]
    assert "重点部位巡查" in first or "主出入口站岗" in first or "全线巡逻" in first
    assert page.count('name="code"') >= 2


def test_a_scan_and_the_round_are_kept_at_the_time_they_were_done(estate, cast):
    (gate,) = lay(estate, "东门")
    client, duty = desk(estate.bao), estate.patrol()
    assert act(client, duty, "scan", code=gate.code, age=600).json()["later"] is True
    assert act(client, duty, "finish", age=300, **GOOD).json() == {"told": "已完成。", "later": True}
    scan, done = Scan.objects.get(), Duty.objects.get(pk=duty.pk)
    assert (cast.at - scan.at).total_seconds() == 600 and scan.received_at == cast.at
    assert (cast.at - done.done_at).total_seconds() == 300 and done.state == Duty.State.DONE


def test_what_arrives_twice_counts_once_however_long_it_took(estate):
    (gate,) = lay(estate, "东门")
    client, duty, once = desk(estate.bao), estate.patrol(), str(uuid4())
    first = act(client, duty, "scan", once=once, code=gate.code, stamp="2026-06-04T16:40", age=60).json()
    again = act(client, duty, "scan", once=once, code=gate.code, stamp="2026-06-04T16:40", age=95).json()
    assert first == again and Scan.objects.count() == 1
    assert Entry.objects.filter(verb="duty.scanned").count() == 1


def test_a_wrong_code_is_told_and_stands_in_the_journal_once(estate):
    lay(estate, "东门")
    client, once = desk(estate.bao), str(uuid4())
    for _time in range(2):
        answer = act(client, estate.patrol(), "scan", once=once, code="BBBBB-BBBBB")
        assert "不是本轮巡更点的编码" in answer.json()["refused"]
    assert Entry.objects.filter(verb="duty.wrong_code").count() == 1 and not Scan.objects.exists()


def test_finished_twice_the_second_phone_is_told_who_was_first(estate):
    duty = estate.patrol()
    act(desk(estate.bao), duty, "finish", **GOOD)
    told = act(desk(estate.pang), duty, "finish", age=900, **GOOD).json()["refused"]
    assert "鲍勇" in told and Duty.objects.get(pk=duty.pk).done_by == estate.bao


def test_what_was_refused_says_why_in_one_line(estate):
    told = act(desk(estate.bao), estate.patrol(), "finish", **{"a-route": "yes"}).json()
    assert told == {"refused": "请回答这一项。"}


def test_signed_out_in_between_nothing_is_lost_and_nothing_is_somebody_elses(estate):
    duty = estate.patrol()
    name = owner(desk(estate.bao))
    said = {"once": str(uuid4()), "kind": "finish", "duty": duty.pk, "owner": name, **GOOD}
    asks = {"Accept": "application/json"}
    assert Client().post("/field/acts/", said, headers=asks).status_code == 401
    assert desk(estate.pang).post("/field/acts/", said, headers=asks).status_code == 401
    assert Duty.objects.get(pk=duty.pk).state == Duty.State.OPEN
    assert desk(estate.bao).post("/field/acts/", said, headers=asks).json() == {
        "told": "已完成。",
        "later": False,
    }


def test_a_photo_a_finding_with_what_was_done_for_now_and_a_duty_handed_on(estate, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    client, duty = desk(estate.bao), estate.patrol()
    file = SimpleUploadedFile("门.jpg", picture(), "image/jpeg")
    assert "told" in act(client, duty, "photo", proof="photo", photo=file).json()
    assert Photo.objects.get().duty == duty
    shown = client.get(f"/desk/duties/{duty.pk}/photos/{Photo.objects.get().pk}/")
    assert shown["Content-Type"] == "image/jpeg" and b"".join(shown.streaming_content)[:2] == b"\xff\xd8"
    assert "told" in act(client, duty, "finding", text="三号门锁坏", interim="已派人看守").json()
    assert "已派人看守" in Case.objects.get().text
    assert "told" in act(client, duty, "hand", to=estate.pang.pk, why="交班").json()
    assert Duty.objects.get(pk=duty.pk).holder == estate.pang
    assert "庞刚" in act(client, duty, "finish", **GOOD).json()["refused"]


@pytest.mark.parametrize("who", ["xi", "chen"])
def test_who_has_nothing_to_do_with_it_reaches_nothing(estate, cast, settings, tmp_path, who):
    settings.MEDIA_ROOT = tmp_path
    (gate,) = lay(estate, "东门")
    client, duty, at = desk(getattr(estate, who, None) or cast.people[who]), estate.patrol(), cast.at
    photo = actions.photograph(duty, "photo", "x.jpg", picture(), most=10**6, by=estate.bao.actor(at), at=at)
    before = Entry.objects.count()
    assert client.get(f"/desk/duties/{duty.pk}/photos/{photo.pk}/").status_code == 404
    for kind, said in (
        ("scan", {"code": gate.code}),
        ("finish", GOOD),
        ("finding", {"text": "x"}),
        ("hand", {"to": estate.pang.pk}),
        ("photo", {"proof": "photo"}),
    ):
        assert "refused" in act(client, duty, kind, **said).json()
    assert Entry.objects.count() == before and not Case.objects.exists()
    assert Client().get(f"/desk/duties/{duty.pk}/photos/{photo.pk}/").status_code == 302


@pytest.mark.parametrize(
    "said",
    [
        {"duty": "x"},
        {"duty": "9" * 40},
        {"kind": "nothing"},
        {"kind": ""},
        {"age": "x"},
        {"age": "-5"},
        {"age": "9" * 17},
        {"a-record": "\x00"},
        {"a-record": "长" * 600},
        {"a-route": "perhaps"},
        {"once": "\x00"},
    ],
)
def test_strange_input_is_refused_or_taken_but_never_breaks(estate, said):
    client, duty = desk(estate.bao), estate.patrol()
    whole = {"once": str(uuid4()), "kind": "finish", "duty": duty.pk, "owner": owner(client), **GOOD} | said
    answer = client.post("/field/acts/", whole, headers={"Accept": "application/json"})
    assert answer.status_code == 200 and json.loads(answer.content).keys() & {"told", "refused"}


def test_without_scripts_the_form_comes_back_with_its_faults(estate):
    client, duty = desk(estate.bao), estate.patrol()
    said = {"once": str(uuid4()), "kind": "finish", "duty": duty.pk, "a-route": "yes"}
    answer = client.post("/field/acts/", said)
    assert answer.status_code == 422 and f'id="d{duty.pk}_a-record_error"' in text_of(answer)
    answer = client.post("/field/acts/", said | {"a-record": "一切正常"})
    assert (answer.status_code, answer.url) == (303, f"/field/#d{duty.pk}")
    assert Duty.objects.get(pk=duty.pk).state == Duty.State.DONE


def test_methods_and_strangers(estate):
    assert Client().get("/field/").status_code == 302
    assert desk(estate.dui).get("/field/").status_code == 403, "the captain walks no rounds"
    assert desk(estate.bao).get("/field/acts/").status_code == 405
    assert desk(estate.bao).post("/field/").status_code == 405
    assert Client().get("/field/state/").json()["owner"] == ""
    for path in ("/field/manifest.webmanifest", "/field/sw.js", "/field/offline/"):
        assert Client().get(path).status_code == 200


def test_the_page_costs_the_same_with_many_duties_and_points(estate, django_assert_max_num_queries):
    lay(estate, *(f"点{number}" for number in range(12)))
    client = desk(estate.bao)
    client.get("/field/")
    with django_assert_max_num_queries(10):
        page = text_of(client.get("/field/"))
    assert page.count("data-act-form") > 30

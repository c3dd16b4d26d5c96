"""Setting up halls, counters and devices: who may, what is shown once, what stays in the journal."""

import hashlib
import re
from typing import Any

import pytest

from bihuan.engines.halls.models import Counter, Device, Hall
from bihuan.ground.journal.models import Entry
from tests.windows.desk_halls.conftest import SignedIn
from tests.windows.desk_halls.making import Scene
from tests.windows.desk_halls.test_counter import fresh, shown


def setting(scene: Scene) -> str:
    return f"/desk/halls/{scene.hall.pk}/setting/"


def test_an_administrator_sets_up_another_hall(scene: Scene, signed_in: SignedIn) -> None:
    desk, west = signed_in(scene.cast.admin), scene.cast.west
    assert west.name in shown(desk.get("/desk/halls/new/"))
    said = {
        "place": west.pk,
        "rules": "hall",
        "latitude": "30.4741",
        "longitude": "106.6333",
        "datum": "gcj02",
    }

    answer = desk.post("/desk/halls/new/", said)

    hall = Hall.objects.get(place=west)
    assert answer.headers["Location"] == f"/desk/halls/{hall.pk}/setting/"
    assert (hall.rules, hall.latitude) == ("hall", 30.4741)
    assert Entry.objects.filter(kind="hall", subject=hall.pk, verb="hall.set_up").exists()
    assert west.name not in shown(desk.get("/desk/halls/new/")).split("<form method")[1]


@pytest.mark.parametrize(
    ("latitude", "longitude", "field"),
    [("99", "106", "Latitude"), ("30", "", "latitude"), ("x", "1", "latitude")],
)
def test_an_impossible_position_is_refused(
    latitude: str, longitude: str, field: str, scene: Scene, signed_in: SignedIn
) -> None:
    said = {"place": scene.cast.west.pk, "rules": "hall", "latitude": latitude, "longitude": longitude}

    assert signed_in(scene.cast.admin).post("/desk/halls/new/", said).status_code == 422
    assert not Hall.objects.filter(place=scene.cast.west).exists()


def test_the_hall_manager_adds_changes_and_gives_up_a_counter(scene: Scene, signed_in: SignedIn) -> None:
    desk = signed_in(scene.cast.tang)
    said = {"number": 8, "title": "外语窗口", "services": ["bill"], "languages": ["en"]}
    assert desk.post(f"{setting(scene)}counters/", said).status_code == 303
    made = Counter.objects.get(number=8)
    assert (made.title, made.services, made.languages) == ("外语窗口", ["bill"], ["en"])

    desk.post(f"{setting(scene)}counters/{made.pk}/", {**said, "services": ["bill", "invoice"]})
    assert fresh(made).services == ["bill", "invoice"]
    desk.post(f"{setting(scene)}counters/{made.pk}/close/")

    assert fresh(made).closed_at == scene.now
    verbs = (
        Entry.objects.filter(kind="counter", subject=made.pk).order_by("seq").values_list("verb", flat=True)
    )
    assert list(verbs) == ["counter.added", "counter.changed", "counter.closed"]
    assert desk.get(f"{setting(scene)}counters/{made.pk}/").status_code == 404


def test_a_number_in_use_and_a_staffed_counter_are_refused(scene: Scene, signed_in: SignedIn) -> None:
    scene.log_on(scene.cast.fang, 1)
    desk = signed_in(scene.cast.tang)

    assert desk.post(f"{setting(scene)}counters/", {"number": 1}).status_code == 422
    assert desk.post(f"{setting(scene)}counters/{scene.counters[1].pk}/close/").status_code == 422
    assert fresh(scene.counters[1]).closed_at is None
    assert Counter.objects.filter(hall=scene.hall, number=1).count() == 1


def issued(desk: Any, scene: Scene, **said: Any) -> Any:
    return desk.post(f"{setting(scene)}devices/", {"kind": "kiosk", "name": "大厅取号机", **said})


def test_a_devices_link_is_shown_once_with_its_code(scene: Scene, signed_in: SignedIn) -> None:
    desk = signed_in(scene.cast.tang)
    once = {"once": "3f0b0f5e-3b63-4a6c-9a3f-000000000003"}

    page = shown(issued(desk, scene, **once))

    found = re.search(r"http://testserver/hall/([^/]+)/", page)
    assert found is not None and "data:image/svg+xml" in page
    device = Device.objects.get()
    assert device.hash == hashlib.sha256(found[1].encode()).hexdigest()
    assert found[1] not in shown(desk.get(setting(scene)))
    assert issued(desk, scene, **once).status_code == 303
    assert Device.objects.count() == 1
    told = Entry.objects.get(verb="hall.device_issued")
    assert found[1] not in str(told.facts)


def test_a_revoked_device_is_marked_and_journaled(scene: Scene, signed_in: SignedIn) -> None:
    desk = signed_in(scene.cast.tang)
    issued(desk, scene, kind="rating", counter=scene.counters[1].pk)
    device = Device.objects.get()

    desk.post(f"{setting(scene)}devices/{device.pk}/revoke/")

    assert fresh(device).revoked_at == scene.now
    assert Entry.objects.filter(verb="hall.device_revoked").count() == 1


def test_a_kiosk_stands_at_no_counter(scene: Scene, signed_in: SignedIn) -> None:
    answer = issued(signed_in(scene.cast.tang), scene, counter=scene.counters[1].pk)

    assert answer.status_code == 422
    assert not Device.objects.exists()


@pytest.mark.parametrize("person", ["fang", "wang", "chen", "liu"])
def test_only_who_leads_the_hall_sets_it_up(person: str, scene: Scene, signed_in: SignedIn) -> None:
    desk, counter = signed_in(scene.cast.people[person]), scene.counters[1]
    assert desk.get(setting(scene)).status_code in (403, 404)
    assert desk.get("/desk/halls/new/").status_code == 403
    paths = ("hall/", "counters/", f"counters/{counter.pk}/", f"counters/{counter.pk}/close/", "devices/")

    for path in paths:
        said = {"kind": "kiosk", "number": 9, "rules": "hall", "place": scene.hall.place_id}
        assert desk.post(f"{setting(scene)}{path}", said).status_code in (403, 404), path

    assert not Device.objects.exists()
    assert fresh(counter).closed_at is None


def test_the_manager_of_one_hall_does_not_set_up_another(scene: Scene, signed_in: SignedIn) -> None:
    desk = signed_in(scene.cast.tang)

    assert desk.get("/desk/halls/new/").status_code == 403
    said = {"place": scene.cast.west.pk, "rules": "hall"}
    assert desk.post(f"{setting(scene)}hall/", said).status_code == 422
    assert not Hall.objects.filter(place=scene.cast.west).exists()


def test_a_hall_whose_rules_are_gone_can_be_set_up_again(scene: Scene, signed_in: SignedIn) -> None:
    Hall.objects.update(rules="of-an-older-edition")
    desk = signed_in(scene.cast.tang)
    assert desk.get(setting(scene)).status_code == 404

    answer = desk.post("/desk/halls/new/", {"place": scene.hall.place_id, "rules": "hall"})

    assert answer.headers["Location"] == setting(scene)
    assert desk.get(setting(scene)).status_code == 200
    assert Counter.objects.filter(hall=scene.hall, closed_at=None).count() == 3

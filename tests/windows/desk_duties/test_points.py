"""The head lays points and prints their labels; nobody else sees a code."""

import pytest
from django.test import Client

from bihuan.engines.duties.codes import spaced
from bihuan.engines.duties.models import Point
from bihuan.ground.journal.models import Entry
from tests.engines.duties.test_points import lay
from tests.windows.desk_duties.test_pages import desk, estate, post, text_of

__all__ = ["estate"]
pytestmark = pytest.mark.django_db


def path(estate, end=""):
    return f"/desk/duties/points/{estate.cast.east.pk}/{end}"


def test_with_one_place_its_points_open_at_once(estate):
    assert desk(estate.dui).get("/desk/duties/points/").url == path(estate)


def test_a_point_is_laid_changed_given_a_new_code_and_taken_away(estate):
    client = desk(estate.dui)
    assert post(client, path(estate), number="1", label="东门", routes=["patrol"]).status_code == 303
    point = Point.objects.get()
    one = f"{point.pk}/"
    assert (
        post(client, path(estate, one), number="2", label="大门", routes=["patrol", "key-areas"]).status_code
        == 303
    )
    assert post(client, path(estate, one + "renew/")).status_code == 303
    changed = Point.objects.get()
    assert (changed.number, changed.label, changed.routes) == (2, "大门", ["key-areas", "patrol"])
    assert changed.code != point.code
    assert "大门" in text_of(client.get(path(estate)))
    assert post(client, path(estate, one + "away/")).status_code == 303
    assert "大门" not in text_of(client.get(path(estate)))
    verbs = list(Entry.objects.filter(kind="point").order_by("seq").values_list("verb", flat=True))
    assert verbs == ["point.laid", "point.changed", "point.renewed", "point.taken_away"]


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"number": "x"}, "number"),
        ({"number": "9" * 30}, "number"),
        ({"label": "\x00"}, "label"),
        ({"routes": ["nowhere"]}, "routes"),
        ({"number": "1"}, "number"),
    ],
)
def test_what_cannot_be_stands_at_its_field(estate, said, field):
    lay(estate, "东门")
    answer = post(
        desk(estate.dui), path(estate), **({"number": "2", "label": "屋顶", "routes": ["patrol"]} | said)
    )
    assert answer.status_code == 422 and f'id="id_{field}_error"' in text_of(answer)
    assert Point.objects.count() == 1


def test_labels_show_the_code_to_scan_and_to_type(estate):
    gate, roof = lay(estate, "东门", "屋顶")
    page = text_of(desk(estate.dui).get(path(estate, "labels/")))
    assert spaced(gate.code) in page and spaced(roof.code) in page and page.count("data:image/svg+xml") == 2
    page = text_of(desk(estate.dui).get(path(estate, f"labels/?point={roof.pk}")))
    assert spaced(roof.code) in page and spaced(gate.code) not in page


@pytest.mark.parametrize("who", ["bao", "xi", "chen"])
def test_nobody_but_the_head_sees_a_code_or_changes_a_point(estate, cast, who):
    (gate,) = lay(estate, "东门")
    client = desk(getattr(estate, who, None) or cast.people[who])
    assert client.get("/desk/duties/points/").status_code == 403
    for end in ("", "labels/", f"{gate.pk}/"):
        assert client.get(path(estate, end)).status_code == 404
    for end in ("", f"{gate.pk}/", f"{gate.pk}/renew/", f"{gate.pk}/away/"):
        assert post(client, path(estate, end), number="2", label="x", routes=["patrol"]).status_code == 404
    assert Point.objects.get().code == gate.code
    assert Client().get(path(estate, "labels/")).status_code == 302


def test_the_captain_of_one_place_sees_no_point_of_another(estate, cast):
    assert desk(estate.dui).get(f"/desk/duties/points/{cast.west.pk}/").status_code == 404
    assert desk(estate.dui).get("/desk/duties/points/99999/").status_code == 404

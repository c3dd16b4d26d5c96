"""The service guide and the nearest hall."""

import math
import random
from dataclasses import replace

import pytest

from bihuan.engines.halls.distance import EARTH, Position, as_gcj02, metres
from tests.windows.portal.conftest import text_of

pytestmark = pytest.mark.django_db


def test_every_service_of_the_standard_is_there_with_all_it_needs(customer, cast):
    page = text_of(customer.get("/guide/"))
    rows = cast.pack.rows("services")
    assert rows
    for row in rows.values():
        assert row.title.zh in page
        one = text_of(customer.get(f"/guide/{row.id}/"))
        assert all(paper.title.zh in one for paper in row.materials)


def test_a_word_of_a_paper_finds_the_services_that_ask_for_it(customer, cast):
    rows = cast.pack.rows("services").values()
    paper = next(row.materials[0].title.zh for row in rows if row.materials)
    page = text_of(customer.get("/guide/", q=f" {paper} "))
    for row in rows:
        asks = paper in row.title.zh or any(paper in one.title.zh for one in row.materials)
        assert (f"/guide/{row.id}/" in page) == asks


def test_a_word_that_fits_nothing_says_so_and_comes_back_harmless(customer):
    page = text_of(customer.get("/guide/", q="<script>喵喵喵"))
    assert "没有找到" in page
    assert "<script>喵" not in page


@pytest.mark.parametrize("path", ["/guide/nothing/", "/guide/不是/"])
def test_no_service_no_page(customer, path):
    assert customer.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/guide/", "/nearest/", "/offline/", "/sw.js"])
def test_what_is_to_be_read_cannot_be_changed(customer, path):
    assert customer.get(path).status_code == 200
    assert customer.post(path).status_code == 405


def test_how_hard_to_shake_is_a_setting(customer, settings):
    settings.SHAKE_THRESHOLD = 22
    assert 'data-threshold="22"' in text_of(customer.get("/nearest/"))


def by_chord(one: Position, other: Position) -> float:
    """Through the earth between two points of a ball, and back onto its surface: another way to the same metres."""

    def point(where: Position) -> tuple[float, float, float]:
        north, east = math.radians(where.latitude), math.radians(where.longitude)
        return math.cos(north) * math.cos(east), math.cos(north) * math.sin(east), math.sin(north)

    chord = math.dist(point(one), point(other))
    return 2 * EARTH * math.asin(min(1.0, chord / 2))


def test_the_nearest_of_many_halls_is_the_nearest_by_another_sum_too():
    """500 spots around Guang'an, 12 halls on Chinese maps: never another hall, never a metre off."""
    chance = random.Random(7)

    def somewhere(datum: str) -> Position:
        return Position(30.2 + chance.random() * 0.6, 106.4 + chance.random() * 0.8, datum)  # type: ignore[arg-type]

    halls = [somewhere("gcj02") for _ in range(12)]
    for _ in range(500):
        here = somewhere("wgs84")
        on_map = as_gcj02(here)
        told = min(halls, key=lambda hall: metres(hall, here))
        true = min(halls, key=lambda hall: by_chord(hall, on_map))
        assert told == true
        assert abs(metres(told, here) - by_chord(true, on_map)) < 1
        assert metres(replace(on_map), here) < 0.01

"""A head says what the weather is on a page, and calls it off; nobody else does."""

from datetime import timedelta

import pytest
from django.test import Client

from bihuan.engines.duties.models import Duty, WeatherDay
from tests.engines.duties.test_duties import DAY
from tests.windows.desk_duties.test_pages import desk, estate, post, text_of

__all__ = ["estate"]
pytestmark = pytest.mark.django_db
PATH = "/desk/duties/weather/"
TOMORROW = (DAY + timedelta(1)).isoformat()


def test_the_head_of_the_company_says_it_and_the_halls_have_to_do_it(estate, cast):
    client = desk(cast.he)
    page = text_of(client.get(PATH))
    assert "雨雪天门口防滑" in page and "1.2(16)" in page
    assert post(client, PATH, place=cast.company.pk, weather="rain", day=TOMORROW).status_code == 303
    assert Duty.objects.filter(plan="wet-weather").count() == 3
    assert "下雨" in text_of(client.get(PATH))
    assert post(client, f"{PATH}{WeatherDay.objects.get().pk}/off/").status_code == 303
    assert WeatherDay.objects.get().called_off_at is not None
    assert post(client, f"{PATH}{WeatherDay.objects.get().pk}/off/").status_code == 404


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"day": "x"}, "day"),
        ({"day": "9999-12-31"}, "day"),
        ({"weather": "fog"}, "weather"),
        ({"place": "0"}, "place"),
    ],
)
def test_what_cannot_be_stands_at_its_field(estate, cast, said, field):
    answer = post(
        desk(cast.he), PATH, **({"place": cast.company.pk, "weather": "rain", "day": TOMORROW} | said)
    )
    assert answer.status_code == 422 and f'id="id_{field}_error"' in text_of(answer)
    assert not WeatherDay.objects.exists()


def test_who_heads_nothing_there_says_nothing(estate, cast):
    for person in (estate.bao, cast.fang, cast.chen):
        assert desk(person).get(PATH).status_code == 403
    captain = desk(estate.dui)
    assert post(captain, PATH, place=cast.west.pk, weather="rain", day=TOMORROW).status_code == 422
    post(desk(cast.he), PATH, place=cast.west.pk, weather="rain", day=TOMORROW)
    assert post(captain, f"{PATH}{WeatherDay.objects.get().pk}/off/").status_code == 404
    assert Client().get(PATH).status_code == 302

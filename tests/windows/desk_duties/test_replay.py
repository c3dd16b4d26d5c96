"""A round told again: in the order of time, gaps marked, those nobody came to named."""

from datetime import datetime, timedelta

import pytest
from django.test import Client

from bihuan.engines.duties import actions
from bihuan.engines.duties.walking import legs
from tests.cast import SHANGHAI
from tests.engines.duties.test_duties import GOOD
from tests.engines.duties.test_points import lay
from tests.windows.desk_duties.test_pages import desk, estate, text_of

__all__ = ["estate"]
pytestmark = pytest.mark.django_db
START = datetime(2026, 6, 4, 15, 0, tzinfo=SHANGHAI)


@pytest.mark.pure
def test_a_leg_is_long_beyond_what_is_allowed_and_back_against_the_way():
    walked = [(1, START), (3, START + timedelta(minutes=30)), (2, START + timedelta(minutes=61))]
    first, second, third = legs(walked, timedelta(minutes=30))
    assert (first.since, first.long, first.back) == (None, False, False)
    assert (second.since, second.long, second.back) == (timedelta(minutes=30), False, False)
    assert (third.since, third.long, third.back) == (timedelta(minutes=31), True, True)
    assert not any(leg.long for leg in legs(walked, None)) and legs([], None) == []


@pytest.fixture
def walked(estate, cast):
    """Gate, then after 40 minutes the roof; the cellar nobody came to; told by a phone an hour later."""
    gate, roof, _cellar = lay(estate, "东门", "屋顶", "地下室")
    by, at = estate.bao.actor(cast.at), cast.at
    for point, ago in ((gate, 90), (roof, 50)):
        actions.scan(estate.patrol(), point.code, really=at - timedelta(minutes=ago), by=by, at=at)
    actions.finish(estate.patrol(), GOOD, by=by, at=at)
    return estate


def path(walked) -> str:
    return f"/desk/duties/{walked.patrol().pk}/round/"


def test_the_gap_the_missed_point_and_what_was_sent_later_stand_out(walked):
    page = text_of(desk(walked.dui).get(path(walked)))
    assert page.index("1 东门") < page.index("2 屋顶")
    assert "2026-06-04 15:20" in page and "2026-06-04 16:00" in page and "空档" in page
    assert "没有人到：" in page and "3 地下室" in page.split("没有人到：")[1]
    assert page.count("补传") >= 2


def test_a_point_laid_later_was_not_missed_then(walked):
    lay(walked, "新门")
    assert "新门" not in text_of(desk(walked.dui).get(path(walked)))


def test_only_who_walks_it_or_answers_for_it_sees_it(walked, cast, django_assert_max_num_queries):
    who = {walked.bao: 200, walked.pang: 200, walked.dui: 200, walked.xi: 404, cast.chen: 404}
    for person, status in who.items():
        assert desk(person).get(path(walked)).status_code == status
    assert Client().get(path(walked)).status_code == 302
    client = desk(walked.dui)
    client.get(path(walked))
    with django_assert_max_num_queries(10):
        client.get(path(walked))


def test_a_duty_without_points_has_no_replay(estate):
    assert desk(estate.dui).get(path(estate)).status_code == 404

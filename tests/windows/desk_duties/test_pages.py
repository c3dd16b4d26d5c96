"""The guard's day on the phone and the captain's board."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client

from bihuan.engines.cases.models import Case
from bihuan.engines.duties import actions
from bihuan.engines.duties.models import Duty
from bihuan.ground.journal.models import Entry
from tests.cast import Cast
from tests.engines.duties.test_duties import DAY, GOOD, Estate

pytestmark = pytest.mark.django_db


@pytest.fixture
def estate(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Estate:
    cache.clear()
    made = Estate(cast)
    actions.plan_ahead(DAY, DAY)
    monkeypatch.setattr("bihuan.project.middleware.now", lambda: cast.at)
    return made


def desk(person) -> Client:
    client = Client()
    client.force_login(person, backend="bihuan.ground.directory.backends.StaffBackend")
    return client


def text_of(answer) -> str:
    return answer.content.decode()


def post(client: Client, path: str, **said):
    return client.post(path, {"once": str(uuid4()), **said})


def test_what_is_due_now_comes_first(estate):
    page = text_of(desk(estate.bao).get("/desk/duties/"))
    assert page.index("现在该做") < page.index("接下来")
    assert f"/desk/duties/{estate.patrol().pk}/" in page.split("接下来")[0]


def test_a_round_is_finished_with_one_form_and_twice_changes_nothing(estate):
    duty, once = estate.patrol(), str(uuid4())
    client = desk(estate.bao)
    for _time in range(2):
        answer = client.post(f"/desk/duties/{duty.pk}/", {"once": once, "route": "yes", "record": "一切正常"})
        assert (answer.status_code, answer.url) == (303, "/desk/duties/")
    assert Entry.objects.filter(kind="duty", subject=duty.pk).count() == 1


def test_the_second_guard_is_told_who_was_first(estate):
    duty = estate.patrol()
    post(desk(estate.bao), f"/desk/duties/{duty.pk}/", route="yes", record="一切正常")
    page = text_of(post(desk(estate.pang), f"/desk/duties/{duty.pk}/", route="yes", record="一切正常"))
    assert "鲍勇" in page
    assert Entry.objects.filter(kind="duty", subject=duty.pk).count() == 1


def test_what_is_missing_is_named_at_its_field(estate):
    answer = post(desk(estate.bao), f"/desk/duties/{estate.patrol().pk}/", route="yes")
    assert answer.status_code == 422 and 'id="id_record_error"' in text_of(answer)
    assert estate.patrol().state == Duty.State.OPEN


def test_something_out_of_order_leads_to_a_case(estate):
    duty = estate.patrol()
    client = desk(estate.bao)
    answer = post(client, f"/desk/duties/{duty.pk}/", route="no", record="三号门锁坏")
    assert answer.url == f"/desk/duties/{duty.pk}/"
    assert post(client, f"{answer.url}finding/", text="三号门锁坏，已临时看守").status_code == 303
    assert Case.objects.get().kind == "problem"
    assert post(client, f"{answer.url}finding/", text="").status_code == 303
    assert Case.objects.count() == 1


def test_the_captain_sees_the_day_with_the_clauses_and_excuses(estate, cast):
    missed = estate.patrol(0)
    client = desk(estate.dui)
    page = text_of(client.get("/desk/duties/board/"))
    assert "4a" in page and "全线巡逻" in page and f"/desk/duties/{missed.pk}/" in page
    assert post(client, f"/desk/duties/{missed.pk}/excuse/", why="台风停巡").status_code == 303
    assert Duty.objects.get(pk=missed.pk).excuse == "台风停巡"


@pytest.mark.parametrize(
    ("who", "mine", "board", "one"),
    [("bao", 200, 403, 200), ("dui", 403, 200, 200), ("xi", 200, 403, 404), ("chen", 403, 403, 404)],
)
def test_each_sees_his_own(estate, cast, who, mine, board, one):
    person = getattr(estate, who, None) or cast.people[who]
    client = desk(person)
    paths = ("/desk/duties/", "/desk/duties/board/", f"/desk/duties/{estate.patrol().pk}/")
    assert [client.get(path).status_code for path in paths] == [mine, board, one]
    assert Client().get(paths[0]).status_code == 302


@pytest.mark.parametrize("who", ["xi", "chen"])
def test_who_has_nothing_to_do_with_it_changes_nothing(estate, cast, who):
    client = desk(getattr(estate, who, None) or cast.people[who])
    path = f"/desk/duties/{estate.patrol().pk}/"
    for end, said in (
        ("", {"route": "yes", "record": "x"}),
        ("finding/", {"text": "x"}),
        ("excuse/", {"why": "x"}),
    ):
        assert post(client, path + end, **said).status_code == 404
    assert not Entry.objects.filter(kind="duty").exists()


def test_the_board_costs_the_same_with_a_week_of_history(estate, cast, django_assert_max_num_queries):
    actions.plan_ahead(DAY - timedelta(days=3), DAY + timedelta(days=3))
    client = desk(estate.dui)
    client.get("/desk/duties/board/")
    with django_assert_max_num_queries(9):
        client.get("/desk/duties/board/")
    guard = desk(estate.bao)
    guard.get("/desk/duties/")
    with django_assert_max_num_queries(9):
        guard.get("/desk/duties/")


def test_done_after_it_was_missed_stays_missed(estate, cast, monkeypatch):
    missed = estate.patrol(4)
    at = missed.closes_at + timedelta(hours=1)
    actions.finish(missed, GOOD, by=estate.bao.actor(at), at=at)
    monkeypatch.setattr("bihuan.project.middleware.now", lambda: at)
    page = text_of(desk(estate.dui).get("/desk/duties/board/"))
    assert f"/desk/duties/{missed.pk}/" in page.split("今日漏做")[1]


def test_rounds_too_far_apart_stand_on_the_board(estate):
    page = text_of(desk(estate.dui).get("/desk/duties/board/"))
    assert "间隔过长" in page and "2026-06-04 00:00 – 2026-06-04 16:50" in page

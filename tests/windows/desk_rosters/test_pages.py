"""My shifts on the phone, the month's table, the board, the handover book: each for whom it is meant."""

import re
from datetime import date
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client

from bihuan.engines.rosters import actions
from bihuan.engines.rosters.models import Away, Handover, Leave, Roster, Shift, Swap
from bihuan.ground.journal.models import Entry
from tests.cast import Cast
from tests.engines.rosters.post import Post, on
from tests.engines.rosters.test_handover import COUNTS

pytestmark = pytest.mark.django_db
DESK = "/desk/shifts/"


class Clock:
    def __init__(self, at) -> None:
        self.at = at


@pytest.fixture
def clock(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Clock:
    cache.clear()
    made = Clock(cast.at)
    monkeypatch.setattr("bihuan.project.middleware.now", lambda: made.at)
    return made


@pytest.fixture
def post(cast: Cast, clock: Clock) -> Post:
    made = Post(cast)
    made.published()
    return made


def desk(person) -> Client:
    client = Client()
    client.force_login(person, backend="bihuan.ground.directory.backends.StaffBackend")
    return client


def text_of(answer) -> str:
    return answer.content.decode()


def send(client: Client, path: str, **said):
    return client.post(path, {"once": str(uuid4()), **said})


def test_my_shifts_begin_with_the_one_under_way(post: Post, clock: Clock) -> None:
    clock.at = on(5, 7, 55)
    client = desk(post.bao)
    page = text_of(client.get(DESK))
    assert page.index("我到岗了") < page.index("接下来")
    path = f"{DESK}{post.shift(post.bao, 5).pk}/"
    assert send(client, path + "in/").status_code == 303
    assert "下班签退" in text_of(client.get(DESK))
    assert send(client, path + "away/", minutes="30", why="送文件").status_code == 303
    assert not Away.objects.exists() and "代岗" in text_of(client.get(DESK))
    send(client, path + "away/", minutes="30", why="送文件", relief=post.pang.pk)
    assert Away.objects.get().relief == post.pang and "我回来了" in text_of(client.get(DESK))
    send(client, path + "back/")
    send(client, path + "out/")
    assert post.shift(post.bao, 5).signed_out_at == clock.at


def test_a_swap_goes_from_page_to_page(post: Post) -> None:
    post.fill(Roster.objects.get(), post.pang, "休", 6, 6)
    shift = post.shift(post.bao, 6)
    path = f"{DESK}{shift.pk}/swap/"
    client = desk(post.bao)
    assert client.get(path).status_code == 200
    assert send(client, path, to=post.xi.pk, why="x").status_code == 422
    assert send(client, path, to=post.pang.pk, why="家里有事").status_code == 303
    swap = Swap.objects.get()
    assert "家里有事" in text_of(desk(post.pang).get(DESK))
    send(desk(post.pang), f"{DESK}swaps/{swap.pk}/yes/")
    assert f"{DESK}swaps/{swap.pk}/approve/" in text_of(desk(post.dui).get(DESK + "board/"))
    send(desk(post.dui), f"{DESK}swaps/{swap.pk}/approve/")
    assert post.shift(post.pang, 6).follows == shift


def test_leave_is_decided_with_a_name_for_each_shift(post: Post) -> None:
    post.fill(Roster.objects.get(), post.hao, "休", 6, 6)
    said = {"first": "2026-06-06", "last": "2026-06-06", "why": "看病"}
    assert send(desk(post.bao), DESK + "leave/", **said).status_code == 303
    leave, shift = Leave.objects.get(), post.shift(post.bao, 6)
    path, client = f"{DESK}leave/{leave.pk}/", desk(post.dui)
    assert path in text_of(client.get(DESK + "board/"))
    answer = send(client, path)
    assert answer.status_code == 422 and f'id="id_cover_{shift.pk}_error"' in text_of(answer)
    assert send(client, path, **{f"cover_{shift.pk}": post.hao.pk}).status_code == 303
    assert post.shift(post.hao, 6).turn == "day"


def test_a_month_is_begun_filled_and_published_on_its_pages(post: Post) -> None:
    client = desk(post.cast.tang)
    place = post.cast.east.pk
    answer = send(client, DESK + "months/", month="2026-06-01", post=f"{place}:front-desk")
    path = answer.url
    roster = Roster.objects.get(station="front-desk")
    assert path == f"{DESK}months/{roster.pk}/"
    said = {"person": post.cast.fang.pk, "first": "2026-06-08", "last": "2026-06-12"}
    wrong = send(client, path, **said, pattern="早X")
    assert wrong.status_code == 422 and 'id="id_pattern_error"' in text_of(wrong)
    assert send(client, path, **said, pattern="早早晚晚休").status_code == 303
    page = text_of(client.get(path))
    assert len(re.findall(r"shift-mark shift\" href[^>]*>[早晚]<", page)) == 4 and "只有0人" in page
    send(client, path + "publish/")
    assert Roster.objects.get(pk=roster.pk).state == "draft"
    send(client, path + "publish/", despite="本周试行")
    assert Roster.objects.get(pk=roster.pk).state == "published"
    assert 'value="2026-06-04"' in page and 'value="2026-06-30"' in page
    picked = text_of(client.get(f"{path}?person={post.cast.fang.pk}&day=2026-06-09"))
    assert 'value="2026-06-09"' in picked
    for nonsense in ("?person=x&day=y", "?person=9999999999999999999999&day=2026-13-01", "?day=%00"):
        assert client.get(path + nonsense).status_code == 200


def test_a_handover_with_a_difference_is_explained_and_signed_by_two(post: Post, clock: Clock) -> None:
    shift = post.shift(post.bao, 5)
    actions.sign_in(shift, by=post.actor(post.bao), at=on(5, 8))
    clock.at = on(5, 15, 50)
    path = f"{DESK}{shift.pk}/handover/"
    counts = {f"count_{id}": number for id, number in COUNTS.items()}
    client = desk(post.bao)
    wrong = send(client, path, **counts | {"count_radios": "1"})
    assert wrong.status_code == 422 and 'id="id_why_error"' in text_of(wrong)
    answer = send(client, path, **counts | {"count_radios": "1"}, why="一部送修", note="东门灯坏")
    page = Handover.objects.get()
    assert answer.url == f"{DESK}handover/{page.pk}/"
    # Who comes does not see what the other counted before he has counted himself.
    blind = text_of(desk(post.pang).get(answer.url))
    assert "东门灯坏" in blind and "一部送修" not in blind
    assert "还没有签字" in text_of(desk(post.dui).get(DESK + "board/"))
    clock.at = on(5, 16, 3)
    send(desk(post.pang), answer.url, **counts | {"count_radios": "1"}, why="属实，见送修单")
    done = text_of(client.get(answer.url))
    assert "一部送修" in done and "属实" in done and "双方已签字" in done
    again = send(desk(post.hao), answer.url, **counts)
    assert again.status_code == 422 and Handover.objects.get().in_by == post.pang


@pytest.mark.parametrize(
    ("who", "mine", "board", "months", "month", "one"),
    [
        ("bao", 200, 403, 200, 200, 200),
        ("pang", 200, 403, 200, 200, 404),
        ("dui", 403, 200, 200, 200, 404),
        ("tang", 403, 200, 200, 200, 404),
        ("xi", 200, 403, 200, 404, 404),
        ("fang", 200, 403, 200, 404, 404),
        ("wang", 403, 403, 403, 404, 404),
    ],
)
def test_each_sees_his_own(
    post: Post, who: str, mine: int, board: int, months: int, month: int, one: int
) -> None:
    client = desk(getattr(post, who, None) or post.cast.people[who])
    paths = (
        DESK, DESK + "board/", DESK + "months/", f"{DESK}months/{Roster.objects.get().pk}/",
        f"{DESK}{post.shift(post.bao, 6).pk}/swap/",
    )  # fmt: skip
    assert [client.get(path).status_code for path in paths] == [mine, board, months, month, one]
    assert [Client().get(path).status_code for path in paths] == [302] * 5


@pytest.mark.parametrize("who", ["xi", "fang", "wang", "pang"])
def test_who_has_nothing_to_do_with_it_changes_nothing(post: Post, clock: Clock, who: str) -> None:
    shift = post.shift(post.bao, 5)
    actions.sign_in(shift, by=post.actor(post.bao), at=on(5, 8))
    leave = actions.ask_leave(date(2026, 6, 20), date(2026, 6, 20), "x", by=post.actor(post.bao), at=post.at)
    swap = actions.ask_swap(post.shift(post.bao, 6), post.hao, "x", by=post.actor(post.bao), at=post.at)
    clock.at = on(5, 15, 50)
    before = Entry.objects.count()
    client = desk(getattr(post, who, None) or post.cast.people[who])
    roster = Roster.objects.get().pk
    for path, said in (
        (f"{shift.pk}/out/", {}),
        (f"{shift.pk}/away/", {"minutes": 5, "why": "x"}),
        (f"{shift.pk}/swap/", {"to": post.hao.pk, "why": "x"}),
        (f"{shift.pk}/handover/", {f"count_{id}": n for id, n in COUNTS.items()}),
        (f"swaps/{swap.pk}/yes/", {}),
        (f"swaps/{swap.pk}/approve/", {}),
        (f"swaps/{swap.pk}/withdraw/", {}),
        (f"leave/{leave.pk}/", {}),
        (f"leave/{leave.pk}/withdraw/", {}),
        (
            f"months/{roster}/",
            {"person": post.bao.pk, "first": "2026-06-08", "last": "2026-06-08", "pattern": "休"},
        ),
        (f"months/{roster}/publish/", {}),
    ):
        assert send(client, DESK + path, **said).status_code in (403, 404), path
    assert Entry.objects.count() == before


def test_bad_input_is_no_error_of_ours(post: Post, clock: Clock) -> None:
    clock.at = on(5, 8)
    client, head = desk(post.bao), desk(post.dui)
    shift = post.shift(post.bao, 5)
    send(client, f"{DESK}{shift.pk}/in/")
    for said in (
        {},
        {"minutes": "9" * 30, "why": "x"},
        {"minutes": "5", "why": "\x00"},
        {"minutes": "x", "relief": "y"},
    ):
        assert send(client, f"{DESK}{shift.pk}/away/", **said).status_code == 303
    for said in ({}, {"first": "x"}, {"first": "2026-06-05", "last": "2026-06-01", "why": "x"}):
        assert send(client, f"{DESK}leave/", **said).status_code == 303
    assert not Away.objects.exists() and not Leave.objects.exists()
    month = f"{DESK}months/{Roster.objects.get().pk}/"
    for said in (
        {},
        {"person": "x"},
        {"person": post.bao.pk, "first": "0001-01-01", "last": "9999-12-31", "pattern": "日"},
    ):
        assert send(head, month, **said).status_code == 422
    for said in ({}, {"month": "x", "post": "x"}, {"month": "2026-06-01", "post": "0:guard-post"}):
        assert send(head, f"{DESK}months/", **said).status_code == 422
    for path in ("99999999/in/", f"{shift.pk}/nonsense/", "swaps/99999999/yes/", "feed/nonsense/"):
        assert send(client, DESK + path).status_code == 404
    assert client.get(f"{DESK}{shift.pk}/in/").status_code == 405


def test_the_calendar_is_read_by_its_link_without_signing_in(post: Post) -> None:
    client = desk(post.bao)
    page = text_of(send(client, DESK + "feed/issue/"))
    link = re.search(r"http://testserver(/desk/shifts/calendar/[\w-]+\.ics)", page)
    assert link is not None
    answer = Client().get(link[1])
    assert answer.status_code == 200 and answer["Content-Type"].startswith("text/calendar")
    assert text_of(answer).count("BEGIN:VEVENT") == 6
    send(client, DESK + "feed/revoke/")
    assert Client().get(link[1]).status_code == 404
    assert Client().get(DESK + "calendar/nothing.ics").status_code == 404
    assert send(desk(post.cast.wang), DESK + "feed/issue/").status_code == 403


def test_pages_cost_the_same_with_ten_people_as_with_three(post: Post, django_assert_max_num_queries) -> None:
    roster = Roster.objects.get()
    for number in range(7):
        person = post.hire(f"more{number}", f"增{number}", "hall-east", "guard")
        post.fill(roster, person, "日日晚晚休", 4, 30)
    for person, path, most in (
        (post.dui, "board/", 16),
        (post.dui, f"months/{roster.pk}/", 14),
        (post.dui, "months/", 12),
        (post.bao, "", 18),
    ):
        client = desk(person)
        client.get(DESK + path)
        with django_assert_max_num_queries(most):
            assert client.get(DESK + path).status_code == 200


def test_the_board_says_who_stands_and_what_is_missing(post: Post, clock: Clock) -> None:
    clock.at = on(4, 17)
    page = text_of(desk(post.dui).get(DESK + "board/"))
    assert "庞刚" in page and "未签到" in page and "不足" not in page
    post.fill(Roster.objects.get(), post.hao, "休", 5, 5)
    clock.at = on(5, 1)
    page = text_of(desk(post.dui).get(DESK + "board/"))
    assert "夜班：要1人，只有0人" in page
    assert Shift.objects.filter(day=date(2026, 6, 5), state="dropped").count() == 1


def test_a_post_with_a_course_is_published_once_it_is_written_down_as_passed(post: Post) -> None:
    cast = post.cast
    client = desk(cast.he)
    path = send(client, DESK + "months/", month="2026-06-01", post=f"{cast.company.pk}:call-centre").url
    send(client, path, person=cast.chen.pk, first="2026-06-08", last="2026-06-09", pattern="白")
    assert "还没有通过本岗位要求的培训" in text_of(client.get(path))
    send(client, path + "publish/", despite="试行")
    assert Roster.objects.get(station="call-centre").state == "draft"
    send(client, path + "course/", who=cast.chen.pk, day="2026-07-01")
    assert "还没有通过" in text_of(client.get(path))
    for person in (cast.chen, post.dui, cast.wang):
        assert send(desk(person), path + "course/", who=cast.chen.pk, day="2026-06-01").status_code in (
            403,
            404,
        )
    send(client, path + "course/", who=cast.chen.pk, day="2026-06-01")
    assert "还没有通过" not in text_of(client.get(path))
    send(client, path + "publish/", despite="试行")
    assert Roster.objects.get(station="call-centre").state == "published"

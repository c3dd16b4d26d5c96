"""The hall board and the figures: what they count, and who reads them."""

from datetime import timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest

from bihuan.engines.halls import actions
from bihuan.engines.halls.models import Breach
from bihuan.ground.directory.actor import Actor
from tests.windows.desk_halls.conftest import SignedIn
from tests.windows.desk_halls.making import Scene
from tests.windows.desk_halls.test_counter import shown

CUSTOMER = Actor(ref="customer:13800138000", name="")


def board(scene: Scene) -> str:
    return f"/desk/halls/{scene.hall.pk}/"


def past_weeks(scene: Scene, hourly: int = 12) -> None:
    """The same weekday of three past weeks, `hourly` customers from ten to eleven each."""
    today = scene.now
    for week in (3, 2, 1):
        scene.now = (today - timedelta(weeks=week)).replace(hour=9, minute=50)
        scene.log_on(scene.cast.fang)
        for number in range(hourly):
            scene.now = scene.now.replace(hour=10, minute=number * 4)
            scene.take()
            scene.serve(scene.cast.fang, minutes=3)
        actions.log_off(scene.counters[1], by=scene.actor(scene.cast.fang), at=scene.later(minutes=1))
    scene.now = today


def test_the_board_shows_who_waits_for_what_and_which_windows_are_open(
    scene: Scene, signed_in: SignedIn
) -> None:
    for service in ("bill", "bill", "open"):
        scene.take(service)
    scene.log_on(scene.cast.fang)

    page = shown(signed_in(scene.cast.tang).get(board(scene)))

    assert "缴费与账单" in page and "方芳" in page
    piece = shown(signed_in(scene.cast.tang).get(board(scene), headers={"HX-Request": "true"}))
    assert piece.lstrip().startswith('<div id="now"')


def test_a_standing_breach_is_shown_with_its_clause(scene: Scene, signed_in: SignedIn) -> None:
    Breach.objects.create(
        hall=scene.hall,
        kind="crowd",
        clause="utility-customer-centre-2015@2015.1#1.2(7)",
        most=5,
        worst=7.5,
        since=scene.now,
    )

    page = shown(signed_in(scene.cast.tang).get(board(scene)))

    assert "每个窗口平均有7.5人等候" in page and "1.2(7)" in page


def test_the_advice_comes_from_the_same_weekday_of_past_weeks(scene: Scene, signed_in: SignedIn) -> None:
    past_weeks(scene)
    scene.now = scene.now.replace(hour=10, minute=5)

    page = shown(signed_in(scene.cast.tang).get(board(scene)))

    assert "12 <span" in page
    assert "按最近3周" in page


def test_too_few_windows_for_the_load_is_said_in_words(scene: Scene, signed_in: SignedIn) -> None:
    past_weeks(scene)
    scene.now = scene.now.replace(hour=10, minute=5)

    page = shown(signed_in(scene.cast.tang).get(board(scene)))

    assert "至少要开1个窗口" in page


def test_without_past_arrivals_there_is_no_advice(scene: Scene, signed_in: SignedIn) -> None:
    page = shown(signed_in(scene.cast.tang).get(board(scene)))

    assert "无法给出建议" in page


@pytest.mark.parametrize("person", ["wang", "zhao"])
def test_who_works_in_no_hall_sees_none(person: str, scene: Scene, signed_in: SignedIn) -> None:
    desk = signed_in(scene.cast.people[person])

    for path in ("", "figures/", "figures/sheet/"):
        assert desk.get(f"{board(scene)}{path}").status_code == 404, path
    assert scene.hall.place.name not in shown(desk.get("/desk/halls/"))


def test_without_signing_in_every_page_leads_to_the_sign_in(scene: Scene, client: Any) -> None:
    for path in ("", "figures/", "figures/sheet/", "lobby/", "setting/"):
        assert client.get(f"{board(scene)}{path}").headers["Location"].startswith("/desk/login/"), path


def test_board_queries_do_not_grow_with_the_queue(
    scene: Scene, signed_in: SignedIn, django_assert_max_num_queries: Any
) -> None:
    scene.log_on(scene.cast.fang)
    desk, counts = signed_in(scene.cast.tang), []
    for more in (3, 40):
        for _one in range(more):
            scene.take()
        desk.get(board(scene))
        with django_assert_max_num_queries(40) as told:
            shown(desk.get(board(scene)))
        counts.append(len(told))
    assert counts[0] == counts[1], counts


def a_day(scene: Scene) -> None:
    """Three served, one of them rated badly, one gone."""
    scene.log_on(scene.cast.fang)
    for service in ("bill", "open", "bill"):
        scene.take(service)
    gone = scene.take("bill")
    served = [scene.serve(scene.cast.fang, minutes=5) for _one in range(3)]
    actions.rate(served[0], 1, reasons=["waited"], by=CUSTOMER, at=scene.now)
    actions.rate(served[1], 5, by=CUSTOMER, at=scene.now)
    actions.leave(gone, by=CUSTOMER, at=scene.now)


def test_figures_count_each_visit_once_and_say_the_shares(scene: Scene, signed_in: SignedIn) -> None:
    a_day(scene)

    page = shown(signed_in(scene.cast.tang).get(f"{board(scene)}figures/"))

    together = page.split("合计")[1].split("</tr>")[0]
    cells = [part.split("<")[0] for part in together.split('<td class="number">')[1:]]
    #        taken called  soon    wait       done handling gone gone%  rated stars bad%
    assert cells[0] == "4" and cells[1] == "3" and cells[4] == "3" and cells[6] == "1"
    assert (cells[7], cells[8], cells[9], cells[10]) == ("25.0%", "2", "3.00", "50.0%")
    assert "方芳" in page


def test_the_spreadsheet_has_a_sheet_for_each_breakdown(scene: Scene, signed_in: SignedIn) -> None:
    a_day(scene)

    answer = signed_in(scene.cast.tang).get(f"{board(scene)}figures/sheet/")

    assert answer.status_code == 200
    book = ZipFile(BytesIO(answer.content))
    assert sum(name.startswith("xl/worksheets/sheet") for name in book.namelist()) == 4
    assert "方芳" in book.read("xl/sharedStrings.xml").decode()


@pytest.mark.parametrize(
    "asked", ["first=2026-06-04&last=2026-06-01", "first=x", "first=2020-01-01&last=2026-06-01", "minutes=7"]
)
def test_days_that_make_no_sense_are_refused(asked: str, scene: Scene, signed_in: SignedIn) -> None:
    desk = signed_in(scene.cast.tang)

    assert desk.get(f"{board(scene)}figures/?{asked}").status_code == 422
    assert desk.get(f"{board(scene)}figures/sheet/?{asked}").status_code == 422


def test_the_list_names_the_halls_of_the_reader_alone(scene: Scene, signed_in: SignedIn) -> None:
    actions.set_up_hall(scene.cast.west, "hall", by=scene.cast.admin.actor(scene.now), at=scene.now)

    assert "城西营业厅" not in shown(signed_in(scene.cast.tang).get("/desk/halls/"))
    assert "城西营业厅" in shown(signed_in(scene.cast.liu).get("/desk/halls/"))

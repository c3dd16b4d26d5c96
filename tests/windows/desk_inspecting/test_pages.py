"""The pages of inspections: the office plans, the inspector fills in, the head signs and appeals, another decides."""

from collections.abc import Callable
from io import BytesIO
from typing import Any
from uuid import uuid4
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from PIL import Image
from pytest_django import DjangoAssertNumQueries

from bihuan.engines.inspections import actions
from bihuan.engines.inspections.inforce import sheet_of
from bihuan.engines.inspections.models import Appeal, Incident, Marking, Photo, Sample, Visit
from bihuan.ground.standards import adoption
from tests.engines.inspections.outlets import Outlets, in_order

pytestmark = pytest.mark.django_db
Desk = Callable[[str], Client]
WRONG = {"lights": False}


def png() -> bytes:
    file = BytesIO()
    Image.new("RGB", (32, 32), "red").save(file, "PNG")
    return file.getvalue()


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def post(client: Client, path: str, **said: Any) -> HttpResponse:
    answer: Any = client.post(path, {"once": str(uuid4()), **said})
    return answer  # type: ignore[no-any-return]


def surroundings(visit: Visit, **over: str) -> dict[str, str]:
    """What a browser sends for the first section, everything in order."""
    sheet = sheet_of(visit)
    good = in_order(sheet)
    said = {item.id: "yes" if good[item.id] is True else good[item.id] for item in sheet.sections[0].items}
    return said | over


def test_a_visit_is_planned_by_the_office_and_stands_with_its_inspector(halls: Outlets, desk: Desk) -> None:
    said = {
        "sheet": "outlet:hardware",
        "place": halls.cast.east.pk,
        "kind": "review",
        "day": "2026-06-05",
        "inspectors": [halls.qin.pk],
    }
    assert post(desk("luo"), "/desk/inspecting/plan/", **said).status_code == 303
    row = Visit.objects.get()
    assert (row.place, row.kind, row.period) == (halls.cast.east, "review", "2026-1")
    assert f"/desk/inspecting/{row.pk}/" in text_of(desk("qin").get("/desk/inspecting/"))
    assert f"/desk/inspecting/{row.pk}/" not in text_of(desk("dou").get("/desk/inspecting/"))


def test_a_day_that_is_past_is_told_at_its_field(halls: Outlets, desk: Desk) -> None:
    said = {
        "sheet": "outlet:hardware",
        "place": halls.cast.east.pk,
        "kind": "review",
        "inspectors": [halls.qin.pk],
    }
    answer = post(desk("luo"), "/desk/inspecting/plan/", **said, day="2026-06-01")
    assert answer.status_code == 422 and "id_day_error" in text_of(answer)
    assert not Visit.objects.exists()


def test_the_places_are_drawn_once_and_anybody_of_the_office_sees_that_they_come_out_again(
    halls: Outlets, desk: Desk
) -> None:
    assert post(desk("luo"), "/desk/inspecting/draw/", seed="2026064").status_code == 303
    page = text_of(desk("luo").get("/desk/inspecting/draw/"))
    assert "2026064" in page and "城南营业厅" in page and 'name="seed"' not in page
    assert "抽到的网点相同" in page
    Sample.objects.update(chosen=[halls.cast.east.pk])
    Sample.objects.update(pool=[halls.cast.west.pk])
    assert "抽到的网点不同" in text_of(desk("luo").get("/desk/inspecting/draw/"))


def test_a_section_is_kept_with_one_press_and_leads_on(halls: Outlets, desk: Desk) -> None:
    visit = halls.begun()
    client, here = desk("qin"), f"/desk/inspecting/{visit.pk}/sections/surroundings/"
    answer: Any = client.post(here, surroundings(visit, lights="no", note__lights="第三排不亮", parking="na"))
    assert (answer.status_code, answer.url) == (303, f"/desk/inspecting/{visit.pk}/sections/zones/")
    visit.refresh_from_db()
    assert visit.answers["lights"] is False and visit.answers["parking"] == "na"
    assert visit.notes == {"lights": "第三排不亮"}
    page = text_of(client.get(here))
    assert "第三排不亮" in page and "灯具齐全完好" in page, "nothing is lost when the page is opened again"


def test_one_answer_that_does_not_fit_costs_no_other(halls: Outlets, desk: Desk) -> None:
    visit = halls.begun()
    here = f"/desk/inspecting/{visit.pk}/sections/surroundings/"
    answer = desk("qin").post(here, surroundings(visit, stains="很多", note__wires="x" * 600))
    assert answer.status_code == 422 and "id_stains_error" in text_of(answer)
    visit.refresh_from_db()
    assert "stains" not in visit.answers and visit.answers["lights"] is True
    quick = desk("qin").post(here, {"lights": "no", "stains": "\x00"}, headers={"HX-Request": "true"})
    assert quick.status_code == 200 and "污迹" in text_of(quick)
    visit.refresh_from_db()
    assert visit.answers["lights"] is False


def test_the_words_of_the_standard_lie_beside_each_item(halls: Outlets, desk: Desk) -> None:
    visit = halls.begun()
    page = text_of(desk("qin").get(f"/desk/inspecting/{visit.pk}/sections/surroundings/"))
    clause = next(iter(sheet_of(visit).items())).clause or ""
    wording = adoption.pack_of(visit.edition).clauses[clause].wording
    assert clause in page and wording.zh[:12] in page


def test_a_photo_is_kept_for_its_item_and_shown_to_who_may_see_the_visit(halls: Outlets, desk: Desk) -> None:
    visit = halls.begun()
    to = f"/desk/inspecting/{visit.pk}/sections/surroundings/photo/"
    for _time in range(2):
        file = SimpleUploadedFile("灯.png", png(), "image/png")
        assert desk("qin").post(to, {"item": "lights", "photo": file}).status_code == 303
    row = Photo.objects.get()
    shown = f"/desk/inspecting/{visit.pk}/photos/{row.pk}/"
    answer: Any = desk("qin").get(shown)
    assert answer.headers["Content-Type"] == "image/png" and b"".join(answer.streaming_content)
    assert desk("dou").get(shown).status_code == 404
    desk("qin").post(
        to, {"item": "lights", "photo": SimpleUploadedFile("a.png", b"not a photo", "image/png")}
    )
    desk("qin").post(to, {"item": "lights"})
    assert Photo.objects.count() == 1


def test_from_the_sheet_to_a_corrected_result(halls: Outlets, desk: Desk) -> None:
    visit = halls.filled(wrong=WRONG)
    here = f"/desk/inspecting/{visit.pk}/"
    assert post(desk("qin"), f"{here}hand-over/").status_code == 303
    page = text_of(desk("dou").get(here))
    assert f"{here}sign/" in page and "灯具" in page
    assert post(desk("dou"), f"{here}sign/").status_code == 303
    page = text_of(desk("dou").get(here))
    assert "98.70" in page and "一(一)8" in page and "折算为100分制" in page and "/desk/cases/" in page
    assert post(desk("dou"), f"{here}appeal/", item="lights", why="正在换灯管").status_code == 303
    row = Appeal.objects.get()
    assert f"{here}appeals/{row.pk}/" in text_of(desk("shen").get("/desk/inspecting/"))
    wrong = post(desk("shen"), f"{here}appeals/{row.pk}/", grant="yes", why="属实", corrected="")
    assert wrong.status_code == 422 and "id_corrected_error" in text_of(wrong)
    right = post(desk("shen"), f"{here}appeals/{row.pk}/", grant="yes", why="属实", corrected="yes")
    assert right.status_code == 303
    page = text_of(desk("dou").get(here))
    assert "100.00" in page and "98.70" in page, "the corrected result stands, the former one is told"


def test_the_own_check_stands_beside_the_review(halls: Outlets, desk: Desk) -> None:
    page = text_of(desk("dou").get("/desk/inspecting/"))
    assert f"outlet:hardware:{halls.cast.east.pk}" in page
    halls.handed("own", {"emblem": False})
    assert f"outlet:hardware:{halls.cast.east.pk}" not in text_of(desk("dou").get("/desk/inspecting/"))
    review = halls.settled(WRONG)
    page = text_of(desk("dou").get(f"/desk/inspecting/{review.pk}/"))
    told = page[page.index("自查与复评对照") :]
    assert "灯具" in told and "行徽" in told and "电线" not in told


def test_the_own_check_is_begun_with_one_press(halls: Outlets, desk: Desk) -> None:
    what = f"outlet:software:{halls.cast.east.pk}"
    assert desk("dou").post("/desk/inspecting/own/", {"what": what}).status_code == 303
    assert (Visit.objects.get().kind, Visit.objects.get().sheet) == ("own", "software")
    assert desk("dou").post("/desk/inspecting/own/", {"what": what}).status_code == 404
    assert desk("yue").post("/desk/inspecting/own/", {"what": what}).status_code == 404


def test_the_ranking_says_who_is_honoured_and_what_keeps_the_others_from_it(
    halls: Outlets, desk: Desk
) -> None:
    for sheet in ("hardware", "software"):
        halls.settled({"lights": False} if sheet == "hardware" else {}, sheet=sheet)
        halls.settled({}, sheet=sheet, place=halls.cast.west, head="yue")
    page = text_of(desk("dou").get("/desk/inspecting/ranking/"))
    assert page.index("城西营业厅") < page.index("城东营业厅") and "99.35" in page
    assert "城南营业厅" in page[page.index("还没有排名") :]
    said = {"place": halls.cast.west.pk, "gate": "grave", "day": "2026-06-03", "text": "媒体曝光"}
    assert post(desk("dou"), "/desk/inspecting/ranking/", **said).status_code == 403
    assert post(desk("luo"), "/desk/inspecting/ranking/", **said).status_code == 303
    assert Incident.objects.get().gate == "grave"
    assert "重大恶性事件" in text_of(desk("dou").get("/desk/inspecting/ranking/"))
    assert "媒体曝光" not in text_of(desk("dou").get("/desk/inspecting/ranking/?period=2025"))
    assert desk("dou").get("/desk/inspecting/ranking/?period=2026-9").status_code == 404


def test_the_spreadsheets_open_and_hold_the_figures(halls: Outlets, desk: Desk) -> None:
    visit = halls.settled(WRONG)
    halls.settled({}, sheet="software")
    for path in (f"/desk/inspecting/{visit.pk}/sheet/", "/desk/inspecting/ranking/sheet/"):
        answer = desk("dou").get(path)
        book = ZipFile(BytesIO(answer.content))
        assert "xl/workbook.xml" in book.namelist()
        assert "城东营业厅" in book.read("xl/sharedStrings.xml").decode()


def test_points_are_set_on_a_page_and_what_is_none_is_told_at_its_item(halls: Outlets, desk: Desk) -> None:
    answer = desk("luo").post("/desk/inspecting/points/hardware/", {"lights": "x", "every": "3"})
    assert answer.status_code == 422 and 'id="e-lights"' in text_of(answer)
    before = Marking.objects.count()
    assert (
        desk("luo").post("/desk/inspecting/points/hardware/", {"lights": "5", "every": "3"}).status_code
        == 303
    )
    newest = Marking.objects.filter(sheet="hardware").first()
    assert newest is not None and Marking.objects.count() == before + 1
    assert (newest.points["lights"], newest.points["wires"]) == ("5", "3")
    assert desk("luo").get("/desk/inspecting/points/nonsense/").status_code == 404


def test_each_page_is_closed_to_whom_it_does_not_concern(halls: Outlets, desk: Desk) -> None:
    visit = halls.settled(WRONG)
    row = actions.appeal(visit, "lights", "不认可", by=halls.actor("dou"), at=halls.at)
    own = f"/desk/inspecting/{visit.pk}/"
    for who in ("yue", "ge", "tang", "admin"):
        for path in (own, f"{own}sheet/", f"{own}appeals/{row.pk}/", f"{own}sections/zones/"):
            assert desk(who).get(path).status_code == 404, (who, path)
        for path in ("begin", "hand-over", "sign", "unsigned", "call-off", "appeal"):
            assert post(desk(who), f"{own}{path}/").status_code == 404, (who, path)
    for who in ("ge", "tang", "admin"):
        for path in ("", "plan/", "draw/", "points/", "ranking/", "ranking/sheet/"):
            assert desk(who).get(f"/desk/inspecting/{path}").status_code == 403, (who, path)
    for who in ("qin", "dou", "shen"):
        for path in ("plan/", "draw/", "points/"):
            assert desk(who).get(f"/desk/inspecting/{path}").status_code == 403, (who, path)
    for path in ("", own, "ranking/"):
        assert (
            Client().get(f"/desk/inspecting/{path}".replace("/desk/inspecting//desk", "/desk")).status_code
            == 302
        )
    assert desk("dou").get(f"{own}appeals/{row.pk}/").status_code == 403
    assert desk("dou").get("/desk/inspecting/").status_code == 200


def test_wrong_ids_and_wrong_methods_are_no_failure(halls: Outlets, desk: Desk) -> None:
    visit = halls.begun()
    own = f"/desk/inspecting/{visit.pk}/"
    assert desk("qin").get(f"{own}sections/nonsense/").status_code == 404
    assert desk("qin").get("/desk/inspecting/999999999/").status_code == 404
    assert desk("qin").get(f"{own}sign/").status_code == 405
    assert desk("qin").post(own).status_code == 405
    assert desk("qin").get(f"{own}photos/1/").status_code == 404
    assert post(desk("qin"), f"{own}sign/").status_code == 303
    visit.refresh_from_db()
    assert visit.state == Visit.State.BEGUN


def test_the_board_asks_no_more_for_many_visits(
    halls: Outlets, desk: Desk, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = desk("luo")
    client.get("/desk/inspecting/")
    for _more in range(25):
        halls.planned("spot")
    with django_assert_max_num_queries(16):
        assert text_of(client.get("/desk/inspecting/")).count("data-row") == 25

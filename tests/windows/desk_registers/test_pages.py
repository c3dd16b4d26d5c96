"""The registers at the desk: one form to write, one scan to find, the next step by Enter; nothing for others."""

import re
from datetime import timedelta
from io import BytesIO
from uuid import uuid4
from zipfile import ZipFile

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bihuan.engines.registers.models import Line
from bihuan.ground.journal.models import Entry
from tests.cast import Cast
from tests.engines.registers.tower import PARCEL, STORED, VISITOR, Tower

pytestmark = pytest.mark.django_db


@pytest.fixture
def tower(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Tower:
    cache.clear()
    made = Tower(cast)
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


def book(tower: Tower, register: str) -> str:
    return f"/desk/registers/{tower.cast.east.pk}/{register}/"


def test_a_parcel_is_written_by_one_form_and_twice_changes_nothing(tower):
    client, once = desk(tower.qian), str(uuid4())
    for _time in range(2):
        answer = client.post(book(tower, "parcels"), {"once": once, **PARCEL})
        assert answer.status_code == 303
    line = Line.objects.get()
    page = text_of(client.get(answer.url))
    assert "P00001 已登记。" in page
    assert f"/desk/registers/lines/{line.pk}/" in page


def test_scanning_a_label_leads_to_the_line_and_its_next_step_has_the_cursor(tower):
    line = tower.enter("parcels", PARCEL)
    client = desk(tower.qian)
    answer = client.get("/desk/registers/find/", {"q": "p00001"})
    assert (answer.status_code, answer.url) == (303, f"/desk/registers/lines/{line.pk}/")
    page = text_of(client.get(answer.url))
    assert re.search(r'name="signed"[^>]*autofocus', page)
    assert page.index("签收领取") < page.index("安保陪同送上楼")
    done = post(client, f"/desk/registers/lines/{line.pk}/step/collect/", signed="赵六")
    assert (done.status_code, done.url) == (303, book(tower, "parcels"))
    assert Line.objects.get().state == "collected"


def test_what_is_wrong_stands_at_its_field_and_what_was_said_stays(tower):
    answer = post(desk(tower.qian), book(tower, "visitors"), **{**VISITOR, "phone": "不是电话"})
    assert answer.status_code == 422
    assert "这不是电话号码。" in text_of(answer)
    assert "谈合同" in text_of(answer)
    for strange in ("\x00", "9" * 500):
        assert (
            post(desk(tower.qian), book(tower, "visitors"), **{**VISITOR, "name": strange}).status_code == 422
        )
    assert not Line.objects.exists()


def test_the_second_to_lend_a_key_is_told_who_was_first(tower):
    line = tower.enter("umbrellas", {"label": "U1"})
    tower.step(line, "lend", by=tower.mei, name="李四", phone="13800138001")
    answer = post(
        desk(tower.qian), f"/desk/registers/lines/{line.pk}/step/lend/", name="王五", phone="13800138002"
    )
    assert answer.status_code == 422
    assert "梅兰" in text_of(answer)


def test_personal_data_is_masked_everywhere_until_it_is_asked_for_with_a_reason(tower):
    line = tower.enter("stored", STORED)
    client, here = desk(tower.qian), f"/desk/registers/lines/{line.pk}/"
    pages = [
        text_of(client.get(path))
        for path in (here, book(tower, "stored"), "/desk/registers/", "/desk/registers/find/?q=行李")
    ]
    assert not any("周九" in page or STORED["phone"] in page for page in pages)
    assert "周*" in pages[0] and "138****8009" in pages[0]
    assert post(client, f"{here}reveal/", why="").status_code == 422
    shown = text_of(post(client, f"{here}reveal/", why="核对身份"))
    assert "周九" in shown and STORED["phone"] in shown
    assert Entry.objects.filter(verb="line.revealed", facts={"why": "核对身份"}).count() == 1
    assert "周九" not in text_of(client.get(here))


def test_the_board_counts_what_is_overdue_and_what_is_full(tower, monkeypatch):
    tower.enter("parcels", PARCEL)
    for number in range(11):
        tower.enter("umbrellas", {"label": f"U{number + 1}"})
    later = tower.cast.at + timedelta(days=4)
    monkeypatch.setattr("bihuan.project.middleware.now", lambda: later)
    page = text_of(desk(tower.qian).get("/desk/registers/"))
    assert "P00001" in page and "11 / 11" in page and "满了" in page


def test_a_register_is_printed_and_taken_along_masked(tower):
    tower.enter("stored", {**STORED, "thing": "=1+1"})
    client = desk(tower.qian)
    page = text_of(client.get(f"{book(tower, 'stored')}labels/"))
    assert "data:image/svg+xml" in page and "S00001" in page
    answer = client.get(f"{book(tower, 'stored')}sheet/")
    inside = ZipFile(BytesIO(answer.content))
    told = "".join(inside.read(name).decode() for name in inside.namelist() if name.endswith(".xml"))
    assert "S00001" in told and "周*" in told and "周九" not in told and "<f>" not in told


def test_a_head_ends_a_line_and_a_keeper_cannot(tower):
    line = tower.enter("parcels", PARCEL)
    here = f"/desk/registers/lines/{line.pk}/"
    assert "不经步骤结束" not in text_of(desk(tower.qian).get(here))
    assert post(desk(tower.qian), f"{here}close/", why="退回").status_code == 403
    assert post(desk(tower.boss), f"{here}close/", why="退回").status_code == 303
    assert Line.objects.get().reason == "退回"


PLACES = ["", "find/?q=P00001", "{book}", "{book}labels/", "{book}sheet/", "lines/{line}/"]
STEPS = ["{book}", "lines/{line}/step/collect/", "lines/{line}/reveal/", "lines/{line}/close/"]


@pytest.mark.parametrize("who", ["nobody", "other desk", "floor service", "hall clerk", "administrator"])
def test_others_neither_see_nor_write(tower, who):
    line = tower.enter("parcels", PARCEL)
    people = {
        "other desk": tower.xi,
        "floor service": tower.floor,
        "hall clerk": tower.cast.fang,
        "administrator": tower.cast.admin,
    }
    client = desk(people[who]) if who in people else Client()
    names = {"book": f"{tower.cast.east.pk}/parcels/", "line": line.pk}
    for path in PLACES:
        answer = client.get("/desk/registers/" + path.format(**names))
        if who == "other desk" and path in ("", "find/?q=P00001"):
            assert answer.status_code == 200
            assert f"lines/{line.pk}/" not in text_of(answer)
        else:
            assert answer.status_code in ((302,) if who == "nobody" else (403, 404)), path
    for path in STEPS:
        answer = post(client, "/desk/registers/" + path.format(**names), **PARCEL, signed="李四", why="看看")
        assert answer.status_code in ((302,) if who == "nobody" else (403, 404)), path
    assert Line.objects.get().state == "received"
    assert Entry.objects.filter(kind="line").count() == 1


def test_wrong_addresses_and_methods_are_told(tower):
    client, line = desk(tower.qian), tower.enter("parcels", PARCEL)
    for path in (
        "lines/999999/",
        f"{tower.cast.east.pk}/nothing/",
        "999999/parcels/",
        "lines/99999999999999999999/",
    ):
        assert client.get(f"/desk/registers/{path}").status_code == 404, path
    assert client.get(f"/desk/registers/lines/{line.pk}/step/collect/").status_code == 405
    assert post(client, f"/desk/registers/lines/{line.pk}/step/nothing/").status_code == 404
    assert client.get("/desk/registers/find/", {"q": "\x00"}).status_code in (200, 422)


def test_the_menu_leads_there_only_for_those_who_keep_or_head_one(tower):
    assert "/desk/registers/" in text_of(desk(tower.qian).get("/desk/"))
    assert "/desk/registers/" not in text_of(desk(tower.cast.fang).get("/desk/"))


@pytest.mark.parametrize(
    "path", ["/desk/registers/", "{book}", "/desk/registers/find/?q=SF", "{book}labels/"]
)
def test_a_page_asks_as_much_for_many_lines_as_for_one(tower, path):
    client, page = desk(tower.qian), path.format(book=book(tower, "parcels"))
    tower.enter("parcels", PARCEL)
    client.get(page)
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(page)
    for number in range(12):
        tower.enter("parcels", {**PARCEL, "number": f"SF{number}"})
    with CaptureQueriesContext(connection) as many:
        client.get(page)
    assert len(many) <= len(few)

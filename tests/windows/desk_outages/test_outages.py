"""Outages on the desk: announced in time, told about, joined, ended; and closed to whoever has no part in them."""

from datetime import datetime, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any
from uuid import uuid4
from zipfile import ZipFile

import pytest

from bihuan.engines.cases.models import Case
from bihuan.engines.outages import actions
from bihuan.engines.outages.models import Compensation, CutOrder, Outage
from bihuan.engines.outages.reliability import counted, months
from tests.engines.outages.grid import Grid, due
from tests.windows.desk_outages.conftest import SignedIn

pytestmark = pytest.mark.django_db


def local(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M}"


def announcement(grid: Grid, days: float = 8, **said: Any) -> dict[str, Any]:
    begins = grid.at + timedelta(days=days)
    told = {
        "once": str(uuid4()),
        "kind": "planned",
        "places": ["east"],
        "title": "滨江路检修",
        "cause": "更换线路",
        "begins_at": local(begins),
        "ends_at": local(begins + timedelta(hours=5)),
        "late_reason": "",
    }
    return told | said


def test_an_outage_is_announced_by_the_form_and_stands_on_the_board(grid: Grid, signed_in: SignedIn) -> None:
    dong = signed_in(grid.cast.dong)
    assert "最早" in dong.get("/desk/outages/new/").content.decode()
    answer = dong.post("/desk/outages/new/", announcement(grid))
    assert answer.status_code == 302 or answer.status_code == 303
    outage = Outage.objects.get()
    assert outage.begins_at == grid.at + timedelta(days=8)
    assert outage.title in dong.get("/desk/outages/").content.decode()
    assert dong.get(f"/desk/outages/{outage.pk}/").status_code == 200


def test_a_late_notice_is_refused_with_the_earliest_start_and_a_head_goes_on(
    grid: Grid, signed_in: SignedIn
) -> None:
    answer = signed_in(grid.cast.dong).post("/desk/outages/new/", announcement(grid, 3, late_reason="急"))
    assert answer.status_code == 422
    assert f"{grid.at + timedelta(days=7):%Y-%m-%d %H:%M}" in answer.content.decode()
    assert not Outage.objects.exists()
    signed_in(grid.cast.he).post("/desk/outages/new/", announcement(grid, 3, late_reason="设备等不及"))
    assert Outage.objects.get().late_reason == "设备等不及"


@pytest.mark.parametrize(
    "said",
    [
        {"places": ["x"]},
        {"places": ["99999999999999999999999"]},
        {"begins_at": "yesterday"},
        {"title": "a\0b"},
        {"kind": "none"},
        {"cause": ""},
    ],
)
def test_bad_input_is_told_at_its_field(grid: Grid, signed_in: SignedIn, said: dict[str, Any]) -> None:
    answer = signed_in(grid.cast.dong).post("/desk/outages/new/", announcement(grid, **said))
    assert answer.status_code == 422
    assert not Outage.objects.exists()


def test_a_fault_goes_from_found_to_a_caller_to_restored_on_one_page(grid: Grid, signed_in: SignedIn) -> None:
    chen = signed_in(grid.cast.chen)
    said = {
        "once": str(uuid4()),
        "fault": "device",
        "places": ["east"],
        "title": "滨江路停电",
        "cause": "变压器跳闸",
        "since": local(grid.at - timedelta(minutes=5)),
        "ends_at": "",
    }
    chen.post("/desk/outages/fault/", said)
    outage = Outage.objects.get()
    assert outage.due_at == grid.at - timedelta(minutes=5) + timedelta(hours=12)
    here = f"/desk/outages/{outage.pk}"
    caller = {
        "once": str(uuid4()),
        "caller-reporter_phone": "13800138000",
        "caller-address": "滨江路18号",
        "caller-text": "没有电",
    }
    chen.post(f"{here}/caller/", caller)
    chen.post(f"{here}/caller/", caller)
    case = Case.objects.get(kind="fault")
    assert case.number in chen.get(f"{here}/").content.decode()
    chen.post(f"{here}/say/", {"once": str(uuid4()), "say-progress": "抢修中"})
    chen.post(f"{here}/restore/", {"once": str(uuid4()), "restore-remark": ""})
    outage.refresh_from_db()
    case.refresh_from_db()
    assert (outage.progress, outage.state, case.stage) == ("抢修中", "restored", "resolved")


def test_compensation_is_decided_by_another_head(grid: Grid, signed_in: SignedIn) -> None:
    outage = grid.fault(since=grid.at - timedelta(hours=13))
    actions.restore(outage, by=grid.he, at=grid.at)
    said = {"once": str(uuid4()), "decide-each": "5.00", "decide-reason": "按承诺"}
    assert signed_in(grid.cast.he).post(f"/desk/outages/{outage.pk}/decide/", said).status_code == 403
    assert signed_in(grid.cast.dong).post(f"/desk/outages/{outage.pk}/decide/", said).status_code == 403
    signed_in(grid.cast.ma).post(f"/desk/outages/{outage.pk}/decide/", said)
    assert Compensation.objects.get().each == Decimal(5)


def test_the_order_of_cuts_is_published_by_name_or_code(grid: Grid, signed_in: SignedIn) -> None:
    dong = signed_in(grid.cast.dong)
    wrong = {"once": str(uuid4()), "codes": "nowhere"}
    assert dong.post("/desk/outages/order/", wrong).status_code == 422
    dong.post("/desk/outages/order/", {"once": str(uuid4()), "codes": f"west\n{grid.east.name}\n"})
    held = CutOrder.objects.filter(until=None)
    assert [row.place.code for row in held] == ["west", "east"]


PAGES = ("", "new/", "fault/", "order/", "figures/", "figures/sheet/", "{pk}/")


@pytest.mark.parametrize("page", PAGES)
def test_nobody_sees_outages_without_signing_in_and_without_a_part_in_them(
    grid: Grid, signed_in: SignedIn, client: Any, page: str
) -> None:
    outage = grid.fault()
    address = f"/desk/outages/{page.format(pk=outage.pk)}"
    assert client.get(address).status_code == 302
    assert signed_in(grid.cast.admin).get(address).status_code == 403


def test_a_clerk_of_another_hall_sees_neither_the_outage_nor_its_verbs(
    grid: Grid, signed_in: SignedIn
) -> None:
    there, wide = grid.fault([grid.west]), grid.fault([grid.cast.company])
    fang = signed_in(grid.cast.fang)
    assert fang.get(f"/desk/outages/{there.pk}/").status_code == 404
    assert fang.get(f"/desk/outages/{wide.pk}/").status_code == 200
    said = {"once": str(uuid4()), "restore-remark": ""}
    assert fang.post(f"/desk/outages/{there.pk}/restore/", said).status_code == 404
    assert fang.post(f"/desk/outages/{wide.pk}/restore/", said).status_code == 403
    assert fang.get("/desk/outages/new/").status_code == 403
    wide.refresh_from_db()
    assert wide.state == "running"
    assert fang.post(f"/desk/outages/{wide.pk}/explode/", said).status_code == 404
    assert fang.get(f"/desk/outages/{wide.pk}/restore/").status_code == 405
    assert fang.get(f"/desk/outages/{10**30}/").status_code == 404


def test_the_board_costs_the_same_for_many_outages(
    grid: Grid, signed_in: SignedIn, django_assert_max_num_queries: Any
) -> None:
    dong = signed_in(grid.cast.dong)
    for number in range(15):
        grid.fault([grid.east, grid.west], title=f"停电{number}")
    dong.get("/desk/outages/")
    with django_assert_max_num_queries(16):
        dong.get("/desk/outages/")


def test_the_figures_count_an_outage_of_a_wider_place_for_every_household_of_an_area(grid: Grid) -> None:
    grid.households(grid.east, 4)
    grid.households(grid.west, 6, first=50)
    east = grid.fault([grid.east])
    actions.restore(east, by=grid.dong, at=grid.at + timedelta(minutes=30))
    everybody = grid.fault([grid.cast.company])
    actions.restore(everybody, by=grid.dong, at=grid.at + timedelta(minutes=10))
    asked = months(grid.at.date(), grid.at.date())
    found = {
        area.place.pk: area for area in counted([grid.cast.company, grid.east, grid.west], asked, due(east))
    }
    whole = {pk: (area.served, area.whole.minutes, area.whole.count) for pk, area in found.items()}
    assert whole[grid.cast.company.pk] == (10, Decimal("22.00"), Decimal("1.4000"))
    assert whole[grid.east.pk] == (4, Decimal("40.00"), Decimal("2.0000"))
    assert whole[grid.west.pk] == (6, Decimal("10.00"), Decimal("1.0000"))


def test_the_figures_are_a_page_and_a_spreadsheet_and_refuse_nonsense(
    grid: Grid, signed_in: SignedIn
) -> None:
    grid.households(grid.east, 4)
    grid.fault([grid.east])
    dong = signed_in(grid.cast.dong)
    assert dong.get("/desk/outages/figures/").status_code == 200
    sheet = dong.get("/desk/outages/figures/sheet/")
    assert "xl/worksheets/sheet1.xml" in ZipFile(BytesIO(sheet.content)).namelist()
    for said in (
        {"first": "x"},
        {"first": "2026-06-02", "last": "2026-06-01"},
        {"first": "0001-01-01"},
        {"last": "9999-12-31"},
    ):
        assert dong.get("/desk/outages/figures/", said).status_code == 422

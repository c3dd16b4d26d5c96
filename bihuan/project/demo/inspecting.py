"""The demo's inspections: one hall's result with an appeal, one that waits for its signature, one planned."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from bihuan.engines.inspections import actions
from bihuan.engines.inspections.inforce import sheet_of
from bihuan.engines.inspections.models import Visit
from bihuan.ground.sheets.shapes import Sheet
from bihuan.ground.standards import adoption
from bihuan.ground.worktime.zone import SHANGHAI
from bihuan.project.demo.company import CHECKS, Company

PROGRAMME, SHEET, EACH = "outlet", "hardware", "2"
#: Nobody inspects before he was hired.
SHORTEST: Final = timedelta(days=5)
#: What was not in order at a hall, and what was written beside it.
_EAST: Final = {"wires": "叫号机后的电线散落，已先捆扎", "handy_box": "老花镜缺一副"}
_WEST: Final = {"hours_board": "营业时间牌未更新", "signs_kept": "一块标牌有划痕"}


def inspections(company: Company, start: datetime, end: datetime) -> int:
    """Through the verbs, in the order of time; how many visits there are. None in a play too short for them."""
    if end - start < SHORTEST:
        return 0
    chief, head = company.actors["qinlan"], company.actors["tangmin"]
    begun = end - timedelta(days=12)
    open_items = {item.id: EACH for item in adoption.pack_of(CHECKS).rows("sheets")[SHEET].items()}
    actions.set_points(company.places["company"], PROGRAMME, SHEET, open_items, by=chief, at=begun)
    seed = f"{begun.astimezone(SHANGHAI):%Y%m%d}"
    day = begun.astimezone(SHANGHAI).date()
    actions.draw_sample(company.places["company"], PROGRAMME, seed, day, by=chief, at=begun)
    east = _handed(company, "east", end - timedelta(days=4), _EAST)
    actions.countersign(east, by=head, at=end - timedelta(days=4) + timedelta(hours=3))
    actions.appeal(east, "handy_box", "当天已补齐，有照片", by=head, at=end - timedelta(days=3))
    _handed(company, "west", end - timedelta(days=1), _WEST)
    _planned(company, "south", end, end + timedelta(days=1))
    return Visit.objects.count()


def _planned(company: Company, code: str, at: datetime, on: datetime) -> Visit:
    plan = actions.Plan(
        programme=PROGRAMME, sheet=SHEET, place=company.places[code], kind="review",
        day=on.astimezone(SHANGHAI).date(), inspectors=[company.people["zengyi"]],
    )  # fmt: skip
    return actions.plan_visit(plan, by=company.actors["qinlan"], at=at)


def _handed(company: Company, code: str, at: datetime, wrong: Mapping[str, str]) -> Visit:
    inspector = company.actors["zengyi"]
    visit = actions.begin_visit(_planned(company, code, at, at), by=inspector, at=at)
    answers = _in_order(sheet_of(visit)) | dict.fromkeys(wrong, False)
    visit = actions.answer(visit, answers, wrong, by=inspector, at=at + timedelta(minutes=50))
    return actions.hand_over(visit, by=inspector, at=at + timedelta(hours=1))


def _in_order(sheet: Sheet) -> dict[str, Any]:
    """Answers that take nothing off."""
    return {
        item.id: True
        if item.answer == "yes_no"
        else str(item.good.at_least if item.good and item.good.at_least else 0)
        for item in sheet.items()
    }

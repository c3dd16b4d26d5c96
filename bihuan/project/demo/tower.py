"""The demo's office tower: a front desk with its tenants, visitors, parcels, keys, umbrellas and what is to be checked."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final

from bihuan.engines.registers import actions
from bihuan.engines.registers.inforce import Kept, kept_for
from bihuan.engines.registers.models import Line
from bihuan.ground.directory.actor import Actor
from bihuan.ground.standards import adoption
from bihuan.ground.standards.actions import adopt
from bihuan.ground.worktime.zone import SHANGHAI
from bihuan.project.demo.company import Company

PACKS: Final = ("office-tower-front-desk@1", "office-tower-front-desk-keys@1")
_TENANTS: Final = (
    ("李慧敏", "远景设计", "12", "1203"),
    ("王立新", "江安物流", "8", "801"),
    ("赵雅", "天成会计师事务所", "15", "1502"),
    ("孙浩然", "青禾软件", "20", "2001"),
    ("周子墨", "青禾软件", "20", "2006"),
)
_VISITORS: Final = ("陈立", "何佳", "马骁", "郭宁", "罗一鸣", "梁雨", "宋思远")
_COURIERS: Final = ("SF", "JD", "YT")


def front_desk(company: Company, end: datetime, seed: int) -> int:
    """Two days at the desk, up to now; how many lines stand in the registers then."""
    rng = Random(f"tower:{seed}")
    begun = end - timedelta(days=2)
    since = begun.astimezone(SHANGHAI).date()
    for pack in PACKS:
        adopt(company.places["tower"], pack, since=since, by=company.actors["admin"], at=begun)
    adoption.forget()
    desk = Desk(company, begun)
    desk.stock(begun)
    desk.day(end - timedelta(hours=26), end, rng)
    return Line.objects.count()


class Desk:
    def __init__(self, company: Company, at: datetime) -> None:
        self.by: Actor = company.who("tower", "front_desk")[0]
        on = at.astimezone(SHANGHAI).date()
        self.books: dict[str, Kept] = {one.register.id: one for one in kept_for(self.by, on)}

    def enter(self, register: str, at: datetime, **said: Any) -> Line:
        return actions.enter(self.books[register], said, by=self.by, at=at)

    def step(self, line: Line, move: str, at: datetime, said: Mapping[str, Any] = {}) -> Line:
        return actions.step(line, move, said, by=self.by, at=at)

    def stock(self, at: datetime) -> None:
        """What is there from the beginning."""
        today = at.astimezone(SHANGHAI).date()
        for n, (name, firm, floor, room) in enumerate(_TENANTS):
            self.enter("tenants", at, name=name, company=firm, floor=floor, room=room, phone=f"1390013900{n}")
        for n in range(1, 9):
            self.enter("umbrellas", at, label=f"U{n}")
        for n, (what, days) in enumerate(
            (("灭火器", 200), ("灭火器", 12), ("消防栓", 90), ("应急灯", -1)), 1
        ):
            until = today + timedelta(max(days, 1))
            self.enter("fire", at, label=f"F-{n}", what=what, spot=f"{n} 楼电梯厅", until=until.isoformat())
        for name, copies in (("大厦服务指南", "24"), ("园区班车时刻", "12")):
            self.enter("brochures", at, name=name, copies=copies)
        for n, spot in enumerate(("大堂正门", "地下车库入口"), 1):
            self.enter("facilities", at, label=f"CAM-{n}", name="摄像机", spot=spot)

    def day(self, start: datetime, end: datetime, rng: Random) -> None:
        """Visitors and parcels as they come; what was lent is still out, one key for too long."""
        key = self.enter("keys", start, label="180#1-1-1", sort="public", name="设备间", agreed="yes")
        loan = {
            "borrower": "陈师傅",
            "phone": "13700137001",
            "reason": "检修水泵",
            "company": "雷鸣",
            "consent": "yes",
        }
        self.step(key, "lend", start + timedelta(minutes=20), loan)
        for n, name in enumerate(_VISITORS):
            at = end - timedelta(minutes=430 - 60 * n + rng.randrange(20))
            host = _TENANTS[n % 4][0]
            visit = self.enter("visitors", at, name=name, phone=f"1380013801{n}", host=host, why="商谈")
            if n < len(_VISITORS) - 1:
                self.step(visit, "verify", at + timedelta(minutes=3), {"agreed": "yes"})
            if n < len(_VISITORS) - 3:
                self.step(visit, "leave", at + timedelta(minutes=50))
        for n in range(6):
            at = end - timedelta(minutes=500 - 70 * n)
            number = f"{rng.choice(_COURIERS)}{rng.randrange(10**9, 10**10)}"
            tenant = _TENANTS[n % 4][0]
            parcel = self.enter("parcels", at, name=tenant, number=number, verified="yes")
            if n % 2 == 0:
                self.step(parcel, "collect", at + timedelta(minutes=65), {"signed": tenant})
        umbrella = Line.objects.get(label="U3")
        self.step(umbrella, "lend", end - timedelta(hours=3), {"name": "何佳", "phone": "13800138011"})
        self.enter("opinions", end - timedelta(hours=5), source="book", text="一楼空调太冷")

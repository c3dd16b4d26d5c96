"""An office tower: the East hall stands for it, with a desk, its head, floor service and a guard."""

from datetime import date, datetime
from typing import Any

from bihuan.engines.registers import actions
from bihuan.engines.registers.inforce import Kept, kept_for
from bihuan.engines.registers.models import Line
from bihuan.ground.directory import places as tree
from bihuan.ground.directory.models import Membership, Person
from bihuan.ground.standards import adoption
from bihuan.ground.standards.actions import adopt
from tests.cast import SINCE, Cast

VISITOR = {"name": "张三丰", "phone": "13800138000", "host": "李四", "why": "谈合同"}
PARCEL = {"name": "李四", "number": "SF1001", "verified": "yes"}
STORED = {"name": "周九", "phone": "13800138009", "thing": "行李箱", "sort": "bag"}


class Tower:
    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        for code in ("east", "west"):
            for pack in ("office-tower-front-desk@1", "office-tower-front-desk-keys@1"):
                adopt(cast.places[code], pack, since=date(2026, 6, 1), by=cast.actor(cast.admin), at=cast.at)
        adoption.forget()
        tree.forget()
        self.qian = self._hire("qiantai", "前桂兰", "hall-east", "front_desk")
        self.mei = self._hire("mei", "梅兰", "hall-east", "front_desk")
        self.boss = self._hire("boss", "柏思", "hall-east", "desk_head")
        self.floor = self._hire("lou", "楼英", "hall-east", "floor_service")
        self.bao = self._hire("bao", "鲍勇", "hall-east", "tower_guard")
        self.xi = self._hire("xi", "席明", "hall-west", "front_desk")

    def _hire(self, username: str, name: str, team: str, role: str) -> Person:
        person = Person.objects.create(username=username, name=name)
        Membership.objects.create(person=person, team=self.cast.teams[team], role=role, since=SINCE)
        return person

    def kept(self, register: str, person: Person | None = None) -> Kept:
        who = self.cast.actor(person or self.qian)
        return next(one for one in kept_for(who, date(2026, 6, 4)) if one.register.id == register)

    def enter(
        self, register: str, said: dict[str, Any], *, by: Person | None = None, at: datetime | None = None
    ) -> Line:
        who = by or self.qian
        return actions.enter(self.kept(register), said, by=self.cast.actor(who), at=at or self.cast.at)

    def step(
        self, line: Line, move: str, *, by: Person | None = None, at: datetime | None = None, **said: Any
    ) -> Line:
        return actions.step(line, move, said, by=self.cast.actor(by or self.qian), at=at or self.cast.at)

    def tenant(self, name: str, company: str, floor: str, room: str) -> Line:
        said = {"name": name, "company": company, "floor": floor, "room": room, "phone": "13900139000"}
        return self.enter("tenants", said)

"""The people and the places every test knows.

Guang'an company: call centre at headquarters, three halls, three supply units, customer-service management,
supervision, leadership. Everybody's password is `PASSWORD`.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bihuan.engines.cases import actions
from bihuan.engines.cases.intake import Details
from bihuan.engines.cases.models import Case, Order
from bihuan.ground.directory import places as tree
from bihuan.ground.directory.actor import Actor
from bihuan.ground.directory.models import Membership, Person, Place, Team
from bihuan.ground.standards import adoption
from bihuan.ground.standards.actions import adopt
from bihuan.ground.standards.packs import Pack

SHANGHAI = ZoneInfo("Asia/Shanghai")
PASSWORD = "bihuan-cast-2026"
#: A fast hash of PASSWORD would be made anew in every test; unusable passwords are set and logins use `force_login`.
PACK = "utility-customer-centre-2015@2015.1"
SINCE = datetime(2026, 1, 1, tzinfo=SHANGHAI)

PEOPLE = {
    # username: (name, team, role)
    "chen": ("陈晓雨", "call-centre", "agent"),
    "lin": ("林静", "call-centre", "specialist"),
    "fang": ("方芳", "hall-east", "hall_clerk"),
    "tang": ("唐敏", "hall-east", "hall_manager"),
    "wang": ("王强", "water", "handler"),
    "zhao": ("赵建国", "water", "unit_head"),
    "gao": ("高磊", "gas", "handler"),
    "qian": ("钱进", "gas", "unit_head"),
    "dong": ("董伟", "power", "handler"),
    "liu": ("刘慧", "care", "commissioner"),
    "he": ("何平", "care", "manager"),
    "sun": ("孙正", "supervision", "supervisor"),
    "ma": ("马骏", "leadership", "leader"),
    "admin": ("管理员", "care", "admin"),
}


@dataclass
class Cast:
    """People are also attributes: `cast.chen`. `actor(cast.chen)` is how they act."""

    at: datetime
    pack: Pack
    places: dict[str, Place]
    teams: dict[str, Team]
    people: dict[str, Person]
    minutes: int = field(default=0)

    def __getattr__(self, name: str) -> Any:
        for group in ("people", "places", "teams"):
            found = self.__dict__.get(group, {})
            for key in (name, name.replace("_", "-")):
                if key in found:
                    return found[key]
        raise AttributeError(name)

    def actor(self, person: Person) -> Actor:
        return person.actor(self.at)

    def later(self, **delta: float) -> datetime:
        return self.at + timedelta(**delta)

    def details(self, **over: Any) -> Details:
        said: dict[str, Any] = {
            "kind": "complaint",
            "channel": "hotline",
            "text": "小区从昨晚开始停水，打电话没有人接，到现在也没有恢复。",
            "title": "小区停水无人处理",
            "supply": "water",
            "address": "广安区滨江路18号3栋",
            "reporter_name": "张三丰",
            "reporter_phone": "13800138000",
        }
        return Details(**(said | over))

    def complaint(
        self, *, at: datetime | None = None, by: Person | None = None, place: Place | None = None, **over: Any
    ) -> Case:
        """A complaint just opened from outside, waiting to be accepted."""
        who = self.actor(by or self.chen)
        return actions.open_case(
            self.details(**over), pack=self.pack, place=place or self.company, by=who, at=at or self.at
        )

    def accepted(self, **over: Any) -> Case:
        case = self.complaint(**over)
        return actions.accept(case, by=self.actor(self.chen), at=over.get("at") or self.at)

    def dispatched(self, *teams: Team, **over: Any) -> tuple[Case, Order]:
        """In the hands of the water unit (or the units given), a minute after acceptance."""
        case = self.accepted(**over)
        orders = actions.dispatch(
            case,
            [actions.Target(team) for team in teams or (self.water,)],
            by=self.actor(self.chen),
            at=self.later(minutes=1),
        )
        return self.fresh(case), orders[0]

    def taken(self, **over: Any) -> tuple[Case, Order]:
        case, order = self.dispatched(**over)
        actions.take(order, by=self.actor(self.wang), at=self.later(minutes=5))
        return self.fresh(case), self.fresh(order)

    def contacted(self, **over: Any) -> tuple[Case, Order]:
        case, order = self.taken(**over)
        actions.contact(
            case,
            way="call",
            said="已电话联系，约定明早查勘",
            order=order,
            by=self.actor(self.wang),
            at=self.later(minutes=20),
        )
        return self.fresh(case), self.fresh(order)

    def answered(self, **over: Any) -> tuple[Case, Order]:
        case, order = self.contacted(**over)
        actions.answer(case, "阀门故障已修复，向您致歉。", by=self.actor(self.wang), at=self.later(hours=20))
        return self.fresh(case), self.fresh(order)

    def reported(self, **over: Any) -> tuple[Case, Order]:
        case, order = self.answered(**over)
        report = actions.Investigation("昨晚22时停水", "阀门老化破裂", "更换阀门", "已电话答复客户")
        actions.report(order, report, by=self.actor(self.wang), at=self.later(hours=21))
        return self.fresh(case), self.fresh(order)

    def confirmed(self, **over: Any) -> Case:
        case, order = self.reported(**over)
        actions.confirm(order, by=self.actor(self.zhao), at=self.later(hours=22))
        return self.fresh(case)

    def resolved(self, **over: Any) -> Case:
        case = self.confirmed(**over)
        actions.review(case, by=self.actor(self.liu), at=self.later(hours=23))
        actions.resolve(case, by=self.actor(self.liu), at=self.later(hours=24))
        return self.fresh(case)

    def called_back(self, satisfaction: str = "satisfied", **over: Any) -> Case:
        case = self.resolved(**over)
        actions.call_back(
            case,
            result="reached",
            answers=self.callback_answers(satisfaction),
            by=self.actor(self.chen),
            at=self.later(hours=40.5),
        )
        return self.fresh(case)

    def archived(self, **over: Any) -> Case:
        case = self.called_back(**over)
        actions.improve(case, "全线排查同批次阀门", by=self.actor(self.liu), at=self.later(hours=41))
        actions.archive(case, by=self.actor(self.chen), at=self.later(hours=42))
        return self.fresh(case)

    def callback_answers(self, satisfaction: str = "satisfied") -> dict[str, Any]:
        """Answers that fill the pack's callback sheet."""
        return {"satisfaction": satisfaction}

    def fresh(self, row: Any) -> Any:
        return type(row).objects.get(pk=row.pk)


def assemble() -> Cast:
    """Put the company into the database, its standard adopted from 2026-01-01."""
    adoption.forget()
    tree.forget()
    places = {"company": _place("company", "广安公用服务公司", Place.Kind.COMPANY, None)}
    for code, name in (("east", "城东营业厅"), ("west", "城西营业厅"), ("south", "城南营业厅")):
        places[code] = _place(code, name, Place.Kind.HALL, places["company"])
    company = places["company"]
    rows: list[tuple[str, str, Place, str, str | None]] = [
        ("leadership", "公司领导", company, Team.Kind.LEADERSHIP, None),
        ("care", "客户服务管理部", company, Team.Kind.CARE, "leadership"),
        ("supervision", "监察部", company, Team.Kind.SUPERVISION, "leadership"),
        ("call-centre", "呼叫中心", company, Team.Kind.INTAKE, "care"),
        ("hall-east", "城东营业厅", places["east"], Team.Kind.INTAKE, "care"),
        ("hall-west", "城西营业厅", places["west"], Team.Kind.INTAKE, "care"),
        ("water", "供水部", company, Team.Kind.UNIT, "leadership"),
        ("gas", "燃气部", company, Team.Kind.UNIT, "leadership"),
        ("power", "电力部", company, Team.Kind.UNIT, "leadership"),
    ]
    teams: dict[str, Team] = {}
    for code, name, place, kind, superior in rows:
        above = teams[superior] if superior else None
        teams[code] = Team.objects.create(code=code, name=name, place=place, kind=kind, superior=above)
    people: dict[str, Person] = {}
    for username, (name, team, role) in PEOPLE.items():
        person = Person(username=username, name=name)
        person.set_unusable_password()
        person.save()
        Membership.objects.create(person=person, team=teams[team], role=role, since=SINCE)
        people[username] = person
    # Supervision works the cases that come straight to it (S003 7.2f), so it heads its own orders.
    Membership.objects.create(person=people["sun"], team=teams["supervision"], role="unit_head", since=SINCE)
    admin = people["admin"].actor(datetime(2026, 1, 2, tzinfo=SHANGHAI))
    adopt(company, PACK, since=date(2026, 1, 1), by=admin, at=SINCE)
    adoption.forget()
    # What a process knows after its first request; query counts then speak of every further one.
    tree.forget()
    tree.paths()
    adoption.roles()
    at = datetime(2026, 6, 4, 16, 50, tzinfo=SHANGHAI)
    return Cast(at=at, pack=adoption.pack_of(PACK), places=places, teams=teams, people=people)


def _place(code: str, name: str, kind: str, parent: Place | None) -> Place:
    place = Place.objects.create(code=code, name=name, kind=kind, parent=parent)
    place.path = f"{parent.path if parent else '/'}{place.pk}/"
    place.save(update_fields=["path"])
    return place

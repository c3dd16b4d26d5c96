"""Setting up the demo's company: places, teams, staff, keys for machines, and the standard it adopts."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.db import transaction

from bihuan.ground.directory import places
from bihuan.ground.directory.actor import Actor
from bihuan.ground.directory.models import Membership, Person, Place, Team, Token
from bihuan.ground.journal.actions import write
from bihuan.ground.journal.models import Entry
from bihuan.ground.standards import adoption
from bihuan.ground.standards.actions import adopt
from bihuan.ground.standards.packs import Pack
from bihuan.ground.worktime.zone import SHANGHAI
from bihuan.project.demo.people import PASSWORD, STAFF

PACK = "utility-customer-centre-2015@2015.1"
#: Prices for customers to look up and to try.
PRICES = "china-tariffs-2026@2026.1"
#: Who reads meters, takes money, makes bills.
OFFICES = "company-offices-2026@2026.1"
#: How its power is cut and mended. In force for longer than the first standard, so that one's kinds come first.
POWER = "power-station-service@1"
#: How its halls are inspected and ranked.
CHECKS = "outlet-checks-2026@2026.1"
BILLED_BEFORE = timedelta(days=460)
#: The company's own journal entries that tell a demo's database from a real one, and a finished play from a broken one.
FOUNDED, PLAYED = "demo.founded", "demo.played"

_Kind = Place.Kind
#: (code, name, kind, address, what it lies in)
PLACES = (
    ("company", "广安公用服务公司（演示）", _Kind.COMPANY, "思源大道 1 号", ""),
    ("east", "城东营业厅", _Kind.HALL, "滨江路 88 号", "company"),
    ("west", "城西营业厅", _Kind.HALL, "建安路 26 号", "company"),
    ("south", "城南营业厅", _Kind.HALL, "环城南路 5 号", "company"),
    ("riverside", "滨江片区", _Kind.AREA, "滨江路、江湾路", "east"),
    ("jianan", "建安片区", _Kind.AREA, "建安路、北辰街", "west"),
    ("ring-south", "环城南片区", _Kind.AREA, "环城南路、桂花巷", "south"),
    ("tower", "思源大厦", _Kind.AREA, "思源大道 9 号", "company"),
)
TEAMS = (
    ("leadership", "公司领导", "company", Team.Kind.LEADERSHIP, None),
    ("enterprise", "企业管理部", "company", Team.Kind.CARE, "leadership"),
    ("care", "客户服务管理部", "company", Team.Kind.CARE, "enterprise"),
    ("supervision", "监察部", "company", Team.Kind.SUPERVISION, "leadership"),
    ("call-centre", "呼叫中心", "company", Team.Kind.INTAKE, "care"),
    ("hall-east", "城东营业厅", "east", Team.Kind.INTAKE, "care"),
    ("hall-west", "城西营业厅", "west", Team.Kind.INTAKE, "care"),
    ("hall-south", "城南营业厅", "south", Team.Kind.INTAKE, "care"),
    ("tower", "思源大厦前台", "tower", Team.Kind.INTAKE, "enterprise"),
    ("water", "供水部", "company", Team.Kind.UNIT, "leadership"),
    ("gas", "燃气部", "company", Team.Kind.UNIT, "leadership"),
    ("power", "电力部", "company", Team.Kind.UNIT, "leadership"),
    ("market", "营销部", "company", Team.Kind.UNIT, "leadership"),
)
#: (name, key, whose, scopes): known keys, for trying the API on a demo only.
TOKENS = (
    ("网站受理", "bihuan-demo-intake", "linjing", ["intake", "track"]),
    ("移动作业", "bihuan-demo-work", "wangqiang", ["track", "work"]),
    ("管理接口", "bihuan-demo-admin", "admin", ["intake", "track", "work", "admin"]),
)


@dataclass(slots=True)
class Company:
    pack: Pack
    places: dict[str, Place] = field(default_factory=dict)
    teams: dict[str, Team] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    actors: dict[str, Actor] = field(default_factory=dict)

    @property
    def halls(self) -> list[str]:
        return [code for code, place in self.places.items() if place.kind == Place.Kind.HALL]

    def who(self, team: str, role: str) -> list[Actor]:
        """Everybody who holds the role in the team, in the order of the staff list."""
        return [self.actors[one.username] for one in STAFF if (team, role) in one.posts]

    def note(self, verb: str, at: datetime, **facts: object) -> None:
        """Something about the demo itself, in the company's own chain."""
        company = Place.objects.select_for_update().get(pk=self.places["company"].pk)
        write(company, verb, actor="watch", at=at, facts=facts)
        company.save(update_fields=["journal_seq", "journal_head"])


def is_demo() -> bool:
    return Entry.objects.filter(verb=FOUNDED).exists()


def is_played() -> bool:
    return Entry.objects.filter(verb=PLAYED).exists()


def is_empty() -> bool:
    return not (Place.objects.exists() or Person.objects.exists() or Entry.objects.exists())


@transaction.atomic
def found(at: datetime, hashed: Callable[[str], str]) -> Company:
    """Found the company at `at` and adopt its standard from that local day; `hashed` makes a key's digest."""
    adoption.forget()
    places.forget()
    company = Company(adoption.pack_of(PACK))
    for code, name, kind, address, within in PLACES:
        above = company.places.get(within)
        place = Place(code=code, name=name, kind=kind, address=address, parent=above, phone="0826-5550100")
        place.save()
        place.path = f"{above.path if above else '/'}{place.pk}/"
        place.save(update_fields=["path"])
        company.places[code] = place
    for code, name, where, team_kind, superior in TEAMS:
        company.teams[code] = Team.objects.create(
            code=code,
            name=name,
            place=company.places[where],
            kind=team_kind,
            superior=company.teams[superior] if superior else None,
        )
    places.forget()
    _hire(company, at)
    company.note(FOUNDED, at)
    _issue(company, at, hashed)
    by = company.actors["admin"]
    since = at.astimezone(SHANGHAI).date()
    adopt(company.places["company"], PACK, since=since, by=by, at=at)
    # Its households have been billed for longer than its cases are told of.
    for pack in (PRICES, OFFICES, POWER, CHECKS):
        adopt(company.places["company"], pack, since=since - BILLED_BEFORE, by=by, at=at - BILLED_BEFORE)
    return company


def _hire(company: Company, at: datetime) -> None:
    # One hash for all: a slow hash each would take longer than a month of the play.
    password = make_password(PASSWORD)
    for number, one in enumerate(STAFF, start=1):
        person = Person.objects.create(
            username=one.username, name=one.name, password=password, staff_number=f"GA{number:03d}"
        )
        for team, role in one.posts:
            Membership.objects.create(person=person, team=company.teams[team], role=role, since=at)
        company.people[one.username] = person
        company.actors[one.username] = person.actor(at)


def _issue(company: Company, at: datetime, hashed: Callable[[str], str]) -> None:
    for name, key, username, scopes in TOKENS:
        Token.objects.create(
            person=company.people[username], name=name, hash=hashed(key), scopes=scopes, issued_at=at
        )

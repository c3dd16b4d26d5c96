"""A company for the benchmark: twenty teams, a clerk, a handler, a boss who sees everything, an API token."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from bihuan.ground.directory import places
from bihuan.ground.directory.models import Membership, Person, Place, Team, Token
from bihuan.ground.standards import adoption
from bihuan.ground.standards.actions import adopt
from bihuan.ground.standards.models import Adoption

PACK = "utility-customer-centre-2015@2015.1"


@dataclass(frozen=True)
class Cast:
    place: Place
    teams: list[Team]
    clerk: Person
    handler: Person
    boss: Person
    token: str
    pack: str = PACK


def assemble(at: datetime) -> Cast:
    """The company, made once; the token is new each time."""
    place = Place.objects.filter(code="bench").first() or _make(at)
    # A kept database was filled under an earlier content of the pack.
    Adoption.objects.update(hash=adoption.pack_of(PACK).hash)
    adoption.forget()
    people = {
        name: Person.objects.get(username=name) for name in ("bench-clerk", "bench-handler", "bench-boss")
    }
    secret = secrets.token_urlsafe(32)
    Token.objects.create(
        person=people["bench-clerk"],
        name="bench",
        hash=hashlib.sha256(secret.encode()).hexdigest(),
        scopes=["intake", "track", "work"],
        issued_at=at,
    )
    teams = list(Team.objects.filter(code__startswith="bench-unit"))
    return Cast(place, teams, people["bench-clerk"], people["bench-handler"], people["bench-boss"], secret)


def _make(at: datetime) -> Place:
    place = Place.objects.create(code="bench", name="广安公用服务公司", kind=Place.Kind.COMPANY)
    place.path = f"/{place.pk}/"
    place.save(update_fields=["path"])
    intake = Team.objects.create(code="bench-intake", name="呼叫中心", kind=Team.Kind.INTAKE, place=place)
    units = [
        Team.objects.create(code=f"bench-unit-{n}", name=f"第{n}服务部", kind=Team.Kind.UNIT, place=place)
        for n in range(1, 21)
    ]
    since = at - timedelta(days=800)
    for username, name, team, role in (
        ("bench-clerk", "陈晓雨", intake, "agent"),
        ("bench-handler", "王强", units[0], "handler"),
        ("bench-boss", "刘慧", intake, "commissioner"),
    ):
        person = Person(username=username, name=name)
        person.set_unusable_password()
        person.save()
        Membership.objects.create(person=person, team=team, role=role, since=since)
    boss = Person.objects.get(username="bench-boss").actor(at)
    adopt(place, PACK, since=date(2020, 1, 1), by=boss, at=at)
    adoption.forget()
    places.forget()
    return place


def session(person: Person, at: datetime) -> str:
    """A Cookie header that is logged in, with the token a browser has after its first page."""
    store = SessionStore()
    store[SESSION_KEY] = str(person.pk)
    store[BACKEND_SESSION_KEY] = "bihuan.ground.directory.backends.StaffBackend"
    store[HASH_SESSION_KEY] = person.get_session_auth_hash()
    store.create()
    return f"sessionid={store.session_key}; csrftoken={secrets.token_hex(16)}"

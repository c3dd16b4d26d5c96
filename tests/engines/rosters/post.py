"""The East hall's guard post and front desk, manned by turns; everybody of the cast else is where he always is."""

from datetime import date, datetime

from bihuan.engines.rosters import actions
from bihuan.engines.rosters.models import Roster, Shift
from bihuan.ground.directory.actor import Actor
from bihuan.ground.directory.models import Membership, Person
from bihuan.ground.standards import adoption
from bihuan.ground.standards.actions import adopt
from tests.cast import SHANGHAI, SINCE, Cast

JUNE = date(2026, 6, 1)


class Post:
    """Three guards and their captain in the East; a guard in the West; the cast's hall manager keeps rosters too."""

    def __init__(self, cast: Cast) -> None:
        self.cast, self.at = cast, cast.at
        admin = cast.actor(cast.admin)
        adopt(cast.company, "company-shifts-2026@2026.1", since=SINCE.date(), by=admin, at=cast.at)
        for code in ("east", "west"):
            adopt(cast.places[code], "guard-service@1", since=SINCE.date(), by=admin, at=cast.at)
        adoption.forget()
        adoption.roles()
        self.bao = self.hire("bao", "鲍勇", "hall-east", "guard")
        self.pang = self.hire("pang", "庞刚", "hall-east", "guard")
        self.hao = self.hire("hao", "郝亮", "hall-east", "guard")
        self.dui = self.hire("dui", "段伟", "hall-east", "captain")
        self.xi = self.hire("xi", "席明", "hall-west", "guard")

    def hire(self, username: str, name: str, team: str, role: str) -> Person:
        person = Person.objects.create(username=username, name=name)
        Membership.objects.create(person=person, team=self.cast.teams[team], role=role, since=SINCE)
        return person

    def actor(self, person: Person) -> Actor:
        return person.actor(self.at)

    def month(self, station: str = "guard-post") -> Roster:
        return actions.begin_month(self.cast.east, station, JUNE, by=self.actor(self.dui), at=self.at)

    def fill(self, roster: Roster, person: Person, pattern: str, first: int, last: int) -> list[Shift]:
        days = date(2026, 6, first), date(2026, 6, last)
        return actions.fill(roster, person, pattern, *days, by=self.actor(self.dui), at=self.at)

    def published(self) -> Roster:
        """The 4th to the 10th: Bao by day, Pang in the evening, Hao by night. It is the 4th, 16:50."""
        roster = self.month()
        for person, mark in ((self.bao, "日"), (self.pang, "晚"), (self.hao, "夜")):
            self.fill(roster, person, mark, 4, 10)
        return actions.publish(roster, "六月中旬另排", by=self.actor(self.dui), at=self.at)

    def shift(self, person: Person, day: int) -> Shift:
        return Shift.objects.get(person=person, day=date(2026, 6, day), state=Shift.State.PLANNED)


def on(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 6, day, hour, minute, tzinfo=SHANGHAI)

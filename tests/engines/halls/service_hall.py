"""The east hall of the cast, open: three counters, three clerks, and verbs that say who does them."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from bihuan.engines.halls import actions, paces
from bihuan.engines.halls.distance import Position
from bihuan.engines.halls.models import Counter, Hall, Showing, Ticket
from bihuan.ground.directory.actor import Actor
from bihuan.ground.directory.models import Membership, Person
from bihuan.ground.journal.models import Entry
from bihuan.ground.standards.actions import adopt
from tests.cast import SHANGHAI, SINCE, Cast, assemble

CLERKS = {"fang": "方芳", "yu": "余洁", "xie": "谢霞"}
POSITION = Position(30.4739, 106.6333, "gcj02")
SITE = "demo-site-2026@2026.1"
VISITOR = Actor(ref="visitor", name="")
#: A Thursday morning; the hall opens at 08:30.
MORNING = datetime(2026, 6, 4, 9, 0, tzinfo=SHANGHAI)


@dataclass
class ServiceHall:
    cast: Cast
    hall: Hall
    counters: list[Counter]
    clerks: list[Person]
    at: datetime = MORNING
    asked: int = field(default=0)

    @property
    def manager(self) -> Actor:
        return self.cast.actor(self.cast.tang)

    def clerk(self, n: int = 0) -> Actor:
        return self.clerks[n].actor(self.at)

    def later(self, **delta: float) -> datetime:
        self.at += timedelta(**delta)
        return self.at

    def open(self, *which: int) -> None:
        """The counters of these positions are staffed by the clerks of the same positions."""
        for n in which:
            self.counters[n] = actions.log_on(self.counters[n], by=self.clerk(n), at=self.at)

    def take(self, service: str = "bill", *, by: Actor = VISITOR, **more: Any) -> Ticket:
        return actions.take(self.hall, service, by=by, at=more.pop("at", self.at), **more)

    def call(self, n: int = 0, **more: Any) -> Ticket | None:
        return actions.call_next(self.counters[n], by=self.clerk(n), at=more.pop("at", self.at))

    def called(self, n: int = 0) -> Ticket:
        """The next one; there has to be one."""
        found = self.call(n)
        assert found is not None
        return found

    def finish(self, ticket: Ticket, n: int = 0, **more: Any) -> Ticket:
        return actions.finish(ticket, by=self.clerk(n), at=self.at, **more)

    def showings(self, kind: str) -> list[dict[str, Any]]:
        return list(Showing.objects.filter(hall=self.hall, kind=kind).values_list("facts", flat=True))


def set_up(counters: int = 3) -> ServiceHall:
    cast = assemble()
    return in_company(cast, counters)


def with_limits(cast: Cast) -> ServiceHall:
    """The same hall by the demonstration site's own rules: least windows, crowd, lobby, VIP."""
    adopt(cast.east, SITE, since=date(2026, 1, 1), by=cast.actor(cast.admin), at=SINCE)
    return in_company(cast, rules="hall-east")


def in_company(cast: Cast, counters: int = 3, rules: str = "hall") -> ServiceHall:
    paces.forget()
    cast.at = MORNING
    clerks = []
    for username, name in CLERKS.items():
        known = Person.objects.filter(username=username).first()
        if known is None:
            known = Person.objects.create(username=username, name=name, password="!")
            Membership.objects.create(
                person=known, team=cast.teams["hall-east"], role="hall_clerk", since=SINCE
            )
        clerks.append(known)
    by = cast.actor(cast.tang)
    hall = actions.set_up_hall(cast.east, rules, by=by, at=MORNING, position=POSITION)
    built = [actions.add_counter(hall, n + 1, by=by, at=MORNING) for n in range(counters)]
    return ServiceHall(cast, hall, built, clerks)


def verbs(kind: str, pk: int) -> list[str]:
    return list(Entry.objects.filter(kind=kind, subject=pk).order_by("seq").values_list("verb", flat=True))

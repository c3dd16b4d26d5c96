"""The eastern hall with three counters, its people, and customers who take numbers."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bihuan.engines.halls import actions, paces
from bihuan.engines.halls.models import Counter, Hall, Ticket
from bihuan.ground.directory.actor import Actor
from bihuan.ground.directory.models import Membership, Person
from tests.cast import SINCE, Cast

KIOSK = Actor(ref="device:1", name="取号机")


@dataclass
class Scene:
    """`now` is when the next thing happens; requests come at it too."""

    cast: Cast
    hall: Hall
    counters: dict[int, Counter]
    now: datetime

    def later(self, **delta: float) -> datetime:
        self.now += timedelta(**delta)
        return self.now

    def take(self, service: str = "bill", **said: Any) -> Ticket:
        ticket = actions.take(self.hall, service, by=KIOSK, at=self.now, **said)
        self.later(seconds=20)
        return ticket

    def log_on(self, person: Person, number: int = 1) -> Counter:
        counter = actions.log_on(self.counters[number], by=self.actor(person), at=self.now)
        self.later(seconds=5)
        return counter

    def call_next(self, person: Person, number: int = 1) -> Ticket:
        ticket = actions.call_next(self.counters[number], by=self.actor(person), at=self.now)
        assert ticket is not None
        self.later(seconds=5)
        return ticket

    def serve(self, person: Person, number: int = 1, minutes: float = 4, business: str = "") -> Ticket:
        """From the call to the end."""
        ticket = self.call_next(person, number)
        actions.start(ticket, by=self.actor(person), at=self.now)
        self.later(minutes=minutes)
        return actions.finish(ticket, business, by=self.actor(person), at=self.now)

    def actor(self, person: Person) -> Actor:
        return person.actor(self.now)


def scene_of(cast: Cast, at: datetime | None = None) -> Scene:
    """The hall on the cast's Thursday morning; fang and hua are its clerks, tang leads it."""
    paces.forget()
    now = at or cast.at.replace(hour=9, minute=30)
    hall_place = cast.places["east"]
    hua = Person(username="hua", name="华蓉")
    hua.set_unusable_password()
    hua.save()
    Membership.objects.create(person=hua, team=cast.teams["hall-east"], role="hall_clerk", since=SINCE)
    cast.people["hua"] = hua
    lead = cast.tang.actor(now)
    hall = actions.set_up_hall(hall_place, "hall", by=lead, at=now)
    counters = {
        number: actions.add_counter(hall, number, title=title, services=services, by=lead, at=now)
        for number, title, services in (
            (1, "综合业务", []),
            (2, "缴费", ["bill", "invoice"]),
            (3, "报装", ["open", "connect", "change"]),
        )
    }
    return Scene(cast, hall, counters, now)

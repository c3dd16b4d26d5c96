"""A hall with three counters in the cast's place, its devices, and what happens in it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bihuan.engines.halls import actions
from bihuan.engines.halls.models import Counter, Device, Hall, Showing, Ticket
from bihuan.ground.directory.actor import Actor
from bihuan.ground.directory.models import Person, Place
from tests.cast import PACK, SHANGHAI, Cast

TITLES = {1: "综合业务", 2: "缴费", 3: ""}


@dataclass
class Served:
    """`links` are the devices' secrets: `screen`, `spare`, `counter-1` … `counter-3`."""

    hall: Hall
    counters: dict[int, Counter]
    by: Actor
    at: datetime
    links: dict[str, str] = field(default_factory=dict)

    def device(self, kind: str, name: str, counter: Counter | None = None) -> Device:
        device, self.links[name] = actions.issue_device(
            self.hall, kind, by=self.by, at=self.at, name=name, counter=counter
        )
        return device

    def revoke(self, name: str) -> None:
        actions.revoke_device(Device.objects.get(hall=self.hall, name=name), by=self.by, at=self.at)

    def show(self, kind: str, *, at: datetime | None = None, **facts: Any) -> Showing:
        return Showing.objects.create(hall=self.hall, at=at or self.at, kind=kind, facts=facts)

    def called(
        self, ticket: str, counter: int, *, at: datetime | None = None, kind: str = "called"
    ) -> Showing:
        facts = {
            "ticket": ticket,
            "counter": counter,
            "title": TITLES[counter],
            "service": "bill",
            "language": "zh",
        }
        return self.show(kind, at=at, **facts)

    def ticket(self, number: int, state: str = "waiting", counter: int | None = None, **over: Any) -> Ticket:
        """Number `A…`, of somebody whose name and phone no screen may show."""
        said: dict[str, Any] = {
            "hall": self.hall, "day": self.at.astimezone(SHANGHAI).date(), "service": "bill", "letter": "A",
            "number": number, "secret": f"secret-{self.hall.pk}-{number}", "source": "kiosk", "name": "李女士",
            "phone": "13900139000", "taken_at": self.at, "entered_at": self.at, "state": state, "edition": PACK,
            "rules": "hall", "counter": self.counters[counter] if counter else None,
        }  # fmt: skip
        return Ticket.objects.create(**(said | over))


def opened(place: Place, by: Actor, at: datetime) -> Served:
    hall = actions.set_up_hall(place, "hall", by=by, at=at)
    counters = {
        number: actions.add_counter(hall, number, by=by, at=at, title=title)
        for number, title in TITLES.items()
    }
    found = Served(hall, counters, by, at)
    found.device("screen", "screen")
    found.device("screen", "spare")
    for number, counter in counters.items():
        found.device("counter", f"counter-{number}", counter)
    return found


def served(place: Place, cast: Cast) -> Served:
    return opened(place, cast.actor(cast.people["admin"]), cast.at)


def staffed(found: Served, number: int, state: str = "open", sign: str = "") -> None:
    """Fang is at the counter; her card says 0217."""
    clerk = Person.objects.get(username="fang")
    clerk.staff_number = "0217"
    clerk.save(update_fields=["staff_number"])
    counter = Counter.objects.get(pk=found.counters[number].pk)
    actions.log_on(counter, by=clerk.actor(found.at), at=found.at)
    if state == "suspended":
        actions.suspend(counter, sign, by=clerk.actor(found.at), at=found.at)


def yesterday(found: Served) -> datetime:
    return found.at - timedelta(days=1)


def stood(place: Place, by: Actor, at: datetime) -> dict[str, str]:
    """The links of a kiosk and of the rating device at counter 1, where Fang is."""
    found = Served(actions.set_up_hall(place, "hall", by=by, at=at), {}, by, at)
    counter = actions.add_counter(found.hall, 1, by=by, at=at, title="综合业务")
    found.device("kiosk", "kiosk")
    found.device("rating", "rating", counter)
    actions.log_on(counter, by=Person.objects.get(username="fang").actor(at), at=at)
    return found.links


def visited(hall: Hall, step: str, at: datetime) -> None:
    """Fang calls the next one, or finishes with whom she has."""
    by = Person.objects.get(username="fang").actor(at)
    counter = Counter.objects.get(hall=hall, number=1)
    if step == "call":
        actions.call_next(counter, by=by, at=at)
    else:
        actions.finish(Ticket.objects.at_counters().get(counter=counter), by=by, at=at)

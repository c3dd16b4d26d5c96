"""One matter on its way: who acts next and when. A course is a generator that yields the moment it wants to go on."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import heappop, heappush
from random import Random
from typing import TYPE_CHECKING, TypeVar

from bihuan.engines.cases.models import Case, Order
from bihuan.ground.directory.actor import Actor, customer
from bihuan.ground.worktime import add_working, next_open
from bihuan.project.demo.fates import Fate
from bihuan.project.demo.stories import Story, words

if TYPE_CHECKING:
    from bihuan.project.demo.play import Play

T = TypeVar("T")
#: Yields when to wake it; ends when nothing more will happen to the matter.
Course = Generator[datetime, None, None]


class Ended(Exception):
    """The matter came to its end beside the course: the customer took it back."""


@dataclass(slots=True)
class Hold:
    """An order in the hands of a unit."""

    order: Order
    team: str
    handler: Actor


@dataclass(slots=True)
class Matter:
    """`hall` is the code of the hall where the customer stands, empty for the call centre."""

    play: Play
    story: Story
    channel: str
    fate: Fate
    rng: Random
    at: datetime
    hall: str = ""
    twin: Matter | None = None
    first: Case | None = None
    registrar: Actor | None = None
    secret: bool = False
    asides: list[tuple[datetime, int, Callable[[], None]]] = field(default_factory=list)
    sides: int = 0

    @property
    def case(self) -> Case:
        assert self.first is not None
        return self.first

    @property
    def clerk(self) -> Actor:
        """Who took the matter on."""
        assert self.registrar is not None
        return self.registrar

    @property
    def customer(self) -> Actor:
        return customer(self.story.customer.phone)

    def stage(self) -> str:
        return str(Case.objects.values_list("stage", flat=True).get(pk=self.case.pk))

    def round(self) -> int:
        return int(Case.objects.values_list("round", flat=True).get(pk=self.case.pk))

    def pick(self, name: str) -> str:
        """A sentence of the given sort."""
        return self.story.say(self.rng.choice(words()[name]))

    def do(
        self, verb: Callable[..., T], who: Actor, subject: object = None, /, *said: object, **more: object
    ) -> T:
        """Carry out a verb now, on the case or on the order or request given."""
        if self.play.witness:
            self.play.witness(self.case, who)
        return verb(self.case if subject is None else subject, *said, by=who, at=self.at, **more)

    def until(self, when: datetime) -> Course:
        """Wait; what the customer or a colleague does meanwhile happens in between."""
        while self.asides and self.asides[0][0] <= when:
            moment, _number, act = heappop(self.asides)
            self.at = max(self.at, moment)
            yield self.at
            act()
        self.at = max(self.at, when)
        yield self.at

    def soon(self, least: float, most: float) -> Course:
        """Some minutes by the clock on the wall."""
        return self.until(self.at + timedelta(seconds=self.rng.randint(int(least * 60), int(most * 60))))

    def work(self, least: float, most: float) -> Course:
        """Some hours of office time."""
        return self.until(self.after_work(least, most))

    def after_work(self, least: float, most: float) -> datetime:
        office = self.play.office
        seconds = self.rng.randint(int(least * 3600), int(most * 3600))
        return add_working(next_open(self.at, office), seconds, office)

    def beside(self, when: datetime, act: Callable[[], None]) -> None:
        self.sides += 1
        heappush(self.asides, (when, self.sides, act))

    def rest(self) -> Course:
        while self.asides:
            yield from self.until(self.asides[0][0])

"""The play: every case a course, all of them in one queue ordered by time, each step through the verbs."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import heapify, heappop, heappush
from random import Random

from django.db import connection, transaction
from django.db.models import F

from bihuan.engines.cases import watch as case_watch
from bihuan.engines.cases.models import Case, Clock
from bihuan.ground.directory.actor import Actor
from bihuan.ground.directory.models import Person
from bihuan.ground.journal import watch as journal_watch
from bihuan.ground.journal.errors import Refused
from bihuan.ground.journal.models import Delivery
from bihuan.ground.worktime import Calendar
from bihuan.ground.worktime.zone import SHANGHAI
from bihuan.project.demo.company import PLAYED, Company
from bihuan.project.demo.courses import handled, journey
from bihuan.project.demo.cutting import outages
from bihuan.project.demo.days import Arrival, Year, arrivals
from bihuan.project.demo.drafting import half_a_draft
from bihuan.project.demo.fates import drawn
from bihuan.project.demo.guarding import adopted, rounds
from bihuan.project.demo.households import history
from bihuan.project.demo.inspecting import inspections
from bihuan.project.demo.matter import Course, Matter
from bihuan.project.demo.reporting import morning
from bihuan.project.demo.rosters import shifts
from bihuan.project.demo.serving import served
from bihuan.project.demo.staff import Staff
from bihuan.project.demo.stories import Customer, Theme, customers, themes, told, words
from bihuan.project.demo.tower import front_desk

WATCH_EVERY = timedelta(minutes=10)


@dataclass(slots=True)
class Play:
    """Plays from `start` to `end`; the same seed and moments give the same play."""

    company: Company
    start: datetime
    end: datetime
    cases: int
    seed: int
    witness: Callable[[Case, Actor], None] | None = None
    staff: Staff = field(init=False)
    office: Calendar = field(init=False)
    queue: list[tuple[datetime, int, Course]] = field(default_factory=list)
    number: int = 0
    callers: list[Customer] = field(default_factory=list)
    bursts: dict[str, Matter] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.staff = Staff(self.company)
        self.office = self.company.pack.calendar("office")

    def local(self, at: datetime, **more: float) -> datetime:
        return at.astimezone(SHANGHAI) + timedelta(**more)

    def person(self, actor: Actor) -> Person:
        return next(one for one in self.company.people.values() if one.pk == actor.person)

    def spawn(self, at: datetime, course: Course) -> None:
        self.number += 1
        heappush(self.queue, (at, self.number, course))

    def follow(self, parent: Matter, child: Case, by: Actor) -> None:
        """A subcase goes its own way from dispatch on."""
        self.number += 1
        rng = Random(f"{self.seed}:{self.number}")
        part = Matter(self, parent.story, parent.channel, drawn(rng), rng, parent.at)
        part.first, part.registrar = child, by
        self.spawn(parent.at, handled(part))

    def run(self) -> Iterator[tuple[int, int]]:
        """Play to the end, one transaction a day; yields (days done, days) after each."""
        with transaction.atomic():
            # First of all: days are sealed as the play goes on, and this one tells of days before it.
            history(self.company, self.end, self.seed)
            outages(self.company, self.end)
            adopted(self.company, self.end)
            front_desk(self.company, self.end, self.seed)
            inspections(self.company, self.start, self.end)
            rounds(self.company, self.end, self.seed)
            shifts(self.company, self.end)
        self._fill()
        days = (self.end - self.start).days + 1
        midnight = self.local(self.start).replace(hour=0, minute=0, second=0, microsecond=0)
        for day in range(1, days + 2):
            last = min(midnight + timedelta(days=day), self.end)
            with transaction.atomic():
                self._until(last)
            yield min(day, days), days
            if last == self.end:
                break
        with transaction.atomic():
            self._deliver(self.end)
            half_a_draft(self.company, self.end)
            self.company.note(PLAYED, self.end, cases=Case.objects.count(), seed=self.seed)

    def _until(self, last: datetime) -> None:
        while self.queue and self.queue[0][0] < last:
            at, number, course = heappop(self.queue)
            try:
                wake = next(course, None)
            except Refused as refusal:
                # The play wanted what the standard forbids: that case stays where it is, the others go on.
                self.refused.append(f"{at:%Y-%m-%d %H:%M} {refusal} {refusal.fields or ''}")
                continue
            if wake is not None:
                heappush(self.queue, (max(at, wake), number, course))

    def _fill(self) -> None:
        rng = Random(self.seed)
        self.callers = customers(max(30, self.cases * 3 // 4), rng)
        year = Year(self.office, self.company.pack.calendar("hall"))
        for one in arrivals(self.start, self.end, self.cases, year, rng, words()["streets"]):
            self.number += 1
            self.queue.append((one.at, self.number, self._arriving(one, self.number)))
        self.spawn(self.start, self._watching())
        self.spawn(self.start + timedelta(minutes=5), self._tidying())
        self.spawn(self.start + timedelta(minutes=6), self._reporting())
        self.spawn(self.start + timedelta(minutes=7), served(self))
        heapify(self.queue)

    def _arriving(self, one: Arrival, number: int) -> Course:
        """Made only when its time comes: whose twin it is depends on who came before."""
        rng = Random(f"{self.seed}:{number}")
        swamped = one.incident is not None and one.at > self.end - timedelta(hours=3)
        caller = rng.choice(self.callers)
        theme = one.incident or self._theme(one, rng)
        story = told(theme, caller, one.at, rng, street=one.street, plain=one.kind == "enquiry")
        halls = self.company.halls
        hall = rng.choice(halls) if one.channel in ("hall", "opinion_box", "opinion_book") else ""
        m = Matter(self, story, one.channel, drawn(rng, swamped=swamped), rng, one.at, hall)
        if one.incident:
            key = f"{one.incident.id}:{one.street}:{one.at:%Y%m}"
            m.twin = self.bursts.setdefault(key, m)
            m.twin = None if m.twin is m else m.twin
        yield from journey(m)

    def _theme(self, one: Arrival, rng: Random) -> Theme:
        choice = themes(one.kind)
        return rng.choices(choice, [theme.weight for theme in choice])[0]

    def _watching(self) -> Course:
        """The watcher comes by as it does on a site, and catches up with all that has come due."""
        at = self.start
        while True:
            while self._something_due(at):
                case_watch.run(at, limit=500)
            at += WATCH_EVERY
            yield at

    def _something_due(self, at: datetime) -> bool:
        """Asked 13,000 times in ninety days, so it is asked in one breath."""
        with connection.cursor() as cursor:
            moment = connection.ops.adapt_datetimefield_value(at)
            cursor.execute(f"SELECT 1 FROM {Clock._meta.db_table} WHERE next_step_at <= %s LIMIT 1", [moment])
            return cursor.fetchone() is not None

    def _tidying(self) -> Course:
        """Each night: messages have left, yesterday's notices are read, the finished day is sealed."""
        at = self.local(self.start).replace(hour=1, minute=30)
        while True:
            at += timedelta(days=1)
            yield at
            self._deliver(at)
            journal_watch.seal_days(at)

    def _reporting(self) -> Course:
        rng = Random(f"{self.seed}:reports")
        at = self.local(self.start).replace(hour=8, minute=40, second=0, microsecond=0)
        while True:
            at += timedelta(days=1)
            yield at
            morning(self.company, self.start, self.end, at, rng)

    def _deliver(self, at: datetime) -> None:
        """Nothing leaves the machine: the play's messages are marked as sent when they were written."""
        sent = Delivery.State.SENT
        Delivery.objects.filter(state=Delivery.State.WAITING).update(state=sent, sent_at=F("written_at"))
        yesterday = at - timedelta(hours=20)
        unread = Delivery.objects.filter(
            channel=Delivery.Channel.INAPP, read_at=None, written_at__lt=yesterday
        )
        unread.update(read_at=F("written_at") + timedelta(minutes=50))

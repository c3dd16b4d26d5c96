"""A day in a hall as a play: who comes when and for what, who calls whom by the law, how it ends. No database."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from heapq import heappop, heappush
from random import Random
from typing import Any

from bihuan.engines.halls import estimates, queueing
from bihuan.engines.halls.estimates import PRIOR_SPREAD, Pace, Server
from bihuan.engines.halls.inforce import Standard
from bihuan.engines.halls.queueing import Waiting
from bihuan.engines.halls.shapes import span
from bihuan.project.demo.halls import HOURS, SERVICES, Window

#: Of a hundred: how many have a priority, stay away when called, leave their phone, rate.
PRIORITY, NO_SHOW, PHONE, RATED = 8, 3, 30, 34
#: Clerks are a little faster than the standard's minutes.
SWIFT = 0.82
_SCORES = {5: 58, 4: 27, 3: 8, 2: 4, 1: 3}


@dataclass(slots=True)
class Visit:
    """One number from beginning to end. `how` is finished, left or passed; moments not reached are None."""

    number: int
    service: str
    arrived: datetime
    priority: str = ""
    phone: str = ""
    source: str = "kiosk"
    ahead: int = 0
    low: float | None = None
    high: float | None = None
    counter: int | None = None
    calls: list[datetime] = field(default_factory=list)
    why: str = ""
    passed_over: int = 0
    overtaken: int = 0
    began: datetime | None = None
    ended: datetime | None = None
    how: str = ""
    score: int | None = None
    rated: datetime | None = None

    @property
    def was_long(self) -> bool:
        """So long that it was resented."""
        return bool(self.calls) and self.calls[0] - self.arrived > timedelta(minutes=25)


@dataclass(slots=True)
class Day:
    """The hall's day from `opens` to `shuts`; the same seed gives the same day."""

    standard: Standard
    windows: Sequence[Window]
    opens: datetime
    shuts: datetime
    rng: Random
    visits: list[Visit] = field(default_factory=list)
    waiting: dict[int, Waiting] = field(default_factory=dict)
    busy: dict[int, tuple[Visit, datetime]] = field(default_factory=dict)
    events: list[tuple[datetime, int, str, Any]] = field(default_factory=list)
    order: int = 0

    def play(self, phones: Sequence[str], daily: float) -> list[Visit]:
        for at in self._arrivals(daily):
            self._later(at, "come", self._newcomer(at, phones))
        while self.events:
            at, _order, what, whom = heappop(self.events)
            if what == "come":
                self._come(whom, at)
            elif what == "leave":
                self._leave(whom, at)
            else:
                self._free(whom, at)
        return self.visits

    def _later(self, at: datetime, what: str, whom: Any) -> None:
        self.order += 1
        heappush(self.events, (at, self.order, what, whom))

    def _arrivals(self, daily: float) -> Iterator[datetime]:
        """Until the last who can still be served before the doors close."""
        total, hour = sum(HOURS[8:18]), self.opens
        while hour < self.shuts:
            upto = min(hour.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1), self.shuts)
            length = (upto - hour).total_seconds()
            many = daily * HOURS[hour.hour] / total * length / 3600 * self.rng.uniform(0.75, 1.25)
            for _one in range(_poisson(many, self.rng)):
                at = hour + timedelta(seconds=self.rng.uniform(0, length))
                if at < self.shuts - timedelta(minutes=25):
                    yield at.replace(microsecond=0)
            hour = upto

    def _newcomer(self, at: datetime, phones: Sequence[str]) -> Visit:
        rng, rules = self.rng, self.standard.rules
        offered = {id: SERVICES[id] for id in rules.services if id in SERVICES}
        visit = Visit(0, rng.choices(list(offered), list(offered.values()))[0], at)
        if rules.priorities and rng.randrange(100) < PRIORITY:
            visit.priority = rng.choice(rules.priorities).id
        if phones and rng.randrange(100) < PHONE:
            visit.phone = rng.choice(phones)
            visit.source = "phone" if rng.random() < 0.3 else "kiosk"
        return visit

    def _come(self, visit: Visit, at: datetime) -> None:
        visit.number = len(self.visits) + 1
        self._expect(visit, at)
        self.visits.append(visit)
        priority = self.standard.rules.priority(visit.priority)
        self.waiting[visit.number] = Waiting(
            id=visit.number,
            service=visit.service,
            entered_at=at,
            rank=priority.rank if priority else 0,
            most_wait=span(priority.most_wait) if priority and priority.most_wait else None,
        )
        self._later(at + timedelta(minutes=12 + self.rng.expovariate(1 / 60)), "leave", visit)
        for window in self.windows:
            if window.number not in self.busy and visit.number in self.waiting:
                self._free(window, at)

    def _expect(self, visit: Visit, at: datetime) -> None:
        """What he is told: the engine's own estimate from the standard's minutes."""
        servers = []
        for window in self.windows:
            held = self.busy.get(window.number)
            since = (at - held[1]).total_seconds() if held else 0.0
            served = held[0].service if held else ""
            servers.append(Server(frozenset(window.services) or None, served, max(0.0, since)))
        ahead = [one.service for one in self.waiting.values()]
        found = estimates.estimate(visit.service, ahead, servers, self._paces())
        visit.ahead = len(ahead)
        if found is not None:
            visit.low, visit.high = found.low, found.high

    def _paces(self) -> Mapping[str, Pace]:
        rows = self.standard.services
        return {id: Pace(row.minutes * 60.0, row.minutes * 60 * PRIOR_SPREAD) for id, row in rows.items()}

    def _leave(self, visit: Visit, at: datetime) -> None:
        if self.waiting.pop(visit.number, None) is not None:
            visit.how, visit.ended = "left", at.replace(microsecond=0)

    def _free(self, window: Window, at: datetime) -> None:
        """The window calls whoever is next by the law, or waits for the next to come."""
        self.busy.pop(window.number, None)
        seen = queueing.Window(frozenset(window.services) or None)
        choice = queueing.choose(self.waiting.values(), seen, self.standard.law, at)
        if choice is None:
            return
        for number in choice.overtakes:
            held = self.waiting[number]
            self.waiting[number] = replace(held, overtaken=held.overtaken + 1)
        visit = self.visits[choice.one.id - 1]
        visit.overtaken = self.waiting.pop(visit.number).overtaken
        visit.counter, visit.why = window.number, str(choice.why)
        visit.passed_over = len(choice.overtakes)
        self._serve(visit, window, at.replace(microsecond=0))

    def _serve(self, visit: Visit, window: Window, at: datetime) -> None:
        rng, rule = self.rng, self.standard.rules.no_show
        self.busy[window.number] = (visit, at)
        visit.calls = [at]
        if rng.randrange(100) < NO_SHOW:
            visit.calls += [at + timedelta(seconds=35 * more) for more in range(1, rule.calls)]
            visit.how, visit.ended = "passed", visit.calls[-1] + timedelta(seconds=35)
        else:
            visit.began = at + timedelta(seconds=rng.randrange(8, 40))
            visit.ended = visit.began + timedelta(seconds=self._length(visit.service))
            visit.how = "finished"
            self._rate(visit)
        self._later(visit.ended + timedelta(seconds=rng.randrange(4, 25)), "free", window)

    def _length(self, service: str) -> int:
        mean = self.standard.service(service).minutes * 60 * SWIFT
        spread = 0.45
        return max(40, round(self.rng.lognormvariate(math.log(mean) - spread * spread / 2, spread)))

    def _rate(self, visit: Visit) -> None:
        if visit.ended is not None and self.rng.randrange(100) < RATED:
            scores = {**_SCORES, 1: 14, 2: 14} if visit.was_long else _SCORES
            visit.score = self.rng.choices(list(scores), list(scores.values()))[0]
            visit.rated = visit.ended + timedelta(seconds=self.rng.randrange(5, 60))


def _poisson(mean: float, rng: Random) -> int:
    """Knuth's way; means here are below a hundred."""
    limit, product, count = math.exp(-mean), rng.random(), 0
    while product > limit:
        product *= rng.random()
        count += 1
    return count

"""The demo's halls go on in real time: customers come, clerks of the play call, serve and finish. Runs in the watch.

Nothing is remembered between two rounds but the last moment: what a customer will do is drawn from his number's id.
A clerk as whom somebody signs in is left to that person, and with him his window.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import Final

from bihuan.engines.halls import actions
from bihuan.engines.halls.inforce import Standard, standard_of
from bihuan.engines.halls.models import Counter, Hall, Ticket
from bihuan.ground.directory.actor import Actor, customer
from bihuan.ground.directory.models import Person
from bihuan.ground.journal.errors import Refused
from bihuan.project.demo.halls import HALLS, HOURS, SERVICES, DemoHall, Window

#: A clerk as whom somebody has signed in so lately does nothing by himself.
THEIRS: Final = timedelta(hours=2)
#: So many may wait for each window before newcomers stay away, and so many are there at least.
CROWD, FEW = 3, 5
#: Clerks of the play are quicker than the standard's minutes, so that there is something to see.
BRISK: Final = 0.55
#: Customers in an hour for each open window, at the least.
FLOW: Final = 12.0
#: A round after a longer pause plays no more than this.
LONGEST: Final = timedelta(seconds=30)
_NO_SHOW, _AWAY = 0.04, 0.02

_last: dict[int, datetime] = {}


@dataclass(slots=True)
class Scene:
    plan: DemoHall
    hall: Hall
    standard: Standard
    people: dict[str, Person]
    at: datetime
    passed: timedelta

    def actor(self, username: str) -> Actor:
        return self.people[username].actor(self.at)

    @property
    def is_open(self) -> bool:
        return self.standard.opening(self.at) is not None

    def is_theirs(self, username: str) -> bool:
        """Whether somebody is trying the demo as this person."""
        signed_in = self.people[username].last_login
        return signed_in is not None and self.at - signed_in < THEIRS


def run(at: datetime) -> int:
    """One round over the demo's halls; how many things happened."""
    done = 0
    halls = {hall.place.code: hall for hall in Hall.objects.in_use().select_related("place")}
    people = {one.username: one for one in Person.objects.filter(username__in=_clerks())}
    for plan in HALLS:
        hall = halls.get(plan.code)
        if hall is None or hall.rules != plan.rules:
            continue
        passed = min(at - _last.get(hall.pk, at - timedelta(seconds=5)), LONGEST)
        _last[hall.pk] = at
        if passed > timedelta(0):
            scene = Scene(plan, hall, standard_of(hall, at), people, at, passed)
            done += sum(_attempt(deed) for deed in _deeds(scene))
    return done


def _clerks() -> list[str]:
    return [*(plan.keeper for plan in HALLS), *(window.clerk for plan in HALLS for window in plan.windows)]


def _attempt(deed: Callable[[], int]) -> int:
    """What the hall refuses is tried again in the next round, or never."""
    try:
        return deed()
    except Refused:
        return 0


def _deeds(scene: Scene) -> Iterator[Callable[[], int]]:
    """While the hall is open customers come; after that those who hold a number are still served."""
    if scene.is_open:
        yield lambda: _come(scene)
        yield lambda: _keep_lobby(scene)
    counters = Counter.objects.in_use().filter(hall=scene.hall).select_related("hall__place")
    by_number = {counter.number: counter for counter in counters}
    for window in scene.plan.windows:
        counter = by_number.get(window.number)
        if counter is not None and not window.free and not scene.is_theirs(window.clerk):
            yield partial(_work, scene, window, counter)


def _keep_lobby(scene: Scene) -> int:
    if scene.hall.lobby_person_id is not None or scene.is_theirs(scene.plan.keeper):
        return 0
    actions.lobby_back(scene.hall, by=scene.actor(scene.plan.keeper), at=scene.at)
    return 1


def _work(scene: Scene, window: Window, counter: Counter) -> int:
    """The next step of a clerk of the play at his window."""
    me = scene.actor(window.clerk)
    if counter.state == Counter.State.OFF:
        if scene.is_open:
            actions.log_on(counter, by=me, at=scene.at)
        return int(scene.is_open)
    if counter.clerk_id != me.person or counter.state != Counter.State.OPEN:
        return 0
    held = Ticket.objects.filter(counter=counter, state__in=Ticket.AT_COUNTER).first()
    if held is not None:
        return _called(scene, held, me) if held.state == Ticket.State.CALLED else _serving(scene, held, me)
    if not _soon(scene, counter, 8):
        return 0
    if actions.call_next(counter, by=me, at=scene.at) is None and not scene.is_open:
        actions.log_off(counter, by=me, at=scene.at)
    return 1


def _soon(scene: Scene, counter: Counter, seconds: float) -> bool:
    """Happens after so many seconds on average."""
    return Random(f"{counter.pk} {scene.at}").random() < scene.passed.total_seconds() / seconds


def _called(scene: Scene, held: Ticket, me: Actor) -> int:
    fate = Random(held.pk)
    since = scene.at - (held.last_call_at or scene.at)
    if fate.random() < _NO_SHOW:
        rule = scene.standard.rules.no_show
        # After the last call the watch passes the number by itself.
        if held.calls < rule.calls and since > timedelta(seconds=30):
            actions.recall(held, by=me, at=scene.at)
            return 1
        return 0
    if since < timedelta(seconds=fate.randrange(8, 25)):
        return 0
    actions.start(held, by=me, at=scene.at)
    return 1


def _serving(scene: Scene, held: Ticket, me: Actor) -> int:
    fate = Random(held.pk + 1)
    service = scene.standard.pack.rows("services").get(held.service)
    usual = (service.minutes if service else 5) * 60 * BRISK
    if scene.at - (held.served_at or scene.at) < timedelta(
        seconds=max(45.0, fate.gauss(usual, usual * 0.35))
    ):
        return 0
    done = actions.finish(held, by=me, at=scene.at)
    if fate.random() < 0.4:
        score = fate.choices((5, 4, 3, 2, 1), (55, 28, 9, 5, 3))[0]
        known = scene.standard.rules.rating
        reasons = [fate.choice(known.reasons).id] if score <= known.bad and known.reasons else []
        actions.rate(done, score, reasons=reasons, by=_as_customer(held), at=scene.at)
    return 1


def _as_customer(held: Ticket) -> Actor:
    return customer(held.phone)


def _come(scene: Scene) -> int:
    """Newcomers by the hour of the day, more when the hall is nearly empty; somebody gives up now and then."""
    rng = Random(f"{scene.hall.pk}{scene.at}")
    waiting = Ticket.objects.waiting().filter(hall=scene.hall)
    count = waiting.count()
    windows = Counter.objects.in_use().open().filter(hall=scene.hall).count()
    local = scene.standard.calendar.local(scene.at)
    hourly = max(scene.plan.daily * HOURS[local.hour] / sum(HOURS[8:18]), FLOW * max(1, windows))
    seconds = scene.passed.total_seconds() * (2.5 if count < FEW else 1.0)
    came = int(count < CROWD * max(1, windows) and rng.random() < hourly / 3600 * seconds)
    if came:
        _take(scene, rng)
    elif count and rng.random() < _AWAY * scene.passed.total_seconds() / 60:
        gone = waiting.order_by("-entered_at").first()
        if gone is not None and gone.band_start is None:
            actions.leave(gone, by=_as_customer(gone), at=scene.at)
    return came


def _take(scene: Scene, rng: Random) -> None:
    rules = scene.standard.rules
    offered = [id for id in rules.services if id in SERVICES and id not in scene.hall.locked]
    if not offered:
        return
    service = rng.choices(offered, [SERVICES[id] for id in offered])[0]
    claimed = [one.id for one in rules.priorities if one.asks == "customer"]
    priority = rng.choice(claimed) if claimed and rng.random() < 0.08 else ""
    language = "en" if rng.random() < 0.02 else "zh"
    kiosk = Actor(ref="customer", name="")
    actions.take(scene.hall, service, priority=priority, language=language, by=kiosk, at=scene.at)

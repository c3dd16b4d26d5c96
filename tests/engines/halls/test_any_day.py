"""Any day in a hall, in any order of events, against a mirror of it in plain dictionaries.

No number is lost or served twice, nobody is called out of the law, and what the database says is what the mirror says.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from bihuan.engines.halls import actions, queue, queueing, watch
from bihuan.engines.halls.errors import HallClosed, NotOffered, OutOfTurn, TooEarly
from bihuan.engines.halls.inforce import standard_of
from bihuan.engines.halls.models import Booking, Counter, Ticket
from bihuan.engines.halls.queueing import Waiting
from bihuan.ground.journal.errors import Refused
from bihuan.ground.journal.verify import everything
from tests.cast import Cast
from tests.engines.halls.service_hall import MORNING, VISITOR, ServiceHall, with_limits

pytestmark = pytest.mark.django_db

SERVICES = ("bill", "open", "invoice")
PRIORITIES = ("", "", "", "senior", "disabled", "vip")
KEEP = timedelta(minutes=15)
#: What each window does; None is everything.
DOES: tuple[list[str] | None, ...] = (None, ["bill", "invoice"], ["open"])
WISH = st.tuples(st.sampled_from(SERVICES), st.sampled_from(PRIORITIES), st.sampled_from(["", "", "", "k"]))
ACTS = ("start", "recall", "recall", "recall", "finish", "park", "pass", "service", "counter")


@dataclass
class Seen:
    """A ticket as the mirror has it."""

    waiting: Waiting
    state: str = "waiting"
    counter: int | None = None
    calls: int = 0
    last_call: datetime | None = None
    ended: datetime | None = None


class Day(RuleBasedStateMachine):
    hall: ServiceHall

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.at = self.hall.at = MORNING
        self.mirror: dict[int, Seen] = {}
        self.staffed: dict[int, str] = {}
        self.bookings: list[Booking] = []
        self.keys: dict[str, int] = {}
        for n in range(3):
            self.comes(n)

    def teardown(self) -> None:
        try:
            assert list(everything(("ticket", "counter", "booking", "hall"))) == []
        finally:
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    # -- looking into the mirror
    @property
    def standard(self):  # type: ignore[no-untyped-def]
        return standard_of(self.hall.hall, self.at)

    def inside(self) -> bool:
        return self.standard.opening(self.at) is not None

    def of(self, *states: str) -> list[int]:
        return [id for id, seen in self.mirror.items() if seen.state in states]

    def in_hand(self, n: int) -> int | None:
        counter = self.hall.counters[n].pk
        return next((id for id in self.of("called", "serving") if self.mirror[id].counter == counter), None)

    def free(self, n: int) -> bool:
        return self.staffed.get(n) == "open" and self.in_hand(n) is None

    def line(self) -> dict[int, Waiting]:
        return {id: self.mirror[id].waiting for id in self.of("waiting")}

    def window(self, n: int) -> queueing.Window:
        counter = Counter.objects.get(pk=self.hall.counters[n].pk)
        return queue.window_of(counter, self.standard, queue.open_counters(self.hall.hall))

    @contextmanager
    def refused(self, expected: bool, kind: type[Refused] = Refused) -> Iterator[None]:
        try:
            with transaction.atomic():
                yield
        except kind:
            assert expected, "refused though it was lawful"
        else:
            assert not expected, "done though it was unlawful"

    def called(self, id: int, n: int, window: queueing.Window) -> None:
        law, line = self.standard.law, self.line()
        one = self.mirror[id].waiting
        for other in line.values():
            if window.serves(other) and queueing.passed_over(one, other, law, self.at):
                self.mirror[other.id].waiting = replace(other, overtaken=other.overtaken + 1)
                assert other.overtaken + 1 <= 3, "passed over once too often"
        self.mirror[id] = Seen(replace(one, only=None), "called", self.hall.counters[n].pk, 1, self.at)

    # -- what happens
    @rule(minutes=st.sampled_from([0.1, 0.5, 1, 3, 10, 40]))
    def time_goes_on(self, minutes: float) -> None:
        self.at = self.hall.at = self.at + timedelta(minutes=minutes)

    @rule(minutes=st.sampled_from([1, 20]))
    def the_clock_is_set_back(self, minutes: int) -> None:
        if self.at - timedelta(minutes=minutes) <= MORNING:
            return
        self.at = self.hall.at = self.at - timedelta(minutes=minutes)

    @initialize(wishes=st.lists(WISH, min_size=3, max_size=10))
    def the_morning_s_crowd(self, wishes: list[tuple[str, str, str]]) -> None:
        self.the_hall_is_busy(wishes, [], 0)

    @rule(
        wishes=st.lists(WISH, max_size=5),
        ns=st.lists(st.integers(0, 2), max_size=6),
        minutes=st.sampled_from([0, 1, 2]),
    )
    def the_hall_is_busy(self, wishes: list[tuple[str, str, str]], ns: list[int], minutes: int) -> None:
        """People come; windows finish whom they have and call the next one, again and again."""
        for wish in wishes:
            self.takes(*wish)
            self.at = self.hall.at = self.at + timedelta(seconds=20)
        for n in ns:
            if self.in_hand(n) is not None and n in self.staffed:
                self.acts(n, "finish", 0)
            self.calls_next(n)
            self.at = self.hall.at = self.at + timedelta(minutes=minutes)

    def takes(self, service: str, priority: str, key: str) -> None:
        key = f"{key}-{service}-{priority}" if key else ""
        by = self.hall.manager if priority == "vip" else VISITOR
        latest = max((seen.waiting.entered_at for seen in self.mirror.values()), default=self.at)
        with self.refused(not self.inside() and key not in self.keys, HallClosed):
            ticket = self.hall.take(service, by=by, priority=priority, once=key)
            if key in self.keys:
                assert ticket.pk == self.keys[key]
                return
            if key:
                self.keys[key] = ticket.pk
            assert ticket.entered_at >= self.at and ticket.entered_at <= max(
                self.at, latest + timedelta.resolution
            )
            self.mirror[ticket.pk] = Seen(self.standard.waiting(ticket))

    @rule(
        wanted=st.lists(
            st.tuples(st.integers(0, 2), st.sampled_from([9.5, 10, 10, 11, 14, 15])), min_size=1, max_size=3
        ),
        at_once=st.booleans(),
    )
    def some_book(self, wanted: list[tuple[int, float]], at_once: bool) -> None:
        """Some stand in the hall already and come early; the others come later, in time or not."""
        for n, hour in wanted:
            before = len(self.bookings)
            self.books(n, hour)
            if at_once and len(self.bookings) > before:
                self.arrives(self.bookings[-1])

    def books(self, n: int, hour: float) -> None:
        start = MORNING.replace(hour=0) + timedelta(hours=hour)
        try:
            with transaction.atomic():
                booking = actions.book(
                    self.hall.hall,
                    SERVICES[n],
                    start,
                    phone=f"138001380{len(self.bookings):02}",
                    by=VISITOR,
                    at=self.at,
                )
        except Refused:
            return
        self.bookings.append(booking)

    @precondition(lambda self: self.bookings)
    @rule(data=st.data())
    def somebody_arrives(self, data: st.DataObject) -> None:
        self.arrives(data.draw(st.sampled_from(self.bookings)))

    def arrives(self, booking: Booking) -> None:
        known = Booking.objects.get(pk=booking.pk)
        gone = (known.state == "booked" and not self.inside()) or known.state in ("expired", "cancelled")
        with self.refused(gone):
            ticket = actions.arrive(booking, self.hall.hall, by=VISITOR, at=self.at)
            if known.ticket_id is not None:
                assert ticket.pk == known.ticket_id
            else:
                assert (ticket.band_start, ticket.band_end) == (known.band_start, known.band_end)
                self.mirror[ticket.pk] = Seen(self.standard.waiting(ticket))

    @rule(n=st.integers(0, 2))
    def a_clerk_comes(self, n: int) -> None:
        self.comes(n)

    def comes(self, n: int) -> None:
        actions.log_on(self.hall.counters[n], by=self.hall.clerk(n), at=self.at)
        self.staffed.setdefault(n, "open")

    @rule(n=st.integers(0, 2), leaves=st.booleans())
    def a_clerk_stops(self, n: int, leaves: bool) -> None:
        if not (n in self.staffed and (leaves or self.staffed[n] == "open")):
            return
        verb = actions.log_off if leaves else actions.suspend
        with self.refused(self.in_hand(n) is not None):
            verb(self.hall.counters[n], by=self.hall.clerk(n), at=self.at)
            if not leaves:
                self.staffed[n] = "suspended"
                return
            self._left(n)

    def _left(self, n: int) -> None:
        self.staffed.pop(n, None)
        for id, one in self.line().items():
            if one.only == self.hall.counters[n].pk:
                self.mirror[id].waiting = replace(one, only=None)

    @rule(n=st.integers(0, 2))
    def a_clerk_resumes(self, n: int) -> None:
        if n not in self.staffed:
            return
        actions.resume(self.hall.counters[n], by=self.hall.clerk(n), at=self.at)
        self.staffed[n] = "open"

    @rule(n=st.integers(0, 2))
    def the_next_one_is_called(self, n: int) -> None:
        self.calls_next(n)

    def calls_next(self, n: int) -> None:
        if self.staffed.get(n) != "open":
            return
        if self.in_hand(n) is not None:
            with self.refused(True):
                self.hall.call(n)
            return
        window = self.window(n)
        # From everybody who waits, not from the few that the database is asked for.
        wanted = queueing.choose(self.line().values(), window, self.standard.law, self.at)
        ticket = self.hall.call(n)
        assert (ticket.pk if ticket else None) == (wanted.one.id if wanted else None)
        if ticket:
            self.called(ticket.pk, n, window)

    @rule(n=st.integers(0, 2), data=st.data())
    def somebody_is_called_by_number(self, n: int, data: st.DataObject) -> None:
        candidates = self.of("waiting", "parked")
        if not (self.free(n) and candidates):
            return
        id = data.draw(st.sampled_from(candidates))
        window = self.window(n)
        one = self.mirror[id].waiting
        if not window.serves(one):
            return
        wronged = queueing.may_call(one, self.line().values(), window, self.standard.law, self.at)
        with self.refused(wronged is not None, OutOfTurn):
            actions.call(Ticket.objects.get(pk=id), self.hall.counters[n], by=self.hall.clerk(n), at=self.at)
            self.called(id, n, window)

    @rule(
        n=st.integers(0, 2),
        what=st.sampled_from(ACTS),
        m=st.integers(0, 2),
    )
    def the_counter_acts(self, n: int, what: str, m: int) -> None:
        self.acts(n, what, m)

    def acts(self, n: int, what: str, m: int) -> None:
        id = self.in_hand(n)
        if not (id is not None and n in self.staffed):
            return
        assert id is not None
        seen, by = self.mirror[id], self.hall.clerk(n)
        ticket = Ticket.objects.get(pk=id)
        if what in ("start", "recall", "pass") and seen.state != "called":
            return
        match what:
            case "start":
                actions.start(ticket, by=by, at=self.at)
                seen.state = "serving"
            case "recall":
                actions.recall(ticket, by=by, at=self.at)
                seen.calls, seen.last_call = seen.calls + 1, self.at
            case "finish":
                actions.finish(ticket, by=by, at=self.at)
                seen.state, seen.ended = "finished", self.at
            case "park":
                actions.park(ticket, by=by, at=self.at)
                seen.state = "parked"
            case "pass":
                with self.refused(seen.calls < 3, TooEarly):
                    actions.pass_by(ticket, by=by, at=self.at)
                    seen.state, seen.ended = "passed", self.at
            case "service":
                service = SERVICES[m]
                if service == seen.waiting.service:
                    return
                actions.transfer(ticket, service=service, by=by, at=self.at)
                self.mirror[id] = Seen(replace(seen.waiting, service=service, only=None))
            case "counter":
                if m not in self.staffed:
                    return
                target = self.hall.counters[m]
                able = seen.waiting.service in (DOES[m] or SERVICES)
                with self.refused(not able, NotOffered):
                    actions.transfer(ticket, counter=target, by=by, at=self.at)
                    self.mirror[id] = Seen(replace(seen.waiting, only=target.pk))

    @rule(what=st.sampled_from(["unpark", "come_back", "leave"]), data=st.data())
    def the_lobby_acts(self, what: str, data: st.DataObject) -> None:
        states = {
            "unpark": ("parked",),
            "come_back": ("passed",),
            "leave": ("waiting", "called", "parked", "passed"),
        }
        candidates = self.of(*states[what])
        if not candidates:
            return
        id = data.draw(st.sampled_from(candidates))
        seen, ticket, by = self.mirror[id], Ticket.objects.get(pk=id), self.hall.manager
        match what:
            case "unpark":
                actions.unpark(ticket, by=by, at=self.at)
                self.mirror[id] = Seen(seen.waiting)
            case "leave":
                actions.leave(ticket, by=by, at=self.at)
                seen.state, seen.ended = "left", self.at
            case "come_back":
                assert seen.ended is not None
                with self.refused(self.at > seen.ended + KEEP):
                    actions.come_back(ticket, by=by, at=self.at)
                    entered = max(self.at, seen.waiting.entered_at)
                    self.mirror[id] = Seen(replace(seen.waiting, entered_at=entered, band=None))

    @rule()
    def the_watch_goes_round(self) -> None:
        watch.run(self.at)
        for seen in self.mirror.values():
            late = seen.last_call is not None and seen.last_call <= self.at - timedelta(seconds=30)
            if seen.state == "called" and seen.calls >= 3 and late:
                seen.state, seen.ended = "passed", self.at

    @precondition(lambda self: self.mirror)
    @rule(really=st.sampled_from([False, False, False, True]))
    def the_day_ends(self, really: bool) -> None:
        if not really:
            return
        self.at = self.hall.at = MORNING.replace(day=self.at.astimezone(MORNING.tzinfo).day) + timedelta(
            days=1
        )
        watch.run(self.at)
        for seen in self.mirror.values():
            if seen.state == "serving":
                seen.state = "finished"
            elif seen.state in ("waiting", "called", "parked", "passed"):
                seen.state = "closed"
        for n in list(self.staffed):
            self._left(n)

    # -- what always holds
    @invariant()
    def the_database_says_what_the_mirror_says(self) -> None:
        rows = {ticket.pk: ticket for ticket in Ticket.objects.all()}
        assert rows.keys() == self.mirror.keys()
        for id, seen in self.mirror.items():
            assert rows[id].state == seen.state, (rows[id].label, rows[id].state, seen.state)
            if seen.state == "waiting":
                assert self.standard.waiting(rows[id]) == seen.waiting
            if seen.state in ("called", "serving"):
                assert rows[id].counter_id == seen.counter

    @invariant()
    def no_counter_has_two(self) -> None:
        held = list(Ticket.objects.at_counters().values_list("counter", flat=True))
        assert len(held) == len(set(held))

    @invariant()
    def nobody_is_passed_over_more_than_thrice(self) -> None:
        assert not Ticket.objects.filter(overtaken__gt=3).exists()


def test_any_day_keeps_the_laws(cast: Cast) -> None:
    Day.hall = with_limits(cast)
    for n, services in enumerate(DOES):
        if services:
            actions.change_counter(Day.hall.counters[n], services=services, by=Day.hall.manager, at=MORNING)
    run_state_machine_as_test(
        Day,
        settings=settings(
            max_examples=50,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=(Phase.reuse, Phase.generate),  # shrinking a day takes longer than reading one
        ),
    )

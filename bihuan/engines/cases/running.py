"""Clocks of a case in the database: start, stop, pause, resume, extend, cancel. Part of a verb's transaction."""

from collections.abc import Iterable
from datetime import datetime
from typing import Literal, cast

from django.db.models import QuerySet

from bihuan.engines.cases import charging, clocks
from bihuan.engines.cases.kinds import CaseKind, Event, Promise, kind_of
from bihuan.engines.cases.models import Case, Clock, ClockEvent, Order
from bihuan.ground.directory.actor import Actor
from bihuan.ground.journal import prepared
from bihuan.ground.journal.rows import insert
from bihuan.ground.standards.packs import Pack
from bihuan.ground.worktime import Event as TimeEvent

EventKind = Literal["pause", "resume", "extend", "restart", "stop"]


def begun(case: Case, pack: Pack, promise: Promise, at: datetime, order: Order | None = None) -> Clock:
    """A clock of the promise that starts at `at`, not yet written."""
    calendar = pack.calendar(promise.calendar)
    due_at = clocks.due_at(promise, at, calendar)
    return Clock(
        case=case,
        order=order,
        team_id=order.team_id if order else case.team_id,
        promise=promise.id,
        clause=pack.cite(promise.clause),
        round=case.round,
        allowance=promise.allowance,
        calendar=f"{promise.calendar}@{calendar.version}",
        started_at=at,
        due_at=due_at,
        next_step_at=clocks.first_step(promise, at, due_at, calendar),
    )


def starting(
    case: Case, pack: Pack, kind: CaseKind, event: Event, *, at: datetime, orders: Iterable[Order] = ()
) -> list[Clock]:
    """The clocks that the event begins, not yet written; promises per order begin once for each order given."""
    return [
        begun(case, pack, promise, at, order)
        for promise in clocks.starting(kind, event, case.gravity)
        for order in (orders if promise.per == "order" else (None,))
    ]


def _without_verdict(case: int) -> QuerySet[Clock]:
    return Clock.objects.filter(case_id=case, stopped_at=None)


class Running:
    """The clocks of one case that have no verdict yet, during one turn: read once, then changed here and in their rows."""

    def __init__(self, case: Case, pack: Pack, by: Actor, at: datetime) -> None:
        self.case, self.pack, self.by, self.at = case, pack, by, at
        self.touched = False
        self._known: list[Clock] | None = None

    @property
    def kind(self) -> CaseKind:
        return kind_of(self.pack, self.case.kind)

    @property
    def known(self) -> list[Clock]:
        if self._known is None:
            self._known = prepared.ask("running.known", _without_verdict, self.case.pk)
        return self._known

    def start(self, event: Event, orders: Iterable[Order] = ()) -> None:
        """Begin every promise that starts on the event."""
        self._add(starting(self.case, self.pack, self.kind, event, at=self.at, orders=orders))

    def start_one(self, promise: Promise, since: datetime, order: Order | None = None) -> None:
        """Begin a promise by itself, from a moment that may lie in the past."""
        self._add([begun(self.case, self.pack, promise, since, order)])

    def _add(self, fresh: list[Clock]) -> None:
        if fresh:
            insert(fresh)
            self.touched, self._known = True, None

    def stop(self, event: Event, order: Order | None = None) -> None:
        """Freeze the clocks that stop on the event: met or missed, for good.

        An order's event leaves the clocks of other orders alone.
        """
        names = clocks.stopping(self.kind, event)
        if names:
            self._freeze(
                [
                    clock
                    for clock in self.known
                    if clock.promise in names and (order is None or clock.order_id in (None, order.pk))
                ]
            )

    def cancel(self, order: Order | None = None) -> None:
        """End what still runs without a verdict: the case or the order ended for another reason."""
        self._freeze(
            [clock for clock in self.known if order is None or clock.order_id == order.pk], cancelled=True
        )

    def cancel_promises(self, names: Iterable[str]) -> None:
        gone = set(names)
        self._freeze([clock for clock in self.known if clock.promise in gone], cancelled=True)

    def _freeze(self, found: list[Clock], *, cancelled: bool = False) -> None:
        if not found:
            return
        to = charging.charged(found, self.at)
        for clock in found:
            clock.stopped_at, clock.next_step_at, clock.cancelled = self.at, None, cancelled
            clock.met = None if cancelled else clock.due_at is None or self.at <= clock.due_at
            clock.charged_id = to[clock.pk]
        for met, team in {(clock.met, clock.charged_id) for clock in found}:
            alike = [clock.pk for clock in found if (clock.met, clock.charged_id) == (met, team)]
            Clock.objects.filter(pk__in=alike).update(
                stopped_at=self.at, next_step_at=None, cancelled=cancelled, met=met, charged=team
            )
        self._log(found, ClockEvent.What.STOP, reason="cancelled" if cancelled else "")
        self._known = [clock for clock in self.known if clock.stopped_at is None]

    def pause(self, reason: str) -> list[Clock]:
        """Pause what may be paused; a clock already overdue keeps running, for a pause does not undo a breach."""
        pausable = {promise.id for promise in self.kind.promises if promise.pausable}
        found = [
            clock
            for clock in self.known
            if clock.promise in pausable and clock.paused_at is None and not clock.is_overdue(self.at)
        ]
        return self._rebuilt(found, ClockEvent.What.PAUSE, reason=reason)

    def resume(self) -> list[Clock]:
        found = [clock for clock in self.known if clock.paused_at is not None]
        return self._rebuilt(found, ClockEvent.What.RESUME)

    def of(self, promise: str) -> Clock | None:
        """The clock of the promise that has no verdict yet, the latest when several orders have one."""
        return next((clock for clock in reversed(self.known) if clock.promise == promise), None)

    def extend(self, clock: Clock, amount: str, reason: str) -> None:
        self._rebuilt([clock], ClockEvent.What.EXTEND, reason=reason, amount=amount)

    def _rebuilt(
        self, found: list[Clock], what: ClockEvent.What, *, reason: str = "", amount: str = ""
    ) -> list[Clock]:
        self._log(found, what, reason=reason, amount=amount)
        for clock in found:
            rebuild(clock, self.pack, self.kind, anew=self.at if what == ClockEvent.What.EXTEND else None)
        return found

    def _log(self, found: list[Clock], what: ClockEvent.What, *, reason: str = "", amount: str = "") -> None:
        self.touched = self.touched or bool(found)
        insert(
            [
                ClockEvent(
                    clock=clock, what=what, at=self.at, actor=self.by.ref, reason=reason, amount=amount
                )
                for clock in found
            ]
        )

    def next_due(self) -> datetime | None:
        """The earliest deadline that still runs."""
        return min((clock.due_at for clock in self.known if clock.is_running and clock.due_at), default=None)


def rebuild(clock: Clock, pack: Pack, kind: CaseKind, *, anew: datetime | None = None) -> None:
    """Derive the cached columns anew from the start and the events.

    `anew` is the moment of an extension: the steps of the new deadline that still lie ahead come again.
    """
    promise = promise_of(kind, clock.promise)
    calendar = pack.calendar(promise.calendar)
    standing = clocks.replayed(promise, clock.started_at, calendar, time_events(clock))
    clock.due_at = standing.due_at
    clock.paused_at = standing.paused_since
    clock.remaining = standing.remaining_seconds if standing.paused_since else None
    clock.next_step_at = None
    if clock.due_at is not None and clock.stopped_at is None:
        moments = clocks.steps(promise, clock.started_at, clock.due_at, calendar)
        if anew is not None:
            clock.step = sum(moment <= anew for moment in moments)
        clock.next_step_at = moments[clock.step] if clock.step < len(moments) else None
    clock.save(update_fields=["due_at", "paused_at", "remaining", "step", "next_step_at"])


def time_events(clock: Clock) -> list[TimeEvent]:
    return [
        TimeEvent(
            kind=cast(EventKind, event.what),
            at=event.at,
            allowance=clocks.allowance(event.amount) if event.amount else None,
            reason=event.reason,
        )
        for event in clock.events.all()
    ]


def promise_of(kind: CaseKind, name: str) -> Promise:
    return next(promise for promise in kind.promises if promise.id == name)

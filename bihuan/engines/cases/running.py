"""Clocks of a case in the database: start, stop, pause, resume, extend, cancel. Called by verbs, inside their transaction."""

from collections.abc import Iterable
from datetime import datetime
from typing import Literal, cast
from zoneinfo import ZoneInfo

from django.db.models import Q

from bihuan.engines.cases import clocks
from bihuan.engines.cases.kinds import CaseKind, Event, Promise
from bihuan.engines.cases.models import Case, Clock, ClockEvent, Order
from bihuan.ground.directory.actor import Actor
from bihuan.ground.journal.rows import insert
from bihuan.ground.standards.packs import Pack
from bihuan.ground.worktime import Event as TimeEvent

SHANGHAI = ZoneInfo("Asia/Shanghai")
EventKind = Literal["pause", "resume", "extend", "restart", "stop"]


def starting(
    case: Case, pack: Pack, kind: CaseKind, event: Event, *, at: datetime, orders: Iterable[Order] = ()
) -> list[Clock]:
    """The clocks that the event begins, not yet written; promises per order begin once for each order given."""
    return [
        _begun(case, pack, promise, at, order)
        for promise in clocks.starting(kind, event, case.gravity)
        for order in (orders if promise.per == "order" else (None,))
    ]


def start(
    case: Case, pack: Pack, kind: CaseKind, event: Event, *, at: datetime, orders: Iterable[Order] = ()
) -> None:
    """Begin every promise that starts on the event."""
    insert(starting(case, pack, kind, event, at=at, orders=orders))


def start_one(case: Case, pack: Pack, promise: Promise, *, at: datetime) -> Clock:
    """Begin a promise by itself, from a moment that may lie in the past."""
    clock = _begun(case, pack, promise, at, None)
    clock.save(force_insert=True)
    return clock


def _begun(case: Case, pack: Pack, promise: Promise, at: datetime, order: Order | None) -> Clock:
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


def stop(
    case: Case, kind: CaseKind, event: Event, *, by: Actor, at: datetime, order: Order | None = None
) -> list[Clock]:
    """Freeze the clocks that stop on the event: met or missed, for good. An order's event leaves other orders' clocks alone."""
    names = clocks.stopping(kind, event)
    if not names:
        return []
    whose = Q(order=None) | Q(order=order) if order else Q()
    found = list(Clock.objects.filter(whose, case=case, promise__in=names, stopped_at=None))
    _freeze(found, at, by, cancelled=False)
    return found


def cancel(case: Case, *, by: Actor, at: datetime, order: Order | None = None) -> None:
    """End what still runs without a verdict: the case or the order ended for another reason."""
    found = Clock.objects.filter(case=case, stopped_at=None)
    _freeze(list(found.filter(order=order) if order else found), at, by, cancelled=True)


def cancel_promises(case: Case, names: Iterable[str], *, by: Actor, at: datetime) -> None:
    _freeze(list(Clock.objects.filter(case=case, promise__in=names, stopped_at=None)), at, by, cancelled=True)


def _freeze(found: list[Clock], at: datetime, by: Actor, *, cancelled: bool) -> None:
    if not found:
        return
    for clock in found:
        clock.stopped_at, clock.next_step_at, clock.cancelled = at, None, cancelled
        clock.met = None if cancelled else clock.due_at is None or at <= clock.due_at
    for met in {clock.met for clock in found}:
        alike = Clock.objects.filter(pk__in=[clock.pk for clock in found if clock.met is met])
        alike.update(stopped_at=at, next_step_at=None, cancelled=cancelled, met=met)
    _log(found, ClockEvent.What.STOP, at, by, reason="cancelled" if cancelled else "")


def pause(case: Case, pack: Pack, kind: CaseKind, *, by: Actor, at: datetime, reason: str) -> list[Clock]:
    """Pause what may be paused; a clock already overdue keeps running, for a pause does not undo a breach."""
    pausable = {promise.id for promise in kind.promises if promise.pausable}
    found = [
        clock
        for clock in Clock.objects.filter(case=case, promise__in=pausable, stopped_at=None, paused_at=None)
        if not clock.is_overdue(at)
    ]
    _log(found, ClockEvent.What.PAUSE, at, by, reason=reason)
    for clock in found:
        rebuild(clock, pack, kind)
    return found


def resume(case: Case, pack: Pack, kind: CaseKind, *, by: Actor, at: datetime) -> list[Clock]:
    found = list(Clock.objects.filter(case=case, stopped_at=None).exclude(paused_at=None))
    _log(found, ClockEvent.What.RESUME, at, by)
    for clock in found:
        rebuild(clock, pack, kind)
    return found


def extend(
    clock: Clock, amount: str, pack: Pack, kind: CaseKind, *, by: Actor, at: datetime, reason: str
) -> None:
    _log([clock], ClockEvent.What.EXTEND, at, by, reason=reason, amount=amount)
    rebuild(clock, pack, kind)


def rebuild(clock: Clock, pack: Pack, kind: CaseKind) -> None:
    """Derive the cached columns anew from the start and the events."""
    promise = promise_of(kind, clock.promise)
    calendar = pack.calendar(promise.calendar)
    standing = clocks.replayed(promise, clock.started_at, calendar, time_events(clock))
    clock.due_at = standing.due_at
    clock.paused_at = standing.paused_since
    clock.remaining = standing.remaining_seconds if standing.paused_since else None
    clock.next_step_at = None
    if clock.due_at is not None and clock.stopped_at is None:
        moments = clocks.steps(promise, clock.started_at, clock.due_at, calendar)
        clock.next_step_at = moments[clock.step] if clock.step < len(moments) else None
    clock.save(update_fields=["due_at", "paused_at", "remaining", "next_step_at"])


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


def next_due(case: Case) -> datetime | None:
    """The earliest deadline that still runs."""
    return (
        Clock.objects.filter(case=case, stopped_at=None, paused_at=None)
        .order_by("due_at")
        .values_list("due_at", flat=True)
        .first()
    )


def _log(
    found: Iterable[Clock],
    what: ClockEvent.What,
    at: datetime,
    by: Actor,
    *,
    reason: str = "",
    amount: str = "",
) -> None:
    ClockEvent.objects.bulk_create(
        ClockEvent(clock=clock, what=what, at=at, actor=by.ref, reason=reason, amount=amount)
        for clock in found
    )

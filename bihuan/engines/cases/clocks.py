"""From a pack's promise to a running clock and back. Pure."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache

from bihuan.engines.cases.kinds import CaseKind, Event, Promise, Step
from bihuan.ground.standards.packs import Pack
from bihuan.ground.worktime import Allowance, Calendar, Conventions, Receipt, Standing, due, receipt, replay
from bihuan.ground.worktime import Event as TimeEvent
from bihuan.ground.worktime import steps as moments_between


@lru_cache(maxsize=1024)
def allowance(text: str) -> Allowance:
    return Allowance.parse(text)


def conventions(promise: Promise) -> Conventions:
    """How this clause counts (Civil Code arts. 200–203 unless the pack says otherwise)."""
    return Conventions(start_day=promise.start_day, ends=promise.ends, roll=promise.roll)


def limit(pack: Pack, kind: CaseKind, allowance_text: str, since: datetime) -> datetime:
    """When a limit of the kind (`kind.limits`) that runs from `since` is over."""
    return due(since, allowance(allowance_text), pack.calendar(kind.limits.calendar))


def starting(kind: CaseKind, event: Event, gravity: str) -> list[Promise]:
    return [p for p in kind.promises if p.start == event and p.gravity in ("any", gravity)]


def stopping(kind: CaseKind, event: Event) -> frozenset[str]:
    return frozenset(p.id for p in kind.promises if p.stop == event)


def due_at(promise: Promise, at: datetime, calendar: Calendar) -> datetime:
    return due(at, allowance(promise.allowance), calendar, conventions(promise))


def steps(promise: Promise, start: datetime, end: datetime, calendar: Calendar) -> tuple[datetime, ...]:
    """When each step comes: a share of the counted time used, the due time (`end`), or an allowance after it."""
    return tuple(_moment(promise, step, start, end, calendar) for step in promise.steps)


def first_step(promise: Promise, start: datetime, end: datetime, calendar: Calendar) -> datetime | None:
    """The first step's moment alone: opening a case needs no more."""
    return _moment(promise, promise.steps[0], start, end, calendar) if promise.steps else None


def _moment(promise: Promise, step: Step, start: datetime, end: datetime, calendar: Calendar) -> datetime:
    if step.at == "due":
        return end
    if step.at.endswith("%"):
        share = int(step.at[:-1]) / 100
        return moments_between(start, end, (share,), calendar, allowance(promise.allowance))[0]
    return due(end, allowance(step.at[1:]), calendar, conventions(promise))


def replayed(promise: Promise, start: datetime, calendar: Calendar, events: Iterable[TimeEvent]) -> Standing:
    """Rebuild a clock from its start and its append-only events."""
    return replay(start, allowance(promise.allowance), calendar, conventions(promise), tuple(events))


def proof(promise: Promise, start: datetime, calendar: Calendar, events: Sequence[TimeEvent]) -> Receipt:
    """The receipt (时限凭据): every counted interval, pause and extension behind a due time."""
    return receipt(start, allowance(promise.allowance), calendar, conventions(promise), events)

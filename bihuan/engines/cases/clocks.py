"""From a pack's promise to a running clock and back. Pure."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache

from bihuan.engines.cases.kinds import CaseKind, Event, Promise
from bihuan.ground.worktime import Allowance, Calendar, Conventions, Receipt, Standing, due, receipt, replay
from bihuan.ground.worktime import Event as TimeEvent
from bihuan.ground.worktime import steps as moments_between


@lru_cache(maxsize=1024)
def allowance(text: str) -> Allowance:
    return Allowance.parse(text)


def conventions(promise: Promise) -> Conventions:
    """How this clause counts (Civil Code arts. 200–203 unless the pack says otherwise)."""
    return Conventions(start_day=promise.start_day, ends=promise.ends, roll=promise.roll)


def starting(kind: CaseKind, event: Event, gravity: str) -> list[Promise]:
    return [p for p in kind.promises if p.start == event and p.gravity in ("any", gravity)]


def stopping(kind: CaseKind, event: Event) -> frozenset[str]:
    return frozenset(p.id for p in kind.promises if p.stop == event)


def due_at(promise: Promise, at: datetime, calendar: Calendar) -> datetime:
    return due(at, allowance(promise.allowance), calendar, conventions(promise))


def steps(promise: Promise, start: datetime, end: datetime, calendar: Calendar) -> tuple[datetime, ...]:
    """When each step comes: a share of the counted time used, the due time (`end`), or an allowance after it."""
    found: list[datetime] = []
    for step in promise.steps:
        if step.at == "due":
            found.append(end)
        elif step.at.endswith("%"):
            share = int(step.at[:-1]) / 100
            found.extend(moments_between(start, end, (share,), calendar, allowance(promise.allowance)))
        else:
            found.append(due(end, allowance(step.at[1:]), calendar, conventions(promise)))
    return tuple(found)


def first_step(promise: Promise, start: datetime, end: datetime, calendar: Calendar) -> datetime | None:
    """The first step's moment alone: opening a case needs no more."""
    if not promise.steps:
        return None
    head = promise.model_copy(update={"steps": promise.steps[:1]}) if len(promise.steps) > 1 else promise
    return steps(head, start, end, calendar)[0]


def replayed(promise: Promise, start: datetime, calendar: Calendar, events: Iterable[TimeEvent]) -> Standing:
    """Rebuild a clock from its start and its append-only events."""
    return replay(start, allowance(promise.allowance), calendar, conventions(promise), tuple(events))


def proof(promise: Promise, start: datetime, calendar: Calendar, events: Sequence[TimeEvent]) -> Receipt:
    """The receipt (时限凭据): every counted interval, pause and extension behind a due time."""
    return receipt(start, allowance(promise.allowance), calendar, conventions(promise), events)


def day_after(day: date) -> date:
    return day + timedelta(days=1)

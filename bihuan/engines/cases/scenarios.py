"""A pack's worked examples played: clocks over a course of events, and the guided classification. Pure."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, get_args

from bihuan.engines.cases import clocks
from bihuan.engines.cases.kinds import CaseKind, Event, Promise, Question
from bihuan.ground.standards.packs import Pack
from bihuan.ground.standards.scenarios import register_runner
from bihuan.ground.standards.shapes import Scenario
from bihuan.ground.worktime import Event as TimeEvent
from bihuan.ground.worktime.zone import SHANGHAI

_ACTS = ("pause", "resume", "extend", "restart")

_Begun = dict[str, tuple[Promise, datetime, list[TimeEvent]]]


def play_clocks(pack: Pack, scenario: Scenario) -> Mapping[str, Any]:
    """`given: {kind, gravity}`, `when:` events with local times, `then:` due time and state by promise.

    Besides the events of cases there are `pause`, `resume`, `extend: {at, by}`, and `now` to ask at a moment.
    """
    kind: CaseKind = pack.rows("kinds")[scenario.given["kind"]]
    gravity = str(scenario.given.get("gravity", "ordinary"))
    begun: _Begun = {}
    now: datetime | None = None
    for name, at, amount in _course(scenario):
        if name == "now":
            now = at
        elif name in _ACTS:
            _act(begun, name, at, amount)
        else:
            _happen(kind, gravity, begun, name, at)
    return {id: _standing(pack, *one, now) for id, one in begun.items()}


def _course(scenario: Scenario) -> Iterator[tuple[str, datetime, str | None]]:
    for step in scenario.when:
        for name, said in step.items():
            if name not in (*get_args(Event), *_ACTS, "now"):
                raise ValueError(f"{name!r} is not an event; known are {', '.join(get_args(Event))}")
            at, amount = (said["at"], said.get("by")) if isinstance(said, dict) else (said, None)
            yield name, datetime.fromisoformat(str(at)).replace(tzinfo=SHANGHAI), amount


def _act(begun: _Begun, name: str, at: datetime, amount: str | None) -> None:
    for promise, _, events in begun.values():
        if (promise.pausable or name == "extend") and not _stopped(events):
            extra = clocks.allowance(amount) if amount else None
            events.append(TimeEvent(kind=name, at=at, allowance=extra))  # type: ignore[arg-type]


def _happen(kind: CaseKind, gravity: str, begun: _Begun, event: Any, at: datetime) -> None:
    for id in clocks.stopping(kind, event):
        if id in begun and not _stopped(begun[id][2]):
            begun[id][2].append(TimeEvent(kind="stop", at=at))
    for promise in clocks.starting(kind, event, gravity):
        begun[promise.id] = (promise, at, [])


def _stopped(events: list[TimeEvent]) -> bool:
    return any(event.kind == "stop" for event in events)


def _standing(
    pack: Pack, promise: Promise, start: datetime, events: list[TimeEvent], now: datetime | None
) -> Mapping[str, str]:
    standing = clocks.replayed(promise, start, pack.calendar(promise.calendar), events)
    if standing.met is not None:
        state = "met" if standing.met else "missed"
    elif standing.paused_since is not None:
        state = "paused"
    else:
        state = "overdue" if now is not None and standing.overdue(now) else "running"
    found = {"state": state, "clause": promise.clause}
    if standing.due_at is not None:
        found["due"] = shown(standing.due_at)
    return found


def shown(at: datetime) -> str:
    """Local minutes; the end of a day is its 24:00."""
    local = at.astimezone(SHANGHAI)
    if (local.hour, local.minute) == (0, 0):
        return f"{local - timedelta(days=1):%Y-%m-%d} 24:00"
    return f"{local:%Y-%m-%d %H:%M}"


def play_classification(pack: Pack, scenario: Scenario) -> Mapping[str, Any]:
    """`given:` `yes` or `no` by question, `then: {kind, asked}`; questions are asked from the first."""
    questions: Mapping[str, Question] = pack.rows("questions")
    question = next(iter(questions.values()))
    asked: list[str] = []
    while True:
        if question.id in asked:
            raise ValueError(f"question {question.id!r} comes round again")
        asked.append(question.id)
        answer = scenario.given.get(question.id)
        if answer not in ("yes", "no"):
            raise ValueError(f"question {question.id!r} is asked but not answered with yes or no")
        target = question.yes if answer == "yes" else question.no
        if target.startswith("="):
            return {"kind": target[1:], "asked": ", ".join(asked)}
        question = questions[target]


register_runner("clocks", play_clocks)
register_runner("classification", play_classification)

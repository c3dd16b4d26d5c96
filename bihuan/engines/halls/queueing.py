"""Who is called next, and why. Pure.

The laws, in this order:
1. Nobody who is due is passed over by later comers more than `overtaken_most` times.
2. Whose longest wait would be over before the next chance is lifted to the front.
3. A higher rank goes first; inside a rank, who came first. An appointment counts from the start of its band.
4. Whoever came before the band of an appointment begins is called when nobody else waits.

Walk-ins of one rank whom a window may serve are therefore called strictly as they came. A transfer or a pause keeps the
time of coming, so nobody queues twice.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Law:
    """`keep`: how long after its band an appointment is still one."""

    overtaken_most: int = 3
    keep: timedelta = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody in the hall as the order sees him.

    `only`: the one window he was sent to. `overtaken`: how often later comers were called before him.
    """

    id: int
    service: str
    entered_at: datetime
    rank: int = 0
    most_wait: timedelta | None = None
    band: tuple[datetime, datetime] | None = None
    language: str = "zh"
    only: int | None = None
    overtaken: int = 0


@dataclass(frozen=True, slots=True)
class Window:
    """A counter that is free. `services` None: all of them.

    `leaves`: languages that other open windows speak and this one does not.
    `gap`: how long it takes until it can call again; whose time would be over by then is lifted now.
    """

    services: frozenset[str] | None = None
    leaves: frozenset[str] = frozenset()
    id: int = 0
    gap: timedelta = timedelta(0)

    def serves(self, one: Waiting) -> bool:
        if one.only is not None:
            return one.only == self.id
        return (self.services is None or one.service in self.services) and one.language not in self.leaves


class Why(StrEnum):
    """The reason that put somebody first."""

    FIRST = "first"
    RANK = "rank"
    APPOINTMENT = "appointment"
    MOST_WAIT = "most_wait"
    FAIRNESS = "fairness"
    EARLY = "early"


@dataclass(frozen=True, slots=True)
class Choice:
    """`overtakes`: who is due and came earlier, and has to wait again. `shields`: for whom fairness kept others back."""

    one: Waiting
    why: Why
    overtakes: tuple[int, ...] = ()
    shields: int | None = None


def is_appointment(one: Waiting, law: Law) -> bool:
    """Whether he still is one: who came later than `keep` after the band queues as if without it."""
    return one.band is not None and one.entered_at <= one.band[1] + law.keep


def came(one: Waiting, law: Law) -> tuple[datetime, int]:
    """When he was both there and due, which no trick changes; ties by ticket."""
    if one.band is not None and is_appointment(one, law):
        return max(one.entered_at, one.band[0]), one.id
    return one.entered_at, one.id


def since(one: Waiting, law: Law) -> tuple[datetime, int]:
    """From when his turn counts: an appointment from the start of its band."""
    if one.band is not None and is_appointment(one, law):
        return one.band[0], one.id
    return one.entered_at, one.id


def is_due(one: Waiting, law: Law, at: datetime) -> bool:
    return not is_appointment(one, law) or (one.band is not None and one.band[0] <= at)


def choose(waiting: Iterable[Waiting], window: Window, law: Law, at: datetime) -> Choice | None:
    """Who is called to the window now; None when it can serve nobody who waits."""
    could = [one for one in waiting if window.serves(one)]
    due = [one for one in could if is_due(one, law, at)]
    if not due:
        first = min(could, key=lambda one: (-one.rank, since(one, law)), default=None)
        return Choice(first, Why.EARLY) if first else None
    shielded = min(
        (one for one in due if one.overtaken >= law.overtaken_most),
        key=lambda one: came(one, law),
        default=None,
    )
    # Only those who came no later than the shielded one do not pass him over once more.
    allowed = due if shielded is None else [one for one in due if came(one, law) <= came(shielded, law)]
    first = min(allowed, key=lambda one: _turn(one, window, law, at))
    before = sorted((one for one in due if came(one, law) < came(first, law)), key=lambda one: came(one, law))
    kept_back = shielded is not None and min(due, key=lambda one: _turn(one, window, law, at)) is not first
    why = Why.FAIRNESS if kept_back else _why(first, allowed, window, law, at)
    return Choice(
        first, why, tuple(one.id for one in before), shielded.id if shielded and kept_back else None
    )


def is_lifted(one: Waiting, window: Window, law: Law, at: datetime) -> bool:
    """Whether his longest wait would be over before the window can call again."""
    return one.most_wait is not None and came(one, law)[0] + one.most_wait <= at + window.gap


def _turn(one: Waiting, window: Window, law: Law, at: datetime) -> tuple[int, int, tuple[datetime, int]]:
    if one.most_wait is not None and is_lifted(one, window, law, at):
        moment, id = came(one, law)
        return 0, 0, (moment + one.most_wait, id)
    return 1, -one.rank, since(one, law)


def _why(first: Waiting, allowed: Sequence[Waiting], window: Window, law: Law, at: datetime) -> Why:
    """The first rule that would have decided otherwise."""
    earliest = min(allowed, key=lambda one: came(one, law))
    if first is earliest:
        return Why.FIRST
    if is_lifted(first, window, law, at):
        return Why.MOST_WAIT
    if any(one.rank < first.rank and came(one, law) < came(first, law) for one in allowed):
        return Why.RANK
    return Why.APPOINTMENT


def may_call(
    one: Waiting, waiting: Iterable[Waiting], window: Window, law: Law, at: datetime
) -> Waiting | None:
    """Whom calling `one` by name would pass over once too often; None when it is lawful."""
    others = [other for other in waiting if other.id != one.id and window.serves(other)]
    wronged = [
        other
        for other in others
        if is_due(other, law, at)
        and other.overtaken >= law.overtaken_most
        and (came(other, law) < came(one, law) or not is_due(one, law, at))
    ]
    return min(wronged, key=lambda other: came(other, law), default=None)


def passed_over(one: Waiting, other: Waiting, law: Law, at: datetime) -> bool:
    """Whether calling `one` makes `other`, who waits, overtaken once more."""
    if other.id == one.id or not is_due(other, law, at):
        return False
    return came(other, law) < came(one, law) or not is_due(one, law, at)


def order(waiting: Iterable[Waiting], window: Window, law: Law, at: datetime) -> Iterator[Choice]:
    """Everybody whom the window may serve, as it would call them one after the other at this moment."""
    left = {one.id: one for one in waiting}
    while choice := choose(left.values(), window, law, at):
        yield choice
        del left[choice.one.id]
        for id in choice.overtakes:
            left[id] = replace(left[id], overtaken=left[id].overtaken + 1)

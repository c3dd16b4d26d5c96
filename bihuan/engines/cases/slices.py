"""Each department's share of a case: how long its order lay with it, in working time. Pure.

A case has one total clock; whoever held it, held it for so long. That tells more about a breach than who held it last.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bihuan.ground.worktime import Calendar, working_seconds


@dataclass(frozen=True, slots=True)
class Slice:
    """`seconds` of working time in the hands of a team; `still` while it has not let go."""

    team: int
    seconds: int
    still: bool


def slice_of(
    team: int, stretches: Iterable[tuple[datetime, datetime | None]], at: datetime, calendar: Calendar
) -> Slice:
    """Over the stretches (`Order.stretches`) in which the order lay with the team, at the latest until `at`."""
    seconds, still = 0, False
    for since, let_go_at in stretches:
        until = min(let_go_at, at) if let_go_at else at
        seconds += working_seconds(since, until, calendar) if until > since else 0
        still = let_go_at is None
    return Slice(team, seconds, still)


def shares(slices: list[Slice]) -> dict[int, int]:
    """Whole percent of the held working time by team, adding up to 100; nobody has a share of nothing."""
    total = sum(one.seconds for one in slices)
    if total == 0:
        return {}
    held: dict[int, int] = {}
    for one in slices:
        held[one.team] = held.get(one.team, 0) + one.seconds
    exact = {team: seconds * 100 / total for team, seconds in held.items()}
    whole = {team: int(share) for team, share in exact.items()}
    # The largest remainders get what rounding down left over.
    for team in sorted(exact, key=lambda team: whole[team] - exact[team])[: 100 - sum(whole.values())]:
        whole[team] += 1
    return whole


@dataclass(frozen=True, slots=True)
class Held:
    """An order in a team's hands; `until` is None while it has not let go. One of several at once leads."""

    team: int
    since: datetime
    until: datetime | None
    leads: bool


def charged(
    held: Sequence[Held],
    since: datetime,
    until: datetime,
    calendar: Calendar,
    paused: Sequence[tuple[datetime, datetime]] = (),
) -> int | None:
    """The team that a promise running from `since` to `until` (its stop, or its due time when that came first) is charged to.

    The one in whose hands it lay longest, counted on the promise's calendar without its pauses; of equals the one
    that led, then the later one. None: it lay longest with no unit, at intake or under review. Where no working time
    passed at all, the time by the clock decides.
    """
    own = [
        (one, max(one.since, since), min(one.until or until, until))
        for one in held
        if one.since <= until and (one.until is None or one.until >= since)
    ]
    if not own:
        return None
    on = calendar if _counted(since, until, calendar, paused) else None
    spans: dict[int, list[tuple[datetime, datetime]]] = {}
    for one, start, end in own:
        spans.setdefault(one.team, []).append((start, end))
    lay = {team: _counted_all(several, on, paused) for team, several in spans.items()}
    longest, _leads, _since, team = max(
        (lay[one.team], one.leads, one.since, one.team) for one, *_span in own
    )
    with_a_unit = _counted_all([span for several in spans.values() for span in several], on, paused)
    with_nobody = _counted(since, until, on, paused) - with_a_unit
    return None if with_nobody > longest else team


def _counted_all(
    spans: Iterable[tuple[datetime, datetime]],
    calendar: Calendar | None,
    paused: Sequence[tuple[datetime, datetime]],
) -> int:
    """The counted seconds in any of the spans, overlaps once."""
    total, reached = 0, None
    for start, end in sorted(spans):
        begin = start if reached is None else max(start, reached)
        if end > begin:
            total += _counted(begin, end, calendar, paused)
        reached = end if reached is None else max(reached, end)
    return total


def _counted(
    since: datetime,
    until: datetime,
    calendar: Calendar | None,
    paused: Sequence[tuple[datetime, datetime]],
) -> int:
    def seconds(start: datetime, end: datetime) -> int:
        if end <= start:
            return 0
        return working_seconds(start, end, calendar) if calendar else int((end - start).total_seconds())

    resting = sum(seconds(max(start, since), min(end, until)) for start, end in paused)
    return seconds(since, until) - resting

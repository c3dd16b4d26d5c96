"""Each department's share of a case: how long its order lay with it, in working time. Pure.

A case has one total clock; whoever held it, held it for so long. That tells more about a breach than who held it last.
"""

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
    team: int, sent_at: datetime, let_go_at: datetime | None, at: datetime, calendar: Calendar
) -> Slice:
    """From the sending of the order until it was confirmed, returned, transferred or ended, at the latest until `at`."""
    until = min(let_go_at, at) if let_go_at else at
    seconds = working_seconds(sent_at, until, calendar) if until > sent_at else 0
    return Slice(team, seconds, let_go_at is None)


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

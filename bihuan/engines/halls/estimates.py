"""How long somebody will wait, as an interval. Pure.

Windows are followed one by one: when each will be free of whom it serves, which services it takes, who is before me in
the queue. What a service takes is learned from this hall's own visits, beginning with the standard's minutes.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

#: Visits after which the hall's own times weigh as much as the standard's minutes.
PRIOR_WEIGHT = 20
#: Handling times of a service nobody has met yet vary by this share of their mean.
PRIOR_SPREAD = 0.7
#: Both ends of the interval are missed by one in ten.
TAIL = 1.2816
#: People whom the sum follows one by one; beyond, the queue is taken as evenly mixed.
FOLLOWED = 240


@dataclass(frozen=True, slots=True)
class Pace:
    """How long a service takes: mean and standard deviation in seconds."""

    mean: float
    deviation: float


@dataclass(frozen=True, slots=True)
class Seen:
    """Past visits of one service: how many, the sum of their seconds, and of the squares."""

    count: int = 0
    total: float = 0.0
    squares: float = 0.0


@dataclass(frozen=True, slots=True)
class Server:
    """An open window. `services` None: all; `serving` is what it does now, since `elapsed` seconds; "" when free."""

    services: frozenset[str] | None = None
    serving: str = ""
    elapsed: float = 0.0

    def takes(self, service: str) -> bool:
        return self.services is None or service in self.services


@dataclass(frozen=True, slots=True)
class Estimate:
    """Seconds; four in five wait between `low` and `high`."""

    low: float
    likely: float
    high: float


def learned(minutes: float, seen: Seen) -> Pace:
    """The standard's minutes, corrected by what was seen as it grows."""
    prior = minutes * 60
    weight = seen.count + PRIOR_WEIGHT
    mean = (seen.total + prior * PRIOR_WEIGHT) / weight
    squares = (seen.squares + prior * prior * (1 + PRIOR_SPREAD**2) * PRIOR_WEIGHT) / weight
    return Pace(mean, math.sqrt(max(squares - mean * mean, 0.0)))


def rest(pace: Pace, elapsed: float) -> float:
    """How long a visit that has taken so long still takes: what is left of the mean, never less than the tail's share."""
    if pace.mean <= 0:
        return 0.0
    tail = pace.deviation**2 / pace.mean
    return max(pace.mean - elapsed, tail, 0.1 * pace.mean)


def estimate(
    service: str, ahead: Sequence[str], servers: Sequence[Server], paces: Mapping[str, Pace]
) -> Estimate | None:
    """The wait of the next one for `service` behind the services in `ahead`, in order; None when no window takes it."""
    if not any(server.takes(service) for server in servers):
        return None
    followed, scale = _followed(ahead)
    free = [rest(paces[one.serving], one.elapsed) if one.serving else 0.0 for one in servers]
    doubt = [(0.5 * paces[one.serving].deviation) ** 2 if one.serving else 0.0 for one in servers]
    begun = list(free)
    for other in followed:
        taker = _soonest(other, servers, free)
        if taker is not None:
            free[taker] += paces[other].mean
            doubt[taker] += paces[other].deviation ** 2
    mine = [n for n, one in enumerate(servers) if one.takes(service)]
    soonest = min(mine, key=lambda n: free[n])
    likely = begun[soonest] + (free[soonest] - begun[soonest]) * scale
    return _interval(likely, math.sqrt(sum(doubt[n] for n in mine) * scale) / len(mine))


def _interval(likely: float, deviation: float) -> Estimate:
    return Estimate(max(0.0, likely - TAIL * deviation), likely, likely + TAIL * deviation)


def _followed(ahead: Sequence[str]) -> tuple[Sequence[str], float]:
    """At most `FOLLOWED` of them, evenly picked, and how many each stands for."""
    if len(ahead) <= FOLLOWED:
        return ahead, 1.0
    step = len(ahead) / FOLLOWED
    return [ahead[int(n * step)] for n in range(FOLLOWED)], step


def _soonest(service: str, servers: Sequence[Server], free: Sequence[float]) -> int | None:
    """The window that is free first among those that take the service."""
    able = (n for n, one in enumerate(servers) if one.takes(service))
    return min(able, key=lambda n: free[n], default=None)


def rivals(service: str, others: Iterable[str], servers: Sequence[Server]) -> set[str]:
    """Of the other services those that share an open window with this one, and the service itself."""
    mine = [server for server in servers if server.takes(service)]
    return {service, *(other for other in others if any(server.takes(other) for server in mine))}


def mixed(counts: Mapping[str, int]) -> list[str]:
    """A queue of so many of each service, evenly mixed: enough where only numbers are known."""
    placed = [((n + 0.5) / count, service) for service, count in counts.items() for n in range(count)]
    return [service for _place, service in sorted(placed)]

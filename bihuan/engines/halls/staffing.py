"""How many windows hold a limit: Erlang C, the M/M/c queue. Pure.

Twenty lines of recursion instead of a library: pyworkforce, the Python package that has it, requires ortools, pandas
and numpy for this one formula and stops at Python 3.11; the tests judge ours by published tables instead.
Customers come at random at a steady rate, handling times vary like an exponential; where they vary less, waits are
shorter than said here, so the advice errs on the side of the customer.
"""

import math
from dataclasses import dataclass

MOST_WINDOWS = 200


class Overloaded(ValueError):
    """More work comes in than the windows can do: the queue would grow without end."""

    def __init__(self, load: float, windows: int) -> None:
        self.load, self.windows = load, windows
        self.least = math.floor(load) + 1
        super().__init__(
            f"a load of {load:.2f} needs at least {self.least} windows; with {windows} the queue grows without end"
        )


@dataclass(frozen=True, slots=True)
class Flow:
    """`arrivals` an hour, each taking `minutes` at the window."""

    arrivals: float
    minutes: float

    @property
    def load(self) -> float:
        """Erlangs: how many windows would be busy without a pause."""
        return self.arrivals * self.minutes / 60


@dataclass(frozen=True, slots=True)
class Limit:
    """What is to be held: an average wait, an average number waiting for each window, or a share served within a time."""

    mean_minutes: float | None = None
    waiting_per_window: float | None = None
    share: float | None = None
    within_minutes: float | None = None


def share_who_wait(load: float, windows: int) -> float:
    """Erlang's C: the chance that all windows are busy. Raises Overloaded when the load is not below the windows."""
    if windows < 1 or load >= windows:
        raise Overloaded(load, windows)
    if load <= 0:
        return 0.0
    inverse = 1.0
    for busy in range(1, windows + 1):
        inverse = 1.0 + inverse * busy / load
    blocked = 1.0 / inverse
    return blocked / (1.0 - load / windows * (1.0 - blocked))


def mean_wait(flow: Flow, windows: int) -> float:
    """Minutes until one is called, on average over all."""
    return share_who_wait(flow.load, windows) * flow.minutes / (windows - flow.load)


def mean_waiting(flow: Flow, windows: int) -> float:
    """How many people wait, on average."""
    return flow.arrivals * mean_wait(flow, windows) / 60


def share_within(flow: Flow, windows: int, minutes: float) -> float:
    """The share of customers who are called within the time."""
    if flow.minutes <= 0:
        return 1.0
    late = share_who_wait(flow.load, windows) * math.exp(-(windows - flow.load) * minutes / flow.minutes)
    return 1.0 - late


def holds(flow: Flow, windows: int, limit: Limit) -> bool:
    """Whether so many windows hold everything that the limit names."""
    if limit.mean_minutes is not None and mean_wait(flow, windows) > limit.mean_minutes:
        return False
    if (
        limit.waiting_per_window is not None
        and mean_waiting(flow, windows) / windows > limit.waiting_per_window
    ):
        return False
    if limit.share is not None:
        return share_within(flow, windows, limit.within_minutes or 0.0) >= limit.share
    return True


def windows_needed(flow: Flow, limit: Limit, least: int = 1) -> int:
    """The fewest windows that hold the limit, never below `least`. Raises Overloaded beyond `MOST_WINDOWS`."""
    for windows in range(max(least, math.floor(flow.load) + 1), MOST_WINDOWS + 1):
        if holds(flow, windows, limit):
            return windows
    raise Overloaded(flow.load, MOST_WINDOWS)

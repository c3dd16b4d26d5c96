"""Figures: sums over facts. Pure.

A pack names a sum (`measured_by`), it never contains one. Each sum here says which facts it takes, which tally of them
is the numerator, which the denominator. The facts are tallied elsewhere (`facts`), by the definitions below.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from math import ceil
from typing import Literal

_CENT = Decimal("0.01")
Source = Literal["opened", "resolved", "reopened", "urged", "clocks", "callbacks", "orders", "hours"]
Unit = Literal["percent", "count", "hours"]
#: What became of a promise that was due: kept, or not.
Verdict = Literal["met", "missed"]
#: What a figure says about its target; `untargeted` has none to reach.
Result = Literal["hit", "miss", "none_due", "untargeted"]
Better = Literal["higher", "lower", "neither"]


@dataclass(frozen=True, slots=True)
class Sum:
    """A named sum; `denominator` is None for counts, `quantile` belongs to sums over a list of hours.

    `rest` is the tally of what is in the denominator alone: the cases somebody will want to look at.
    """

    source: Source
    unit: Unit
    numerator: str = ""
    denominator: str | None = None
    rest: str = ""
    quantile: Decimal | None = None


#: The sums a pack may name. Tallies: see the querysets of `facts` with the same names.
SUMS: Mapping[str, Sum] = {
    "share_on_time": Sum("clocks", "percent", "met", "due", "missed"),
    "share_called_back": Sum("clocks", "percent", "done", "due", "undone"),
    "share_extended": Sum("clocks", "percent", "extended", "due"),
    "share_satisfied": Sum("callbacks", "percent", "satisfied", "reached", "dissatisfied"),
    "share_returned": Sum("orders", "percent", "returned", "sent"),
    "count_opened": Sum("opened", "count", "all"),
    "count_major": Sum("opened", "count", "major"),
    "count_resolved": Sum("resolved", "count", "all"),
    "count_overdue": Sum("clocks", "count", "missed"),
    "count_reopened": Sum("reopened", "count", "all"),
    "count_urged": Sum("urged", "count", "all"),
    "count_returned": Sum("orders", "count", "returned"),
    "count_unreachable": Sum("callbacks", "count", "unreachable"),
    "median_hours": Sum("hours", "hours", quantile=Decimal("0.5")),
    "ninetieth_hours": Sum("hours", "hours", quantile=Decimal("0.9")),
}


def share(part: int, whole: int) -> Decimal | None:
    """`part` of `whole` in percent, two decimals; None when nothing was due, which is neither 0 % nor 100 %."""
    if whole == 0:
        return None
    return (Decimal(part) * 100 / Decimal(whole)).quantize(_CENT, ROUND_HALF_UP)


def verdict(
    *,
    due_at: datetime | None,
    stopped_at: datetime | None,
    met: bool | None,
    cancelled: bool,
    since: datetime,
    until: datetime,
) -> Verdict | None:
    """Whether a promise due in (since, until] was kept; None when it was not due then.

    The end belongs to the period, not its beginning: "by the end of the 30th" is written as midnight, and is June's.

    A paused promise (no `due_at`) is not due. One cancelled before its time was never due; one cancelled after it had
    been broken stays broken, or withdrawing and merging would wash figures clean. One still running is late, since
    `until` never lies in the future.
    """
    if due_at is None or not since < due_at <= until:
        return None
    if cancelled:
        return "missed" if stopped_at is not None and stopped_at > due_at else None
    return "met" if met else "missed"


@dataclass(frozen=True, slots=True)
class Value:
    """A figure: a share with both its parts, a count, or hours over `denominator` cases."""

    numerator: int
    denominator: int | None
    value: Decimal | None


def measured(sum_: Sum, tally: Mapping[str, int]) -> Value:
    """The figure of a tallied sum."""
    part = tally.get(sum_.numerator, 0)
    if sum_.denominator is None:
        return Value(part, None, Decimal(part))
    whole = tally.get(sum_.denominator, 0)
    return Value(part, whole, share(part, whole))


def quantile_of(hours: Sequence[Decimal], which: Decimal) -> Decimal | None:
    """The smallest value that at least that share of all values does not exceed (nearest rank): always a real case's."""
    if not hours:
        return None
    return sorted(hours)[ceil(which * len(hours)) - 1].quantize(_CENT, ROUND_HALF_UP)


def result(found: Value, target: Decimal | None, better: Better) -> Result:
    """Against the target by the exact fraction: 19,999 of 20,000 prints as 100.00 and still misses 100 %."""
    if found.value is None:
        return "none_due"
    if target is None or better == "neither":
        return "untargeted"
    exact = found.value
    if found.denominator:
        exact = Decimal(found.numerator) * 100 / Decimal(found.denominator)
    return "hit" if (exact >= target if better == "higher" else exact <= target) else "miss"


def growth(now: int, before: int) -> Decimal | None:
    """Change against the period before in percent; None when there was nothing before to compare with."""
    if before == 0:
        return None
    return (Decimal(now - before) * 100 / Decimal(before)).quantize(_CENT, ROUND_HALF_UP)


def hot_spots(now: Mapping[str, int], before: Mapping[str, int], most: int = 3) -> list[str]:
    """The keys that grew most against the period before (S003 7.5c), in number, then in size.

    Growth within one standard deviation of the difference of two counts (the root of their sum) is chance, not a hot
    spot: one complaint after none says nothing, nine after two do.
    """
    grown = {key: count - before.get(key, 0) for key, count in now.items()}
    real = [key for key in now if grown[key] > 0 and grown[key] ** 2 > now[key] + before.get(key, 0)]
    return sorted(real, key=lambda key: (-grown[key], -now[key], key))[:most]


@dataclass(frozen=True, slots=True)
class Branch:
    """A node of a subject tree on the way to a table: what it is called inside the pack, and how deep it stands."""

    key: str
    depth: int
    within: tuple[str, ...]


def rolled_up(
    tallies: Mapping[str, Mapping[str, int]], branches: Iterable[Branch]
) -> dict[str, dict[str, int]]:
    """Tallies by node, each with all that lies below it; what lies on no branch stays as it is.

    The nodes of depth 0 and the strangers add up to the whole.
    """
    nodes = {branch.key: (branch.key, *branch.within) for branch in branches}
    found: dict[str, dict[str, int]] = {}
    for key, keys in nodes.items():
        total: dict[str, int] = {}
        for one in keys:
            for name, count in tallies.get(one, {}).items():
                total[name] = total.get(name, 0) + count
        if total:
            found[key] = total
    known = {key for keys in nodes.values() for key in keys}
    found.update({key: dict(tally) for key, tally in tallies.items() if key not in known})
    return found

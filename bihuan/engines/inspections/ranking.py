"""How places stand beside each other, and who is honoured. Pure.

A place's points are the mean of its sheets' results; equal points share a rank and the next one is left out. Only who has
a result for every sheet is ranked. Honoured is who has enough points, no veto, no event of the gates, and stands among
the first so many of those.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from bihuan.engines.inspections.shapes import Awards


@dataclass(frozen=True, slots=True)
class Standing:
    """One place before it is ranked: its points by sheet and period, vetoes, and the gates that it stumbled over."""

    place: int
    points: Mapping[tuple[str, str], Decimal]
    vetoed: bool = False
    events: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ranked:
    """`why`: what keeps the place from an award: `points`, `veto`, `place` (not among the first), or a gate's id."""

    place: int
    rank: int
    mean: Fraction
    honoured: bool
    why: tuple[str, ...]


def mean_of(points: Iterable[Decimal]) -> Fraction:
    parts = [Fraction(one) for one in points]
    return sum(parts, Fraction(0)) / len(parts)


def ranked(standings: Iterable[Standing], sheets: Sequence[str], awards: Awards) -> tuple[Ranked, ...]:
    """From the first to the last; who lacks a sheet's result is left out."""
    whole = [one for one in standings if {sheet for sheet, _period in one.points} >= set(sheets)]
    means = {one.place: mean_of(one.points.values()) for one in whole}
    order = sorted(whole, key=lambda one: (-means[one.place], one.place))
    barred = {one.place: _barred(one, means[one.place], awards) for one in order}
    fit = [means[one.place] for one in order if not barred[one.place]]
    found = []
    for one in order:
        mean, why = means[one.place], barred[one.place]
        ahead = sum(1 for other in fit if other > mean)
        if not why and ahead >= awards.best:
            why = ("place",)
        rank = 1 + sum(1 for other in means.values() if other > mean)
        found.append(Ranked(one.place, rank, mean, not why, why))
    return tuple(found)


def _barred(one: Standing, mean: Fraction, awards: Awards) -> tuple[str, ...]:
    why = ["points"] if mean < Fraction(awards.at_least) else []
    if one.vetoed:
        why.append("veto")
    return (*why, *(gate.id for gate in awards.gates if gate.id in one.events))

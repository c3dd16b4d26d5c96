"""Whether a plan of shifts holds: nobody twice at once, enough rest, enough people, the course passed, no leave. Pure."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Literal

from bihuan.engines.rosters.hours import Need, Span
from bihuan.ground.worktime.zone import SHANGHAI

Rule = Literal["twice", "untrained", "leave", "rest", "few"]
#: These are never right; the others may be published with a reason.
NEVER: frozenset[Rule] = frozenset({"twice", "untrained", "leave"})


@dataclass(frozen=True, slots=True, order=True)
class Stint:
    """A person's shift: the whole of it, and when he is really there (without breaks)."""

    person: int
    span: Span
    there: tuple[Span, ...]


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """What is wrong, when, with whom. `few`: `have` of `need` were there, by the clause."""

    span: Span
    rule: Rule
    person: int = 0
    have: int = 0
    need: int = 0
    why: str = ""
    clause: str = ""


def checked(
    stints: Sequence[Stint],
    *,
    needs: Iterable[Need] = (),
    rest: timedelta = timedelta(0),
    passed: Mapping[int, date] | None = None,
    leaves: Mapping[int, Collection[Span]] | None = None,
) -> list[Finding]:
    """Everything that is wrong, in order of time. `passed` (None: no course is asked): who passed it on which day."""
    found = [*_in_a_row(stints, rest), *_few(stints, needs)]
    if passed is not None:
        found += [
            Finding(one.span, "untrained", one.person)
            for one in stints
            if not (day := passed.get(one.person)) or day > one.span.since.astimezone(SHANGHAI).date()
        ]
    for one in stints:
        for off in (leaves or {}).get(one.person, ()):
            if both := one.span & off:
                found.append(Finding(both, "leave", one.person))
    return sorted(found)


def _in_a_row(stints: Sequence[Stint], rest: timedelta) -> list[Finding]:
    """Where a person is planned twice at once, or too soon after what he last came from."""
    by_person: dict[int, list[Span]] = defaultdict(list)
    for one in stints:
        by_person[one.person].append(one.span)
    found = []
    for person, spans in by_person.items():
        until = None
        for span in sorted(spans):
            if until is not None and span.since < until:
                found.append(Finding(Span(span.since, min(until, span.until)), "twice", person))
            elif until is not None and span.since - until < rest and span.since > until:
                found.append(Finding(Span(until, span.since), "rest", person))
            elif until is not None and span.since == until and rest:
                found.append(Finding(span, "rest", person))
            until = span.until if until is None else max(until, span.until)
    return found


def _few(stints: Sequence[Stint], needs: Iterable[Need]) -> list[Finding]:
    """Where fewer people are there than are needed, joined to the longest spans with the same count."""
    there = sorted(span for one in stints for span in one.there)
    found: list[Finding] = []
    for need in sorted(needs):
        near = [both for span in there if (both := span & need.span)]
        edges = {need.span.since, need.span.until}
        for span in near:
            edges |= {span.since, span.until}
        run: list[Finding] = []
        for since, until in pairwise(sorted(edges)):
            have = sum(1 for span in near if span.since <= since and span.until >= until)
            if have >= need.least:
                continue
            if run and run[-1].span.until == since and run[-1].have == have:
                since = run.pop().span.since
            run.append(_short(need, since, until, have))
        found += run
    return found


def _short(need: Need, since: datetime, until: datetime, have: int) -> Finding:
    return Finding(
        Span(since, until), "few", have=have, need=need.least, why=need.why, clause=need.clause or ""
    )


def days_of(pattern: Sequence[str], first: date, last: date) -> list[tuple[date, str]]:
    """A pattern such as 早早晚晚休休 laid over days, again and again."""
    number = (last - first).days + 1
    return [(first + timedelta(at), pattern[at % len(pattern)]) for at in range(number)]

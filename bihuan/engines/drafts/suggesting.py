"""What could hold a rule: a clock, a figure, people who check; the likeliest first, each with its reason. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from bihuan.engines.cases.kinds import CaseKind, Event
from bihuan.engines.drafts import phrases
from bihuan.engines.drafts.rules import Binding, Rule, ToDuty, ToIndicator, ToPromise, ToSheet
from bihuan.ground.standards.base import Text
from bihuan.ground.standards.packs import Pack
from bihuan.ground.worktime import Allowance
from bihuan.ground.worktime.errors import BadAllowance

_UNITS = {
    "second": "sec", "minute": "min", "hour": "h", "day": "d", "week": "w", "month": "mo", "quarter": "q",
    "halfyear": "hy", "year": "y", "workday": "wd", "work_hour": "wh", "work_minute": "wmin",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`sure` orders suggestions and is between 0 and 1; from 0.5 on one is taken unless somebody chooses another."""

    binding: Binding
    reason: Text
    sure: float


def suggestions(rule: Rule, wording: str, context: str, base: Pack) -> list[Suggestion]:
    """The likeliest first; never empty. `context` is the headings above the clause."""
    found = [
        *_promises(rule, wording, context, base),
        *_indicators(rule, wording, context, base),
        *_people(rule),
    ]
    return sorted(found, key=lambda one: -one.sure)


def allowance_of(rule: Rule) -> str | None:
    """The rule's figure as a pack writes it (`2wd`, `same-day`); None where it is no time limit."""
    value = rule.value_max if rule.bound == "range" else rule.value
    if rule.unit == "clock" and isinstance(value, str):
        return _sound(f"same-day {value}")
    if rule.unit == "day_of_month" and value is not None:
        return _sound(f"next-month day {value}")
    if rule.unit not in _UNITS or value is None:
        return None
    if str(value) == "0":
        return "same-day" if rule.unit == "day" else None
    unit = _UNITS[rule.unit]
    if rule.calendar == "working" and unit in ("d", "h", "min"):
        unit = f"w{unit}"
    return _sound(f"{value}{unit}")


def _sound(text: str) -> str | None:
    try:
        return str(Allowance.parse(text))
    except BadAllowance:
        return None


def event_in(words: str | None) -> Event | None:
    """The first event of a case that the words name."""
    return next((event for pattern, event in phrases.EVENTS if words and pattern.search(words)), None)


def kinds_in(wording: str, context: str, base: Pack) -> list[CaseKind]:
    """The kinds of cases the clause speaks of, else its headings, else the one that cases are by default."""
    kinds: list[CaseKind] = list(base.rows("kinds").values())
    for words in (wording, context):
        named = [kind for kind in kinds if _names(kind, words)]
        if named:
            return named
    return [kind for kind in kinds if kind.default][:1] or kinds[:1]


def _names(kind: CaseKind, words: str) -> bool:
    also = next((pattern for id, pattern in phrases.KINDS if id == kind.id), "")
    return kind.title.zh in words or bool(also and re.search(also, words))


def _promises(rule: Rule, wording: str, context: str, base: Pack) -> Iterator[Suggestion]:
    allowance = allowance_of(rule)
    if rule.kind != "deadline" or allowance is None or rule.bound == "min" or rule.modality == "must_not":
        return
    said = event_in(rule.stop)
    stop = said or event_in(wording)
    if stop is None or stop == "opened":
        return
    start = event_in(rule.start)
    begins = start if start and start != stop else phrases.BEGINS.get(stop, "accepted")
    begins = begins if begins != stop else "opened"
    named = kinds_in(wording, context, base)
    if not named:
        return
    sure = (0.9 if said else 0.4) - (0.0 if start else 0.05)
    binding = ToPromise(
        kind=named[0].id,
        also=tuple(kind.id for kind in named[1:]),
        start=begins,
        stop=stop,
        allowance=allowance,
        gravity=_gravity(rule, wording),
    )
    yield Suggestion(binding, _why_promise(named, begins, stop, said=bool(start)), sure)


def _gravity(rule: Rule, wording: str) -> Literal["any", "ordinary", "major"]:
    near = " ".join([*rule.conditions, rule.subject or ""]) or wording
    if phrases.MAJOR.search(near):
        return "major"
    return "ordinary" if phrases.MINOR.search(near) else "any"


def _why_promise(kinds: list[CaseKind], start: Event, stop: Event, *, said: bool) -> Text:
    begin, end = phrases.TITLES[start], phrases.TITLES[stop]
    read = (
        "条文写明" if said else "条文未写，按惯例",
        "the clause says so" if said else "not said, as usual",
    )
    return Text(
        zh=f"{'、'.join(kind.title.zh for kind in kinds)}：从“{begin.zh}”起（{read[0]}），到“{end.zh}”止",
        en=f"{', '.join(kind.title.say('en') for kind in kinds)}: from “{begin.en}” ({read[1]}) to “{end.en}”",
    )


def _indicators(rule: Rule, wording: str, context: str, base: Pack) -> Iterator[Suggestion]:
    if rule.unit != "percent" or rule.value is None or rule.bound == "range":
        return
    near = rule.subject or ""
    rates = [found for found in phrases.RATE.findall(f"{near} {wording}") if found]
    measure = next(
        (measure for words, measure in phrases.MEASURES if any(re.search(words, rate) for rate in rates[:1])),
        None,
    )
    if measure is None or not re.fullmatch(r"\d{1,3}(\.\d{1,2})?", str(rule.value)):
        return
    kind = kinds_in(wording, context, base)[0]
    binding = ToIndicator(
        kind=kind.id,
        measure=measure,
        title=rates[0][-20:],
        target=f"{rule.value}%",
        better="lower" if rule.bound == "max" else "higher",
    )
    known = phrases.MEASURE_TITLES[measure]
    reason = Text(zh=f"“{rates[0]}”系统能算：{known.zh}", en=f"“{rates[0]}” is measured as: {known.en}")
    yield Suggestion(binding, reason, 0.85)


def _people(rule: Rule) -> Iterator[Suggestion]:
    repeated = rule.kind in ("frequency", "lead_time", "retention")
    every = phrases.PER.get((rule.per or "").split(" ")[-1], "event")
    yield Suggestion(
        ToDuty(every=every),
        Text(
            zh="要按时去做的事：由人登记做了没有",
            en="Something to be done in time: people record that it was done",
        ),
        0.7 if repeated else 0.2,
    )
    yield Suggestion(
        ToSheet(), Text(zh="由人对照检查打勾", en="People tick it when they check"), 0.2 if repeated else 0.6
    )

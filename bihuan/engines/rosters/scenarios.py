"""A pack's worked examples of shifts, played: `run: shifts`. Pure."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from bihuan.engines.rosters.checks import Stint, checked
from bihuan.engines.rosters.hours import Span, needs, present, span_of
from bihuan.engines.rosters.shapes import Station, length
from bihuan.ground.standards.packs import Pack
from bihuan.ground.standards.scenarios import register_runner
from bihuan.ground.standards.shapes import Scenario


def play(pack: Pack, scenario: Scenario) -> Mapping[str, Any]:
    """`given: {station, day, people: {name: [marks]}}`: hours of each shift and standing time; what is wrong, counted.

    The marks of a person are of that day and the ones after it.
    """
    given = scenario.given
    if strange := given.keys() - {"station", "day", "people"}:
        raise ValueError(f"given: {min(strange)!r} is not known; known are station, day, people")
    station: Station = pack.rows("shifts")[given["station"]]
    day = date.fromisoformat(str(given["day"]))
    said: dict[str, Any] = {one.id: _told(span_of(station, one, day)) for one in station.timed}
    said |= {"away": station.most_away.length, "early": station.early.length, "clause": station.clause}
    said["counted"] = "、".join(
        f"{one.title.zh}{'' if one.count is None else one.count}" for one in station.things
    )
    if "people" in given:
        found = checked(
            _stints(station, given["people"], day),
            needs=needs(station, day, day),
            rest=length(station.rest.length),
        )
        for rule in ("twice", "rest", "few"):
            said[rule] = str(sum(one.rule == rule for one in found))
    return said


def _stints(station: Station, people: Mapping[str, str], day: date) -> list[Stint]:
    marks, found = station.marks(), []
    for number, pattern in enumerate(people.values(), 1):
        for offset, mark in enumerate(pattern):
            if mark in marks:
                on = date.fromordinal(day.toordinal() + offset)
                turn = marks[mark]
                found.append(Stint(number, span_of(station, turn, on), tuple(present(station, turn, on))))
    return found


def _told(span: Span) -> str:
    return f"{span.since:%H:%M}–{span.until:%H:%M}"


register_runner("shifts", play)

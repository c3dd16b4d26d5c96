"""A pack's worked examples of inspecting: who is drawn, who is honoured. Pure."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from bihuan.engines.inspections.ranking import Standing, ranked
from bihuan.engines.inspections.sampling import size
from bihuan.engines.inspections.shapes import Programme
from bihuan.ground.standards.packs import Pack
from bihuan.ground.standards.scenarios import register_runner
from bihuan.ground.standards.shapes import Scenario


def play_sample(pack: Pack, scenario: Scenario) -> Mapping[str, Any]:
    """`given: {programme, places}`, `then: {drawn}`: how many places are looked at."""
    programme = _programme(pack, scenario, {"programme", "places"})
    return {"drawn": str(size(int(scenario.given["places"]), programme.sampling))}


def play_awards(pack: Pack, scenario: Scenario) -> Mapping[str, Any]:
    """`given: {programme, points: {name: points}, events: {name: gate}, vetoed: [name]}`,
    `then: {order, honoured}`."""
    programme = _programme(pack, scenario, {"programme", "points", "events", "vetoed"})
    given = scenario.given
    names = list(given["points"])
    events, vetoed = given.get("events", {}), given.get("vetoed", [])
    standings = [
        Standing(
            number,
            {(sheet, ""): Decimal(str(given["points"][name])) for sheet in programme.sheets},
            name in vetoed,
            (events[name],) if name in events else (),
        )
        for number, name in enumerate(names)
    ]
    found = ranked(standings, programme.sheets, programme.awards)
    return {
        "order": ", ".join(f"{one.rank} {names[one.place]}" for one in found),
        "honoured": ", ".join(names[one.place] for one in found if one.honoured) or "none",
    }


def _programme(pack: Pack, scenario: Scenario, known: set[str]) -> Programme:
    if strange := scenario.given.keys() - known:
        raise ValueError(f"given: {min(strange)!r} is not known; known are {', '.join(sorted(known))}")
    found: Programme = pack.rows("programmes")[scenario.given["programme"]]
    return found


register_runner("sample", play_sample)
register_runner("awards", play_awards)

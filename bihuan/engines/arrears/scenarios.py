"""A pack's worked examples of going after arrears, played: `run: dunning`, `run: instalments`. Pure."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from bihuan.engines.arrears.instalments import parts_of
from bihuan.engines.arrears.ladder import Standing, Stretch, may_stop, next_rung
from bihuan.engines.arrears.shapes import Ladder
from bihuan.ground.standards.packs import Pack
from bihuan.ground.standards.scenarios import register_runner
from bihuan.ground.standards.shapes import Scenario


def _day(text: Any) -> date:
    return date.fromisoformat(str(text))


def _dunning(pack: Pack, scenario: Scenario) -> Mapping[str, Any]:
    """`given: {ladder, due, done: {call: day}, held: [[from, until]]}`, `then: {step, on}`."""
    given = scenario.given
    ladder: Ladder = pack.rows("dunning")[given["ladder"]]
    done = {id: _day(on) for id, on in given.get("done", {}).items()}
    held = [Stretch(_day(since), _day(until)) for since, until in given.get("held", ())]
    found = next_rung(ladder, _day(given["due"]), done, held)
    return {"step": found.step.id if found else "none", "on": found.due.isoformat() if found else "none"}


def _stop(pack: Pack, scenario: Scenario) -> Mapping[str, Any]:
    """`given: {ladder, due, noticed, on, relief, important}`, `then: {refused}`: the reason, or `no`."""
    given = scenario.given
    ladder: Ladder = pack.rows("dunning")[given["ladder"]]
    if ladder.cut is None:
        return {"refused": "no_rule"}
    noticed = _day(given["noticed"]) if given.get("noticed") else None
    flags = (given.get(name) in (True, "yes") for name in ("relief", "important"))
    standing = Standing(_day(given["due"]), noticed, *flags)
    calendar = pack.calendar(ladder.cut.calendar)
    return {"refused": may_stop(ladder.cut, standing, _day(given["on"]), calendar) or "no"}


def _instalments(_pack: Pack, scenario: Scenario) -> Mapping[str, Any]:
    """`given: {total, parts, first}`, `then: {first, others, last}`."""
    given = scenario.given
    parts = parts_of(Decimal(str(given["total"])), int(given["parts"]), _day(given["first"]))
    amounts = {"first": f"{parts[0].amount:f}", "others": f"{parts[-1].amount:f}"}
    return {**amounts, "last": parts[-1].due.isoformat()}


register_runner("dunning", _dunning)
register_runner("dunning_stop", _stop)
register_runner("instalments", _instalments)

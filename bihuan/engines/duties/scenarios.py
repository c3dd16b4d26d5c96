"""A pack's worked examples of duties, played: `run: duties`. Pure."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from bihuan.engines.duties.recurrence import windows
from bihuan.engines.duties.shapes import Plan
from bihuan.ground.standards.packs import Pack
from bihuan.ground.standards.scenarios import register_runner
from bihuan.ground.standards.shapes import Scenario

_FORMAT = "%Y-%m-%d %H:%M"


def play(pack: Pack, scenario: Scenario) -> Mapping[str, Any]:
    """`given: {duty, from, to}`, `then: {count, first, last, clause}`: due moments, local."""
    given = scenario.given
    if strange := given.keys() - {"duty", "from", "to"}:
        raise ValueError(f"given: {min(strange)!r} is not known; known are duty, from, to")
    plan: Plan = pack.rows("duties")[given["duty"]]
    calendar = pack.calendar(plan.calendar) if plan.calendar else None
    first, last = (date.fromisoformat(str(given[name])) for name in ("from", "to"))
    found = sorted(windows(plan, first, last, calendar))
    ends = {"first": "none", "last": "none", "opens": "none"}
    if found:
        ends = {
            "first": found[0].due_at.strftime(_FORMAT),
            "last": found[-1].due_at.strftime(_FORMAT),
            "opens": found[0].opens_at.strftime(_FORMAT),
        }
    return {"count": str(len(found)), "clause": plan.clause, **ends}


register_runner("duties", play)

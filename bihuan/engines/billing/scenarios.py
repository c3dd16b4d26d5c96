"""A pack's worked examples of bills and of late charges, played. Pure."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from bihuan.engines.billing import checks  # announces the chapters
from bihuan.engines.billing.charges import Charge
from bihuan.engines.billing.choosing import series
from bihuan.engines.billing.late import late_charge
from bihuan.engines.billing.shapes import LateCharge
from bihuan.engines.billing.tariffs import charge
from bihuan.engines.billing.usage import Usage
from bihuan.engines.billing.wording import plain
from bihuan.ground.standards.packs import Pack
from bihuan.ground.standards.scenarios import register_runner
from bihuan.ground.standards.shapes import Scenario

__all__ = ["checks", "play_late", "play_tariff"]

_KNOWN = {"tariff", "from", "to", "quantity", "people", "already", "months_used", "relief", "multiplier"}


def play_tariff(pack: Pack, scenario: Scenario) -> Mapping[str, Any]:
    """`given: {tariff, from, to, quantity, …}`: a number, or one for each measure.

    `then: {total, exact, tariffs, lines: {water.1: {quantity, amount}}}`; `tariffs` are the versions used.
    """
    given = scenario.given
    if strange := given.keys() - _KNOWN:
        raise ValueError(f"given: {min(strange)!r} is not known; known are {', '.join(sorted(_KNOWN))}")
    versions = series([pack])[given["tariff"]]
    quantity = given["quantity"]
    if not isinstance(quantity, dict):
        quantity = {versions[0].tariff.measures[0].id: quantity}
    usage = Usage(
        date.fromisoformat(given["from"]),
        date.fromisoformat(given["to"]),
        {id: Decimal(str(one)) for id, one in quantity.items()},
        people=int(given.get("people", 0)),
        already=Decimal(str(given.get("already", 0))),
        months_used=int(given.get("months_used", 12)),
        relief=str(given.get("relief", "")),
        multiplier=Decimal(str(given.get("multiplier", 1))),
    )
    return _shown(charge(versions, usage))


def _shown(made: Charge) -> Mapping[str, Any]:
    lines: dict[str, tuple[Decimal, Decimal]] = {}
    for line in made.lines:
        quantity, amount = lines.get(line.id, (Decimal(0), Decimal(0)))
        lines[line.id] = (quantity + (line.quantity or 0), amount + line.amount)
    return {
        "total": f"{made.total:f}",
        "exact": plain(made.exact),
        "tariffs": ", ".join(one.tariff.id for one in made.versions),
        "lines": {id: {"quantity": plain(one), "amount": plain(sum_)} for id, (one, sum_) in lines.items()},
    }


def play_late(pack: Pack, scenario: Scenario) -> Mapping[str, Any]:
    """`given: {rule, owed, due, paid}`, `then: {days, exact, total}`."""
    rule: LateCharge = pack.rows("late_charges")[scenario.given["rule"]]
    due, paid = (date.fromisoformat(scenario.given[name]) for name in ("due", "paid"))
    made = late_charge(rule, pack.name, Decimal(str(scenario.given["owed"])), due=due, paid=paid)
    return {"days": str(made.days), "exact": plain(made.exact), "total": f"{made.total:f}"}


register_runner("tariff", play_tariff)
register_runner("late", play_late)

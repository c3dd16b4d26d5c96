"""One bill from its stretch: the sum, its lines and everything it was made of, as kept. Pure."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from bihuan.engines.billing.charges import Charge, Line, Version
from bihuan.engines.billing.metering import Left, Stretch
from bihuan.engines.billing.refusals import BadUsage, NoTariff
from bihuan.engines.billing.shapes import Ladder
from bihuan.engines.billing.stretches import version_on
from bihuan.engines.billing.tariffs import charge
from bihuan.engines.billing.usage import ZERO, Usage
from bihuan.engines.billing.wording import plain


@dataclass(frozen=True, slots=True)
class Household:
    """What of an account a sum depends on."""

    people: int = 0
    relief: str = ""


@dataclass(frozen=True, slots=True)
class Counted:
    """What the ladder had counted at the end of the last bill."""

    last: date
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Made:
    """A bill as it is kept; `usage`, `closing` and `lines` are JSON text."""

    charge: Charge
    first: date
    last: date
    edition: str
    usage: str
    closing: str
    lines: str
    estimated: bool
    digest: str

    @property
    def total(self) -> Decimal:
        return self.charge.total


def make(
    number: str, versions: Sequence[Version], stretch: Stretch, household: Household, before: Counted | None
) -> Made | Left:
    """The bill of an account (`number`) for a stretch of days, or why there is none."""
    try:
        rule = version_on(versions, stretch.last) if versions else None
        if rule is None:
            return Left("no_tariff")
        usage = Usage(
            stretch.first,
            stretch.last,
            stretch.quantities,
            people=household.people,
            relief=household.relief,
            already=already(rule.tariff.ladder, stretch.first, before),
            multiplier=stretch.multiplier,
        )
        return _kept(number, charge(versions, usage), usage, stretch, rule.edition)
    except NoTariff:
        return Left("no_tariff")
    except BadUsage:
        return Left("not_fitting")


def already(ladder: Ladder | None, first: date, before: Counted | None) -> Decimal:
    """What the ladder has counted when a bill begins: goes on from the last bill within a year of the count."""
    if ladder is None or ladder.run == "month" or before is None:
        return ZERO
    month, day = map(int, ladder.begins.split("-"))
    began = date(first.year, month, day)
    if began > first:
        began = date(first.year - 1, month, day)
    return before.quantity if before.last >= began else ZERO


def _kept(number: str, made: Charge, usage: Usage, stretch: Stretch, edition: str) -> Made:
    said = {
        "quantities": {id: plain(one) for id, one in usage.quantities.items()},
        "multiplier": plain(usage.multiplier),
        "people": usage.people,
        "relief": usage.relief,
        "already": plain(usage.already),
    }
    closing = {
        str(id): {one: plain(value) for one, value in shown.items()} for id, shown in stretch.closing.items()
    }
    lines = kept_lines(made)
    parts = [number, f"{usage.first}", f"{usage.last}", edition, said, closing, lines, f"{made.total:f}"]
    return Made(
        made,
        usage.first,
        usage.last,
        edition,
        _json(said),
        _json(closing),
        _json(lines),
        stretch.estimated,
        hashlib.sha256(_json(parts).encode()).hexdigest(),
    )


def kept_lines(made: Charge) -> list[list[Any]]:
    return [_line(one) for one in made.lines]


def _line(line: Line) -> list[Any]:
    """Name, first and last day, quantity, price, months, amount, clause: what `retelling` compares with."""
    numbers = (line.quantity, line.price, line.months)
    return [
        line.id,
        f"{line.first}",
        f"{line.last}",
        *(None if one is None else plain(one) for one in numbers),
        plain(line.amount),
        line.cite,
    ]


def _json(said: Any) -> str:
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def usage_of(said: Mapping[str, Any], first: date, last: date) -> Usage:
    """The usage as it was kept."""
    return Usage(
        first,
        last,
        {id: Decimal(one) for id, one in said["quantities"].items()},
        people=said["people"],
        already=Decimal(said["already"]),
        relief=said["relief"],
        multiplier=Decimal(said["multiplier"]),
    )

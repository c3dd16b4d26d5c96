"""What paying late costs: a share of what is owed for each day, by calendar year, between a least and a most. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, localcontext
from typing import Any

from bihuan.engines.billing import wording
from bihuan.engines.billing.charges import Charge, Step
from bihuan.engines.billing.refusals import BadUsage, said
from bihuan.engines.billing.shapes import LateCharge
from bihuan.engines.billing.tariffs import rounded
from bihuan.engines.billing.usage import MOST, ZERO


@dataclass(frozen=True, slots=True)
class LateDays:
    """The late days of one calendar year. `amount` is exact."""

    year: int
    days: int
    rate: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Lateness:
    """What is added to a bill. `total` is nothing when it was paid in time."""

    rule: LateCharge
    cite: str
    owed: Decimal
    parts: tuple[LateDays, ...]
    exact: Decimal
    total: Decimal
    steps: tuple[Step, ...]

    @property
    def days(self) -> int:
        return sum(one.days for one in self.parts)

    def derivation(self, locale: str) -> list[str]:
        return [step.say(locale) for step in self.steps]

    def as_data(self, locale: str) -> dict[str, Any]:
        return {
            "rule": self.rule.id,
            "cite": self.cite,
            "owed": wording.plain(self.owed),
            "days": self.days,
            "exact": wording.plain(self.exact),
            "total": f"{self.total:f}",
            "derivation": self.derivation(locale),
        }


def owed_of(rule: LateCharge, charge: Charge) -> Decimal:
    """What of a bill the late charge is taken of: the whole total, or the named components, rounded as the bill."""
    if not rule.of:
        return charge.total
    named = [line.amount for line in charge.lines if line.component.split(".")[0] in rule.of]
    return rounded(sum(named, ZERO), charge.versions[-1].tariff.rounding)


def late_charge(rule: LateCharge, edition: str, owed: Decimal, *, due: date, paid: date) -> Lateness:
    """The charge on what was `owed` until `due`, the last day to pay, and paid on `paid`; that day counts.

    `edition` is the pack's (`pack@edition`). Raises BadUsage.
    """
    _checked(rule, owed, due)
    with localcontext(prec=60):
        parts = tuple(_parts(rule, owed, due, paid))
        steps = [
            Step("owed", {"owed": owed, "due": due, "paid": paid, "days": sum(one.days for one in parts)}),
            *(Step("late_days", _shown(one, owed)) for one in parts),
        ]
        exact = _bounded(rule, owed, sum((one.amount for one in parts), ZERO), steps)
    total = rounded(exact, rule.rounding)
    steps.append(Step("total", {"exact": exact, "total": total, "rounding": rule.rounding}))
    return Lateness(rule, f"{edition}#{rule.clause}", owed, parts, exact, total, tuple(steps))


def _checked(rule: LateCharge, owed: Decimal, due: date) -> None:
    if not owed.is_finite() or not ZERO <= owed < MOST:
        raise BadUsage({"owed": said("owed", most=MOST)})
    if not rule.in_force.holds(due):
        raise BadUsage({"due": said("no-rule", on=due)})


def _parts(rule: LateCharge, owed: Decimal, due: date, paid: date) -> list[LateDays]:
    first = due + timedelta(1 + rule.after)
    found = []
    for year in range(first.year, paid.year + 1):
        days = (min(paid, date(year, 12, 31)) - max(first, date(year, 1, 1))).days + 1
        rate = rule.later_years if rule.later_years is not None and year > due.year else rule.rate
        if days > 0:
            found.append(LateDays(year, days, rate, owed * rate / 100 * days))
    return found


def _shown(one: LateDays, owed: Decimal) -> dict[str, Any]:
    return {"year": one.year, "days": one.days, "rate": one.rate, "amount": one.amount, "owed": owed}


def _bounded(rule: LateCharge, owed: Decimal, exact: Decimal, steps: list[Step]) -> Decimal:
    if rule.most is not None and exact > (most := owed * rule.most / 100):
        steps.append(Step("most", {"amount": most, "percent": rule.most}))
        exact = most
    if rule.least is not None and ZERO < exact < rule.least:
        steps.append(Step("least", {"amount": rule.least}))
        exact = rule.least
    return exact

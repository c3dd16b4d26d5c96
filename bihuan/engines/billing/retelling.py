"""A kept bill told again: the same sum from what was kept, with every step in words."""

from dataclasses import dataclass

from bihuan.engines.billing.charges import Charge
from bihuan.engines.billing.inforce import versions_of
from bihuan.engines.billing.making import kept_lines, usage_of
from bihuan.engines.billing.models import Bill
from bihuan.engines.billing.tariffs import charge


@dataclass(frozen=True, slots=True)
class Retold:
    """`same`: the sum comes out as it was kept, line for line."""

    charge: Charge
    same: bool


def retell(bill: Bill) -> Retold:
    """Work a bill out again with the edition it was made by. Raises UnknownPack when that is gone."""
    made = charge(versions_of(bill.edition, bill.series), usage_of(bill.usage, bill.first, bill.last))
    return Retold(made, made.total == bill.total and kept_lines(made) == bill.lines)

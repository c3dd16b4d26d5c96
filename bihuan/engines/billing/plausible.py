"""Whether a reading, or a bill, is what one would expect. Pure.

S001-5 counts odd readings by area; a reading that is doubted is asked for once more before it is taken.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from bihuan.engines.billing.usage import ZERO

Doubt = Literal["backwards", "nothing", "much_more", "much_less"]
#: A day's use so many times the usual, or one so many parts of it, is asked about; below `SMALL` a day nobody asks.
TIMES = Decimal(3)
SMALL = Decimal("0.5")
#: A bill that is so many times last year's, or a part of it, and differs by more than this many yuan.
FAR = Decimal(2)
FAR_YUAN = Decimal(30)


@dataclass(frozen=True, slots=True)
class Used:
    """What was used in so many days."""

    quantity: Decimal
    days: int

    @property
    def daily(self) -> Decimal:
        return self.quantity / self.days if self.days else ZERO


def usual(history: Sequence[Used]) -> Decimal | None:
    """The usual use a day: all that is known, together; None when nothing is."""
    days = sum(one.days for one in history)
    return sum((one.quantity for one in history), ZERO) / days if days else None


def doubt(now: Used, last_year: Used | None, history: Sequence[Used]) -> Doubt | None:
    """Why a reading should be asked for once more: against the same time last year, else against the usual."""
    measure = last_year.daily if last_year and last_year.days else usual(history)
    if measure is None:
        return None
    if now.daily > max(measure * TIMES, SMALL):
        return "much_more"
    if measure > SMALL and now.quantity == 0 and now.days:
        return "nothing"
    return "much_less" if measure > SMALL * TIMES and now.daily * TIMES < measure else None


def oddity(total: Decimal, days: int, before: Decimal | None, before_days: int) -> Mapping[str, Any]:
    """What makes a bill stand out from last year's of the same time: both, as decimal text; empty when nothing does."""
    if before is None or not before_days or not days:
        return {}
    alike = before * days / before_days
    far = total > alike * FAR or total * FAR < alike
    if not far or abs(total - alike) <= FAR_YUAN:
        return {}
    return {"reason": "more" if total > alike else "less", "before": f"{before:f}", "days": before_days}


def estimate(start: Decimal, daily: Decimal, days: int) -> Decimal:
    """What a register would show after so many days of the usual, in whole units."""
    return start + (daily * days).quantize(Decimal(1))

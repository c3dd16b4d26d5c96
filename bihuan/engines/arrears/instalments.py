"""Owing in parts: parts that add up to the cent, and whether they were kept. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_DOWN, Decimal

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Part:
    due: date
    amount: Decimal


def parts_of(total: Decimal, count: int, first: date) -> Sequence[Part]:
    """Equal parts, a month apart; the cents that do not go up are in the first.

    A part falls on the same day of the month as the first, or on the month's last day where there is no such day.
    """
    each = (total / count).quantize(CENT, ROUND_DOWN)
    rest = total - each * (count - 1)
    return [Part(months_on(first, n), rest if n == 0 else each) for n in range(count)]


def months_on(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = (date(year + month // 11, (month + 1) % 12 + 1, 1) - timedelta(1)).day
    return date(year, month + 1, min(day.day, last))


def kept_to(parts: Sequence[Part], paid: Decimal, grace: int, on: date) -> bool:
    """Whether what was paid so far covers every part whose day, with its grace, is over before `on`."""
    asked = sum((one.amount for one in parts if one.due + timedelta(grace) < on), Decimal(0))
    return paid >= asked


def shown(parts: Sequence[Part], paid: Decimal) -> Sequence[tuple[Part, Decimal]]:
    """Each part with what of it is still open: what was paid covers the first ones first."""
    found = []
    for one in parts:
        covered = min(max(paid, Decimal(0)), one.amount)
        paid -= covered
        found.append((one, one.amount - covered))
    return found

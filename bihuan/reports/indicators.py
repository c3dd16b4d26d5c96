"""Figures: sums over facts. Pure."""

from decimal import ROUND_HALF_UP, Decimal

_CENT = Decimal("0.01")


def share(part: int, whole: int) -> Decimal | None:
    """`part` of `whole` in percent, two decimals; None when nothing was due: neither 0 % nor 100 %."""
    if whole == 0:
        return None
    return (Decimal(part) * 100 / Decimal(whole)).quantize(_CENT, ROUND_HALF_UP)

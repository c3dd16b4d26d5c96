"""Amounts in the capitals of Chinese accounting (人民币大写), by the rules for filling in bank papers. Pure.

A zero inside is said once; one at the unit of yuan is said when jiao follow; 整 closes what has no fen.
"""

from decimal import Decimal

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_UNITS = ("仟", "佰", "拾", "")
#: Beyond this the words would need a unit that nobody reads.
MOST = Decimal("9999999999999999.99")


class TooMuch(ValueError):
    """An amount that has no words here, or is no amount of fen."""


def capitals(amount: Decimal) -> str:
    """`1680.32` → `人民币壹仟陆佰捌拾元零叁角贰分`. Raises TooMuch."""
    if not amount.is_finite() or abs(amount) > MOST or amount != amount.quantize(Decimal("0.01")):
        raise TooMuch(str(amount))
    yuan, fen = divmod(int(abs(amount) * 100), 100)
    return f"人民币{'负' if amount < 0 else ''}{_said(yuan, *divmod(fen, 10))}"


def _said(yuan: int, jiao: int, fen: int) -> str:
    if not (yuan or jiao or fen):
        return "零元整"
    words = f"{_whole(yuan)}元" if yuan else ""
    if jiao:
        words += f"{'零' if yuan and yuan % 10 == 0 else ''}{_DIGITS[jiao]}角"
    if not fen:
        return f"{words}整"
    return f"{words}{'零' if yuan and not jiao else ''}{_DIGITS[fen]}分"


def _whole(number: int) -> str:
    """Yuan without a unit, by 亿 and 万; a part that does not fill its places is led by one zero."""
    for unit, word in ((10**8, "亿"), (10**4, "万")):
        high, low = divmod(number, unit)
        if high:
            lead = "零" if 0 < low < unit // 10 else ""
            return f"{_whole(high)}{word}{lead}{_whole(low) if low else ''}"
    return _four(number)


def _four(number: int) -> str:
    """One to four digits; zeros at either end are not said."""
    digits = f"{number:04d}"
    said = "".join(
        f"{_DIGITS[int(one)]}{unit if one != '0' else ''}" for one, unit in zip(digits, _UNITS, strict=True)
    )
    while "零零" in said:
        said = said.replace("零零", "零")
    return said.strip("零")

"""Numbers as Chinese documents write them: 三, 十五, 二○一五, 两, 半, 一点五, 1,500, 1.6万, 7 000. Pure."""

import re
from decimal import Decimal

DIGITS = {char: value for value, chars in enumerate(
    ("零〇○0", "一壹1", "二两贰2", "三叁3", "四肆4", "五伍5", "六陆6", "七柒7", "八捌8", "九玖9")
) for char in chars}  # fmt: skip
TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
MYRIADS = {"万": 10_000, "亿": 100_000_000}

#: A numeral in running text. Commas and spaces only where they group thousands; 万 and 亿 may follow.
NUMERAL = (
    r"(?:(?:\d{1,3}(?:(?:,| |, )\d{3})+(?![\d])|\d+(?:\.\d+)?)(?:[万亿])?"
    r"|[零〇○一二三四五六七八九十百]+点[零〇○一二三四五六七八九]+(?=[^零〇○一二三四五六七八九十分])"
    r"|[零〇○一二两三四五六七八九十百千壹贰叁肆伍陆柒捌玖拾佰仟]+[万亿]?[零〇○一二两三四五六七八九十百千]*"
    r"|半)"
)
#: A numeral in the number of a clause.
ORDINAL = r"(?:\d{1,3}|[零〇○一二三四五六七八九十百]{1,7})"

_ARABIC = re.compile(r"(\d[\d, ]*(?:\.\d+)?)([万亿]?)")


def number(text: str) -> Decimal | None:
    """The value of a numeral; None when it is not one (`十一百` is not)."""
    plain = text.strip()
    if plain == "半":
        return Decimal("0.5")
    if found := _ARABIC.fullmatch(plain):
        digits = found[1].replace(",", "").replace(" ", "")
        return Decimal(digits) * MYRIADS.get(found[2], 1)
    whole, point, part = plain.partition("点")
    value = _han(whole)
    if not point or value is None:
        return value
    digits = "".join(str(DIGITS.get(char, "x")) for char in part)
    return value + Decimal(f"0.{digits}") if digits.isdigit() else None


def _han(text: str) -> Decimal | None:
    if not text:
        return None
    if len(text) > 2 and all(char in DIGITS for char in text):  # 二○一五
        return Decimal("".join(str(DIGITS[char]) for char in text))
    total, section, digit = 0, 0, None
    for char in text:
        if char in DIGITS:
            if digit:  # 三五天 is not a numeral
                return None
            digit = DIGITS[char]
        elif char in TENS:
            section += (1 if digit is None else digit) * TENS[char]
            digit = None
        elif char in MYRIADS:
            total = (total + section + (digit or 0)) * MYRIADS[char]
            section, digit = 0, None
        else:
            return None
    return Decimal(total + section + (digit or 0))

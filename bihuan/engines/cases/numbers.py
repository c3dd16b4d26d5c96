"""The public number of a case. Pure.

`YYYYMMDD` (local day of opening), the id in at least six digits, one check digit (ISO 7064 mod 11,10): a slip of
the tongue on the phone is noticed, and no counter makes writers wait for each other.
"""

from datetime import datetime

from bihuan.ground.worktime.zone import SHANGHAI


def check_digit(digits: str) -> str:
    """ISO 7064 mod 11,10: catches every single wrong digit and nearly every swap of neighbours."""
    product = 10
    for digit in digits:
        total = (int(digit) + product) % 10 or 10
        product = (2 * total) % 11
    return str((11 - product) % 10)


def number_of(pk: int, opened_at: datetime) -> str:
    body = f"{opened_at.astimezone(SHANGHAI):%Y%m%d}{pk:06d}"
    return body + check_digit(body)


def id_of(number: str) -> int | None:
    """The id a number speaks of; None when it cannot be one (wrong length, letters, check digit)."""
    digits = "".join(number.split()).replace("-", "")
    if not digits.isascii() or not digits.isdigit() or len(digits) < 15:
        return None
    if check_digit(digits[:-1]) != digits[-1]:
        return None
    return int(digits[8:-1])

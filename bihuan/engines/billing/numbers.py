"""Numbers that people read out: of accounts, with a check digit, and of bills. Pure."""

from datetime import date

#: A wrong digit, or two neighbours swapped, does not pass.
_TEN = 10


def account_number(id: int) -> str:
    """Ten digits or more: nine from the id, and the check digit of ISO 7064 MOD 11,10 (GB/T 17710)."""
    body = f"{id:09d}"
    return body + str(check_digit(body))


def check_digit(body: str) -> int:
    left = _TEN
    for digit in body:
        left = ((left + int(digit)) % _TEN or _TEN) * 2 % 11
    return (11 - left) % _TEN


def is_account_number(text: str) -> bool:
    return (
        text.isascii()
        and text.isdigit()
        and 10 <= len(text) <= 16
        and check_digit(text[:-1]) == int(text[-1])
    )


def bill_number(id: int, last: date) -> str:
    """`202605-0000000012`: the month it ends in, and its id."""
    return f"{last:%Y%m}-{id:010d}"


def bill_id(number: str) -> int | None:
    """The id in a bill's number; None when it is none."""
    month, dash, id = number.strip().partition("-")
    return int(id) if dash and month.isdigit() and id.isascii() and id.isdigit() and len(id) < 19 else None

"""The code of a point: what its label shows, and what somebody types who cannot scan it. Pure.

The last letter checks the others, so that a phone without network notices a wrong one. There are as many letters as a
prime number: a single wrong letter and two that changed places are always noticed.
"""

import secrets

#: No letter or digit that is taken for another.
LETTERS = "23456789ABCDEFGHJKMNPRSTVWXYZ"
LENGTH = 10


def new_code() -> str:
    """One of 29⁹ (43 bits), and its check letter."""
    first = "".join(secrets.choice(LETTERS) for _ in range(LENGTH - 1))
    return first + check_letter(first)


def check_letter(first: str) -> str:
    weighed = sum((place + 2) * LETTERS.index(letter) for place, letter in enumerate(first))
    return LETTERS[weighed % len(LETTERS)]


def tidy(text: str) -> str:
    """A code as it is kept, however it was typed; empty for what cannot be one."""
    found = "".join(one for one in text.upper() if one.isascii() and one.isalnum())
    good = len(found) == LENGTH and set(found) <= set(LETTERS) and check_letter(found[:-1]) == found[-1]
    return found if good else ""


def spaced(code: str) -> str:
    """As it is printed: `B2C4D-F6G8H`."""
    return f"{code[:5]}-{code[5:]}"

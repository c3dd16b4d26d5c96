"""The code of a point: what its label shows, and what somebody types who cannot scan it. Pure."""

import secrets

#: No letter or digit that is taken for another, and no word comes about.
LETTERS = "23456789BCDFGHJKMNPQRSTVWXYZ"
LENGTH = 10


def new_code() -> str:
    """One of 28¹⁰ (48 bits)."""
    return "".join(secrets.choice(LETTERS) for _ in range(LENGTH))


def tidy(text: str) -> str:
    """A code as it is kept, however it was typed; empty for what cannot be one."""
    found = "".join(one for one in text.upper() if one.isascii() and one.isalnum())
    return found if len(found) == LENGTH and set(found) <= set(LETTERS) else ""


def spaced(code: str) -> str:
    """As it is printed: `B2C4D-F6G8H`."""
    return f"{code[:5]}-{code[5:]}"

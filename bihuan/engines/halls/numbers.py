"""Ticket numbers: a letter for the service, at least three digits for the turn of the day: `A012`. Pure."""

import re

_SHAPE = re.compile(r"([A-Za-z])\s*-?\s*0*(\d{1,5})")


def ticket_number(letter: str, number: int) -> str:
    return f"{letter}{number:03d}"


def read_number(text: str) -> tuple[str, int] | None:
    """The letter and number somebody typed (`a12`, `A 012`); None when it cannot be one."""
    found = _SHAPE.fullmatch(text.strip())
    return (found[1].upper(), int(found[2])) if found else None

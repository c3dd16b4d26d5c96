"""Ticket numbers: a letter for the service, at least three digits for the turn of the day: `A012`. Pure."""


def ticket_number(letter: str, number: int) -> str:
    return f"{letter}{number:03d}"

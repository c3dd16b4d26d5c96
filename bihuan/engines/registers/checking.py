"""What is written in a register, checked against its columns; and when a line is overdue. Pure."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from bihuan.engines.registers.shapes import Column, Register, State, length
from bihuan.ground.worktime.zone import SHANGHAI

#: Why something cannot be taken.
MISSING, TOO_LONG, NO_NUMBER, NO_DATE, NO_PHONE, NO_CHOICE, NO_CONSENT, STRANGE = (
    "missing",
    "too_long",
    "no_number",
    "no_date",
    "no_phone",
    "no_choice",
    "no_consent",
    "strange",
)
LONGEST, LONGEST_NAME, MOST = 200, 40, 10**9


def checked(columns: Iterable[Column], said: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """(values as they are kept, why not by column)."""
    kept: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for one in columns:
        text = " ".join(str(said.get(one.id) or "").split())
        if not text:
            if one.required:
                wrong[one.id] = NO_CONSENT if one.kind == "yes" else MISSING
            continue
        value, why = _value(one, text)
        if why:
            wrong[one.id] = why
        else:
            kept[one.id] = value
    return kept, wrong


def _value(column: Column, text: str) -> tuple[Any, str]:
    if not text.isprintable():
        return None, STRANGE
    if len(text) > (LONGEST_NAME if column.kind in ("name", "phone") else LONGEST):
        return None, TOO_LONG
    if column.kind == "number":
        return _number(text)
    if column.kind == "date":
        return _day(text)
    if column.kind == "phone":
        digits = re.sub(r"[ -]", "", text)
        return (digits, "") if re.fullmatch(r"\+?[0-9]{3,15}", digits) else (None, NO_PHONE)
    if column.kind == "choice":
        return (text, "") if text in column.choices else (None, NO_CHOICE)
    if column.kind == "yes":
        return (True, "") if text.lower() in ("yes", "true", "on", "1") else (None, NO_CONSENT)
    return text, ""


def _number(text: str) -> tuple[Any, str]:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None, NO_NUMBER
    if not number.is_finite() or abs(number) > MOST or number.adjusted() < -6:
        return None, NO_NUMBER
    return format(number, "f"), ""


def _day(text: str) -> tuple[Any, str]:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None, NO_DATE
    return (day.isoformat(), "") if 2000 <= day.year <= 2100 else (None, NO_DATE)


def findings(columns: Iterable[Column], kept: Mapping[str, Any]) -> list[str]:
    """Ids of the numbers that lie outside of their limits."""
    found = []
    for one in columns:
        if one.kind == "number" and one.id in kept:
            number = Decimal(kept[one.id])
            low = one.at_least is not None and number < Decimal(str(one.at_least))
            if low or (one.at_most is not None and number > Decimal(str(one.at_most))):
                found.append(one.id)
    return found


def due(state: State, values: Mapping[str, Any], since: datetime) -> datetime | None:
    """When a line becomes overdue in a state it has been in since then; None for never."""
    if state.due:
        return since + length(state.due)
    day = values.get(state.until) if state.until else None
    if day:
        return datetime.combine(date.fromisoformat(day) + timedelta(1), time(), SHANGHAI)
    return None


def alike(register: Register, values: Mapping[str, Any]) -> str:
    """What no other open line may have too: the `once` columns; empty where some is not said."""
    parts = [str(values.get(one, "")).casefold() for one in register.once]
    return "\n".join(parts)[:400] if parts and all(parts) else ""


def fits_label(register: Register, text: str) -> bool:
    return bool(re.fullmatch(register.label or "", text)) and len(text) <= 40


def label_key(text: str) -> tuple[Any, ...]:
    """Labels in the order of a shelf: `9#` before `10#`."""
    return tuple((0, int(one), "") if one.isdigit() else (1, 0, one) for one in re.findall(r"\d+|\D+", text))

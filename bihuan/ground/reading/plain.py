"""A reading as plain data: the shape of `bihuan read --json`, described in docs/reading.md. Pure."""

from decimal import Decimal
from typing import Any

from bihuan.ground.reading.shapes import Clause, Promise, Quantity, Reading


def plain(reading: Reading) -> dict[str, Any]:
    """`{"documents": [{"title", "clauses": [{"ref", "number", "depth", "text", "promises": […]}]}]}`."""
    return {
        "documents": [
            {"title": document.title, "clauses": [_clause(reading, clause) for clause in document.clauses]}
            for document in reading.documents
        ]
    }


def _clause(reading: Reading, clause: Clause) -> dict[str, Any]:
    return {
        "ref": clause.ref,
        "number": clause.number,
        "depth": clause.depth,
        "text": reading.words(clause),
        "promises": [plain_promise(promise) for promise in clause.promises],
    }


def plain_promise(promise: Promise) -> dict[str, Any]:
    """One promise; what the text does not say is None."""
    quantity = promise.quantity
    return {
        "kind": promise.kind,
        "modality": promise.modality,
        "value": told(quantity.value, quantity.unit) if quantity else None,
        "value_max": told(quantity.high, quantity.unit) if quantity else None,
        "unit": quantity.unit if quantity else None,
        "bound": quantity.bound if quantity else None,
        "per": quantity.per if quantity else None,
        "calendar": promise.calendar,
        "calendar_default": _default(promise),
        "subject": promise.subject,
        "start": promise.start,
        "stop": promise.stop,
        "exceptions": list(promise.exceptions),
        "conditions": list(promise.conditions),
        "span": list(promise.span),
        "confidence": promise.confidence,
    }


def _default(promise: Promise) -> str | None:
    """How a unit of time counts where the text does not say."""
    if promise.calendar != "unspecified" or promise.quantity is None:
        return None
    return "around the clock" if promise.quantity.unit in {"second", "minute", "hour"} else "natural day"


def told(value: Decimal | None, unit: str) -> int | float | str | None:
    """A number; for moments `09:00` and `12-05`."""
    if value is None:
        return None
    if unit == "clock":
        return f"{int(value) // 60:02}:{int(value) % 60:02}"
    if unit == "date":
        return f"{int(value) // 100:02}-{int(value) % 100:02}"
    return int(value) if value == value.to_integral_value() else float(value)


def shown(quantity: Quantity) -> str:
    """`≤ 45 minute`, `1–2 time / year`: for tables."""
    sign = {"max": "≤ ", "min": "≥ ", "about": "≈ "}.get(quantity.bound, "")
    high = "" if quantity.high is None else f"–{told(quantity.high, quantity.unit)}"
    per = f" / {quantity.per}" if quantity.per else ""
    return f"{sign}{told(quantity.value, quantity.unit)}{high} {quantity.unit}{per}"

"""Duties are written down before they fall due."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from typing import Any

from django.db import transaction

from bihuan.engines.duties.inforce import Held, declared, held
from bihuan.engines.duties.models import Duty
from bihuan.engines.duties.recurrence import Window, windows
from bihuan.ground.journal.rows import pour

BATCH = 20_000


def plan_ahead(first: date, last: date) -> int:
    """Write down what falls due on some days, at every place; what is written already stays. How many are new."""
    rows = _due(first, last)
    new = 0
    while batch := list(islice(rows, BATCH)):
        with transaction.atomic():
            new += pour(Duty, _WRITTEN, batch, ignore_known=True)
    return new


_WRITTEN = (
    *("journal_seq", "journal_head", "edition", "plan", "clause", "role", "place_id"),
    *("opens_at", "due_at", "closes_at", "state", "proofs", "findings", "excuse"),
)


def _due(first: date, last: date) -> Iterator[tuple[Any, ...]]:
    """Rows of `_WRITTEN`. Places that have a plan in common fall due together: its windows are counted once."""
    counted: dict[tuple[str, str, date, date], list[Window]] = {}
    said = declared(first, last + timedelta(31))
    for one in held(first, last):
        begin, end = max(first, one.since), last + one.ahead
        if one.until:
            end = min(end, one.until - timedelta(1))
        if one.plan.weather:
            found = _in_such_weather(one, begin, end, said)
        else:
            key = one.pack.name, one.plan.id, begin, end
            if key not in counted:
                counted[key] = list(windows(one.plan, begin, end, one.calendar)) if begin <= end else []
            found = counted[key]
        plan = one.plan
        about = (0, "", one.pack.name, plan.id, plan.clause, plan.role, one.place.pk)
        for due in found:
            yield (*about, due.opens_at, due.due_at, due.closes_at, Duty.State.OPEN.value, "{}", "[]", "")


def _in_such_weather(one: Held, begin: date, end: date, said: list[tuple[date, str, str]]) -> list[Window]:
    """Windows of the days of which a head above the place has said what the plan waits for."""
    days = {
        day
        for day, weather, path in said
        if begin <= day <= end and weather in one.plan.weather and one.place.path.startswith(path)
    }
    return [due for day in sorted(days) for due in windows(one.plan, day, day, one.calendar)]

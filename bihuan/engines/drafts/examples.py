"""Worked examples for the decisions of a draft: what was decided, counted out once, has to stay so. Pure."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from bihuan.engines.cases import clocks
from bihuan.engines.cases.kinds import Promise
from bihuan.engines.cases.scenarios import shown
from bihuan.engines.drafts import phrases
from bihuan.engines.drafts.holding import Item
from bihuan.engines.drafts.making import Made
from bihuan.ground.reading.scenarios import told as read_again
from bihuan.ground.standards.packs import Pack
from bihuan.ground.worktime import Allowance, Calendar
from bihuan.ground.worktime.zone import SHANGHAI

_MOST_READ = 12
_AFTERNOON = time(16, 50)


def examples(told: list[Item], rows: Made, base: Pack, in_force: date) -> list[dict[str, Any]]:
    """One for each promise; without promises, what is read in some clauses."""
    counted = [
        _counted(kind, row, base, in_force) for kind, promises in rows.promises.items() for row in promises
        if kind in base.rows("kinds")
    ]  # fmt: skip
    return _named(counted or list(_read(told)))


def _counted(kind: str, row: dict[str, Any], base: Pack, in_force: date) -> dict[str, Any]:
    promise = Promise.model_validate(row)
    calendar = base.calendar(promise.calendar)
    start = datetime.combine(_day(calendar, in_force), _AFTERNOON, SHANGHAI)
    due = clocks.due_at(promise, start, calendar)
    said = {"due": shown(due), "clause": promise.clause}
    time_said = Allowance.parse(promise.allowance).describe("zh-hans")
    name = phrases.CLOCK_EXAMPLE.format(number=promise.clause, title=promise.title.zh, time=time_said)
    return {
        "name": name,
        "run": "clocks",
        "ref": promise.clause,
        "given": {"kind": kind, "gravity": "major" if promise.gravity == "major" else "ordinary"},
        "when": [{promise.start: f"{start:%Y-%m-%d %H:%M}"}],
        "then": {promise.id: said},
    }


def _day(calendar: Calendar, in_force: date) -> date:
    """The first Thursday in June of a year whose holidays are announced, so that the example stays true."""
    year = in_force.year
    for candidate in range(year, year - 40, -1):
        if calendar.announced(candidate):
            year = candidate
            break
    first = date(year, 6, 1)
    return first + timedelta(days=(3 - first.weekday()) % 7)


def _read(told: list[Item]) -> Iterator[dict[str, Any]]:
    figures = [item for item in told if item.standing or item.open] or told
    for item in figures[:_MOST_READ]:
        yield {
            "name": phrases.READ_EXAMPLE.format(number=item.number),
            "run": "reading",
            "ref": item.number,
            "given": {"clause": item.number},
            "then": read_again(item.wording),
        }


def _named(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Names only once: two promises of one clause may be called the same."""
    used: dict[str, int] = {}
    for one in found:
        name = one["name"]
        used[name] = used.get(name, 0) + 1
        if used[name] > 1:
            one["name"] = f"{name}（{used[name]}）"
    return found

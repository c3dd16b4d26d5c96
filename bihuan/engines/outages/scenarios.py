"""A pack's worked examples of outages: is a notice in time, and when does the power have to be back. Pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bihuan.engines.outages.limits import earliest, restored_by
from bihuan.engines.outages.shapes import Notice, Restoration
from bihuan.ground.standards.packs import Pack
from bihuan.ground.standards.scenarios import register_runner
from bihuan.ground.standards.shapes import Scenario
from bihuan.ground.worktime.zone import SHANGHAI


def play_notice(pack: Pack, scenario: Scenario) -> Mapping[str, Any]:
    """`given: {notice, told, begins, important}`, `then: {earliest, in_time, by_order, clause}`."""
    given = scenario.given
    notice: Notice = pack.rows("notices")[given["notice"]]
    first = earliest(notice, _moment(given["told"]), int(given.get("important", 0)))
    return {
        "earliest": _said(first),
        "in_time": _yes(_moment(given["begins"]) >= first),
        "by_order": _yes(notice.by_order),
        "clause": notice.clause,
    }


def play_restoration(pack: Pack, scenario: Scenario) -> Mapping[str, Any]:
    """`given: {fault, since, outside, excuse}`, `then: {due, clause}`; `due: none` where it is excused."""
    given = scenario.given
    row: Restoration = pack.rows("restorations")[given["fault"]]
    limit = restored_by(
        row,
        _moment(given["since"]),
        outside=given.get("outside") == "yes",
        excuse=str(given.get("excuse", "")),
    )
    return {"due": _said(limit.due) if limit else "none", "clause": limit.clause if limit else "none"}


def _moment(text: Any) -> datetime:
    return datetime.fromisoformat(str(text)).replace(tzinfo=SHANGHAI)


def _said(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"


def _yes(found: bool) -> str:
    return "yes" if found else "no"


register_runner("notice", play_notice)
register_runner("restoration", play_restoration)

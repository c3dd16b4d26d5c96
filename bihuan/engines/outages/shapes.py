"""What a pack says about outages: how long before they are told, and how soon a fault is mended. Pure."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Any, Literal

from pydantic import StringConstraints

from bihuan.ground.standards.base import AllowanceText, Chapter, ClauseNumber, Slug, Strict, Text, register
from bihuan.ground.standards.said import told
from bihuan.ground.worktime.allowances import Allowance

_CLOCK = r"([01]\d|2[0-3]):[0-5]\d"
#: What may excuse a fault that is mended late; each class of fault names its own.
Excuse = Literal["weather", "cable", "transformer"]


def span(text: str) -> timedelta:
    """The length of an allowance of hours or of whole days, counted by the hour."""
    allowance = Allowance.parse(text)
    return timedelta(days=allowance.size) if allowance.kind == "day" else timedelta(seconds=allowance.size)


class Notice(Strict):
    """`notices.yaml`: a kind of outage that is told beforehand.

    `to: important` asks for the time only where an important customer is affected; `late` are the roles that may go on
    without it, with a reason; `by_order` wants a row of the published order of cuts.
    """

    id: Literal["planned", "temporary", "emergency"]
    title: Text
    ahead: AllowanceText | None = None
    to: Literal["all", "important"] = "all"
    by_order: bool = False
    late: tuple[Slug, ...] = ()
    clause: ClauseNumber


class Night(Strict):
    """Another limit for what begins outside the daylight hours."""

    within: AllowanceText
    daylight: Annotated[str, StringConstraints(pattern=rf"^{_CLOCK}-{_CLOCK}$")]
    clause: ClauseNumber


class Outside(Strict):
    """How much more outside the city."""

    more: AllowanceText
    clause: ClauseNumber


class Restoration(Strict):
    """`restorations.yaml`: a class of fault, and within how long the power is back."""

    id: Slug
    title: Text
    within: AllowanceText
    clause: ClauseNumber
    night: Night | None = None
    outside: Outside | None = None
    excused: tuple[Excuse, ...] = ()


def _unmeasured(rows: Mapping[str, Any], pack: Any) -> list[tuple[str, str]]:
    """Times in working hours, and roles that nobody has."""
    found: list[tuple[str, str]] = []
    roles = {role.id for role in pack.roles}
    for row in rows.values():
        if isinstance(row, Notice):
            times = [row.ahead] if row.ahead else []
            found += [
                (row.id, told("role {role!r} is not in pack.yaml", role=role))
                for role in row.late
                if role not in roles
            ]
        else:
            times = [row.within]
            times += [row.night.within] if row.night else []
            times += [row.outside.more] if row.outside else []
        found += [
            (row.id, told("{time!r} is not a time in hours or days", time=time))
            for time in times
            if Allowance.parse(time).kind not in {"clock", "day"} or Allowance.parse(time).size < 0
        ]
    return found


register(Chapter("notices", Notice, check=_unmeasured, holds=lambda row: [(row.id, row.clause)]))
register(Chapter("restorations", Restoration, check=_unmeasured, holds=lambda row: [(row.id, row.clause)]))

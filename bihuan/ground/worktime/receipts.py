"""The receipt of a due time (时限凭据): every counted stretch, so that nobody has to argue."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bihuan.ground.worktime.allowances import Allowance
from bihuan.ground.worktime.calendars import Calendar
from bihuan.ground.worktime.conventions import DEFAULT, Conventions
from bihuan.ground.worktime.standing import Event, replay


@dataclass(frozen=True, slots=True)
class Receipt:
    start: datetime
    allowance: Allowance
    due: datetime | None
    calendar: str
    lines: tuple[Any, ...] = ()
    notices: tuple[Any, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        return {}

    def text(self, locale: str = "zh-Hans") -> str:
        return ""


def receipt(
    start: datetime,
    allowance: Allowance,
    calendar: Calendar,
    conventions: Conventions = DEFAULT,
    events: Iterable[Event] = (),
) -> Receipt:
    return Receipt(
        start, allowance, replay(start, allowance, calendar, conventions, events).due_at, calendar.version
    )

"""What a pack says about going after arrears: `dunning/*.yaml`. Pure: shapes only."""

from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from bihuan.engines.billing.shapes import Commodity, Money
from bihuan.ground.standards.base import AllowanceText, Chapter, ClauseNumber, Slug, Strict, Text, register
from bihuan.ground.standards.said import told
from bihuan.ground.worktime.allowances import Allowance

#: What a step is. The watch sends a message; everything else is done by somebody and recorded.
How = Literal["message", "call", "visit", "stop_notice", "stop"]
#: What may hold a ladder still.
Why = Literal["hardship", "dispute", "instalments", "promise"]
#: In this order a ladder may only become sharper.
ORDER: tuple[How, ...] = ("message", "call", "visit", "stop_notice", "stop")
Days = Annotated[int, Field(ge=0, le=1000)]


class Step(Strict):
    """One rung: from `after` days past the last day to pay on, and at least `gap` days after the rung before.

    Somebody who was not reached is tried so often; then the rung counts as done.
    """

    id: Slug
    how: How
    title: Text
    after: Days
    gap: Annotated[int, Field(ge=1, le=100)] = 1
    tries: Annotated[int, Field(ge=1, le=10)] = 1
    clause: ClauseNumber


class Hold(Strict):
    """Something that holds the ladder still, for at most so many days; `late: true` and the late charge goes on."""

    why: Why
    title: Text
    most: Annotated[int, Field(ge=1, le=1000)]
    late: bool = False
    clause: ClauseNumber


class Approval(Strict):
    """Somebody else than who asked approves it."""

    clause: ClauseNumber


class Reconnect(Strict):
    """How soon the supply is back, from when everything is paid."""

    within: AllowanceText
    clause: ClauseNumber


class Cut(Strict):
    """When the supply may be stopped: this many days past the last day to pay, this long after the notice was given, on
    a workday of the calendar before another one; never where somebody gets relief or is important, if the pack says so.
    """

    overdue: Days
    notice: Days
    latest: Days
    calendar: Slug
    spares: tuple[Literal["relief", "important"], ...] = ()
    clause: ClauseNumber
    approval: Approval
    reconnect: Reconnect


class Instalments(Strict):
    """At most so many parts, a part a month, the first one within `first` days; none below `least`. A part counts as
    paid in time up to `grace` days after its day.
    """

    most: Annotated[int, Field(ge=2, le=36)]
    least: Money
    first: Annotated[int, Field(ge=0, le=60)]
    grace: Annotated[int, Field(ge=0, le=30)]
    clause: ClauseNumber


class Ladder(Strict):
    """`dunning/*.yaml`: how arrears of some commodities are gone after. Below `least` nobody is."""

    id: Slug
    title: Text
    commodities: tuple[Commodity, ...]
    least: Money
    clause: ClauseNumber
    steps: Annotated[tuple[Step, ...], Field(min_length=1, max_length=20)]
    holds: tuple[Hold, ...] = ()
    cut: Cut | None = None
    instalments: Instalments | None = None

    @model_validator(mode="after")
    def _fits(self) -> "Ladder":
        if len({one.id for one in self.steps}) < len(self.steps):
            raise ValueError(told("steps: two of them have the same id"))
        for before, then in zip(self.steps, self.steps[1:], strict=False):
            if then.after < before.after or ORDER.index(then.how) < ORDER.index(before.how):
                raise ValueError(
                    told("step {id!r} comes sooner, or is milder, than the one before it", id=then.id)
                )
        stops = [one for one in self.steps if one.how in ("stop_notice", "stop")]
        if stops and self.cut is None:
            raise ValueError(told("a ladder that stops the supply says when it may, under cut"))
        if stops and "property" in self.commodities:
            raise ValueError(told("nothing may be stopped to collect a property fee (Civil Code 944)"))
        if [one.how for one in stops] not in ([], ["stop_notice", "stop"]):
            raise ValueError(told("one notice comes before one stop, and neither without the other"))
        return self

    @cached_property
    def by_id(self) -> Mapping[str, int]:
        return {one.id: n for n, one in enumerate(self.steps)}

    def hold(self, why: str) -> Hold | None:
        return next((one for one in self.holds if one.why == why), None)


#: The law's own bounds, below which no pack goes (Regulations on electricity supply and use, article 39).
OVERDUE_LEAST, NOTICE_LEAST = 30, 3


def _bounds(rows: Mapping[str, Any], pack: Any) -> list[tuple[str, str]]:
    """Calendars that are not there, times that are no hours, and stops sooner than the law lets."""
    found: list[tuple[str, str]] = []
    for id, ladder in rows.items():
        if (cut := ladder.cut) is None:
            continue
        if cut.calendar not in pack.rows("calendars"):
            found.append((id, told("calendar {name!r} is not in calendars.yaml", name=cut.calendar)))
        if Allowance.parse(cut.reconnect.within).kind != "clock":
            found.append((id, told("{time!r} is not a time in hours", time=cut.reconnect.within)))
        if cut.overdue < OVERDUE_LEAST:
            said = told("cut: not sooner than {days} days past the last day to pay", days=OVERDUE_LEAST)
            found.append((id, said))
        if not NOTICE_LEAST <= cut.notice < cut.latest:
            said = told("cut: notice is {days} days or more, and shorter than latest", days=NOTICE_LEAST)
            found.append((id, said))
    return found


def _held(ladder: Ladder) -> list[tuple[str, str]]:
    """Everything of a ladder that a clause stands behind."""
    found = [(ladder.id, ladder.clause), *((f"{ladder.id}.{one.id}", one.clause) for one in ladder.steps)]
    found += [(f"{ladder.id}.{one.why}", one.clause) for one in ladder.holds]
    if ladder.cut:
        found += [
            (f"{ladder.id}.cut", ladder.cut.clause),
            (f"{ladder.id}.approval", ladder.cut.approval.clause),
            (f"{ladder.id}.reconnection", ladder.cut.reconnect.clause),
        ]
    if ladder.instalments:
        found.append((f"{ladder.id}.instalments", ladder.instalments.clause))
    return found


register(Chapter("dunning", Ladder, folder=True, check=_bounds, holds=_held))

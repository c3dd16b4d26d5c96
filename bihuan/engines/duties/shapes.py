"""What a pack says must happen unasked: `duties/*.yaml`. Pure: shapes only."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from dateutil.rrule import rrulestr
from pydantic import AfterValidator, Field, StringConstraints, model_validator

from bihuan.ground.standards.base import Chapter, ClauseNumber, Slug, Strict, Text, register
from bihuan.ground.standards.said import told

#: A time of the day, `00:00` to `24:00`.
Clock = Annotated[str, StringConstraints(pattern=r"^(([01]\d|2[0-3]):[0-5]\d|24:00)$")]
#: A length in minutes or hours: `30min`, `2h`.
Length = Annotated[str, StringConstraints(pattern=r"^[1-9]\d{0,3}(min|h)$")]


def _rrule(text: str) -> str:
    if "DTSTART" in text or "UNTIL" in text or "COUNT" in text:
        raise ValueError(
            told("{text!r}: days come from the plan; leave out DTSTART, UNTIL and COUNT", text=text)
        )
    parts = dict(part.partition("=")[::2] for part in text.split(";"))
    if parts.get("INTERVAL", "1").strip("0") == "" or parts.keys() & {"BYHOUR", "BYMINUTE", "BYSECOND"}:
        raise ValueError(
            told("{text!r}: INTERVAL is 1 or more, and times of the day stand under times", text=text)
        )
    frequency = text.partition("FREQ=")[2].partition(";")[0]
    if frequency not in ("DAILY", "WEEKLY", "MONTHLY", "YEARLY"):
        raise ValueError(told("{text!r}: FREQ is DAILY, WEEKLY, MONTHLY or YEARLY", text=text))
    try:
        rrulestr(f"DTSTART:20260101T000000\nRRULE:{text}")
    except ValueError as error:
        raise ValueError(told("{text!r} is no rule of RFC 5545: {why}", text=text, why=error)) from error
    return text


#: The days of a rule of RFC 5545: `FREQ=WEEKLY;BYDAY=FR`. The times of the day are the plan's own.
DayRule = Annotated[str, AfterValidator(_rrule)]


class Days(Strict):
    """Which days. One of: every day; workdays or rest days of a calendar; a rule of RFC 5545; the n-th workday.

    `workday: -1` is the last workday of the period, by the State Council's calendar with its make-up days; `by_day: 10`
    is any day up to the 10th of each month (the window opens on the 1st).
    """

    every: Literal["day", "workday", "rest_day"] | None = None
    rule: DayRule | None = None
    workday: Annotated[int, Field(ge=-23, le=23)] | None = None
    by_day: Annotated[int, Field(ge=1, le=28)] | None = None
    period: Literal["week", "month", "quarter", "half_year", "year"] = "month"
    months: tuple[Annotated[int, Field(ge=1, le=12)], ...] = ()

    @model_validator(mode="after")
    def _one(self) -> "Days":
        said = [one for one in (self.every, self.rule, self.workday, self.by_day) if one is not None]
        if len(said) != 1 or self.workday == 0:
            raise ValueError(told("days: say exactly one of every, rule, workday (not 0), by_day"))
        return self


class Times(Strict):
    """When on such a day. One of: at fixed times; so many a day, evenly spread; one in each stretch of `each`.

    `before` and `after` hang on the hours of the plan's calendar that day: `before: 30min` opens that long before work
    begins, `after: 30min` ends that long after it is over.
    """

    at: tuple[Clock, ...] = ()
    a_day: Annotated[int, Field(ge=1, le=96)] | None = None
    each: Length | None = None
    halves: bool = False
    before: Length | None = None
    after: Length | None = None
    from_: Clock = Field(default="00:00", alias="from")
    to: Clock = "24:00"

    @model_validator(mode="after")
    def _one(self) -> "Times":
        said = (bool(self.at), self.a_day, self.each, self.halves, self.before, self.after)
        if sum(1 for one in said if one) != 1:
            raise ValueError(told("times: say exactly one of at, a_day, each, halves, before, after"))
        if self.from_ >= self.to:
            raise ValueError(told("times: from is before to"))
        return self


class Proof(Strict):
    """What shows that it was done. A number or count outside of `at_least` and `at_most` is a finding.

    `scan`: the place's points of a route (left out: named like the duty) have been reached, each shown by its code; one
    that was not is a finding, and so is nothing where the place has laid no points. `most_between`: longer between two
    of them stands out in the replay. `name`: who else was there. `sheet`: a sheet of the pack is filled in.
    """

    id: Slug
    title: Text
    kind: Literal["yes_no", "number", "count", "text", "name", "photo", "scan", "sheet"]
    at_least: float | None = None
    at_most: float | None = None
    unit: Text | None = None
    route: Slug | None = None
    most_between: Length | None = None
    sheet: Slug | None = None
    required: bool = True
    clause: ClauseNumber | None = None

    @model_validator(mode="after")
    def _fits(self) -> "Proof":
        if (self.sheet is None) == (self.kind == "sheet"):
            raise ValueError(
                told("proof {id!r}: sheet is named by the kind sheet, and by no other", id=self.id)
            )
        if self.kind != "scan" and (self.route or self.most_between):
            raise ValueError(told("proof {id!r}: route and most_between belong to the kind scan", id=self.id))
        if self.kind not in ("number", "count") and (self.at_least, self.at_most) != (None, None):
            raise ValueError(told("proof {id!r}: limits belong to the kinds number and count", id=self.id))
        return self


#: What a head can say of a day; plans that name it hold on such days only.
Weather = Literal["rain", "snow", "heat", "cold", "wind"]


class Plan(Strict):
    """Something that must happen on time.

    `places`: kinds of places where it holds (left out: the place that adopts the pack). `window`: how long before the due
    moment it may be done, for fixed times. `grace`: how much later it still counts as late rather than missed.
    `most_apart`: no two rounds further apart than this, besides how many there are (S002-6 4a and 4b are two duties).
    `weather`: only on days of which a head has said that it rains, snows, is hot.
    """

    id: Slug
    title: Text
    about: Text | None = None
    clause: ClauseNumber
    role: Slug
    tells: tuple[Slug, ...] = ()
    places: tuple[Literal["company", "division", "hall", "callcentre", "area"], ...] = ()
    calendar: Slug | None = None
    days: Days
    times: Times
    window: Length = "60min"
    grace: Length = "60min"
    most_apart: Length | None = None
    weather: tuple[Weather, ...] = ()
    proofs: tuple[Proof, ...] = ()
    finding: Slug | None = None

    def routes(self) -> frozenset[str]:
        """The routes whose points it has to reach."""
        return frozenset(route_of(self, one) for one in self.proofs if one.kind == "scan")


def route_of(plan: Plan, proof: Proof) -> str:
    return proof.route or plan.id


def _references(rows: Mapping[str, Any], pack: Any) -> list[tuple[str, str]]:
    """Roles, calendars and kinds of cases that a plan names have to be there."""
    roles = {role.id for role in pack.roles}
    found: list[tuple[str, str]] = []
    for id, plan in rows.items():
        for role in (plan.role, *plan.tells):
            if role not in roles:
                found.append((id, told("role {role!r} is not in pack.yaml", role=role)))
        needs = plan.days.every in ("workday", "rest_day") or plan.days.workday or plan.times.halves
        needs = needs or plan.times.before or plan.times.after
        if needs and plan.calendar is None:
            found.append((id, told("calendar is missing: whose workdays or hours?")))
        if plan.calendar is not None and plan.calendar not in pack.rows("calendars"):
            found.append((id, told("calendar {name!r} is not in calendars.yaml", name=plan.calendar)))
        if plan.finding is not None and plan.finding not in pack.rows("kinds"):
            found.append((id, told("finding: kind {name!r} is not in kinds/", name=plan.finding)))
        for proof in plan.proofs:
            if proof.sheet is not None and proof.sheet not in pack.rows("sheets"):
                found.append((id, told("sheet {name!r} is not in sheets/", name=proof.sheet)))
    return found


register(Chapter("duties", Plan, folder=True, check=_references, holds=lambda plan: [(plan.id, plan.clause)]))

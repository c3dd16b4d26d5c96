"""The chapters every pack has: the title page, the clauses, calendars, scenarios, tightenings. Pure."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from bihuan.ground.standards.base import Chapter, ClauseNumber, Slug, Strict, Text, register

PackId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$", max_length=80)]
Edition = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z][0-9A-Za-z.-]*$", max_length=20)]
#: What holds a clause: `rules:confidential-rows`, `kinds:complaint.contact`, `flows:closed-loop.review`.
Holder = Annotated[str, StringConstraints(pattern=r"^[a-z]+:[a-z][a-z0-9_.-]*$")]
Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


class Role(Strict):
    """A post that the standard names.

    `scope`: whose cases it reaches; `heads`: leads its team; `confidential`: may see secret cases.
    """

    id: Slug
    title: Text
    scope: Literal["team", "place", "all"] = "team"
    confidential: bool = False
    heads: bool = False
    clause: ClauseNumber | None = None


class TitlePage(Strict):
    """`pack.yaml`."""

    id: PackId
    edition: Edition
    title: Text
    issuer: Text
    in_force: date
    extends: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+@[0-9A-Za-z.-]+$")] | None = None
    source: Text
    roles: tuple[Role, ...] = ()


class Proposed(Strict):
    """What the reader found in a clause's words and nobody has decided on yet; nothing runs by it.

    `value` and `value_max` are written as the reader says them (`45`, `1.5`, `09:00`); `confidence` is per cent.
    """

    kind: Annotated[str, StringConstraints(pattern=r"^[a-z_]+$")]
    modality: Literal["must", "must_not", "should", "may"] = "must"
    value: str | int | None = None
    value_max: str | int | None = None
    unit: str | None = None
    bound: Literal["max", "min", "exact", "range", "about"] | None = None
    per: str | None = None
    subject: str | None = None
    start: str | None = None
    stop: str | None = None
    exceptions: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    words: str
    confidence: Annotated[int, Field(ge=0, le=100)]


class Clause(Strict):
    """One clause: our wording, and what holds it.

    `printed` is the number as readers know it, where `number` had to tell two clauses of the same number apart.
    `by` names holders that cite another clause as their own; whatever cites this clause counts too.
    `why` is the reason when nothing can hold it, `reading` how a gap in the text was read,
    `question` what the issuer still has to decide, `proposed` what was read in it and waits for a decision.
    """

    number: ClauseNumber
    wording: Text
    held_by: Literal["machine", "people", "text"]
    by: tuple[Holder, ...] = ()
    severity: Literal["must", "should", "may"] = "must"
    why: Text | None = None
    reading: Text | None = None
    question: Text | None = None
    proposed: tuple[Proposed, ...] = ()
    printed: Text | None = None

    def printed_number(self, locale: str) -> str:
        return self.printed.say(locale) if self.printed else self.number


class ClauseFile(Strict):
    """`clauses/*.yaml`: one chapter of the document."""

    chapter: str
    title: Text
    clauses: tuple[Clause, ...]


class Season(Strict):
    """Other weekly hours between two days of every year, both included: `05-01` to `09-30`."""

    from_: Annotated[str, StringConstraints(pattern=r"^\d\d-\d\d$")] = Field(alias="from")
    to: Annotated[str, StringConstraints(pattern=r"^\d\d-\d\d$")]
    weekly: dict[Day, tuple[str, ...]]


class Override(Strict):
    """One date that is unlike its weekday: other hours, none at all (`[]`), or `workday`."""

    date: date
    hours: tuple[str, ...] | Literal["workday"]
    reason: str = ""


class CalendarRow(Strict):
    """When work is done; `holidays: cn` follows the State Council's notices."""

    id: Slug
    title: Text
    clause: ClauseNumber | None = None
    zone: str = "Asia/Shanghai"
    weekly: dict[Day, tuple[str, ...]]
    seasons: tuple[Season, ...] = ()
    overrides: tuple[Override, ...] = ()
    holidays: Literal["cn", "none"] = "cn"
    make_up: Day | None = None
    version: str | None = None

    def data(self) -> Mapping[str, Any]:
        """Plain data as `worktime.Calendar.from_data` takes it."""
        shown = {"zone", "weekly", "seasons", "overrides", "holidays", "make_up", "version"}
        plain: dict[str, Any] = self.model_dump(mode="json", by_alias=True, include=shown, exclude_none=True)
        return plain


class Tightening(Strict):
    """A site's stricter value: promise (`complaint.answer`), indicator or limit (`complaint.returns`).

    `points` (`check.item`, or `check` for all its open items) sets what a scored sheet leaves to the site.

    `plain` is what customers read of a promise; it has to follow the new value.
    """

    id: Slug
    promise: str | None = None
    indicator: str | None = None
    limit: str | None = None
    points: str | None = None
    to: str | int
    plain: Text | None = None
    clause: ClauseNumber
    reason: Text


class Scenario(Strict):
    """A worked example: `run` names the runner, `ref` where the example comes from."""

    name: str
    run: Slug
    ref: str = ""
    given: dict[str, Any] = {}
    when: list[dict[str, Any]] = []
    then: dict[str, Any]


register(Chapter("calendars", CalendarRow))
register(Chapter("tighten", Tightening))

"""What a pack says of those who stand somewhere by turns: `shifts/*.yaml`, one post a file. Pure: shapes only."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, model_validator

from bihuan.ground.standards.base import Chapter, ClauseNumber, Slug, Strict, Text, register
from bihuan.ground.standards.said import told

#: A time of the day, `00:00` to `24:00`.
Clock = Annotated[str, StringConstraints(pattern=r"^(([01]\d|2[0-3]):[0-5]\d|24:00)$")]
#: A day of any year: `10-01`.
DayOfYear = Annotated[str, StringConstraints(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")]
Length = Annotated[str, StringConstraints(pattern=r"^[1-9]\d{0,3}(min|h)$")]
#: One letter in the month's table: 早, 晚, 夜. What is not worked is `休`, and is no shift.
Mark = Annotated[str, StringConstraints(pattern=r"^[^\s休假,，、-]$")]
OFF = "休"
#: What stands in the table where somebody is on leave.
LEAVE = "假"


class Hours(Strict):
    """From one time of the day to another; `to` at or before `from` is of the next day."""

    from_: Clock = Field(alias="from")
    to: Clock


class Turn(Strict):
    """A shift of a post. `least` people at any moment of it; breaks are nobody's presence. `winter`: its other hours."""

    id: Slug
    title: Text
    mark: Mark
    from_: Clock = Field(alias="from")
    to: Clock
    winter: Hours | None = None
    breaks: tuple[Hours, ...] = ()
    least: Annotated[int, Field(ge=0, le=99)] = 1
    clause: ClauseNumber | None = None


class Standing(Strict):
    """A time of each day at which somebody has to be there and stand (立岗)."""

    id: Slug
    title: Text
    from_: Clock = Field(alias="from")
    to: Clock
    winter: Hours | None = None
    least: Annotated[int, Field(ge=1, le=99)] = 1
    clause: ClauseNumber


class Season(Strict):
    """The winter hours' days: from one day of the year to another, both included."""

    from_: DayOfYear = Field(alias="from")
    to: DayOfYear

    def holds(self, day: date) -> bool:
        said = f"{day:%m-%d}"
        if self.from_ <= self.to:
            return self.from_ <= said <= self.to
        return said >= self.from_ or said <= self.to


class Course(Strict):
    """Nobody stands here who has not passed it."""

    id: Slug
    title: Text
    clause: ClauseNumber | None = None


class Thing(Strict):
    """What is counted when the post changes hands, and how many there should be (left out: as many as there are)."""

    id: Slug
    title: Text
    count: Annotated[int, Field(ge=0, le=99_999)] | None = None
    unit: Text | None = None


class Limit(Strict):
    """So long, by its clause."""

    length: Length
    clause: ClauseNumber | None = None


class Book(Strict):
    """The handover book of a post: what is counted."""

    things: Annotated[tuple[Thing, ...], Field(min_length=1, max_length=40)]
    clause: ClauseNumber


class Station(Strict):
    """A post that is manned by turns.

    `roles`: who may stand here. `most_away`: who is away longer needs a named relief. `rest`: so long between two shifts
    of one person. `early`: so long before its beginning one signs in to a shift. `handover`: what is counted by both.
    """

    id: Slug
    title: Text
    clause: ClauseNumber
    roles: Annotated[tuple[Slug, ...], Field(min_length=1)]
    places: tuple[Literal["company", "division", "hall", "callcentre", "area"], ...] = ()
    winter: Season | None = None
    turns: Annotated[tuple[Turn, ...], Field(min_length=1, max_length=8)]
    standing: tuple[Standing, ...] = ()
    rest: Limit = Limit(length="8h")
    early: Limit = Limit(length="10min")
    most_away: Limit = Limit(length="15min")
    course: Course | None = None
    handover: Book | None = None

    @model_validator(mode="after")
    def _fits(self) -> "Station":
        turns, standing = [one.id for one in self.turns], [one.id for one in self.standing]
        for ids in (turns + standing, [one.id for one in self.things]):
            if len(set(ids)) != len(ids):
                raise ValueError(told("{id!r}: names inside a post are there once", id=self.id))
        if len({one.mark for one in self.turns}) != len(self.turns):
            raise ValueError(told("{id!r}: each shift has a mark of its own", id=self.id))
        if self.winter is None and any(one.winter is not None for one in self.timed):
            raise ValueError(told("{id!r}: winter hours need the days of winter", id=self.id))
        return self

    @property
    def timed(self) -> "tuple[Turn | Standing, ...]":
        """Everything that has hours."""
        return (*self.turns, *self.standing)

    @property
    def things(self) -> tuple[Thing, ...]:
        return self.handover.things if self.handover else ()

    def turn(self, id: str) -> Turn:
        return next(one for one in self.turns if one.id == id)

    def marks(self) -> Mapping[str, Turn]:
        return {one.mark: one for one in self.turns}

    def clauses(self) -> list[tuple[str, str]]:
        """(promise, clause) of everything here that is held."""
        aside = {
            "rest": self.rest.clause,
            "early": self.early.clause,
            "away": self.most_away.clause,
            "handover": self.handover.clause if self.handover else None,
            "course": self.course.clause if self.course else None,
            **{one.id: one.clause for one in self.timed},
        }
        return [(self.id, self.clause), *((f"{self.id}.{id}", said) for id, said in aside.items() if said)]


def length(text: str) -> timedelta:
    """`15min` or `8h`."""
    if text.endswith("min"):
        return timedelta(minutes=int(text[:-3]))
    return timedelta(hours=int(text[:-1]))


def _references(rows: Mapping[str, Any], pack: Any) -> list[tuple[str, str]]:
    """Roles may be those of another standard of the place; a pack that names roles names all of its posts'."""
    known = {role.id for role in pack.roles}
    return [
        (id, told("role {role!r} is not in pack.yaml", role=role))
        for id, row in rows.items()
        for role in row.roles
        if known and role not in known
    ]


register(Chapter("shifts", Station, folder=True, check=_references, holds=lambda row: row.clauses()))

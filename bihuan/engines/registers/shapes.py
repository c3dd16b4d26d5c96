"""A register as a pack says it: `registers/*.yaml`. Something comes in, is held, goes out. Pure: shapes only."""

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from bihuan.ground.standards.base import Chapter, ClauseNumber, Slug, Strict, Text, register
from bihuan.ground.standards.said import told

#: A length of time: `30min`, `8h`, `3d`.
Length = Annotated[str, StringConstraints(pattern=r"^[1-9]\d{0,3}(min|h|d)$")]


def length(text: str) -> timedelta:
    number, unit = re.fullmatch(r"(\d+)(min|h|d)", text).groups()  # type: ignore[union-attr]
    return int(number) * {"min": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}[unit]


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(told("{text!r} is no pattern: {why}", text=text, why=error)) from error
    return text


class Lookup(Strict):
    """Whom a name means: looked up in another register of the place. Where two have the name, `apart` tells which."""

    register_: Slug = Field(alias="register")
    column: Slug = "name"
    apart: tuple[Slug, ...]


class Column(Strict):
    """What is written down, and checked when it is. A number outside of its limits is a finding, not a refusal.

    `personal`: masked until somebody says that he has to see it. `lookup`: see Lookup.
    """

    id: Slug
    title: Text
    kind: Literal["text", "name", "phone", "number", "date", "choice", "yes"] = "text"
    choices: Mapping[Slug, Text] = Field(default_factory=dict)
    at_least: float | None = None
    at_most: float | None = None
    required: bool = True
    personal: bool = False
    lookup: Lookup | None = None
    clause: ClauseNumber | None = None

    @model_validator(mode="after")
    def _fits(self) -> "Column":
        if bool(self.choices) != (self.kind == "choice"):
            raise ValueError(
                told("column {id!r}: choices belong to the kind choice, which needs them", id=self.id)
            )
        if self.kind != "number" and (self.at_least, self.at_most) != (None, None):
            raise ValueError(told("column {id!r}: limits belong to the kind number", id=self.id))
        return self


class State(Strict):
    """Where a line can stand. `holds`: it takes up room. `due`: longer than that is overdue; `until`: overdue after the
    day that a column says. `tells`: roles that are told then."""

    id: Slug
    title: Text
    holds: bool = False
    due: Length | None = None
    until: Slug | None = None
    tells: tuple[Slug, ...] = ()
    final: bool = False
    clause: ClauseNumber | None = None

    @model_validator(mode="after")
    def _fits(self) -> "State":
        if (self.due or self.until) and self.final:
            raise ValueError(told("state {id!r}: what is over cannot become overdue", id=self.id))
        if self.due and self.until:
            raise ValueError(told("state {id!r}: say due or until, not both", id=self.id))
        return self


class Move(Strict):
    """A next step. `takes: own`: only the holder signs; `proxy`: somebody else may, who gives his name.

    `case`: it opens a case of this kind; `finding`: it does where a number is outside of its limits.
    """

    id: Slug
    title: Text
    at: tuple[Slug, ...]
    to: Slug
    roles: tuple[Slug, ...] = ()
    asks: tuple[Column, ...] = ()
    takes: Literal["own", "proxy"] | None = None
    case: Slug | None = None
    finding: Slug | None = None
    clause: ClauseNumber | None = None


class Register(Strict):
    """`registers/*.yaml`. The first state is where a line begins; the first move from a state is what Enter does.

    `holder`: the column that names whose it is. `once`: two open lines cannot have all of these alike. `label`: the
    pattern of labels that people give; without one, lines are numbered behind `prefix`.
    """

    id: Slug
    title: Text
    about: Text | None = None
    clause: ClauseNumber
    keepers: tuple[Slug, ...]
    heads: tuple[Slug, ...] = ()
    places: tuple[Literal["company", "division", "hall", "callcentre", "area"], ...] = ()
    prefix: Annotated[str, StringConstraints(pattern=r"^[A-Z]{1,3}$")]
    label: Annotated[str, AfterValidator(_pattern)] | None = None
    label_hint: Text | None = None
    holder: Slug
    once: tuple[Slug, ...] = ()
    capacity: Annotated[int, Field(ge=1, le=100_000)] | None = None
    columns: Annotated[tuple[Column, ...], Field(min_length=1)]
    states: Annotated[tuple[State, ...], Field(min_length=2)]
    moves: Annotated[tuple[Move, ...], Field(min_length=1)]

    @property
    def first(self) -> State:
        return self.states[0]

    def state(self, id: str) -> State:
        return next(one for one in self.states if one.id == id)

    def move(self, id: str) -> Move | None:
        return next((one for one in self.moves if one.id == id), None)

    def next_from(self, state: str) -> list[Move]:
        return [one for one in self.moves if state in one.at]

    @model_validator(mode="after")
    def _hangs_together(self) -> "Register":
        columns, states = {one.id for one in self.columns}, {one.id for one in self.states}
        named = {self.holder, *self.once, *(one.until for one in self.states if one.until)}
        named |= {apart for one in self.columns if one.lookup for apart in one.lookup.apart}
        if strange := named - columns:
            raise ValueError(told("there is no column {id!r}", id=min(strange)))
        for move in self.moves:
            if strange := {*move.at, move.to} - states:
                raise ValueError(
                    told("move {move!r}: there is no state {id!r}", move=move.id, id=min(strange))
                )
        return self


def _references(rows: Mapping[str, Any], pack: Any) -> list[tuple[str, str]]:
    """Roles, kinds of cases and other registers that a register names have to be there."""
    return [(id, problem) for id, row in rows.items() for problem in _strange(row, rows, pack)]


def _strange(row: Register, rows: Mapping[str, Any], pack: Any) -> Iterator[str]:
    named = {*row.keepers, *row.heads, *(role for one in row.states for role in one.tells)}
    for role in sorted(
        (named | {role for one in row.moves for role in one.roles}) - {r.id for r in pack.roles}
    ):
        yield told("role {role!r} is not in pack.yaml", role=role)
    for kind in sorted({one for move in row.moves for one in (move.case, move.finding) if one}):
        if kind not in pack.rows("kinds"):
            yield told("kind {name!r} is not in kinds/", name=kind)
    for column in row.columns:
        if column.lookup and column.lookup.register_ not in rows:
            yield told("register {name!r} is not in registers/", name=column.lookup.register_)


def _held(row: Register) -> list[tuple[str, str]]:
    parts: list[Any] = [
        *row.columns,
        *row.states,
        *row.moves,
        *(ask for move in row.moves for ask in move.asks),
    ]
    return [(row.id, row.clause), *((row.id, one.clause) for one in parts if one.clause)]


register(Chapter("registers", Register, folder=True, check=_references, holds=_held))

"""What a pack says about inspecting: `programmes.yaml`. Pure: shapes only."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field

from bihuan.ground.sheets.points import Repeat
from bihuan.ground.standards.base import Chapter, ClauseNumber, Slug, Strict, Text, register
from bihuan.ground.standards.said import told


class Sampling(Strict):
    """Which places are looked at: all while there are at most `all_up_to`, beyond that `share` per cent, rounded up."""

    title: Text
    all_up_to: Annotated[int, Field(ge=0, le=10_000)]
    share: Annotated[int, Field(ge=1, le=100)]
    clause: ClauseNumber | None = None


class Appealing(Strict):
    """Within so many days of the result the place may appeal; within so many days of that it is decided."""

    title: Text
    within: Annotated[int, Field(ge=1, le=90)]
    decided: Annotated[int, Field(ge=1, le=90)]
    clause: ClauseNumber | None = None


class Failing(Strict):
    """An item that is not in order becomes a case of a kind, once the result counts."""

    title: Text
    kind: Slug
    channel: Slug
    clause: ClauseNumber | None = None


class Gate(Strict):
    """An event in the period that costs a place the award, however well it did."""

    id: Slug
    title: Text
    clause: ClauseNumber | None = None


class Awards(Strict):
    """The best are honoured: with so many points, among the first so many, and no event of the gates."""

    title: Text
    at_least: Annotated[Decimal, Field(ge=0, le=100_000)]
    best: Annotated[int, Field(ge=1, le=1000)]
    gates: tuple[Gate, ...] = ()
    clause: ClauseNumber | None = None


class Programme(Strict):
    """Sheets by which places are inspected, again in each period.

    `inspector` is the role that inspects, `head` the one that checks itself, countersigns and appeals for the place.
    `signed`: without the head's signature, or the reason why there is none, a result of an open visit does not count.
    """

    id: Slug
    title: Text
    clause: ClauseNumber
    sheets: tuple[Slug, ...]
    places: tuple[Literal["company", "division", "hall", "callcentre", "area"], ...] = ("hall",)
    every: Literal["half_year", "year"] = "half_year"
    inspector: Slug
    head: Slug
    signed: bool = True
    sampling: Sampling
    repeat: Repeat | None = None
    appeal: Appealing
    failing: Failing | None = None
    awards: Awards


def _broken(rows: Mapping[str, Any], pack: Any) -> list[tuple[str, str]]:
    """Roles, sheets, kinds and channels that a programme names have to be there."""
    return [(id, wrong) for id, programme in rows.items() for wrong in _missing(programme, pack)]


def _missing(programme: Programme, pack: Any) -> Iterator[str]:
    for role in (programme.inspector, programme.head):
        if pack.role(role) is None:
            yield told("role {role!r} is not in pack.yaml", role=role)
    for name in programme.sheets:
        sheet = pack.rows("sheets").get(name)
        if sheet is None:
            yield told("sheet {name!r} is not in sheets/", name=name)
        elif sheet.scoring is None:
            yield told("sheet {name!r} is not scored, so nobody can be ranked by it", name=name)
    failing = programme.failing
    if failing is not None and failing.kind not in pack.rows("kinds"):
        yield told("failing: kind {name!r} is not in kinds/", name=failing.kind)
    if failing is not None and failing.channel not in pack.rows("channels"):
        yield told("failing: channel {name!r} is not in channels.yaml", name=failing.channel)


register(Chapter("programmes", Programme, check=_broken))

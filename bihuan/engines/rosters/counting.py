"""The counts of a handover: what was expected, what each found, whether a difference is explained. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from bihuan.engines.rosters.shapes import Station

MOST = 99_999
MISSING, NO_COUNT = "missing", "no_count"


def lines_of(station: Station, last: Mapping[str, int]) -> list[dict[str, Any]]:
    """The things to be counted. Where the pack says no number, it is what the last one to take over found."""
    return [
        {
            "id": one.id,
            "title": one.title.zh,
            "unit": one.unit.zh if one.unit else "",
            "expected": one.count if one.count is not None else last.get(one.id),
            "out": None,
            "in": None,
        }
        for one in station.things
    ]


def counted(
    lines: Sequence[Mapping[str, Any]], side: str, counts: Mapping[str, str | int | None]
) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """The lines with one side's counts, and what is wrong by thing."""
    found: list[dict[str, Any]] = []
    wrong: dict[str, str] = {}
    for line in lines:
        text = str(counts.get(line["id"]) if counts.get(line["id"]) is not None else "").strip()
        if not text:
            wrong[line["id"]] = MISSING
        elif not (text.isascii() and text.isdigit() and len(text) <= 5):
            wrong[line["id"]] = NO_COUNT
        else:
            found.append({**line, side: int(text)})
    return found, wrong


def differs(line: Mapping[str, Any]) -> bool:
    """Whether the counts and what should be are not all the same; what nobody knows or counted yet differs from nothing."""
    known = {line[name] for name in ("expected", "out", "in") if line[name] is not None}
    return len(known) > 1

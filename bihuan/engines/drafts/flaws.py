"""What is wrong with the edition that a draft makes, and the clause to look at. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from bihuan.ground.standards.reading import Problem

_ROW = re.compile(r"\s*- (?:id|number|name): ")
_CITED = re.compile(r"\s*(?:- )?(?:clause|number|ref): (.+)$")


@dataclass(frozen=True, slots=True)
class Flaw:
    """A problem of the loader's or of a worked example; `clause` is the number that its row cites, if it has one."""

    problem: Problem
    clause: str | None


def flaws(problems: Iterable[Problem], files: Mapping[str, str]) -> list[Flaw]:
    return [Flaw(one, cited_at(files.get(one.path.partition("/")[2], ""), one.line)) for one in problems]


def cited_at(text: str, line: int) -> str | None:
    """The clause that the row around a line (counted from 1) cites."""
    lines = text.splitlines()
    first = min(line, len(lines)) - 1
    while first > 0 and not _ROW.match(lines[first]):
        first -= 1
    return next(_cited(lines[max(first, 0) :]), None)


def _cited(lines: list[str]) -> Iterator[str]:
    """Clause numbers from the first line to the next row."""
    for at, line in enumerate(lines):
        if at and _ROW.match(line):
            return
        if found := _CITED.match(line):
            yield found[1].strip("'\"")

"""What holds each clause of a pack: a machine, people, or nothing and why. Pure."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from bihuan.ground.standards.holders import Holder, citing
from bihuan.ground.standards.packs import Pack
from bihuan.ground.standards.shapes import Clause


@dataclass(frozen=True, slots=True)
class Held:
    """A clause and everything that holds it; `question` is what the issuer still has to decide."""

    clause: Clause
    chapter: str
    holders: tuple[Holder, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    clauses: tuple[Held, ...]

    @property
    def counts(self) -> Mapping[str, int]:
        found = Counter(held.clause.held_by for held in self.clauses)
        return {kind: found[kind] for kind in ("machine", "people", "text")}


def coverage(pack: Pack) -> Coverage:
    """Every clause in the order of the document."""
    held = citing(pack)
    return Coverage(
        tuple(
            Held(pack.clauses[number], part.chapter, tuple(held[number]))
            for part in pack.parts
            for number in part.numbers
        )
    )

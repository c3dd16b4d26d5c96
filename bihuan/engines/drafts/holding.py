"""What holds a clause of a draft, counted while one works. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from bihuan.engines.drafts.rules import Binding, Rule, ToDuty, ToIndicator, ToPromise, ToSheet

Held = Literal["machine", "people", "text", "open"]


@dataclass(frozen=True, slots=True)
class Standing:
    """A rule that somebody has accepted; without a binding nothing holds it yet."""

    rule: Rule
    binding: Binding | None


@dataclass(frozen=True, slots=True)
class Item:
    """A clause as a pack needs it. `open` and `rejected` count the proposals nobody decided on, or that were rejected."""

    number: str
    chapter: int
    heading: bool
    wording: str
    held: str = ""
    why: str = ""
    standing: tuple[Standing, ...] = ()
    open: tuple[Rule, ...] = ()
    rejected: int = 0

    def bound(self, *to: type) -> list[Standing]:
        return [one for one in self.standing if isinstance(one.binding, to)]


@dataclass(frozen=True, slots=True)
class Count:
    """How many clauses are held by what; `undecided` proposals of all."""

    clauses: Mapping[str, int] = field(default_factory=dict)
    undecided: int = 0
    decided: int = 0

    @property
    def total(self) -> int:
        return sum(self.clauses.values())


def holding(item: Item) -> Held:
    """`open` is what will be text only unless somebody decides: proposals without a decision or without a binding."""
    if item.bound(ToPromise, ToIndicator):
        return "machine"
    if item.held == "people" or item.bound(ToSheet, ToDuty):
        return "people"
    if item.held == "text":
        return "text"
    return "open" if item.open or item.standing else "text"


def count(items: Iterable[Item]) -> Count:
    """Over the clauses of the document; what a page adds around it is none."""
    found = [item for item in items if item.wording]
    clauses = Counter(holding(item) for item in found)
    undecided = sum(len(item.open) for item in found)
    decided = sum(len(item.standing) + item.rejected for item in found)
    return Count({kind: clauses[kind] for kind in ("machine", "people", "open", "text")}, undecided, decided)

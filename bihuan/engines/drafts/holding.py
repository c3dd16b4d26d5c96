"""What holds a clause of a draft, counted while one works. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from bihuan.engines.drafts.rules import Binding, Rule

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


def holding(item: Item) -> Held:
    bindings = [one.binding.to for one in item.standing if one.binding]
    return held_by(bindings, item.held, waiting=bool(item.open or item.standing))


def held_by(bindings: Iterable[str], held: str, *, waiting: bool) -> Held:
    """`open` is what will be text only unless somebody decides: proposals without a decision or without a binding."""
    to = set(bindings)
    if to & {"promise", "indicator"}:
        return "machine"
    if held == "people" or to & {"sheet", "duty"}:
        return "people"
    if held == "text":
        return "text"
    return "open" if waiting else "text"

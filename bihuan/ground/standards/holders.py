"""What holds which clause: every part of a pack that cites one. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bihuan.ground.standards.base import Strict, Text
from bihuan.ground.standards.rules import rules

if TYPE_CHECKING:
    from bihuan.ground.standards.packs import Pack

#: Chapters whose rows people tick.
_PEOPLE = {"sheets"}
#: Who and what words: they say how, but hold nothing by themselves.
_WORDS = {"roles", "texts"}


@dataclass(frozen=True, slots=True)
class Holder:
    """A part of the pack. `ref` is `kinds:complaint.contact`; `row` its row, for the place in the files."""

    ref: str
    row: str
    title: Text | None
    clause: str | None
    thing: Any

    @property
    def chapter(self) -> str:
        return self.ref.partition(":")[0]

    @property
    def by_people(self) -> bool:
        return self.chapter in _PEOPLE

    @property
    def by_machine(self) -> bool:
        return self.chapter not in _PEOPLE | _WORDS


def holders(pack: "Pack") -> Iterator[Holder]:
    """Everything in the pack that has a name, with the clause it cites."""
    for role in pack.roles:
        yield Holder(f"roles:{role.id}", role.id, role.title, role.clause, role)
    for chapter, rows in pack.chapters.items():
        for row in rows.values():
            yield from _within(row, f"{chapter}:{row.id}", row.id)
    for key in pack.texts("zh-Hans"):
        yield Holder(f"texts:{key}", key, None, None, None)
    for rule in rules().values():
        yield Holder(f"rules:{rule.id}", rule.id, rule.sentence, None, rule)


def citing(pack: "Pack") -> Mapping[str, list[Holder]]:
    """Clause number to everything that cites it or that it names itself, each once, as the files have it."""
    found: dict[str, dict[str, Holder]] = {number: {} for number in pack.clauses}
    by_ref: dict[str, Holder] = {}
    for holder in holders(pack):
        by_ref.setdefault(holder.ref, holder)
        if holder.clause in found:
            found[holder.clause].setdefault(holder.ref, holder)
    for number, clause in pack.clauses.items():
        for ref in clause.by:
            if ref in by_ref:
                found[number].setdefault(ref, by_ref[ref])
    return {number: list(held.values()) for number, held in found.items()}


def _within(thing: Any, ref: str, row: str) -> Iterator[Holder]:
    yield Holder(ref, row, getattr(thing, "title", None), getattr(thing, "clause", None), thing)
    top = ref.split(".")[0]
    for name in type(thing).model_fields:
        value = getattr(thing, name)
        for part in value if isinstance(value, tuple) else (value,):
            if isinstance(part, Strict) and not isinstance(part, Text):
                yield from _within(part, f"{top}.{_id(part, name)}", row)


def _id(part: Strict, field: str) -> str:
    return str(getattr(part, "id", None) or getattr(part, "verb", None) or field)

"""What changed from one edition to another, clause by clause and promise by promise. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from bihuan.ground.standards.base import chapters
from bihuan.ground.standards.packs import Pack
from bihuan.ground.standards.tightening import shorter

What = Literal["new", "gone", "tighter", "looser", "changed", "reworded"]


@dataclass(frozen=True, slots=True)
class Change:
    """`ref` is `clauses:7.6b` or `kinds:complaint.answer`; before and after are what people read."""

    what: What
    ref: str
    clause: str
    before: str = ""
    after: str = ""


def diff(old: Pack, new: Pack) -> list[Change]:
    return [*_clauses(old, new), *_promises(old, new), *_targets(old, new), *_rows(old, new)]


def _clauses(old: Pack, new: Pack) -> Iterator[Change]:
    for number in _all(old.clauses, new.clauses):
        before, after = old.clauses.get(number), new.clauses.get(number)
        ref = f"clauses:{number}"
        if before is None and after is not None:
            yield Change("new", ref, number, "", after.wording.zh)
        elif after is None and before is not None:
            yield Change("gone", ref, number, before.wording.zh, "")
        elif before and after:
            if before.wording != after.wording:
                yield Change("reworded", ref, number, before.wording.zh, after.wording.zh)
            if before.held_by != after.held_by:
                yield Change("changed", ref, number, before.held_by, after.held_by)


def _promises(old: Pack, new: Pack) -> Iterator[Change]:
    earlier, later = _promised(old), _promised(new)
    for ref in _all(earlier, later):
        before, after = earlier.get(ref), later.get(ref)
        if before is None or after is None:
            if after is not None:
                yield Change("new", ref, after.clause, "", after.allowance)
            elif before is not None:
                yield Change("gone", ref, before.clause, before.allowance, "")
        elif before.allowance != after.allowance:
            stricter = shorter(after.allowance, before.allowance)
            what: What = "changed" if stricter is None else "tighter" if stricter else "looser"
            yield Change(what, ref, after.clause, before.allowance, after.allowance)
        elif before != after:
            names = [
                name for name in type(after).model_fields if getattr(before, name) != getattr(after, name)
            ]
            told = (f"{name}: {getattr(before, name)}" for name in names)
            now = (f"{name}: {getattr(after, name)}" for name in names)
            yield Change("changed", ref, after.clause, "; ".join(told), "; ".join(now))


def _promised(pack: Pack) -> Mapping[str, Any]:
    """Everything that the chapters declare as a promise, by `chapter:row.promise`."""
    found: dict[str, Any] = {}
    for chapter in chapters().values():
        for row in pack.rows(chapter.name).values():
            names = {name for name, _ in chapter.holds(row)}
            found.update({
                f"{chapter.name}:{row.id}.{part.id}": part
                for part in getattr(row, "promises", ())
                if getattr(part, "id", None) in names
            })  # fmt: skip
    return found


def _targets(old: Pack, new: Pack) -> Iterator[Change]:
    earlier, later = old.rows("indicators"), new.rows("indicators")
    for id in earlier.keys() & later.keys():
        before, after = earlier[id].target, later[id].target
        if before == after:
            continue
        what: What = "changed"
        if before and after and later[id].better != "neither":
            risen = Decimal(after.rstrip("%")) > Decimal(before.rstrip("%"))
            what = "tighter" if risen == (later[id].better == "higher") else "looser"
        yield Change(what, f"indicators:{id}", later[id].clause, before or "", after or "")


def _rows(old: Pack, new: Pack) -> Iterator[Change]:
    """Rows that came or went; their insides are told by the promises."""
    for name in _all(old.chapters, new.chapters):
        if name == "tighten":
            continue  # told by what it tightened
        earlier, later = old.rows(name), new.rows(name)
        for id in _all(earlier, later):
            if id not in earlier:
                yield Change("new", f"{name}:{id}", getattr(later[id], "clause", None) or "")
            elif id not in later:
                yield Change("gone", f"{name}:{id}", getattr(earlier[id], "clause", None) or "")


def _all(one: Mapping[str, Any], other: Mapping[str, Any]) -> list[str]:
    return [*one, *(key for key in other if key not in one)]

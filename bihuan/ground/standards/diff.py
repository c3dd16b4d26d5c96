"""What changed from one edition to another, clause by clause and promise by promise. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from bihuan.ground.standards.base import Strict, Text, chapters
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
    """Rows that came or went; the insides of those that make no promises, which are told above."""
    for name in _all(old.chapters, new.chapters):
        if name == "tighten":
            continue  # told by what it tightened
        earlier, later = old.rows(name), new.rows(name)
        for id in _all(earlier, later):
            if id not in earlier:
                yield Change("new", f"{name}:{id}", getattr(later[id], "clause", None) or "")
            elif id not in later:
                yield Change("gone", f"{name}:{id}", getattr(earlier[id], "clause", None) or "")
            elif name != "indicators" and not chapters()[name].holds(later[id]):
                yield from _insides(earlier[id], later[id], f"{name}:{id}", "")


def _insides(before: Strict, after: Strict, ref: str, clause: str) -> Iterator[Change]:
    """What changed in a row, by the parts that have a name of their own."""
    clause = getattr(after, "clause", None) or clause
    told: dict[str, tuple[str, str]] = {}
    for name, field in type(after).model_fields.items():
        one, other = getattr(before, name), getattr(after, name)
        if one == other:
            continue
        if type(one) is type(other) is not Text and isinstance(one, Strict):
            yield from _insides(one, other, f"{ref}.{name}", clause)
            continue
        earlier, later = _parts(one), _parts(other)
        if earlier is None or later is None:
            told[field.alias or name] = (_shown(one), _shown(other))
            continue
        for id in _all(earlier, later):
            if id in earlier and id in later:
                yield from _insides(earlier[id], later[id], f"{ref}.{id}", clause)
            else:
                yield Change("new" if id in later else "gone", f"{ref}.{id}", clause)
    if told:
        said = ("; ".join(f"{name}: {values[n]}" for name, values in told.items()) for n in (0, 1))
        yield Change("changed", ref, clause, *said)


def _parts(value: Any) -> dict[str, Strict] | None:
    """The parts of a row by their names; None where they have none."""
    if not isinstance(value, tuple) or not all(
        isinstance(one, Strict) and hasattr(one, "id") for one in value
    ):
        return None
    return {one.id: one for one in value}


def _shown(value: Any) -> str:
    if isinstance(value, Text):
        return value.zh
    if isinstance(value, Strict):
        return _shown(value.model_dump(mode="json", by_alias=True, exclude_defaults=True))
    if isinstance(value, tuple):
        return f"[{', '.join(map(_shown, value))}]"
    if isinstance(value, dict):
        return ", ".join(f"{name} {_shown(one)}" for name, one in value.items())
    if isinstance(value, list):
        return _shown(tuple(value))
    return "–" if value is None else str(value)


def _all(one: Mapping[str, Any], other: Mapping[str, Any]) -> list[str]:
    return [*one, *(key for key in other if key not in one)]

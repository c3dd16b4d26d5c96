"""How well and how fast standards are read: `python -m bench.reading`. Ends with 1 if a goal of the product is missed.

Precision, recall and F1 against tests/ground/reading/gold.json: where clauses begin, (value, unit, bound) of promises by
kind, and whether confidence means something; for the development split and the one kept aside. The documents are in
../shared; without them only the batches are measured: sentences in our own words with the figures they promise, marked
before the reader saw them.
"""

import json
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from time import process_time
from typing import Any

from bihuan.ground.reading.folding import Flat, folded
from bihuan.ground.reading.plain import shown
from bihuan.ground.reading.promises import promises
from bihuan.ground.reading.reader import read_text
from bihuan.ground.reading.shapes import Document, Promise, Reading

ROOT = Path(__file__).resolve().parent.parent
SEEDS = ROOT.parent / "shared" / "seeds"
GOLD = ROOT / "tests" / "ground" / "reading" / "gold.json"
BATCHES = ROOT / "tests" / "ground" / "reading" / "batches"
GOALS = {"boundaries": 0.97, "quantities": 0.92, "kinds": 0.90, "sure": 0.95, "seconds": 10.0}


@dataclass
class Score:
    """Right, wrong and missed."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        return self.right / max(1, self.right + self.missed)

    @property
    def f1(self) -> float:
        return 2 * self.precision * self.recall / max(1e-9, self.precision + self.recall)

    def __str__(self) -> str:
        figures = f"P {self.precision:.3f}  R {self.recall:.3f}  F1 {self.f1:.3f}"
        return f"{figures}   ({self.right} right, {self.wrong} wrong, {self.missed} missed)"


@dataclass
class Measured:
    """One split."""

    boundaries: Score = field(default_factory=Score)
    quantities: Score = field(default_factory=Score)
    by_kind: dict[str, Score] = field(default_factory=lambda: defaultdict(Score))
    kinds: Score = field(default_factory=Score)
    sure: Score = field(default_factory=Score)
    slips: list[str] = field(default_factory=list)


@dataclass
class _Found:
    promise: Promise
    first: int
    last: int
    line: int


def measure() -> dict[str, Measured]:
    """`development` and `aside`."""
    gold = json.loads(GOLD.read_text("utf-8"))
    splits = {"development": Measured(), "aside": Measured()}
    for path in sorted(SEEDS.glob("*.txt")):
        reading = read_text(path.read_text("utf-8", errors="replace"))
        for name, document in _named(path.name[:3], reading):
            split = splits["aside" if name in gold["aside"] else "development"]
            _boundaries(split, name, reading, document, gold["boundaries"])
            _quantities(split, name, reading, document, gold["promises"])
    return splits


def batches() -> dict[str, Measured]:
    """Each file of `text | kind figure; kind figure`: quantities and kinds; what comes how often is not counted."""
    return {path.stem: _batch(path.read_text("utf-8").splitlines()) for path in sorted(BATCHES.glob("*.txt"))}


def _batch(lines: list[str]) -> Measured:
    measured = Measured()
    for text, marks in (line.split(" | ") for line in lines if line and not line.startswith("#")):
        plain = folded(text)
        left = [] if marks == "-" else [_mark(mark) for mark in marks.split("; ")]
        for one in promises(Flat(plain, 0, len(plain)).text):
            if one.quantity:
                _match(measured, text, _mark(f"{one.kind} {shown(one.quantity)}"), left, one.confidence)
        measured.quantities.missed += len(left)
        measured.slips += [f"{text}: missed {kind} {figure}" for kind, figure in left]
    return measured


def _mark(mark: str) -> tuple[str, str]:
    kind, _, figure = mark.partition(" ")
    return kind, figure.partition(" / ")[0]


def _match(
    measured: Measured, text: str, found: tuple[str, str], left: list[tuple[str, str]], sure: float
) -> None:
    chosen = found if found in left else next((one for one in left if one[1] == found[1]), None)
    right = chosen is not None
    measured.quantities.right += right
    measured.quantities.wrong += not right
    measured.kinds.right += chosen == found
    measured.kinds.wrong += right and chosen != found
    measured.sure.right += right and sure >= 0.9
    measured.sure.wrong += not right and sure >= 0.9
    if chosen is not None:
        left.remove(chosen)
    if chosen != found:
        measured.slips.append(f"{text}: read {' '.join(found)}")


def _named(seed: str, reading: Reading) -> list[tuple[str, Document]]:
    if len(reading.documents) == 1:
        return [(f"S{seed}", reading.documents[0])]
    return [(f"S{seed}-{at}", document) for at, document in enumerate(reading.documents, 1)]


def _boundaries(
    split: Measured, name: str, reading: Reading, document: Document, gold: list[dict[str, Any]]
) -> None:
    lines = _Lines(reading.text)
    true = sorted((one["line"], one["number"]) for one in gold if one["document"] == name)
    found = sorted(
        (lines.at(clause.body - 1), clause.number)
        for clause in document.clauses
        if clause.number and not clause.furniture
    )
    _count(split.boundaries, true, found, split.slips, f"{name} boundary")


def _count(score: Score, true: list[Any], found: list[Any], slips: list[str], what: str) -> None:
    left = list(true)
    for one in found:
        if one in left:
            left.remove(one)
            score.right += 1
        else:
            score.wrong += 1
            slips.append(f"{what}: too much {one}")
    score.missed += len(left)
    slips += [f"{what}: missed {one}" for one in left]


def _quantities(
    split: Measured, name: str, reading: Reading, document: Document, gold: list[dict[str, Any]]
) -> None:
    lines = _Lines(reading.text)
    left = [one for one in gold if one["document"] == name]
    for clause in document.clauses:
        first = lines.at(clause.body)
        last = lines.at(max(clause.body, len(reading.text[: clause.span[1]].rstrip()) - 1))
        for promise in clause.promises:
            if promise.quantity:
                _judge(split, name, _Found(promise, first, last, lines.at(promise.span[0])), left)
    for one in left:
        if not one["optional"]:
            split.quantities.missed += 1
            split.by_kind[one["kind"]].missed += 1
            split.slips.append(
                f"{name} {one['ref']}: missed {one['kind']} {one['value']} {one['unit']} {one['bound']}"
            )


def _judge(split: Measured, name: str, found: _Found, left: list[dict[str, Any]]) -> None:
    near = [
        one for one in left if found.first <= one["line"] <= found.last and _same_value(found.promise, one)
    ]
    exact = [one for one in near if one["bound"] == _bound(found.promise)]
    kind = found.promise.kind
    chosen = next((one for one in exact if one["kind"] == kind), next(iter(exact), None))
    chosen = chosen or next((one for one in near if one["optional"]), None)
    if found.promise.confidence >= 0.9:
        split.sure.right += chosen is not None
        split.sure.wrong += chosen is None
    if chosen is None:
        split.quantities.wrong += 1
        split.by_kind[kind].wrong += 1
        split.slips.append(f"{name} line {found.line}: wrong {kind} {found.promise.quantity}")
        return
    left.remove(chosen)
    if chosen["optional"]:
        return
    split.quantities.right += 1
    split.kinds.right += chosen["kind"] == kind
    split.kinds.wrong += chosen["kind"] != kind
    if chosen["kind"] == kind:
        split.by_kind[kind].right += 1
    else:
        split.by_kind[kind].wrong += 1
        split.by_kind[chosen["kind"]].missed += 1
        split.slips.append(f"{name} {chosen['ref']}: {chosen['kind']} read as {kind}")


def _bound(promise: Promise) -> str:
    assert promise.quantity is not None
    return promise.quantity.bound


def _same_value(promise: Promise, one: dict[str, Any]) -> bool:
    quantity = promise.quantity
    assert quantity is not None
    found = (
        _size(str(quantity.value), quantity.unit),
        _size(quantity.high and str(quantity.high), quantity.unit),
    )
    return found == (_size(one["value"], one["unit"]), _size(one["high"], one["unit"]))


def _size(value: str | None, unit: str) -> tuple[float, str] | None:
    """Hours and minutes can be compared; everything else stays in its unit."""
    if value is None:
        return None
    number = Fraction(value)
    return (float(number * 60), "minute") if unit == "hour" else (round(float(number), 3), unit)


class _Lines:
    """Line numbers of offsets."""

    def __init__(self, text: str) -> None:
        self.ends = [at for at, char in enumerate(text) if char == "\n"]

    def at(self, offset: int) -> int:
        from bisect import bisect_left

        return bisect_left(self.ends, offset) + 1


def seconds_for_a_megabyte() -> float:
    """One core's time for 1 MB of UTF-8, made of all documents."""
    text = "".join(path.read_text("utf-8", errors="replace") for path in sorted(SEEDS.glob("*.txt")))
    data = (text * (1_000_000 // len(text.encode()) + 1)).encode()[:1_000_000]
    begin = process_time()
    read_text(data.decode("utf-8", errors="ignore"))
    return process_time() - begin


def main() -> int:
    say = sys.stdout.write
    met = True
    for name, split in batches().items():
        met &= _tell(f"batch {name}", split)
    if SEEDS.is_dir():
        for name, split in measure().items():
            met &= _tell(name, split)
        took = seconds_for_a_megabyte()
        met &= took < GOALS["seconds"]
        say(f"\n1 MB of text: {took:.1f} s of one core")
    else:
        say("\nthe documents are not in ../shared: only the batches were measured")
    say(f"\ngoals: {'met' if met else 'MISSED'}\n")
    return 0 if met else 1


def _tell(name: str, split: Measured) -> bool:
    """Prints one split; whether it reaches the goals."""
    say = sys.stdout.write
    say(f"\n{name}\n")
    if split.boundaries.right:
        say(f"  clause boundaries      {split.boundaries}\n")
    say(f"  value, unit, bound     {split.quantities}\n")
    for kind, score in sorted(split.by_kind.items()):
        say(f"    {kind:<20} {score}\n")
    sure = split.sure
    say(f"  kinds right            {split.kinds.precision:.3f}\n")
    say(f"  confidence >= 0.9      {sure.precision:.3f} right of {sure.right + sure.wrong}\n")
    if "--slips" in sys.argv:
        say("".join(f"    {slip}\n" for slip in split.slips))
    return (
        (not split.boundaries.right or split.boundaries.f1 >= GOALS["boundaries"])
        and split.quantities.f1 >= GOALS["quantities"]
        and split.kinds.precision >= GOALS["kinds"]
        and sure.precision >= GOALS["sure"]
    )


if __name__ == "__main__":
    sys.exit(main())

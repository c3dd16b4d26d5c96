"""From a reading to the rows of a draft: clauses with numbers of their own, chapters, and the rules in them. Pure."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bihuan.engines.drafts.rules import Misfit, Rule, rule_of
from bihuan.ground.reading.draft import wording
from bihuan.ground.reading.plain import plain_promise
from bihuan.ground.reading.shapes import Clause, Document, Promise, Reading

NUMBER_LENGTH = 40
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Found:
    """A rule and where its words stand in its clause's text."""

    rule: Rule
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Row:
    """A clause of the draft; what the page around a document adds has an empty wording."""

    number: str
    depth: int
    chapter: int
    heading: bool
    text: str
    body: int
    wording: str
    found: tuple[Found, ...]


class Beyond(ValueError):
    """There are not so many documents in the text; `documents` are."""

    def __init__(self, documents: int) -> None:
        self.documents = documents
        super().__init__(f"there are {documents} documents")


def rows(reading: Reading, only: int | None = None) -> Iterator[Row]:
    """Every clause in the order of the text, so that all texts together are the text.

    `only` takes one document of several, counted from 1. Raises Beyond.
    """
    if only is not None and not 0 < only <= len(reading.documents):
        raise Beyond(len(reading.documents))
    documents = reading.documents if only is None else reading.documents[only - 1 : only]
    numbers = _Numbers()
    chapter = 0
    for at, document in enumerate(documents, 1):
        before = f"{at}/" if len(documents) > 1 else ""
        size = _chapter_depth(document)
        for position, clause in enumerate(document.clauses):
            if position == 0 or (clause.depth <= size and clause.number and not clause.furniture):
                chapter += 1
            yield _row(reading, clause, numbers.of(before + clause.ref), chapter)


def _row(reading: Reading, clause: Clause, number: str, chapter: int) -> Row:
    said = "" if clause.furniture else wording(reading, clause)
    return Row(
        number=number,
        depth=min(clause.depth, 20),
        chapter=chapter,
        heading=clause.heading,
        text=storable(reading.words(clause)),
        body=clause.body - clause.span[0],
        wording=storable(said),
        found=tuple(_found(reading, clause, one) for one in clause.promises) if said else (),
    )


def _found(reading: Reading, clause: Clause, promise: Promise) -> Found:
    first, last = promise.span
    start = clause.span[0]
    return Found(read_rule(promise, reading.text[first:last]), first - start, last - start)


def read_rule(promise: Promise, words: str) -> Rule:
    """What the reader read, as a rule over its words; what a rule cannot say is a duty in those words."""
    known = Rule.model_fields.keys() - {"words", "confidence"}
    said: dict[str, Any] = {
        name: value
        for name, value in plain_promise(promise).items()
        if name in known and value not in (None, [])
    }
    for name in ("value", "value_max"):
        if isinstance(said.get(name), float):
            said[name] = str(said[name])
    for name in ("subject", "start", "stop"):
        if name in said:
            said[name] = storable(said[name])[:80]
    squeezed = storable(re.sub(r"\s+", " ", words)).strip()[:500] or "…"
    sure = {"words": squeezed, "confidence": round(promise.confidence * 100)}
    try:
        return rule_of({**said, **sure})
    except Misfit:
        return rule_of({"kind": "duty", **sure})


def storable(text: str) -> str:
    """The same length, without what no database keeps as text."""
    return _UNSTORABLE.sub("\ufffd", text)


def _chapter_depth(document: Document) -> int:
    """The depth whose clauses make chapters: the first that has more than two."""
    depths = Counter(clause.depth for clause in document.clauses if clause.number)
    return next((depth for depth in sorted(depths) if depths[depth] > 2), 0)


class _Numbers:
    """Clause numbers for the pack: short enough, and each only once."""

    def __init__(self) -> None:
        self.used: dict[str, int] = {}

    def of(self, ref: str) -> str:
        ref = storable(ref).strip() or "¶"
        number = ref if len(ref) <= NUMBER_LENGTH else f"{ref[:18]}…{ref[-18:]}"
        first = number
        while number in self.used:
            self.used[first] += 1
            number = f"{first[: NUMBER_LENGTH - 7]}~{self.used[first]}"
        self.used[number] = 1
        return number

"""A reading as a draft pack: every clause in its place, every promise as a proposal. Pure but for the folder it writes.

The draft passes `bihuan packs check`; nothing runs by it until somebody has accepted proposals.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from bihuan.ground.reading.folding import Flat, folded
from bihuan.ground.reading.plain import plain_promise
from bihuan.ground.reading.scenarios import told
from bihuan.ground.reading.shapes import Clause, Document, Promise, Reading

_WHY = {
    "zh": "草案：由程序读出，还没有人确认由什么来落实。",
    "en": "Draft: read by the program; nobody has decided yet what holds it.",
}
_MOST_EXAMPLES = 12
_NUMBER_LENGTH = 40
_DROPPED = ("calendar", "calendar_default", "span", "confidence")


@dataclass(frozen=True, slots=True)
class TitlePage:
    """What the text does not say about itself."""

    id: str
    title: str
    in_force: date
    source: str
    issuer: str = "待填写"


class _Dumper(yaml.SafeDumper):
    """Packs allow no aliases."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def write_draft(reading: Reading, folder: Path, page: TitlePage) -> None:
    """The draft pack in `folder`, which must be new or empty. Raises FileExistsError."""
    if folder.exists() and any(folder.iterdir()):
        raise FileExistsError(folder)
    for name, content in draft(reading, page).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_dumped(content), encoding="utf-8")


def draft(reading: Reading, page: TitlePage) -> dict[str, Any]:
    """The files of the draft pack by their path, as plain data."""
    files: dict[str, Any] = {"pack.yaml": _title_page(page)}
    examples: list[dict[str, Any]] = []
    numbers = _Numbers()
    for at, document in enumerate(reading.documents, 1):
        before = f"{at}/" if len(reading.documents) > 1 else ""
        for chapter in _chapters(document):
            rows = [_row(reading, clause, numbers.of(before + clause.ref)) for clause in chapter]
            rows = [row for row in rows if row["wording"]["zh"]]
            if not rows:
                continue
            title = rows[0]["wording"]["zh"][:80]
            name = f"clauses/{len(files):03}.yaml"
            files[name] = {"chapter": rows[0]["number"], "title": {"zh": title}, "clauses": rows}
            examples += _examples(rows)
    files["scenarios/reading.yaml"] = _chosen(examples)
    return files


def _title_page(page: TitlePage) -> dict[str, Any]:
    return {
        "id": page.id,
        "edition": "draft",
        "title": {"zh": page.title or "未命名"},
        "issuer": {"zh": page.issuer},
        "in_force": page.in_force.isoformat(),
        "source": {"zh": page.source},
    }


def _chapters(document: Document) -> Iterator[list[Clause]]:
    """The clauses from one of the larger ones to the next; what a page adds around is left out."""
    chapter: list[Clause] = []
    depths = Counter(clause.depth for clause in document.clauses if clause.number)
    size = next((depth for depth in sorted(depths) if depths[depth] > 2), 0)
    for clause in document.clauses:
        if clause.furniture:
            continue
        if clause.depth <= size and clause.number and chapter:
            yield chapter
            chapter = []
        chapter.append(clause)
    if chapter:
        yield chapter


def _row(reading: Reading, clause: Clause, number: str) -> dict[str, Any]:
    row: dict[str, Any] = {
        "number": number,
        "wording": {"zh": wording(reading, clause)},
        "held_by": "text",
        "why": _WHY,
    }
    if clause.promises:
        row["proposed"] = [_proposed(reading, promise) for promise in clause.promises]
    return row


def wording(reading: Reading, clause: Clause) -> str:
    """The clause's words in one line, without its number."""
    flat = Flat(
        folded(reading.text[slice(*clause.span)]),
        clause.body - clause.span[0],
        clause.span[1] - clause.span[0],
    )
    words = "".join(reading.text[clause.span[0] + place] for place in flat.places)
    return re.sub(r"[\x00-\x1f\x7f\ufeff\ufffe\uffff]", "", words)


def _proposed(reading: Reading, promise: Promise) -> dict[str, Any]:
    row = {name: value for name, value in plain_promise(promise).items() if value not in (None, [])}
    for name in _DROPPED:
        row.pop(name, None)
    for name in ("value", "value_max"):
        if isinstance(row.get(name), float):
            row[name] = str(row[name])
    words = re.sub(r"\s+", " ", reading.text[slice(*promise.span)])
    return {**row, "words": words, "confidence": round(promise.confidence * 100)}


def _examples(rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """What was read in a clause is its own worked example."""
    for row in rows:
        yield {
            "name": f"{row['number']} 读出的承诺",
            "run": "reading",
            "ref": row["number"],
            "given": {"clause": row["number"]},
            "then": told(row["wording"]["zh"]),
        }


def _chosen(examples: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A few with figures; a text in which none was read has examples that say so."""
    figures = [one for one in examples if one["then"]["quantities"] != "none"]
    return (figures or examples)[:_MOST_EXAMPLES]


class _Numbers:
    """Clause numbers for the pack: short enough, and each only once."""

    def __init__(self) -> None:
        self.used: set[str] = set()

    def of(self, ref: str) -> str:
        number = ref if len(ref) <= _NUMBER_LENGTH else f"{ref[:18]}…{ref[-18:]}"
        again = 1
        while number in self.used:
            again += 1
            number = f"{ref[: _NUMBER_LENGTH - 6]}~{again}"
        self.used.add(number)
        return number


def _dumped(content: Any) -> str:
    text: str = yaml.dump(content, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110)
    return text

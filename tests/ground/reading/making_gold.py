"""From the marks and the documents in ../shared to gold.json: `python -m tests.ground.reading.making_gold`.

The marks were made by hand: what the clause tables of the requirements and the documents promise in figures, and where
numbered clauses begin. This adds a short hash of each line, so that a changed document is noticed, and checks that the
clause tables know every ref. No sentence of a document gets into gold.json.
"""

import hashlib
import json
import re
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
SHARED = HERE.parents[2].parent / "shared"
#: Looked at only when the reader was done.
ASIDE = ("S001-8", "S002-9", "S004-6")


def seeds() -> dict[str, list[str]]:
    """The documents by their number: `000` to its lines."""
    return {
        path.name[:3]: path.read_text("utf-8", errors="replace").split("\n")
        for path in sorted((SHARED / "seeds").glob("*.txt"))
    }


def marks(file: str) -> list[list[str]]:
    lines = (HERE / file).read_text("utf-8").splitlines()
    return [[part.strip() for part in line.split("|")] for line in lines if line and not line.startswith("#")]


def hashed(line: str) -> str:
    return hashlib.sha256(line.strip().encode()).hexdigest()[:8]


def promise(mark: list[str], lines: dict[str, list[str]]) -> dict[str, Any]:
    ref, line, kind, value, unit, bound = mark
    document, _, clause = ref.partition(" ")
    low, _, high = value.partition("-")
    return {
        "document": document,
        "ref": clause,
        "line": int(line),
        "hash": hashed(lines[document[1:4]][int(line) - 1]),
        "kind": kind.removeprefix("?"),
        "value": low,
        "high": high or None,
        "unit": unit,
        "bound": bound,
        "optional": kind.startswith("?"),
    }


def gold() -> dict[str, Any]:
    lines = seeds()
    tables = "".join(path.read_text("utf-8") for path in sorted((SHARED / "requirements").glob("seed-*.md")))
    known = set(re.findall(r"S\d{3}(?:-\d)?", tables))
    promises = [promise(mark, lines) for file in ("marks.txt", "marks-aside.txt") for mark in marks(file)]
    boundaries = [
        {"document": document, "line": int(line), "number": number}
        for file in ("boundaries.txt", "boundaries-aside.txt")
        for document, line, number in marks(file)
    ]
    unknown = {one["document"] for one in promises + boundaries} - known
    assert not unknown, f"the clause tables do not know {unknown}"
    refs = {f"{one['document']} {one['ref']}" for one in promises if not one["ref"].startswith("[")}
    assert all(ref in tables for ref in refs), [ref for ref in refs if ref not in tables]
    return {"aside": list(ASIDE), "promises": promises, "boundaries": boundaries}


def main() -> int:
    if not SHARED.is_dir():
        sys.stderr.write("../shared is not here, so gold.json stays as it is\n")
        return 1
    text = json.dumps(gold(), ensure_ascii=False, indent=0)
    (HERE / "gold.json").write_text(text + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""From a text to its documents and their clause trees. Nothing is lost: the spans make up the text. Pure."""

import re
from collections.abc import Iterator
from itertools import pairwise

from bihuan.ground.reading.folding import folded
from bihuan.ground.reading.furniture import FURNITURE
from bihuan.ground.reading.outline import Outline
from bihuan.ground.reading.pieces import Piece, pieces
from bihuan.ground.reading.shapes import Clause, Document, Reading
from bihuan.ground.reading.signs import CLOSED, Sign

_DOCUMENT = re.compile(r"(?m)^[ \t]*(?:[^\n。;]{0,40} 篇 ?\d{1,3}|篇 ?\d{1,3} ?:[^\n]{0,60})[ \t]*$")
_TITLE_LENGTH = 30


def read_tree(text: str) -> Reading:
    """The documents and clauses of a text, without promises."""
    plain = folded(text)
    documents = tuple(_document(plain, *span) for span in _documents(plain))
    return Reading(text, documents)


def _documents(plain: str) -> Iterator[tuple[int, int]]:
    """Where documents begin; a page's head belongs to the first, its foot to the last."""
    starts = [found.start() for found in _DOCUMENT.finditer(plain)]
    cuts = [0, *starts[1:], len(plain)] if starts else [0, len(plain)]
    yield from pairwise(cuts)


def _document(plain: str, start: int, end: int) -> Document:
    found = pieces(plain, start, end)
    clauses = list(_clauses(plain, found))
    return Document(_title(plain, clauses), (start, end), clauses)


def _title(plain: str, clauses: list[Clause]) -> str:
    for clause in clauses:
        words = plain[clause.span[0] : clause.span[1]].strip()
        if _DOCUMENT.match(words):
            return words
    for clause in clauses:
        words = plain[clause.body : clause.span[1]].strip()
        if words and not clause.furniture:
            return words.splitlines()[0][:80]
    return ""


def _clauses(plain: str, found: list[Piece]) -> Iterator[Clause]:
    outline = Outline()
    signs = _upcoming(found)
    before = ""
    for at, piece in enumerate(found):
        words = plain[piece.body : piece.end].strip()
        upcoming = signs[at]
        furniture = piece.page or (
            (piece.sign is None or not piece.sign.value)
            and bool(FURNITURE.match(words) or _DOCUMENT.match(words))
        )
        title = not furniture and _is_title(words) and upcoming is not None
        if piece.sign:
            ref, depth = outline.place(piece.sign, announced=before.endswith(":"))
        elif title and upcoming and outline.open and _opens_list(found, at):
            ref, depth = outline.title(upcoming)
        else:
            ref, depth = outline.paragraph(upcoming, closing=words.endswith("。") and not _is_title(before))
        number = piece.sign.label if piece.sign else ""
        yield Clause(
            ref,
            number,
            depth,
            (piece.start, piece.end),
            piece.body,
            title,
            furniture or not (words or piece.sign),
        )
        before = words


def _opens_list(found: list[Piece], at: int) -> bool:
    """Whether the next piece is the first item of a list."""
    sign = found[at + 1].sign if at + 1 < len(found) else None
    return sign is not None and sign.value in {(1,), ()} and not sign.style.fixed


def _upcoming(found: list[Piece]) -> list[Sign | None]:
    """For each piece the next number after it."""
    signs: list[Sign | None] = []
    coming: Sign | None = None
    for piece in reversed(found):
        signs.append(coming)
        coming = piece.sign or coming
    return signs[::-1]


def _is_title(words: str) -> bool:
    return (
        0 < len(words) <= _TITLE_LENGTH
        and words[-1] not in CLOSED.replace(":", "") + ",、"
        and "。" not in words
    )

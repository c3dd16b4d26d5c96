"""Reading a text whole: its documents, clauses and promises. Pure."""

from dataclasses import replace

from bihuan.ground.reading.folding import Flat, folded
from bihuan.ground.reading.promises import promises, ruling
from bihuan.ground.reading.shapes import Clause, Document, Promise, Reading
from bihuan.ground.reading.tree import read_tree


def read_text(text: str) -> Reading:
    """Everything that was understood in a text; nothing of it is lost."""
    reading = read_tree(text)
    plain = folded(text)
    for document in reading.documents:
        _promise(plain, document)
    return reading


def _promise(plain: str, document: Document) -> None:
    rules = ruling(plain[slice(*document.span)])
    for clause in document.clauses:
        if not clause.furniture:
            clause.promises = tuple(_promises(plain, clause, rules=rules))


def _promises(plain: str, clause: Clause, *, rules: bool) -> list[Promise]:
    flat = Flat(plain, clause.body, clause.span[1])
    return [replace(one, span=flat.span(*one.span)) for one in promises(flat.text, rules=rules)]

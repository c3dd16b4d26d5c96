"""Reading a text whole: its documents, clauses and promises. Pure."""

import re
from dataclasses import replace

from bihuan.ground.reading.folding import Flat, folded
from bihuan.ground.reading.promises import promises, ruling
from bihuan.ground.reading.shapes import Clause, Document, Reading
from bihuan.ground.reading.tree import read_tree

_COLUMN = re.compile(r"[^。;,:\d]{0,24}(?:时限|期限|时效|限时)")
_SENTENCE_END = re.compile("[。;!?]")
#: So many characters of the words above a clause are looked at.
_LEAD = 40


def read_text(text: str) -> Reading:
    """Everything that was understood in a text; nothing of it is lost."""
    reading = read_tree(text)
    plain = folded(text)
    for document in reading.documents:
        _promise(plain, document)
    return reading


def _promise(plain: str, document: Document) -> None:
    rules = ruling(plain[slice(*document.span)])
    above: list[tuple[int, str]] = []
    column = ""
    for clause in document.clauses:
        if clause.furniture:
            continue
        flat = Flat(plain, clause.body, clause.span[1])
        while above and above[-1][0] >= clause.depth:
            above.pop()
        column = "" if clause.number else column
        lead = column or (above[-1][1] if above else "")
        found = promises(flat.text, rules=rules, lead=lead)
        clause.promises = tuple(replace(one, span=flat.span(*one.span)) for one in found)
        above.append((clause.depth, _lead(clause, flat.text)))
        column = _column(clause, flat.text) or column


def _column(clause: Clause, words: str) -> str:
    """What the head of a table says of the rows below it: `故障类型 处理时限`."""
    return "" if clause.number or not _COLUMN.fullmatch(words) else f"{words}:"


def _lead(clause: Clause, words: str) -> str:
    """What a clause says of those below it: its title, or its last words when they announce a list."""
    if not (clause.heading or words.endswith(":")):
        return ""
    return _SENTENCE_END.split(words.removesuffix(":"))[-1][-_LEAD:] + ":"

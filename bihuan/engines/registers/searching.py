"""Finding lines by their words or their label."""

from bihuan.engines.registers.models import Line, LineQuerySet
from bihuan.ground.search.index import Index
from bihuan.ground.search.words import phrases, plain

LINES = Index("registers_words")


def spoken(line: Line) -> str:
    """What a line can be found by."""
    return " ".join([line.label, *(str(one) for one in line.values.values() if isinstance(one, str))])


def found(lines: LineQuerySet, query: str, most: int) -> list[Line]:
    """The lines somebody means, newest first: the label exactly, or all the words."""
    squeezed = query.replace("\x00", "").strip()
    exact = list(lines.filter(label__iexact=squeezed).order_by("-pk")[:most]) if squeezed else []
    matching = LINES.matching(squeezed)
    if exact or matching is None:
        return exact
    said = phrases(squeezed)
    rows = lines.filter(matching).order_by("-pk")[: most * 2 if said else most]
    return [one for one in rows if all(phrase in plain(spoken(one)) for phrase in said)][:most]

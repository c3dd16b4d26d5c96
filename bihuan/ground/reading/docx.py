"""The text of a DOCX, with the numbers that Word counts by itself and only shows. Pure."""

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from bihuan.ground.reading.errors import Unreadable

_MOST_UNPACKED = 60_000_000
_MOST_PARTS = 5_000
_HAN = "零一二三四五六七八九"


def docx_text(data: bytes) -> str:
    """Paragraphs and table rows, one a line, cells with a tab between. Raises Unreadable."""
    _small_enough(data)
    import docx

    try:
        opened = docx.Document(io.BytesIO(data))
        counters = _Numbers(opened)
        return "\n".join(_lines(opened, counters)) + "\n"
    except Unreadable:
        raise
    except Exception as error:  # whatever a damaged file makes the library raise
        raise Unreadable("broken", kind="DOCX") from error


def _small_enough(data: bytes) -> None:
    """What it says it unpacks to, before anything is unpacked: a bomb is refused unlit."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = packed.infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise Unreadable("broken", kind="DOCX") from error
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _MOST_UNPACKED:
        raise Unreadable("too_big", most=f"{_MOST_UNPACKED // 1_000_000} MB unpacked")
    if "word/document.xml" not in {part.filename for part in parts}:
        raise Unreadable("unknown_kind", kind="Archive or other Office")


def _lines(opened: Any, counters: "_Numbers") -> Iterator[str]:
    for block in opened.iter_inner_content():
        if hasattr(block, "rows"):
            yield from _rows(block)
        else:
            yield counters.before(block) + block.text


def _rows(table: Any) -> Iterator[str]:
    for row in table.rows:
        cells: list[str] = []
        seen: set[int] = set()
        for cell in row.cells:  # a merged cell is told several times
            if id(cell._tc) not in seen:
                seen.add(id(cell._tc))
                cells.append(" ".join(cell.text.split()))
        yield "\t".join(cells)


class _Numbers:
    """Word's automatic numbers: how each list counts, and how far it is."""

    def __init__(self, opened: Any) -> None:
        self.levels: dict[tuple[str, int], tuple[str, str, int]] = {}
        self.counts: dict[str, list[int]] = {}
        self.styles = opened.styles
        try:
            root = opened.part.numbering_part.element
        except (KeyError, NotImplementedError):
            return
        plans = {plan.get(_w("abstractNumId")): plan for plan in root.findall(_w("abstractNum"))}
        for one in root.findall(_w("num")):
            plan = plans.get(_value(one, "abstractNumId"))
            for level in [] if plan is None else plan.findall(_w("lvl")):
                key = (one.get(_w("numId")), int(level.get(_w("ilvl"))))
                shape = (_value(level, "numFmt") or "decimal", _value(level, "lvlText") or "")
                self.levels[key] = (*shape, int(_value(level, "start") or 1))

    def before(self, paragraph: Any) -> str:
        """The number that Word shows before a paragraph."""
        found = self._of(paragraph._p) or self._of(getattr(paragraph.style, "element", None))
        if found is None or found not in self.levels or not paragraph.text.strip():
            return ""
        list_id, level = found
        counts = self.counts.setdefault(list_id, [])
        while len(counts) <= level:
            counts.append(self.levels.get((list_id, len(counts)), ("", "", 1))[2] - 1)
        counts[level] += 1
        del counts[level + 1 :]
        form, text, _ = self.levels[found]
        if form == "bullet":
            return "• "
        for at, count in enumerate(counts):
            shape = self.levels.get((list_id, at), ("decimal", "", 1))[0]
            text = text.replace(f"%{at + 1}", _counted(count, shape))
        return text

    def _of(self, element: Any) -> tuple[str, int] | None:
        properties = None if element is None else element.find(f"{_w('pPr')}/{_w('numPr')}")
        if properties is None or (list_id := _value(properties, "numId")) in {None, "0"}:
            return None
        return str(list_id), int(_value(properties, "ilvl") or 0)


def _counted(count: int, shape: str) -> str:
    if "chinese" in shape.lower() or "ideograph" in shape.lower() or shape == "japaneseCounting":
        tens, ones = divmod(count, 10)
        return ((_HAN[tens] if tens > 1 else "") + "十" if tens else "") + (
            _HAN[ones] if ones or not tens else ""
        )
    if shape in {"lowerLetter", "upperLetter"} and 1 <= count <= 26:
        return chr((97 if shape == "lowerLetter" else 65) + count - 1)
    if shape == "decimalEnclosedCircle" and 1 <= count <= 20:
        return chr(0x2460 + count - 1)
    return "" if shape == "none" else str(count)


def _value(element: Any, name: str) -> str | None:
    child = element.find(_w(name))
    return None if child is None else child.get(_w("val"))


def _w(name: str) -> str:
    return f"{{http://schemas.openxmlformats.org/wordprocessingml/2006/main}}{name}"

"""The text of a DOCX, with the numbers that Word counts by itself and only shows. Pure."""

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from bihuan.ground.reading.errors import Unreadable

_MOST_UNPACKED = 60_000_000
_MOST_PARTS = 5_000
_MOST_STYLES = 20
_HAN = "零一二三四五六七八九"


def _w(name: str) -> str:
    return f"{{http://schemas.openxmlformats.org/wordprocessingml/2006/main}}{name}"


_WRAPPERS = {_w(name) for name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag")}
_INLINE = _WRAPPERS | {_w(name) for name in ("r", "hyperlink", "fldSimple", "ruby", "rubyBase")}
_SHOWN = {_w("t"): "", _w("tab"): "\t", _w("br"): "\n", _w("cr"): "\n", _w("noBreakHyphen"): "-"}


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
    for block in _blocks(opened.element.body):
        if block.tag == _w("tbl"):
            yield from _rows(block, counters)
        else:
            yield counters.before(block) + _words(block)


def _blocks(holder: Any) -> Iterator[Any]:
    """Paragraphs and tables in their order, those within content controls and insertions too."""
    for child in holder:
        if child.tag in {_w("p"), _w("tbl")}:
            yield child
        elif child.tag in _WRAPPERS:
            yield from _blocks(child)


def _rows(table: Any, counters: "_Numbers") -> Iterator[str]:
    """A cell that goes on from the row above is empty: what it says is said once."""
    for row in table.iter(_w("tr")):
        if next(row.iterancestors(_w("tbl"))) is table:
            cells = (one for one in row.iter(_w("tc")) if next(one.iterancestors(_w("tr"))) is row)
            yield "\t".join(" ".join(_cell(cell, counters).split()) for cell in cells)


def _cell(cell: Any, counters: "_Numbers") -> str:
    return " ".join(counters.before(one) + _words(one) for one in cell.iter(_w("p")))


def _words(paragraph: Any) -> str:
    """What Word shows in it: what was inserted, not what was deleted, no text boxes, no footnotes."""
    parts: list[str] = []
    waiting = [paragraph]
    while waiting:
        element = waiting.pop()
        if element.tag in _SHOWN:
            parts.append(_SHOWN[element.tag] or element.text or "")
        elif element is paragraph or element.tag in _INLINE:
            waiting.extend(reversed(element))
    return "".join(parts)


class _Numbers:
    """Word's automatic numbers: how each list counts, and how far it is."""

    def __init__(self, opened: Any) -> None:
        self.levels: dict[tuple[str, int], tuple[str, str, int]] = {}
        self.counts: dict[str, list[int]] = {}
        self.styles = {
            style.get(_w("styleId")): style for style in opened.styles.element.findall(_w("style"))
        }
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
        found = self._of(paragraph) or self._styled(_value(paragraph.find(_w("pPr")), "pStyle"))
        if found is None or found not in self.levels or not _words(paragraph).strip():
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

    def _styled(self, name: str | None) -> tuple[str, int] | None:
        """The list of a style, or of the one that it is based on."""
        for _ in range(_MOST_STYLES):
            style = self.styles.get(name)
            found = self._of(style)
            if style is None or found:
                return found
            name = _value(style, "basedOn")
        return None

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
    child = None if element is None else element.find(_w(name))
    return None if child is None else child.get(_w("val"))

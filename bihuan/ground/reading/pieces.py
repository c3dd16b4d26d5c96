"""A document cut where its numbers, paragraphs and broken lines say so. Pure."""

import re
from dataclasses import dataclass

from bihuan.ground.reading.furniture import page_lines
from bihuan.ground.reading.outline import Outline
from bihuan.ground.reading.signs import (
    CLOSED,
    INLINE,
    MEASURED,
    REACH,
    Sign,
    apart_at,
    looks_like_at,
    sign_at,
    torn_after,
)
from bihuan.ground.reading.units import unit_at

_LINE = re.compile(r"[^\n\r]*(?:\r\n|\n|\r)|[^\n\r]+")
_STARTS = re.compile(rf"(?m)^[ \t]*|{INLINE.pattern}")
_DANGLING = (
    *",、(和与及或在的对将由为按把被从向至是每约不无未须并但而则若各凡",
    *("不超过", "不少于", "不低于", "不大于", "不小于", "不高于", "至少", "达到", "超过", "提前"),
)
_CLAUSE_CITED = re.compile(r" ?(?:规定|所列|所称|第|的|、|和|至|及|之|款|项|[,。;)])")
_ENDED = CLOSED + '")》】…%'
_HAN = re.compile(r"[一-鿿]")
_TITLE_LENGTH = 24
#: With these before it 一、 is no number: 第一、, 之一、, 统一、.
_NO_LIST = "第之统唯单专同万不逐其如划合归"
_FIGURE = re.compile(r"\d+(?:\.\d+)?(?![\d、,.)]|号)")
_HALF_FIGURE = re.compile("[\\d一二两三四五六七八九十半]$")
_OPEN_PROSE = re.compile("[,、][^。;:!?]+$")
_PUNCTUATED = re.compile("[,。;:]")
#: So much of a piece tells how it ends.
_TAIL = 400
#: So near its head the first part of a chapter begins.
_PARTS = 60


@dataclass(slots=True)
class Piece:
    """Text between two cuts: `sign` when a number opens it, `body` where its wording begins."""

    start: int
    end: int
    body: int
    sign: Sign | None = None
    page: bool = False  #: belongs to the page, not to the text


def pieces(text: str, start: int, end: int) -> list[Piece]:
    """The pieces of `text[start:end]` (folded); together they are all of it."""
    cutter = _Cutter(text, start, page_lines(text, start, end))
    for line in _LINE.finditer(text, start, end):
        cutter.line(line.start(), line.end())
    if cutter.begin < end:
        cutter.found.append(Piece(cutter.begin, end, end))
    return cutter.found


class _Cutter:
    def __init__(self, text: str, start: int, pages: frozenset[int]) -> None:
        self.text = text
        self.pages = pages
        self.found: list[Piece] = []
        self.outline = Outline()
        self.begin = start  #: up to here everything is in a piece

    def line(self, start: int, end: int) -> None:
        text = self.text
        body = start
        while body < end and text[body].isspace():
            body += 1
        if body == end:
            if self.found:
                self.found[-1].end = self.begin = end
            return
        if start in self.pages:
            self.found.append(Piece(self.begin, end, body, page=True))
            self.begin = end
            return
        sign = self._sign_at(body, end)
        if sign and not self._opens_line(sign, end):
            sign = None
        self._add(Piece(self.begin, end, sign.end if sign else body, sign))
        for cut in INLINE.finditer(text, sign.end if sign else body + 1, end):
            inner = self._sign_at(cut.start(), end)
            if inner and inner.start >= self.found[-1].body and self._opens_within(inner, end):
                self.found[-1].end = self.begin = inner.start
                self._add(Piece(inner.start, end, inner.end, inner))

    def _sign_at(self, place: int, end: int) -> Sign | None:
        wrong = looks_like_at(self.text, place, end)
        if wrong and (self.outline.continues(wrong) or (wrong.value == (1,) and self._second_follows(wrong))):
            return wrong
        torn = apart_at(self.text, place, end)
        if torn and (self.outline.continues(torn) or self._goes_on_torn(torn)):
            return torn
        return sign_at(self.text, place, end)

    def _goes_on_torn(self, sign: Sign) -> bool:
        """Whether `1. 1` is followed by `1. 2` or `1. 1. 1`."""
        later = torn_after(self.text, sign) if sign.value[-1] == 1 else None
        return later is not None and later.value in {(*sign.value[:-1], 2), (*sign.value, 1)}

    def _add(self, piece: Piece) -> None:
        self.begin = piece.end
        if piece.sign:
            self.outline.place(piece.sign, announced=self._ends_with(piece.start, ":"))
        elif self.found and not self.found[-1].page and self._goes_on(self.found[-1], piece):
            self.found[-1].end = piece.end
            return
        self.found.append(piece)

    def _opens_line(self, sign: Sign, end: int) -> bool:
        """Whether a number at the start of a line is one, and not a quantity, a date or a citation."""
        text, style, outline = self.text, sign.style, self.outline
        if style.name in {"article", "appendix"}:
            cited = _CLAUSE_CITED.match(text, sign.end)
            if cited and cited[0].strip() == "," and not (self.found and self._dangles(self.found[-1])):
                return True
            return not cited or outline.continues(sign)
        if self._ends_with(sign.start, "之") and sign.label.startswith("一"):
            return False  # 有下列情形之\n一、…
        if style.name == "bare":
            return self._title_follows(sign, end) or self._parts_follow(sign)
        if style.name == "arabic" and text[sign.end : sign.end + 1].isdigit():
            return self._before_figure(sign)
        if style.name == "letter":
            return sign.value == (1,) or outline.continues(sign)
        if style.family in {"dotted", "digit"} and MEASURED.match(text, sign.end) and style.name != "arabic":
            return outline.continues(sign)
        if style.name in {"han", "han-paren"} and not self._ends_with(sign.start, _DANGLING):
            return True
        if self.found and self._dangles(self.found[-1]) and style.fixed is False and sign.value:
            return outline.continues(sign) or sign.value == (1,)
        return True

    def _opens_within(self, sign: Sign, end: int) -> bool:
        """Whether a number within a line is one: it goes on with an open list, or a second item follows."""
        text, style = self.text, sign.style
        if style.family == "bullet":
            return True
        if style.name == "article" and _CLAUSE_CITED.match(text, sign.end):
            return False
        before = text[sign.start - 1]
        if _HAN.match(before) and style.name != "circle":
            return self._opens_after_word(sign, before)
        if before == ",":
            return style.name.startswith("arabic-") and self.outline.continues(sign)
        if style.fixed and style.name != "article" and not text[sign.end : end].strip():
            return True
        if style.name == "bare":
            closed = text[max(0, sign.start - 4) : sign.start].rstrip()[-1:] in CLOSED
            return closed and text[sign.end - 1] == " " and self._title_follows(sign, end)
        return self._is_list(sign)

    def _opens_after_word(self, sign: Sign, before: str) -> bool:
        """Whether a number right behind a word is one: 标准一、…二、…; 包括(1)…(2)…; 开诊时3.2.1 …"""
        if sign.style.name == "arabic-paren":
            return before not in "第图表式" and self._is_list(sign)
        if sign.style.name == "dotted":
            return self.outline.continues(sign) and unit_at(self.text, sign.end) is None
        if sign.style.name == "arabic" and sign.value != (1,):
            return self.text[sign.end - 1] == "、" and self.outline.continues(sign)
        if sign.style.name not in {"han", "arabic"} or before in _NO_LIST:
            return False
        title = self.text[self.found[-1].body : sign.start].strip()
        return len(title) <= _TITLE_LENGTH and not _PUNCTUATED.search(title) and self._second_follows(sign)

    def _before_figure(self, sign: Sign) -> bool:
        """Whether `4、24小时内…` is the fourth item, and not the figures 4 and 24."""
        if not _FIGURE.match(self.text, sign.end):
            return False
        return self.outline.continues(sign) or (sign.value == (1,) and self._second_follows(sign))

    def _is_list(self, sign: Sign) -> bool:
        if sign.style.name == "arabic" and self.text[sign.end : sign.end + 1].isdigit():
            return self._before_figure(sign)
        if self.outline.continues(sign) or (sign.style.name == "dotted" and self._goes_on_torn(sign)):
            return True
        if sign.style.name == "arabic" and sign.value == (1,) and self._announced(sign):
            return True
        return sign.value == (1,) and (sign.style.name == "circle" or self._second_follows(sign))

    def _announced(self, sign: Sign) -> bool:
        return self.text[max(0, sign.start - 4) : sign.start].rstrip().endswith(":")

    def _second_follows(self, sign: Sign) -> bool:
        nested: set[str] = set()
        for place in _STARTS.finditer(self.text, sign.end, min(len(self.text), sign.end + REACH)):
            later = sign_at(self.text, place.end(), len(self.text))
            if not later or later.style.family != sign.style.family:
                continue
            if later.style is sign.style or (later.style.name not in nested and later.value != (1,)):
                return later.value == (2,)
            nested.add(later.style.name)
        return False

    def _title_follows(self, sign: Sign, end: int) -> bool:
        rest = self.text[sign.end : end].strip()
        spaced = self.text[sign.end - 1] == " "
        if not rest or MEASURED.match(rest) or sign.value[0] > 40:
            return False
        if spaced:
            return len(rest) <= 2 * _TITLE_LENGTH and not re.search("[。;:]", rest)
        return len(rest) <= _TITLE_LENGTH and not re.search("[。;:,]", rest)

    def _parts_follow(self, sign: Sign) -> bool:
        """Whether `3 人员` is the head of 3.1, in a text without line breaks."""
        part = re.compile(rf"(?<![\d.]){sign.value[0]}\.1(?![\d.])")
        return bool(part.search(self.text, sign.end, sign.end + _PARTS))

    def _ends_with(self, place: int, words: str | tuple[str, ...]) -> bool:
        return self.text[max(0, place - 8) : place].rstrip().endswith(words)

    def _dangles(self, piece: Piece) -> bool:
        """Whether a piece breaks off in the middle of a sentence."""
        last = self.text[max(piece.start, piece.end - _TAIL) : piece.end].rstrip()
        length = len(last) - last.rfind("\n") - 1
        if not last or last[-1] in _ENDED or last.endswith(("目的", "标的")):
            return False
        return last.endswith(_DANGLING) or length >= 40

    def _goes_on(self, last: Piece, piece: Piece) -> bool:
        """Whether a line without a number continues a broken one."""
        wording = self.text[max(last.body, last.end - _TAIL) : last.end].rstrip()
        line = self.text[piece.body : piece.end].strip()
        if not wording.strip():  # a number alone on its line: this is its title
            return len(line) <= 2 * _TITLE_LENGTH
        if wording[-1] in _ENDED:
            return False
        if self._dangles(last) or line[0] in ",。;、)":
            return True
        if line[0].isdigit() and _OPEN_PROSE.search(wording):
            return True
        if _HALF_FIGURE.search(wording) and unit_at(self.text, piece.body):
            return True
        length = len(wording) - wording.rfind("\n") - 1
        return length >= 20 and len(line) <= length * 1.3 and ("," in wording or len(line) < 8)

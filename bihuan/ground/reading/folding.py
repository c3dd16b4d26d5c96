"""One shape for characters that look alike, one for one, so that every offset still fits the text. Pure."""

import re
import unicodedata
from collections.abc import Iterator

#: ①, ⑴, ㈠ and ⅷ are numbers of clauses: they stay what they are.
_KEPT = re.compile(r"[\u2460-\u24ff\u2776-\u2793\u3200-\u32ff\u2150-\u218f]")
_ALIKE = {"﹣": "-", "－": "-", "〜": "~", "～": "~", "∼": "~", "･": "·", "‧": "·", "﹐": ",", "／": "/",
          "“": '"', "”": '"', "„": '"', "「": '"', "」": '"', "\u3000": " ", "\xa0": " ", "\ufeff": " ",
          "\u200b": " ", "\x0c": " ", "\x0b": " ", "\x85": " ", "\u2028": " ", "\u2029": " ", "\t": " "}  # fmt: skip
#: Arabic letters or digits on both sides: a blank between them means something.
_WORD = re.compile(r"[A-Za-z0-9]")


def folded(text: str) -> str:
    """Half width, plain quotes and blanks; exactly as long as `text`."""
    return text.translate({ord(char): _fold(char) for char in set(text)})


def _fold(char: str) -> str:
    if char in _ALIKE:
        return _ALIKE[char]
    if ord(char) < 0x80 or _KEPT.match(char):
        return char
    plain = unicodedata.normalize("NFKC", char)
    return plain if len(plain) == 1 else char


class Flat:
    """A stretch of folded text without line breaks and idle blanks; knows where each character stood."""

    __slots__ = ("places", "text")

    def __init__(self, text: str, start: int, end: int) -> None:
        kept = list(_kept(text, start, end))
        self.text = "".join(text[place] if not text[place].isspace() else " " for place in kept)
        self.places = kept

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where `text[start:end]` stands in the whole text."""
        if start >= end or not self.places:
            place = self.places[min(start, len(self.places) - 1)] if self.places else 0
            return place, place
        return self.places[start], self.places[end - 1] + 1


def _kept(text: str, start: int, end: int) -> Iterator[int]:
    last = ""
    blank = -1
    for place in range(start, end):
        char = text[place]
        if char.isspace():
            blank = blank if blank >= 0 else place
            continue
        if blank >= 0 and last and _WORD.match(last) and _WORD.match(char):
            yield blank
        blank = -1
        last = char
        yield place

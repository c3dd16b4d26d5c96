"""How Chinese text becomes words that every database can index. Pure.

A run of Han characters becomes its pairs (停水了 → 停水 水了) and its last character alone, so that one character is
found as the beginning of a pair, two as a pair, three and more as pairs that all occur. Other letters and digits
become lower-case words.
"""

import re
import unicodedata
from collections.abc import Iterator

RUN = re.compile(r"[㐀-䶿一-鿿豈-﫿]+|[a-z0-9]+")
HAN = re.compile(r"[㐀-䶿一-鿿豈-﫿]")
LONGEST = 40


def words(text: str) -> set[str]:
    """What the index stores for a text."""
    found: set[str] = set()
    for run in _runs(text):
        if HAN.match(run):
            found.update(run[i : i + 2] for i in range(len(run) - 1))
            found.add(run[-1])
        else:
            found.add(run[:LONGEST])
    return found


def asked(query: str) -> tuple[str, ...]:
    """What the index is asked for: pairs, `水*` for a single character or a word that may go on."""
    terms: list[str] = []
    for run in _runs(query):
        if not HAN.match(run):
            terms.append(run[:LONGEST] + "*")
        elif len(run) == 1:
            terms.append(run + "*")
        else:
            terms.extend(run[i : i + 2] for i in range(len(run) - 1))
    return tuple(dict.fromkeys(terms))


def phrases(query: str) -> tuple[str, ...]:
    """The runs of three and more Han characters, which the text itself must contain: pairs alone may stand apart."""
    return tuple(run for run in _runs(query) if HAN.match(run) and len(run) > 2)


def plain(text: str) -> str:
    """The text in half-width small letters, as its words are."""
    return unicodedata.normalize("NFKC", text).lower()


def _runs(text: str) -> Iterator[str]:
    for match in RUN.finditer(plain(text)):
        yield match.group()

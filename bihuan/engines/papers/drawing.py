"""A paper is drawn from a template and data: the same data, the same bytes.

Data goes to the template as JSON, never as markup, so whatever a name holds is printed and not carried out.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from unicodedata import category

import typst

_HERE = Path(__file__).resolve().parent
FONTS, TEMPLATES = _HERE / "fonts", _HERE / "templates"
#: What printers set for a character they have no type for.
MISSING = "\u3013"


def draw(template: str, data: Mapping[str, Any], *, at: datetime) -> bytes:
    """A PDF. `at` stands in the file as the moment it was made."""
    text = json.dumps(printable(data), ensure_ascii=False, sort_keys=True)
    made = typst.compile(
        str(TEMPLATES / f"{template}.typ"),
        root=str(TEMPLATES),
        font_paths=_fonts(),
        sys_inputs={"data": text},
        timestamp=int(at.timestamp()),
    )
    assert isinstance(made, bytes)
    return made


def printable(said: Any) -> Any:
    """Every text with only what the font can print."""
    if isinstance(said, str):
        if said.isascii() and said.isprintable():
            return said
        return "".join(_shown(one) for one in said)
    if isinstance(said, Mapping):
        return {name: printable(one) for name, one in said.items()}
    if isinstance(said, list | tuple):
        return [printable(one) for one in said]
    return said


def _shown(char: str) -> str:
    if char in known():
        return char
    return {"C": "", "Z": " "}.get(category(char)[0], MISSING)


@cache
def known() -> frozenset[str]:
    """The characters of the font."""
    return frozenset((FONTS / "BihuanSans.txt").read_text("utf-8").replace("\n", ""))


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])

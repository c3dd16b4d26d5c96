"""Approved wording: the named blanks a text may have. Pure."""

import string
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bihuan.ground.standards.packs import Pack

#: The blanks that windows and verbs can fill in.
BLANKS = frozenset({
    "number", "kind", "category", "unit", "name", "agent", "due", "at", "link", "code", "hotline", "company",
    "reason", "answer", "plan", "days", "count", "stage", "report", "visit",
})  # fmt: skip


def blanks(text: str) -> frozenset[str]:
    """The names between braces. Raises ValueError for anything that is not a plain `{name}`."""
    found = set()
    for _, name, spec, conversion in string.Formatter().parse(text):
        if name is None:
            continue
        if not name.isidentifier() or spec or conversion:
            raise ValueError(f"only plain blanks such as {{number}} are allowed, not {{{name}…}}")
        found.add(name)
    return frozenset(found)


def wrong_words(pack: "Pack") -> Iterator[tuple[str, str, str]]:
    """(chapter, key, what is wrong) of texts that cannot be filled in or lack their translation."""
    chinese = pack.words.get("zh-Hans", {})
    for locale, words in pack.words.items():
        if locale not in {"zh-Hans", "en"}:
            yield "pack", "extends", f"texts/{locale}.yaml: locales are zh-Hans and en"
        for key, text in words.items():
            if wrong := _wrong(text, chinese.get(key)):
                yield f"texts/{locale}", key, f"{key}: {wrong}"
    for key in chinese.keys() - pack.words.get("en", {}).keys():
        yield "texts/zh-Hans", key, f"{key}: not in texts/en.yaml; add the English wording"


def _wrong(text: str, chinese: str | None) -> str:
    try:
        found = blanks(text)
    except ValueError as error:
        return str(error)
    if unknown := found - BLANKS:
        return f"nobody fills in {{{min(unknown)}}}; known blanks are {', '.join(sorted(BLANKS))}"
    if chinese is None:
        return "not in texts/zh-Hans.yaml; Chinese is always there"
    try:
        if found != blanks(chinese):
            return f"its blanks {sorted(found)} differ from those of the Chinese wording"
    except ValueError:
        return ""
    return ""

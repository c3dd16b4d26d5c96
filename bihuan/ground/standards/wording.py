"""Approved wording: the named blanks a text may have, and filling them in. Pure."""

import string
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bihuan.ground.standards.packs import Pack

#: What is known whenever a message goes to the customer.
MESSAGE = frozenset({"number", "title", "answer"})
#: What the desk can fill in beside a verb; what it does not know stays a blank to be spoken.
SPOKEN = MESSAGE | {
    "kind", "category", "unit", "name", "agent", "due", "hotline", "reason", "plan", "stage", "visit",
}  # fmt: skip
_UNKNOWN = "____"


def beside(pack: "Pack", verb: str, locale: str, **values: str) -> Mapping[str, str]:
    """What to say at a step, by key: every `desk.<verb>.…` text with its blanks filled in."""
    start = f"desk.{verb}."
    texts = pack.texts(locale)
    values.setdefault("hotline", texts.get("company.hotline", ""))
    return {key: filled(text, values) for key, text in texts.items() if key.startswith(start)}


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with its blanks filled in; a blank nobody knows stays `____`."""
    return text.format_map({name: values.get(name) or _UNKNOWN for name in blanks(text)})


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
            if wrong := _wrong(key, text, chinese.get(key)):
                yield f"texts/{locale}", key, f"{key}: {wrong}"
    for key in chinese.keys() - pack.words.get("en", {}).keys():
        yield "texts/zh-Hans", key, f"{key}: not in texts/en.yaml; add the English wording"


def _wrong(key: str, text: str, chinese: str | None) -> str:
    known = MESSAGE if key.startswith("customer.") else SPOKEN
    try:
        found = blanks(text)
    except ValueError as error:
        return str(error)
    if unknown := found - known:
        return f"nobody fills in {{{min(unknown)}}} here; known are {', '.join(sorted(known))}"
    if chinese is None:
        return "not in texts/zh-Hans.yaml; Chinese is always there"
    try:
        if found != blanks(chinese):
            return f"its blanks {sorted(found)} differ from those of the Chinese wording"
    except ValueError:
        return ""
    return ""

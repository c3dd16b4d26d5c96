"""Approved wording: the named blanks a text may have, and filling them in. Pure."""

import string
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from bihuan.ground.standards.said import told

if TYPE_CHECKING:
    from bihuan.ground.standards.packs import Pack

#: What is known whenever a message goes to the customer.
MESSAGE = frozenset({"company", "number", "title", "answer"})
#: What the desk can fill in beside a verb; what it does not know stays a blank to be spoken.
SPOKEN = MESSAGE | {
    "kind", "category", "unit", "name", "agent", "staff_number", "due", "hotline", "reason", "plan", "stage", "visit",
}  # fmt: skip
_UNKNOWN = "____"


class BadBlank(ValueError):
    """A text with something else between braces than a name."""

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence
        super().__init__(sentence)


def beside(pack: "Pack", verb: str, locale: str, **values: str) -> Mapping[str, str]:
    """What to say at a step, by key: every `desk.<verb>.…` text with its blanks filled in."""
    start = f"desk.{verb}."
    return {key: filled(text, values) for key, text in pack.texts(locale).items() if key.startswith(start)}


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with its blanks filled in; a blank nobody knows stays `____`."""
    return text.format_map({name: values.get(name) or _UNKNOWN for name in blanks(text)})


def blanks(text: str) -> frozenset[str]:
    """The names between braces. Raises BadBlank for anything that is not a plain `{name}`."""
    found = set()
    try:
        pieces = list(string.Formatter().parse(text))
    except ValueError as error:
        raise BadBlank(told("braces do not match: {why}", why=error)) from None
    for _, name, spec, conversion in pieces:
        if name is None:
            continue
        if not name.isidentifier() or spec or conversion:
            raise BadBlank(
                told("only plain blanks such as {{number}} are allowed, not {{{name}…}}", name=name)
            )
        found.add(name)
    return frozenset(found)


def wrong_words(pack: "Pack") -> Iterator[tuple[str, str, str]]:
    """(chapter, key, what is wrong) of texts that cannot be filled in or lack their translation."""
    chinese = pack.words.get("zh-Hans", {})
    for locale, words in pack.words.items():
        if locale not in {"zh-Hans", "en"}:
            yield "pack", "extends", told("texts/{locale}.yaml: locales are zh-Hans and en", locale=locale)
        for key, text in words.items():
            if wrong := _wrong(key, text, chinese.get(key)):
                yield f"texts/{locale}", key, told("{name}: {said}", name=key, said=wrong)
    for key in chinese.keys() - pack.words.get("en", {}).keys():
        yield "texts/zh-Hans", key, told("{key}: not in texts/en.yaml; add the English wording", key=key)


def _wrong(key: str, text: str, chinese: str | None) -> str:
    known = MESSAGE if key.startswith("customer.") else SPOKEN
    try:
        found = blanks(text)
    except BadBlank as error:
        return error.sentence
    if unknown := found - known:
        return told(
            "nobody fills in {{{name}}} here; known are {names}",
            name=min(unknown),
            names=", ".join(sorted(known)),
        )
    if chinese is None:
        return told("not in texts/zh-Hans.yaml; Chinese is always there")
    try:
        if found != blanks(chinese):
            return told(
                "its blanks {names} differ from those of the Chinese wording", names=", ".join(sorted(found))
            )
    except BadBlank:
        return ""
    return ""

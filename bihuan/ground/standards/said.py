"""Sentences about packs that know their Chinese: English where they are said, Chinese in `problems.zh-Hans.json`. Pure."""

import json
from functools import cache
from pathlib import Path
from typing import Any


class Said(str):
    """An English sentence; `zh` is the same in Chinese."""

    template: str
    values: dict[str, Any]

    @property
    def zh(self) -> str:
        return (
            _table()
            .get(self.template, self.template)
            .format(**{name: in_language(value, "zh") for name, value in self.values.items()})
        )


def told(template: str, **values: Any) -> Said:
    """`told("key {key!r} is missing here", key="id")`; the template is the key of the Chinese one."""
    sentence = Said(template.format(**values))
    sentence.template, sentence.values = template, values
    return sentence


def in_language(text: Any, language: str) -> Any:
    """The text in Chinese, unless English is asked for or it knows no Chinese."""
    return text.zh if isinstance(text, Said) and not language.startswith("en") else text


@cache
def _table() -> dict[str, str]:
    path = Path(__file__).with_name("problems.zh-Hans.json")
    found: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return found

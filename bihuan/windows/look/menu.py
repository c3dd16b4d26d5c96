"""The side menu as plain values: what a window offers, and where the reader stands in it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Item:
    """One link. `key` is a desk shortcut such as `g w`; `count` is shown behind the label, in red when `urgent`."""

    label: str
    url: str
    icon: str
    key: str = ""
    count: int = 0
    urgent: bool = False
    here: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """Links under one heading; an empty label shows none."""

    label: str
    items_: tuple[Item, ...]


def marked(menu: Sequence[Section], path: str) -> tuple[Section, ...]:
    """The menu with the one item `here` whose address is the longest beginning of `path`."""
    addresses = [item.url for section in menu for item in section.items_ if path.startswith(item.url)]
    nearest = max(addresses, key=len, default=None)
    return tuple(
        Section(section.label, tuple(replace(item, here=item.url == nearest) for item in section.items_))
        for section in menu
    )

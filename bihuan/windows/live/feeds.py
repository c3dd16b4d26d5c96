"""What can be listened to: a window registers a feed under the name that stands in the stream's address."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Admission:
    """One reader let in: `topic` is whose rows it gets, `view` which first picture, `key` what may be taken back.

    `standing`: whether it is told what stands, second by second; a phone in a pocket need not be.
    """

    topic: int
    view: str
    key: str
    standing: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """Something that happened in a topic. Within a topic, ids grow in the order in which rows become visible."""

    topic: int
    id: int
    kind: str
    said: Mapping[str, Any] = field(default_factory=dict)


class Feed(Protocol):
    """All of it is called in threads that keep their database connections."""

    def admitted(self, keys: Collection[str], at: datetime) -> set[str]:
        """Those of the keys that are still good."""

    def picture(self, admission: Admission, at: datetime) -> tuple[int, Mapping[str, Any]]:
        """The cursor, read first, and everything the view shows at that moment or a little later."""

    def after(self, cursors: Mapping[int, int], limit: int) -> list[Row]:
        """Rows of the topics beyond each one's cursor, oldest first, in one query."""

    def standing(self, topics: Collection[int], at: datetime) -> Mapping[int, Mapping[str, Any]]:
        """What is true without having happened at one moment, such as how many wait; sent when it differs."""


#: Takes the address's word, the cookies and the moment; None for nobody.
Admit = Callable[[str, Mapping[str, str], datetime], Admission | None]
DOORS: dict[str, tuple[Admit, Feed]] = {}


def register(door: str, admit: Admit, feed: Feed) -> None:
    """Readers at `/live/<door>/<word>/` are let in by `admit` and served from the feed, which several doors may share."""
    DOORS[door] = admit, feed

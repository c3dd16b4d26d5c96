"""What every chapter of a pack is made of. Pure: no Django, no clock."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

from bihuan.ground.worktime.allowances import Allowance


def _parses(text: str) -> str:
    Allowance.parse(text)
    return text


#: A name inside a pack: `callback_rate`, `closed-loop`.
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]*$", max_length=40)]
#: A clause of the same pack as the document numbers it: `7.6a`, `9.5.2.1`, `10.1 work 3)`.
ClauseNumber = Annotated[str, StringConstraints(min_length=1, max_length=40)]
#: How long something may take, as the standard writes it: `45min`, `2wd`, `next-month day 10`.
AllowanceText = Annotated[str, AfterValidator(_parses)]


class Strict(BaseModel):
    """Frozen, and deaf to unknown keys: sloppy data fails loudly."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Text(Strict):
    """A text in Chinese and English; Chinese is always there."""

    zh: Annotated[str, StringConstraints(min_length=1)]
    en: str = ""

    def say(self, locale: str) -> str:
        return self.en if self.en and locale.lower().startswith("en") else self.zh

    def __str__(self) -> str:
        return self.zh


@dataclass(frozen=True, slots=True)
class Chapter:
    """A part of a pack and who owns its shape.

    `folder` chapters are `<name>/*.yaml`, one row a file; others are one file `<name>.yaml` with a list
    of rows. `check(rows, pack)` yields what one row alone cannot see, as (row id, sentence).
    """

    name: str
    row: type[Strict]
    folder: bool = False
    check: Callable[[Mapping[str, Any], Any], list[tuple[str, str]]] = field(default=lambda rows, pack: [])
    #: the promises a row makes, for coverage and tightening: (promise id, clause)
    holds: Callable[[Any], list[tuple[str, str]]] = field(default=lambda row: [])


_chapters: dict[str, Chapter] = {}


def register(chapter: Chapter) -> None:
    """Engines announce their chapters when they are imported; the ground stays ignorant of them."""
    _chapters[chapter.name] = chapter


def chapters() -> Mapping[str, Chapter]:
    return dict(_chapters)

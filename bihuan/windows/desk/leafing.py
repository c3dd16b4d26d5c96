"""Lists that are leafed through: one row more than a page holds tells whether there is a next one, so nothing is counted."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from bihuan.windows.desk.http import whole
from bihuan.windows.look.http import Request

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Leaf(Generic[Row]):
    """One page. `capped`: there is more, but nobody leafs further; `desk/_parts.html` draws the two arrows."""

    rows: Sequence[Row]
    number: int
    more: bool
    capped: bool


def leaf(request: Request, size: int, last: int, rows: Callable[[int, int], Sequence[Row]]) -> Leaf[Row]:
    """The page that `?page=` asks for, the first one for nonsense; `rows(first, beyond)` reads a stretch of the list."""
    number = min(whole(request.GET.get("page")) or 1, last)
    first = (number - 1) * size
    found = rows(first, first + size + 1)
    more = len(found) > size
    return Leaf(found[:size], number, more and number < last, more and number == last)

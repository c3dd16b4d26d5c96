"""What the reader of a draft asks to see, and where the next open clause lies."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import QueryDict

from bihuan.engines.drafts.tree import SURE, Leaf, Mark
from bihuan.windows.desk.drafting import words
from bihuan.windows.desk.http import whole


@dataclass(frozen=True, slots=True)
class Asked:
    """`kind` of proposals, `sure` (`sure`, `unsure`, or all), `show` (`open` clauses only, or all), and the clause."""

    kind: str = ""
    sure: str = ""
    show: str = ""
    clause: int | None = None

    @property
    def narrowed(self) -> bool:
        return bool(self.kind or self.sure or self.show)

    def query(self, clause: int | None = None) -> str:
        """The query string of this page, at another clause."""
        said = {
            "kind": self.kind,
            "sure": self.sure,
            "show": self.show,
            "clause": clause or self.clause or "",
        }
        return urlencode({name: value for name, value in said.items() if value})

    def fits(self, mark: Mark) -> bool:
        if self.kind and mark.kind != self.kind:
            return False
        if self.sure and (mark.confidence >= SURE) != (self.sure == "sure"):
            return False
        return mark.is_open or self.show != "open"

    def shows(self, leaf: Leaf) -> bool:
        """Whether the clause stands in the tree; a heading does whenever nothing is asked."""
        return bool(leaf.title) and (not self.narrowed or any(self.fits(mark) for mark in leaf.marks))


def asked(said: QueryDict) -> Asked:
    """Anything unknown asks for nothing."""
    kind, sure, show = said.get("kind", ""), said.get("sure", ""), said.get("show", "")
    return Asked(
        kind if kind in words.KINDS else "",
        sure if sure in ("sure", "unsure") else "",
        show if show == "open" else "",
        whole(said.get("clause")),
    )


def waiting(leaf: Leaf, said: Asked) -> bool:
    """Whether something in the clause that fits waits for a decision."""
    only = replace(said, show="open")
    return any(only.fits(mark) for mark in leaf.marks)


def chosen(found: Sequence[Leaf], said: Asked) -> int:
    """The position of the clause that is asked for; else the first that waits, that is shown, that has words."""
    for at, leaf in enumerate(found):
        if leaf.pk == said.clause:
            return at
    for fits in (lambda leaf: waiting(leaf, said), said.shows):
        first = next((at for at, leaf in enumerate(found) if fits(leaf)), None)
        if first is not None:
            return first
    return next((at for at, leaf in enumerate(found) if leaf.title), 0)


def onward(found: Sequence[Leaf], at: int, said: Asked, by: int = 1) -> Leaf | None:
    """The next (`by` 1) or last (`by` -1) clause that waits, round the end; None when no other does."""
    for step in range(1, len(found)):
        leaf = found[(at + by * step) % len(found)]
        if waiting(leaf, said):
            return leaf
    return None

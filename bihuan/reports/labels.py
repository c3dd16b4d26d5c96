"""What the keys of a dimension are called, and in which order a table shows them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bihuan.engines.cases.intake import SUPPLIES
from bihuan.engines.cases.kinds import Category
from bihuan.engines.cases.models import Case
from bihuan.ground.directory.models import Place, Team
from bihuan.ground.standards.base import Text
from bihuan.ground.standards.packs import Pack
from bihuan.reports.indicators import Branch
from bihuan.reports.shapes import Dimension
from bihuan.reports.spans import Span

#: Frozen labels: both languages, so that a report prints identically for ever.
Label = Mapping[str, str]
_SUPPLIES = {"water": ("水", "water"), "gas": ("气", "gas"), "electricity": ("电", "electricity")}
_GRAVITIES = {Case.Gravity.ORDINARY: ("一般", "ordinary"), Case.Gravity.MAJOR: ("重大", "major")}
_NONE: Mapping[Dimension, Label] = {
    "category": {"zh": "未分类", "en": "without a category"},
    "supply": {"zh": "不分水、气、电", "en": "not about a supply"},
    "unit": {"zh": "受理与客服管理", "en": "intake and customer care"},
}


@dataclass(frozen=True)
class Labels:
    """Names of everything a report can be broken down by; `complete` dimensions show their zeros too."""

    pack: Pack
    span: Span
    units: Mapping[str, str]
    places: Mapping[str, str]

    def ordered(self, by: Dimension) -> list[str]:
        """The keys that have their place in the table whatever the figures are."""
        if by in ("kind", "channel"):
            return list(self.pack.rows(f"{by}s"))
        if by == "supply":
            return list(SUPPLIES)
        if by == "gravity":
            return [str(one) for one in _GRAVITIES]
        if by == "day":
            return [day.isoformat() for day in self.span.days]
        return []

    def label(self, by: Dimension, key: str) -> Label:
        """A key nobody knows any more is its own name."""
        if not key:
            return _NONE.get(by, {"zh": "其他", "en": "other"})
        if by in ("kind", "channel"):
            row = self.pack.rows(f"{by}s").get(key)
            return said(row.title) if row else _both(key)
        if by == "category":
            return self._category(key)
        if by == "supply" and key in _SUPPLIES:
            return dict(zip(("zh", "en"), _SUPPLIES[key], strict=True))
        if by == "gravity" and key in _GRAVITIES:
            return dict(zip(("zh", "en"), _GRAVITIES[Case.Gravity(key)], strict=True))
        return _both((self.units if by == "unit" else self.places if by == "place" else {}).get(key, key))

    def _category(self, key: str) -> Label:
        found = {node.id: node for node, _depth in _walk(self.pack.rows("categories").values())}.get(key)
        return said(found.title) if found else _both(key)


def labels_of(pack: Pack, span: Span) -> Labels:
    """Two queries: the names of units and places."""
    return Labels(
        pack,
        span,
        _names(Team.objects.values_list("pk", "name")),
        _names(Place.objects.values_list("pk", "name")),
    )


def branches(pack: Pack) -> tuple[Branch, ...]:
    """The subject tree of 7.5 in its order, each node with the ids below it."""
    nodes = list(_walk(pack.rows("categories").values()))
    return tuple(
        Branch(node.id, depth, tuple(one.id for one, _ in _walk(node.children))) for node, depth in nodes
    )


def said(text: Text) -> Label:
    return {"zh": text.zh, "en": text.en or text.zh}


def _walk(nodes: Iterable[Category], depth: int = 0) -> list[tuple[Category, int]]:
    found = []
    for node in nodes:
        found.append((node, depth))
        found.extend(_walk(node.children, depth + 1))
    return found


def _both(name: str) -> Label:
    return {"zh": name, "en": name}


def _names(rows: Iterable[tuple[int, str]]) -> dict[str, str]:
    return {str(pk): name for pk, name in rows}

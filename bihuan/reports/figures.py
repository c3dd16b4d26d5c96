"""From facts to the frozen figures of a report: plain data that prints identically for ever.

A figure: `{id, title, clause, unit, measure, kinds, promises, formula, numerator, denominator, value, target, better,
result, before, by, rows, hot}`. `value` is text with two decimals, or None: none due. `before` is the same figure of the
period before, None when there is none to compare with. A row: `{key, keys, label, depth, numerator, denominator, value,
before}`; rows of depth 0 add up to the whole.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import count as counting
from typing import Any

from bihuan.ground.standards.packs import Pack
from bihuan.reports import facts
from bihuan.reports.indicators import SUMS, Sum, Value, hot_spots, measured, quantile_of, result, rolled_up
from bihuan.reports.labels import Labels, branches, said
from bihuan.reports.shapes import Dimension, Indicator, Report, Section

Figure = dict[str, Any]
#: Where growth points at something that can be improved (S003 7.5c).
HOT = frozenset({"category", "supply", "unit", "place"})
#: title, row label, numerator, denominator, value
_Flat = tuple[Any, Any, int, int | None, str | None]


@dataclass(frozen=True)
class Making:
    """What a report is made from. `earlier` is the period before; None: there is nothing to compare with."""

    pack: Pack
    scope: facts.Scope
    earlier: facts.Scope | None
    labels: Labels
    #: working hours counted so far: several figures ask for the same ones, and counting them costs most
    worked: dict[tuple[object, ...], dict[str, list[Decimal]]] = field(default_factory=dict)
    #: told after each figure: how many are made, of how many
    seen: Callable[[int, int], None] = lambda made, every: None

    def hours(
        self, indicator: Indicator, scope: facts.Scope, by: Dimension | None
    ) -> Mapping[str, list[Decimal]]:
        asked = (indicator.kinds, scope, by or "unit")
        if asked not in self.worked:
            self.worked[asked] = facts.hours_of(indicator, scope, self.pack, by or "unit")
        return self.worked[asked]


def frozen(row: Report, making: Making) -> dict[str, Any]:
    """All figures of a report in its sections, as JSON holds them."""
    every, made = sum(len(section.indicators) for section in row.sections), counting(1)

    def figured(name: str, section: Section) -> Figure:
        found = figure(making.pack.rows("indicators")[name], section, making)
        making.seen(next(made), every)
        return found

    return {
        "sections": [
            {
                "id": section.id,
                "title": said(section.title),
                "chart": section.chart,
                "figures": [figured(name, section) for name in section.indicators],
            }
            for section in row.sections
        ],
        "until": making.scope.until.isoformat(),
        "compared": making.earlier is not None,
    }


def figure(indicator: Indicator, section: Section, making: Making) -> Figure:
    """One figure, broken down if its indicator or its section says so."""
    sum_, by = SUMS[indicator.measured_by], indicator.by or section.by
    now = _values(sum_, indicator, making.scope, making, by)
    then = _values(sum_, indicator, making.earlier, making, by) if making.earlier else None
    target = Decimal(indicator.target.rstrip("%")) if indicator.target else None
    shown: Figure = {
        "id": indicator.id,
        "title": said(indicator.title),
        "clause": making.pack.cite(indicator.clause),
        "unit": sum_.unit,
        "measure": indicator.measured_by,
        "kinds": list(indicator.kinds),
        "promises": list(indicator.promises),
        "formula": said(indicator.formula) if indicator.formula else None,
        **_plain(now.total),
        "target": str(target) if target is not None else None,
        "better": indicator.better,
        "result": result(now.total, target, indicator.better),
        "before": _plain(then.total) if then else None,
        "by": by,
        "rows": _rows(now, then, by, making) if by else [],
        "hot": [],
    }
    if by in HOT and then and sum_.unit == "count":
        shown["hot"] = hot_spots(now.own, then.own)
    return shown


@dataclass(frozen=True)
class _Values:
    """The whole, by key, and what each key counts without what lies below it in a tree."""

    total: Value
    by_key: Mapping[str, Value]
    own: Mapping[str, int]


def _values(
    sum_: Sum, indicator: Indicator, scope: facts.Scope, making: Making, by: Dimension | None
) -> _Values:
    if sum_.quantile is not None:
        return _hours(sum_.quantile, making.hours(indicator, scope, by))
    tallies = facts.tallied(sum_, indicator, scope, by)
    whole: dict[str, int] = {}
    for tally in tallies.values():
        for name, count in tally.items():
            whole[name] = whole.get(name, 0) + count
    own = {key: tally.get(sum_.numerator, 0) for key, tally in tallies.items() if key}
    if by == "category":
        tallies = rolled_up(tallies, branches(making.pack))
    keyed = {key: measured(sum_, tally) for key, tally in tallies.items()} if by else {}
    return _Values(measured(sum_, whole), keyed, own)


def _hours(which: Decimal, hours: Mapping[str, Sequence[Decimal]]) -> _Values:
    every = [one for several in hours.values() for one in several]
    return _Values(
        Value(len(every), len(every), quantile_of(every, which)),
        {
            key: Value(len(several), len(several), quantile_of(several, which))
            for key, several in hours.items()
        },
        {},
    )


def _rows(now: _Values, then: _Values | None, by: Dimension, making: Making) -> list[Figure]:
    places = _placed(now, by, making)
    return [
        {
            "key": key,
            "keys": keys,
            "label": making.labels.label(by, key),
            "depth": depth,
            **_plain(
                now.by_key.get(
                    key, Value(0, None if _counts(now) else 0, Decimal(0) if _counts(now) else None)
                )
            ),
            "before": _before(then, key, by),
        }
        for key, keys, depth in places
    ]


def _before(then: _Values | None, key: str, by: Dimension) -> int | None:
    """What the row counted in the period before; a day has no fellow there."""
    if then is None or by == "day":
        return None
    return then.by_key[key].numerator if key in then.by_key else 0


def _counts(values: _Values) -> bool:
    return values.total.denominator is None


def _placed(now: _Values, by: Dimension, making: Making) -> list[tuple[str, list[str], int]]:
    """The keys in the table's order: as the standard lists them, else the largest first; nothing known comes last."""
    if by == "category":
        tree = [
            (one.key, [one.key, *one.within], one.depth)
            for one in branches(making.pack)
            if one.key in now.by_key
        ]
    else:
        tree = [(key, [key], 0) for key in making.labels.ordered(by) if _counts(now) or key in now.by_key]
    placed = {key for key, _keys, _depth in tree}
    rest = sorted(
        (
            key
            for key in now.by_key
            if key not in placed and now.by_key[key].numerator + (now.by_key[key].denominator or 0)
        ),
        key=lambda key: (key == "", -now.by_key[key].numerator, key),
    )
    return tree + [(key, [key], 0) for key in rest]


def _plain(found: Value) -> dict[str, Any]:
    return {
        "numerator": found.numerator,
        "denominator": found.denominator,
        "value": None if found.value is None else str(found.value),
    }


def differences(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What changed from one issue to the next: `{figure, title, row, before, now}`; `row` is the label of a table's row.

    Figures and rows that only one issue has are named with None on the other side.
    """
    then, since = _flat(before), _flat(now)
    found = []
    for key in [*since, *(one for one in then if one not in since)]:
        old, new = then.get(key), since.get(key)
        if (old and old[2:]) == (new and new[2:]):
            continue
        title, row = (new or old or ({}, None))[:2]
        found.append(
            {
                "figure": key[0],
                "title": title,
                "row": row,
                "before": _spoken(old),
                "now": _spoken(new),
            }
        )
    return found


def _flat(
    figures: Mapping[str, Any],
) -> dict[tuple[str, str | None], _Flat]:
    found: dict[tuple[str, str | None], _Flat] = {}
    for section in figures.get("sections", ()):
        for one in section["figures"]:
            said_of = (one["numerator"], one["denominator"], one["value"])
            found[one["id"], None] = (one["title"], None, *said_of)
            for row in one["rows"]:
                found[one["id"], row["key"]] = (
                    one["title"],
                    row["label"],
                    row["numerator"],
                    row["denominator"],
                    row["value"],
                )
    return found


def _spoken(one: _Flat | None) -> dict[str, Any] | None:
    return None if one is None else {"numerator": one[2], "denominator": one[3], "value": one[4]}

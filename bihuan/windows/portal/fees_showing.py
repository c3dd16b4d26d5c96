"""Prices and sums as their pages show them: words in the reader's language, charts as plain data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from bihuan.engines.billing import wording
from bihuan.engines.billing.charges import Charge, Version
from bihuan.engines.billing.pricelists import PriceList, PriceRow, price_list
from bihuan.engines.billing.shapes import Measure, Source, Tariff

ICONS = {
    "electricity": "bolt",
    "water": "droplet",
    "gas": "flame",
    "heating": "sun",
    "property": "building",
}


@dataclass(frozen=True, slots=True)
class Card:
    """A tariff in the list. `ended`: the last day of its last version, where that has passed."""

    name: str
    icon: str
    title: str
    about: str
    source: str
    since: date
    ended: date | None


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a sum."""

    name: str
    quantity: str
    price: str
    amount: str
    clause: str
    cite: str


@dataclass(frozen=True, slots=True)
class Result:
    """A sum: `exact` only where rounding changed it; `as_of` is the day whose prices it was asked with."""

    as_of: date | None
    total: str
    exact: str
    rows: tuple[Row, ...]
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Past:
    """A version in the history of a tariff."""

    since: date
    until: date | None
    source: str
    issuer: str
    clause: str


@dataclass(frozen=True, slots=True)
class Prices:
    """What a unit costs, as a table and as a chart's option; `note` says what the steps count."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    chart: Mapping[str, Any] | None
    note: str
    hours: tuple[tuple[str, str], ...]


def cards(shown: Mapping[str, Version], today: date, lang: str) -> list[Card]:
    """By commodity and area."""
    order = list(ICONS)
    rows = sorted(
        shown.items(), key=lambda one: (order.index(one[1].tariff.commodity), one[1].tariff.area.id, one[0])
    )
    return [_card(name, one.tariff, today, lang) for name, one in rows]


def _card(name: str, row: Tariff, today: date, lang: str) -> Card:
    about = " · ".join((row.area.title.say(lang), row.customers.title.say(lang)))
    until = row.in_force.to
    ended = until if until and until < today else None
    return Card(
        name,
        ICONS[row.commodity],
        row.title.say(lang),
        about,
        source_name(row.source, lang),
        row.in_force.from_,
        ended,
    )


def source_name(source: Source, lang: str) -> str:
    return source.number or source.title.say(lang)


def result(made: Charge, as_of: date | None, lang: str) -> Result:
    exact = "" if made.exact == made.total else wording.plain(made.exact)
    return Result(
        as_of,
        f"{made.total:f}",
        exact,
        tuple(
            Row(
                line.name(lang),
                "" if line.quantity is None else _amount(line.quantity, line.unit, lang),
                "" if line.price is None else wording.plain(line.price),
                wording.plain(line.amount),
                line.cite.partition("#")[2],
                line.cite,
            )
            for line in made.lines
        ),
        tuple(made.derivation(lang)),
    )


def _amount(quantity: Decimal, unit: str, lang: str) -> str:
    return f"{wording.plain(quantity)} {wording.unit(unit, lang)}"


def history(versions: Sequence[Version], lang: str) -> list[Past]:
    """The newest first."""
    return [
        Past(
            one.tariff.in_force.from_,
            one.tariff.in_force.to,
            _full(one.tariff.source, lang),
            one.tariff.source.issuer.say(lang),
            one.cite(),
        )
        for one in reversed(versions)
    ]


def _full(source: Source, lang: str) -> str:
    title = source.title.say(lang)
    if source.number:
        return f"{title} {source.number}"
    return _("%(title)s, read on %(day)s") % {"title": title, "day": source.read_on}


def prices(version: Version, on: date, people: int, lang: str) -> Prices:
    """The price list on a day for a household."""
    tariff = version.tariff
    found = price_list(version, month=on.month, people=people)
    titles = [one.title.say(lang) for one in found.components]
    several = len(titles) > 1
    columns = (_("For each unit"), *titles, *([_("Together")] if several else []))
    rows = tuple(
        (_step_name(tariff, row, lang), *map(_shown, row.prices), *([_shown(row.whole)] if several else []))
        for row in found.rows
    )
    return Prices(
        columns, rows, _chart(tariff, found, lang), _note(tariff), tuple(_hours(tariff, on.month, lang))
    )


def _shown(price: Decimal | None) -> str:
    return "–" if price is None else wording.plain(price)


def _step_name(tariff: Tariff, row: PriceRow, lang: str) -> str:
    parts = [row.measure.title.say(lang)] if len(tariff.measures) > 1 else []
    if row.tier is not None:
        parts += [wording.tier_name(row.tier, lang), wording.span(row.low, row.high, row.measure.unit, lang)]
    return " · ".join(parts) or wording.unit(row.measure.unit, lang)


def _note(tariff: Tariff) -> str:
    ladder = tariff.ladder
    if ladder is None:
        return _("One price, whatever is used.")
    if ladder.run == "month":
        return _("The steps count what is used in a month; the end of each belongs to it.")
    if ladder.limits_per == "month":
        return _("The steps count what is used in a year: these limits times the months of the year.")
    return _("The steps count what is used in a year; the end of each belongs to it.")


def _hours(tariff: Tariff, month: int, lang: str) -> list[tuple[str, str]]:
    return [(one.title.say(lang), hours) for one in tariff.measures if (hours := _windows(one, month))]


def _windows(measure: Measure, month: int) -> str:
    return ", ".join(
        hours.replace("-", "–")
        for window in measure.windows
        if not window.months or month in window.months
        for hours in window.hours
    )


def _chart(tariff: Tariff, found: PriceList, lang: str) -> Mapping[str, Any] | None:
    """Bars by step: the components on top of each other, or the measures beside each other. None for a single price."""
    measures = [one for one in tariff.measures if one.unit == tariff.measures[0].unit]
    rows = {one.id: [row for row in found.rows if row.measure is one] for one in measures}
    if found.tiers == 1 and len(measures) == 1:
        return None
    names = [_short(row, lang) for row in rows[measures[0].id]] if found.tiers > 1 else [""]
    if len(measures) > 1:
        series = [_bars(one.title.say(lang), [row.whole for row in rows[one.id]]) for one in measures]
    else:
        series = [
            _bars(one.title.say(lang), [row.prices[n] for row in rows[measures[0].id]]) | {"stack": "price"}
            for n, one in enumerate(found.components)
        ]
    unit = wording.unit(tariff.measures[0].unit, lang)
    return {
        "grid": {"left": 8, "right": 16, "top": 56, "bottom": 8, "containLabel": True},
        "legend": {"show": len(series) > 1},
        "xAxis": {
            "type": "category",
            "data": names,
            "axisLabel": {"interval": 0},
        },
        "yAxis": {"type": "value", "name": _("yuan/%(unit)s") % {"unit": unit}},
        "series": series,
    }


def _short(row: PriceRow, lang: str) -> str:
    """A step in two short lines, three of which fit beside each other on a phone."""
    low, high = wording.plain(row.low), None if row.high is None else wording.plain(row.high)
    reach = f">{low}" if high is None else f"{low}–{high}" if row.low else f"≤{high}"
    return f"{wording.tier_name(row.tier or 1, lang)}\n{reach}"


def _bars(name: str, values: Sequence[Decimal | None]) -> dict[str, Any]:
    return {"type": "bar", "name": name, "barMaxWidth": 56, "data": [float(one or 0) for one in values]}

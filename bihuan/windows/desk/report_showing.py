"""A report as its pages show it: figures in the reader's language, charts as plain data. No queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.http import urlencode
from django.utils.translation import gettext as _

from bihuan.reports.indicators import SUMS, growth
from bihuan.reports.models import PeriodReport
from bihuan.reports.workbook import result_words, spoken
from bihuan.windows.desk.showing import Citation, citation
from bihuan.windows.look.http import url

#: Tones of the look for results; a missed target is a breach of the standard, so it is red.
TONES = {"hit": "done", "miss": "overdue", "none_due": "paused", "untargeted": ""}
#: A table longer than this does not make a readable chart.
BARS = 12


@dataclass(frozen=True)
class Part:
    """A number that can be opened: the cases behind it."""

    label: str
    count: int
    href: str


@dataclass(frozen=True)
class Line:
    """A row of a figure's table."""

    label: str
    depth: int
    value: str
    numerator: int
    denominator: int | None
    before: int | None
    change: str
    hot: bool
    href: str


@dataclass(frozen=True)
class Shown:
    """A figure on the page."""

    id: str
    title: str
    clause: Citation | None
    formula: str
    value: str
    unit: str
    target: str
    result: str
    tone: str
    word: str
    before: str
    parts: tuple[Part, ...]
    lines: tuple[Line, ...]
    compared: bool
    folded: bool
    counted: bool
    chart: Mapping[str, Any] | None

    @property
    def chart_rows(self) -> list[tuple[str, int]]:
        """The chart's bars as a table."""
        return [(line.label, line.numerator) for line in self.lines if line.depth == 0]


@dataclass(frozen=True)
class Chapter:
    title: str
    figures: tuple[Shown, ...]

    @property
    def stats(self) -> tuple[Shown, ...]:
        """Figures that stand by themselves."""
        return tuple(one for one in self.figures if not one.lines)

    @property
    def tables(self) -> tuple[Shown, ...]:
        return tuple(one for one in self.figures if one.lines)


def chapters(report: PeriodReport, locale: str) -> tuple[Chapter, ...]:
    said = spoken_in(locale)
    return tuple(
        Chapter(
            section["title"][said],
            tuple(_shown(report, one, section["chart"], locale) for one in section["figures"]),
        )
        for section in report.figures.get("sections", ())
    )


def spoken_in(locale: str) -> str:
    return "en" if locale.startswith("en") else "zh"


def figure_of(report: PeriodReport, name: str) -> Mapping[str, Any] | None:
    """A frozen figure by its id."""
    for section in report.figures.get("sections", ()):
        for one in section["figures"]:
            if one["id"] == name:
                found: Mapping[str, Any] = one
                return found
    return None


def valued(value: str | None, unit: str) -> str:
    """`95.00%`, `12`, `7.25`; without a value: none due."""
    if value is None:
        return _("none due")
    return f"{value}%" if unit == "percent" else value


def differences(report: PeriodReport, locale: str) -> list[tuple[str, str, str, str]]:
    """(figure, row, before, now) in words."""
    said = spoken_in(locale)
    return [
        (
            one["title"][said],
            one["row"][said] if one["row"] else "",
            spoken(one["before"]),
            spoken(one["now"]),
        )
        for one in report.differences
    ]


def _shown(report: PeriodReport, one: Mapping[str, Any], chart: str, locale: str) -> Shown:
    said = spoken_in(locale)
    lines = tuple(_line(report, one, row, said) for row in one["rows"])
    return Shown(
        id=one["id"],
        title=one["title"][said],
        clause=citation(one["clause"], locale),
        formula=one["formula"][said] if one["formula"] else "",
        value=valued(one["value"], one["unit"]),
        unit=_("working hours") if one["unit"] == "hours" else "",
        target=valued(one["target"], one["unit"]) if one["target"] else "",
        result=one["result"],
        tone=TONES[one["result"]],
        word=result_words()[one["result"]],
        before=valued(one["before"]["value"], one["unit"]) if one["before"] else "",
        parts=_parts(report, one),
        lines=lines,
        compared=one["before"] is not None and one["unit"] == "count" and one["by"] != "day",
        folded=one["by"] == "day",
        counted=one["unit"] == "count",
        chart=_chart(one, lines, chart) if lines and chart != "none" else None,
    )


def _parts(report: PeriodReport, one: Mapping[str, Any]) -> tuple[Part, ...]:
    sum_ = SUMS[one["measure"]]
    if sum_.quantile is not None:
        return (Part(_("cases counted"), one["numerator"], _href(report, one["id"], "")),)
    found = [Part(_("counted"), one["numerator"], _href(report, one["id"], sum_.numerator))]
    if sum_.denominator is not None:
        found.append(Part(_("out of"), one["denominator"], _href(report, one["id"], sum_.denominator)))
        if sum_.rest:
            rest = one["denominator"] - one["numerator"]
            found.append(Part(_("falling short"), rest, _href(report, one["id"], sum_.rest)))
    return tuple(found)


def _line(report: PeriodReport, one: Mapping[str, Any], row: Mapping[str, Any], said: str) -> Line:
    sum_ = SUMS[one["measure"]]
    change = ""
    if row["before"] is not None and one["unit"] == "count":
        grown = growth(row["numerator"], row["before"])
        change = "" if grown is None else f"{grown:+}%" if grown else "0%"
    tally = sum_.rest or sum_.numerator
    return Line(
        label=row["label"][said],
        depth=row["depth"],
        value=valued(row["value"], one["unit"]),
        numerator=row["numerator"],
        denominator=row["denominator"],
        before=row["before"],
        change=change,
        hot=row["key"] in one["hot"],
        href=_href(report, one["id"], tally, row["key"]) if row["numerator"] or row["denominator"] else "",
    )


def _href(report: PeriodReport, figure: str, tally: str, key: str | None = None) -> str:
    asked = {"figure": figure, "tally": tally} | ({"row": key} if key is not None else {})
    return f"{url('desk:report_cases', report.pk)}?{urlencode(asked)}"


def _chart(one: Mapping[str, Any], lines: Sequence[Line], chart: str) -> Mapping[str, Any] | None:
    tops = [line for line in lines if line.depth == 0]
    if chart != "line":
        tops = tops[:BARS]
    if len(tops) < 2:
        return None
    names = [line.label for line in tops]
    series: list[dict[str, Any]] = [
        {
            "name": _("this period"),
            "type": chart,
            "data": [{"value": line.numerator, "url": line.href} for line in tops],
        }
    ]
    if one["before"] is not None and one["by"] != "day":
        series.append({"name": _("period before"), "type": chart, "data": [line.before for line in tops]})
    return {
        "legend": {"show": len(series) > 1},
        "xAxis": {"type": "category", "data": names, "axisLabel": {"interval": "auto", "hideOverlap": True}},
        "yAxis": {"type": "value", "minInterval": 1},
        "series": series,
    }

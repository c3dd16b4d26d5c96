"""What a pack says about figures: indicators and the reports they go into. Pure: shapes only."""

from typing import Annotated, Any, Literal

from pydantic import StringConstraints

from bihuan.ground.standards.base import AllowanceText, Chapter, ClauseNumber, Slug, Strict, Text, register
from bihuan.ground.standards.said import told

Period = Literal["express", "day", "week", "month", "quarter", "halfyear", "year"]
#: Named sums of `reports.indicators`; the pack names them, it never contains them.
Measure = Literal[
    "share_on_time", "share_called_back", "share_satisfied", "share_extended", "share_returned",
    "count_opened", "count_major", "count_resolved", "count_overdue", "count_reopened", "count_urged",
    "count_returned", "count_unreachable", "median_hours", "ninetieth_hours",
]  # fmt: skip
Dimension = Literal["kind", "category", "channel", "supply", "unit", "place", "day", "gravity"]
Target = Annotated[str, StringConstraints(pattern=r"^\d{1,3}(\.\d{1,2})?%?$")]


class Indicator(Strict):
    """A figure: which named sum over which promises of which kinds (none named: all), and its target."""

    id: Slug
    title: Text
    clause: ClauseNumber
    measured_by: Measure
    kinds: tuple[Slug, ...] = ()
    promises: tuple[Slug, ...] = ()
    by: Dimension | None = None
    target: Target | None = None
    better: Literal["higher", "lower", "neither"] = "higher"
    formula: Text | None = None


class Section(Strict):
    """A part of a report: figures beside each other, or a table of one figure `by` a dimension."""

    id: Slug
    title: Text
    indicators: tuple[Slug, ...]
    by: Dimension | None = None
    chart: Literal["none", "bar", "line", "pie"] = "none"


class Report(Strict):
    """A report that is due by itself. `name` is the main name; the dates are put before it (9.4.4).

    `due` counts from the last day of the period: `next-day 09:00`, `next-month day 10`; None: none is given. An express
    report is owed for a day that has its `occasion`; without one it is made whenever somebody wants it.
    """

    id: Slug
    title: Text
    name: str
    period: Period
    sections: tuple[Section, ...]
    clause: ClauseNumber
    use: Literal["business", "assessment", "kpi"] = "business"
    due: AllowanceText | None = None
    due_clause: ClauseNumber | None = None
    calendar: Slug = "always"
    owner: Slug
    recipient: Slug
    outside: bool = False
    occasion: Literal["major"] | None = None


def _broken_indicators(rows: Any, pack: Any) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for row in rows.values():
        for kind in row.kinds:
            if kind not in pack.rows("kinds"):
                found.append((row.id, told("kind {kind!r} is not in kinds/", kind=kind)))
                continue
            made = {one.id for one in pack.rows("kinds")[kind].promises}
            said = "kind {kind} makes no promise {promise!r}"
            found += [(row.id, told(said, kind=kind, promise=one)) for one in row.promises if one not in made]
    return found


def _broken_reports(rows: Any, pack: Any) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for row in rows.values():
        for role in (row.owner, row.recipient):
            if pack.role(role) is None:
                found.append((row.id, told("role {role!r} is not in pack.yaml", role=role)))
        if row.calendar not in pack.rows("calendars"):
            found.append(
                (row.id, told("calendar {calendar!r} is not in calendars.yaml", calendar=row.calendar))
            )
        if row.occasion and row.period != "express":
            found.append((row.id, told("occasion: only an express report has one")))
        if row.due_clause and row.due_clause not in pack.clauses:
            found.append((row.id, told("due_clause {clause!r} is not in clauses/", clause=row.due_clause)))
        for section in row.sections:
            for indicator in section.indicators:
                if indicator not in pack.rows("indicators"):
                    said = "section {section}: indicator {indicator!r} is not in indicators.yaml"
                    found.append((row.id, told(said, section=section.id, indicator=indicator)))
    return found


register(Chapter("indicators", Indicator, check=_broken_indicators))
register(Chapter("reports", Report, check=_broken_reports))

"""A report as an XLSX file, all reports in one format (S003 9.5.3): head, figures with their clause, hash in the footer."""

from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from typing import Any, NamedTuple

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from bihuan.ground.standards import adoption
from bihuan.ground.worktime.zone import SHANGHAI
from bihuan.reports.models import PeriodReport
from bihuan.reports.spans import deadline

WIDTHS = (26, 34, 12, 12, 12, 12, 10, 12, 12)


class Line(NamedTuple):
    """A line of the table: a figure, or below it a row that it is broken down into (`depth` from 1)."""

    section: str
    title: str
    clause: str
    numerator: int
    denominator: int | None
    value: str | None
    target: str | None
    result: str
    before: int | None
    unit: str
    depth: int


def written(report: PeriodReport, language: str) -> bytes:
    """The file. The same report gives the same sheet at any time; `language` is `zh` or `en` for names out of the pack."""
    file = BytesIO()
    book = Workbook(file, {"in_memory": True})
    book.set_properties(
        {"title": report.name, "created": report.made_at.astimezone(SHANGHAI).replace(tzinfo=None)}
    )
    formats = _formats(book)
    sheet = _sheet(book, _("Figures"), report)
    row = _head(sheet, report, formats)
    row = _table(sheet, row, report, language, formats)
    _words(sheet, row + 1, report, formats)
    if report.differences:
        _differences(_sheet(book, _("Differences"), report), report, language, formats)
    book.close()
    return file.getvalue()


def file_name(report: PeriodReport) -> str:
    """Its name (9.4.4); whose it is stands behind, for several places send reports of one name."""
    issue = f"-{report.issue}" if report.issue > 1 else ""
    return f"{report.name}（{report.team or report.place}）{issue}.xlsx"


def result_words() -> Mapping[str, str]:
    return {"hit": _("target met"), "miss": _("target missed"), "none_due": _("none due"), "untargeted": ""}


def _formats(book: Workbook) -> dict[str, Any]:
    plain = {"font_name": "SimSun", "font_size": 10, "valign": "vcenter"}
    lined = {**plain, "border": 1}
    made: dict[str, Any] = {
        "title": {**plain, "font_size": 16, "bold": True, "align": "center"},
        "plain": plain,
        "head": {**lined, "bold": True, "bg_color": "#E8EEF2", "text_wrap": True, "align": "center"},
        "text": {**lined, "text_wrap": True},
        "count": {**lined, "num_format": "#,##0"},
        "percent": {**lined, "num_format": "0.00%"},
        "hours": {**lined, "num_format": "0.00"},
        "words": {**plain, "text_wrap": True, "valign": "top"},
    }
    return {name: book.add_format(said) for name, said in made.items()}


def _sheet(book: Workbook, name: str, report: PeriodReport) -> Worksheet:
    sheet: Worksheet = book.add_worksheet(name)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.8)
    sheet.set_footer(f"&L&7{report.name.replace('&', '&&')}  sha256 {report.hash}&R&P / &N")
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    return sheet


def _head(sheet: Worksheet, report: PeriodReport, formats: Mapping[str, Any]) -> int:
    sheet.merge_range(0, 0, 0, len(WIDTHS) - 1, report.name, formats["title"])
    sheet.set_row(0, 28)
    lines = list(head_lines(report))
    for position, (term, said) in enumerate(lines):
        sheet.write_string(
            1 + position // 2, 0 if position % 2 == 0 else 4, f"{term}: {said}", formats["plain"]
        )
    return 2 + (len(lines) + 1) // 2


def head_lines(report: PeriodReport) -> Iterator[tuple[str, str]]:
    """What stands above the figures: (term, text)."""
    yield _("Whose"), f"{report.place}{f' · {report.team}' if report.team else ''}"
    yield _("Period"), f"{report.first:%Y-%m-%d} – {report.last:%Y-%m-%d}"
    yield _("Standard"), _standard(report.edition)
    yield _("Issue number"), str(report.issue)
    yield _("Figures as of"), _when(report.made_at)
    yield _("Submit by"), deadline(report.due_at) if report.due_at else _("no time set by the standard")
    yield _("State"), str(report.get_state_display())
    yield _("Submitted"), _when(report.submitted_at) if report.submitted_at else "—"
    yield (
        _("Counted"),
        _("%(cases)s cases, %(clocks)s deadlines") % {"cases": report.cases, "clocks": report.clocks},
    )


def _clause(reference: str, language: str) -> str:
    """The clause as its document numbers it."""
    edition, _sign, number = reference.partition("#")
    pack = adoption.editions().get(edition)
    clause = pack.clauses.get(number) if pack else None
    return clause.printed_number(language) if clause else number


def _standard(edition: str) -> str:
    """The standard's title and edition, with the name that reports cite."""
    pack = adoption.editions().get(edition)
    return f"{pack.title.say(get_language() or '')} · {edition}" if pack else edition


def _when(at: Any) -> str:
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


def _table(
    sheet: Worksheet, row: int, report: PeriodReport, language: str, formats: Mapping[str, Any]
) -> int:
    heads = (
        _("Section"), _("Figure"), _("Clause"), _("Numerator"), _("Denominator"),
        _("Value"), _("Target"), _("Result"), _("Period before"),
    )  # fmt: skip
    sheet.write_row(row, 0, heads, formats["head"])
    sheet.repeat_rows(row)
    sheet.freeze_panes(row + 1, 2)
    for line in lines(report.figures, language):
        row += 1
        _line(sheet, row, line, formats)
    return row + 1


def lines(figures: Mapping[str, Any], language: str) -> Iterator[Line]:
    """The figures as a table: each figure, and below it the rows it is broken down into."""
    words = result_words()
    for section in figures["sections"]:
        for one in section["figures"]:
            before = one["before"]["numerator"] if one["before"] else None
            clause = _clause(one["clause"], language)
            yield Line(
                section["title"][language], one["title"][language], clause, one["numerator"], one["denominator"],
                one["value"], one["target"], words[one["result"]], before, one["unit"], 0,
            )  # fmt: skip
            for row in one["rows"]:
                yield Line(
                    "", row["label"][language], "", row["numerator"], row["denominator"],
                    row["value"], None, "", row["before"], one["unit"], row["depth"] + 1,
                )  # fmt: skip


def _line(sheet: Worksheet, row: int, line: Line, formats: Mapping[str, Any]) -> None:
    # write_string, for a name that begins with '=' must stay a name.
    sheet.write_string(row, 0, line.section, formats["text"])
    sheet.write_string(row, 1, "\u3000" * line.depth + line.title, formats["text"])
    sheet.write_string(row, 2, line.clause, formats["text"])
    for column, number in ((3, line.numerator), (4, line.denominator), (8, line.before)):
        if number is None:
            sheet.write_string(row, column, "", formats["text"])
        else:
            sheet.write_number(row, column, number, formats["count"])
    _value(sheet, row, 5, line.value, line.unit, formats, none=_("none due"))
    _value(sheet, row, 6, line.target, line.unit, formats, none="")
    sheet.write_string(row, 7, line.result, formats["text"])


def _value(
    sheet: Worksheet,
    row: int,
    column: int,
    value: str | None,
    unit: str,
    formats: Mapping[str, Any],
    *,
    none: str,
) -> None:
    if value is None:
        sheet.write_string(row, column, none, formats["text"])
    else:
        sheet.write_number(
            row, column, float(value) / 100 if unit == "percent" else float(value), formats[unit]
        )


def _words(sheet: Worksheet, row: int, report: PeriodReport, formats: Mapping[str, Any]) -> None:
    for title, text in ((_("Analysis"), report.analysis), (_("Proposals"), report.proposal)):
        if text:
            sheet.write_string(row, 0, title, formats["plain"])
            sheet.merge_range(row, 1, row, len(WIDTHS) - 1, "", formats["words"])
            sheet.write_string(row, 1, text, formats["words"])
            sheet.set_row(row, 15 * (1 + len(text) // 60 + text.count("\n")))
            row += 1


def _differences(sheet: Worksheet, report: PeriodReport, language: str, formats: Mapping[str, Any]) -> None:
    sheet.write_row(0, 0, (_("Figure"), _("Item"), _("Issue before"), _("This issue")), formats["head"])
    for row, one in enumerate(report.differences, 1):
        texts: Sequence[str] = (
            one["title"][language],
            one["row"][language] if one["row"] else "",
            spoken(one["before"]),
            spoken(one["now"]),
        )
        for column, text in enumerate(texts):
            sheet.write_string(row, column, text, formats["text"])


def spoken(side: Mapping[str, Any] | None) -> str:
    """One side of a difference: `38/40 = 95.00`."""
    if side is None:
        return "—"
    if side["denominator"] is None:
        return str(side["numerator"])
    value = side["value"] or _("none due")
    return f"{side['numerator']}/{side['denominator']} = {value}"

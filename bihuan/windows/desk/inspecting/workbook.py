"""A result and a ranking as XLSX files."""

from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from xlsxwriter import Workbook

from bihuan.engines.inspections.models import Result, Visit
from bihuan.ground.sheets.shapes import Sheet
from bihuan.windows.look.http import locale


def result_book(row: Visit, sheet: Sheet, result: Result, told: Callable[..., str]) -> bytes:
    """Every item with its clause, answer and points; on a second page how the score came about."""
    file, book, formats = _opened()
    page = book.add_worksheet(_("Result of the visit"))
    score = _("veto") if result.vetoed else str(result.told["points"] or "—")
    title = f"{row.place.name}  {sheet.title.say(locale())}  {row.planned_for:%Y-%m-%d}  {score}"
    page.write_string(0, 0, title, formats["title"])
    heads = (
        _("Section"),
        _("Checked item"),
        _("Clause"),
        _("What was seen"),
        _("Points"),
        _("Points off"),
        _("Remark"),
    )
    page.write_row(2, 0, heads, formats["head"])
    for column, width in enumerate((18, 44, 14, 16, 8, 10, 40)):
        page.set_column(column, column, width)
    items = [(section, item) for section in sheet.sections for item in section.items]
    for line, (section, item) in enumerate(items, 3):
        answer = told(item, result.answers.get(item.id))
        texts = (section.title.say(locale()), item.title.say(locale()), item.clause or "", answer)
        for column, text in enumerate(texts):
            page.write_string(line, column, text, formats["text"])
        page.write_number(line, 4, float(item.points or 0), formats["text"])
        page.write_number(line, 5, float(result.told["off"].get(item.id, 0)), formats["text"])
        page.write_string(line, 6, row.notes.get(item.id, ""), formats["text"])
    page.freeze_panes(3, 2)
    _steps(book, result, formats)
    book.close()
    return file.getvalue()


def _steps(book: Workbook, result: Result, formats: dict[str, Any]) -> None:
    steps = book.add_worksheet(_("How it came about"))
    steps.set_column(0, 0, 110)
    for number, step in enumerate(result.told["steps"]):
        steps.write_string(number, 0, step["zh" if locale().startswith("zh") else "en"], formats["text"])


def ranking_book(title: str, heads: Sequence[str], rows: Sequence[Sequence[Any]]) -> bytes:
    file, book, formats = _opened()
    page = book.add_worksheet(_("Ranking"))
    page.write_string(0, 0, title, formats["title"])
    page.write_row(2, 0, heads, formats["head"])
    page.set_column(0, 0, 8)
    page.set_column(1, 1, 26)
    page.set_column(2, len(heads), 14)
    for line, row in enumerate(rows, 3):
        for column, value in enumerate(row):
            if isinstance(value, int | float):
                page.write_number(line, column, value, formats["text"])
            else:
                # write_string, for a name that begins with '=' must stay a name.
                page.write_string(line, column, str(value), formats["text"])
    book.close()
    return file.getvalue()


def _opened() -> tuple[BytesIO, Workbook, dict[str, Any]]:
    file = BytesIO()
    book = Workbook(file, {"in_memory": True})
    plain = {"font_name": "SimSun", "font_size": 10, "valign": "vcenter", "border": 1, "text_wrap": True}
    formats = {
        "title": book.add_format({"font_name": "SimSun", "font_size": 14, "bold": True}),
        "head": book.add_format({**plain, "bold": True, "bg_color": "#E8EEF2"}),
        "text": book.add_format(plain),
    }
    return file, book, formats

"""Visits as an XLSX file: the whole, by day, by hour, by service, by clerk, each a sheet."""

from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from bihuan.reports.visits import Asked, Tally, Visits

#: Seconds in a day: spreadsheets keep a time of 90 seconds as a share of one.
_DAY = 86400.0


def written(found: Visits, asked: Asked, title: str, service: Callable[[str], str]) -> bytes:
    """The file; `service` gives a service its name."""
    file = BytesIO()
    book = Workbook(file, {"in_memory": True})
    formats = _formats(book)
    sheets: Sequence[tuple[str, str, Sequence[tuple[str, Tally]]]] = (
        (_("By day"), _("Day"), [(f"{day:%Y-%m-%d}", one) for day, one in found.by_day]),
        (_("By hour"), _("Hour"), [(f"{hour:02d}:00", one) for hour, one in found.by_hour]),
        (_("By service"), _("Service"), [(service(id), one) for id, one in found.by_service]),
        (_("By clerk"), _("Clerk"), [(name or _("never called"), one) for name, one in found.by_clerk]),
    )
    for name, head, rows in sheets:
        sheet = _sheet(book, name)
        sheet.write_string(0, 0, f"{title}  {asked.first:%Y-%m-%d} – {asked.last:%Y-%m-%d}", formats["title"])
        _table(sheet, head, [*rows, (_("Together"), found.whole)], asked, formats)
    book.close()
    return file.getvalue()


def file_name(title: str, asked: Asked) -> str:
    return f"{asked.first:%Y%m%d}-{asked.last:%Y%m%d}{title}.xlsx"


def _formats(book: Workbook) -> dict[str, Any]:
    lined = {"font_name": "SimSun", "font_size": 10, "valign": "vcenter", "border": 1}
    made: dict[str, Any] = {
        "title": {"font_name": "SimSun", "font_size": 14, "bold": True},
        "head": {**lined, "bold": True, "bg_color": "#E8EEF2", "text_wrap": True, "align": "center"},
        "text": lined,
        "count": {**lined, "num_format": "#,##0"},
        "share": {**lined, "num_format": "0.0%"},
        "time": {**lined, "num_format": "[m]:ss"},
        "stars": {**lined, "num_format": "0.00"},
    }
    return {name: book.add_format(said) for name, said in made.items()}


def _sheet(book: Workbook, name: str) -> Worksheet:
    sheet: Worksheet = book.add_worksheet(name)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 11, 11)
    return sheet


def _table(
    sheet: Worksheet, head: str, rows: Sequence[tuple[str, Tally]], asked: Asked, formats: Mapping[str, Any]
) -> None:
    sheet.write_row(2, 0, (head, *heads(asked)), formats["head"])
    sheet.freeze_panes(3, 1)
    for row, (name, one) in enumerate(rows, 3):
        # write_string, for a name that begins with '=' must stay a name.
        sheet.write_string(row, 0, name, formats["text"])
        for column, (kind, value) in enumerate(cells(one), 1):
            if value is None:
                sheet.write_string(row, column, "—", formats["text"])
            else:
                sheet.write_number(row, column, value / _DAY if kind == "time" else value, formats[kind])


def heads(asked: Asked) -> tuple[str, ...]:
    """The columns of every breakdown, in the order of `cells`."""
    return (
        _("Numbers"),
        _("Numbers called"),
        _("Called within %(minutes)s min") % {"minutes": asked.within // 60},
        _("Average wait"),
        _("Finished"),
        _("Average handling"),
        _("Gone unserved"),
        _("Share gone"),
        _("Rated"),
        _("Average stars"),
        _("Share of bad ratings"),
    )


def cells(one: Tally) -> tuple[tuple[str, float | None], ...]:
    """(kind, value) for each column: count, share of one, time in seconds, stars."""
    return (
        ("count", one.taken),
        ("count", one.called),
        ("share", one.soon_share),
        ("time", one.waited),
        ("count", one.finished),
        ("time", one.handling),
        ("count", one.gone),
        ("share", one.gone_share),
        ("count", one.rated),
        ("stars", one.stars),
        ("share", one.bad_share),
    )

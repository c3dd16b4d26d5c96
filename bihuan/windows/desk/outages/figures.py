"""How reliably each area is supplied, by month: on the page as chart and table, and as a spreadsheet."""

from datetime import date
from io import BytesIO
from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET
from xlsxwriter import Workbook

from bihuan.engines.outages.reliability import Area, counted, months
from bihuan.ground.directory import places
from bihuan.ground.directory.models import Place
from bihuan.ground.journal.errors import NotAllowed
from bihuan.ground.standards.holding import reach
from bihuan.windows.desk.http import page, staff, today
from bihuan.windows.desk.posts import LOOKS_AT_OUTAGES
from bihuan.windows.look.http import XLSX, Request, saved, url

#: Months counted at once, areas in the table.
MOST_MONTHS, MOST_AREAS = 36, 60
_DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class Period(forms.Form):
    first = forms.DateField(label=gettext_lazy("From"), widget=_DATE)
    last = forms.DateField(label=gettext_lazy("To"), widget=_DATE)

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        first, last = said.get("first"), said.get("last")
        if first and last and first > last:
            self.add_error("last", _("The last day is not before the first."))
        elif (first and first.year < 2000) or (last and last.year > 2100):
            self.add_error("first", _("Only from the year 2000 to 2100."))
        elif first and last and len(months(first, last)) > MOST_MONTHS:
            self.add_error("last", _("At most %(most)s months at once.") % {"most": MOST_MONTHS})
        return said


@require_GET
@staff
def figures(request: Request) -> HttpResponse:
    form, found = _asked(request)
    heads = [str(month) for month, _one in found[0].by_month] if found else []
    said = {
        "form": form,
        "areas": found,
        "heads": heads,
        "chart_option": _chart(found, heads) if found else None,
        "chart_rows": _chart_rows(found),
        "sheet": f"{url('desk:outage_sheet')}?{request.GET.urlencode()}",
    }
    crumbs = [(_("Outages"), url("desk:outages")), (_("Reliability"), None)]
    return page(request, "outages/figures", said, crumbs=crumbs, status=422 if form.errors else 200)


@require_GET
@staff
def sheet(request: Request) -> HttpResponse:
    form, found = _asked(request)
    if form.errors or not found:
        return figures(request)
    months_ = found[0].by_month
    name = _("reliability %(first)s to %(last)s.xlsx") % {"first": months_[0][0], "last": months_[-1][0]}
    return saved(_written(found), name, XLSX)


def _asked(request: Request) -> tuple[Period, list[Area]]:
    """This year unless another time is named, for the reader's areas. Raises NotAllowed."""
    paths = reach(request.actor, LOOKS_AT_OUTAGES, today(request))
    if not paths:
        raise NotAllowed
    last: date = today(request)
    start = {"first": last.replace(month=1, day=1), "last": last}
    form = Period({**start, **{name: request.GET[name] for name in start if name in request.GET}})
    if not form.is_valid():
        return form, []
    ids = [pk for pk, path in places.paths().items() if any(path.startswith(one) for one in paths)]
    areas = list(Place.objects.filter(pk__in=ids, closed_at=None).order_by("path")[:MOST_AREAS])
    return form, counted(areas, months(form.cleaned_data["first"], form.cleaned_data["last"]), request.at)


def _chart(found: list[Area], heads: list[str]) -> dict[str, Any]:
    """Minutes without power of the widest area, by month."""
    return {
        "xAxis": {"type": "category", "data": heads},
        "yAxis": {"type": "value", "name": _("minutes")},
        "series": [
            {
                "type": "bar",
                "name": found[0].place.name,
                "data": [float(one.minutes) for _m, one in found[0].by_month],
            }
        ],
    }


def _chart_rows(found: list[Area]) -> list[tuple[Any, ...]]:
    return (
        [(str(month), one.minutes, one.count, one.interruptions) for month, one in found[0].by_month]
        if found
        else []
    )


def _written(found: list[Area]) -> bytes:
    file = BytesIO()
    book = Workbook(file, {"in_memory": True})
    bold, title = book.add_format({"bold": True}), book.add_format({"bold": True, "font_size": 14})
    page_ = book.add_worksheet(_("Reliability"))
    page_.write_string(0, 0, _("Reliability of supply"), title)
    page_.set_column(0, 0, 24)
    heads = (
        _("Area"),
        _("Month"),
        _("Households"),
        _("Minutes each"),
        _("Hours each"),
        _("Times each"),
        _("Outages"),
    )
    for column, head in enumerate(heads):
        page_.write_string(2, column, head, bold)
    row = 3
    for area in found:
        for name, one in [*((str(month), one) for month, one in area.by_month), (_("Together"), area.whole)]:
            page_.write_string(row, 0, area.place.name)
            page_.write_string(row, 1, name)
            figures: tuple[float, ...] = (
                area.served,
                float(one.minutes),
                float(one.hours),
                float(one.count),
                one.interruptions,
            )
            for column, value in enumerate(figures, 2):
                page_.write_number(row, column, value)
            row += 1
    book.close()
    return file.getvalue()

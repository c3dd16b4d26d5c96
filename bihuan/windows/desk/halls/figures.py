"""A hall's figures over days: by hour, service and clerk, on the page and as a spreadsheet."""

from datetime import timedelta
from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from bihuan.reports import visits, visits_workbook
from bihuan.reports.visits import Asked, Tally, Visits
from bihuan.windows.desk.halls.reach import Here, hall_of
from bihuan.windows.desk.http import page, staff, today
from bihuan.windows.look.http import XLSX, Request, locale, saved, url
from bihuan.windows.look.parts import span_words

#: Days shown when none are asked for, and the most that are counted at once.
DAYS, MOST_DAYS = 30, 400
MINUTES = (5, 10, 15, 20, 30)


_DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class Period(forms.Form):
    first = forms.DateField(label=gettext_lazy("From"), widget=_DATE)
    last = forms.DateField(label=gettext_lazy("To"), widget=_DATE)
    minutes = forms.TypedChoiceField(
        label=gettext_lazy("Soon is within"), coerce=int, choices=[(one, one) for one in MINUTES], initial=10
    )

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["minutes"].choices = [(one, _("%(count)s min") % {"count": one}) for one in MINUTES]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        first, last = said.get("first"), said.get("last")
        if first and last and first > last:
            self.add_error("last", _("The last day is not before the first."))
        elif first and last and (last - first).days >= MOST_DAYS:
            self.add_error("last", _("At most %(most)s days at once.") % {"most": MOST_DAYS})
        return said


@require_GET
@staff
def figures(request: Request, pk: int) -> HttpResponse:
    here = hall_of(request, pk)
    form, asked = _asked(request, here)
    found = visits.counted(asked) if asked else None
    said = {
        "here": here,
        "hall": here.hall,
        "form": form,
        "heads": visits_workbook.heads(asked) if asked else (),
        "tables": _tables(found, here) if found else [],
        "found": found,
        "chart_option": _chart(found) if found else None,
        "sheet": f"{url('desk:hall_sheet', pk)}?{request.GET.urlencode()}",
    }
    crumbs = [
        (_("Halls"), url("desk:halls")),
        (here.hall.place.name, url("desk:hall", pk)),
        (_("Hall figures"), None),
    ]
    return page(request, "halls/figures", said, crumbs=crumbs, status=200 if asked else 422)


@require_GET
@staff
def sheet(request: Request, pk: int) -> HttpResponse:
    here = hall_of(request, pk)
    _form, asked = _asked(request, here)
    if asked is None:
        return figures(request, pk)
    title = _("%(hall)s: visits") % {"hall": here.hall.place.name}
    content = visits_workbook.written(
        visits.counted(asked), asked, title, lambda id: here.service_title(id, locale())
    )
    name = visits_workbook.file_name(title, asked)
    return saved(content, name, XLSX)


def _asked(request: Request, here: Here) -> tuple[Period, Asked | None]:
    """The last thirty days unless others are named; None when what is named makes no sense."""
    last = today(request)
    start = {"first": last - timedelta(days=DAYS - 1), "last": last, "minutes": 10}
    form = Period({**start, **{name: request.GET[name] for name in start if name in request.GET}})
    if not form.is_valid():
        return form, None
    said = form.cleaned_data
    return form, Asked(here.hall, said["first"], said["last"], said["minutes"] * 60, here.rules.rating.bad)


def _tables(found: Visits, here: Here) -> list[dict[str, Any]]:
    hours = [(f"{hour:02d}:00", one) for hour, one in found.by_hour]
    services = [(here.service_title(id, locale()), one) for id, one in found.by_service]
    clerks = [(name or _("never called"), one) for name, one in found.by_clerk]
    return [
        {
            "title": title,
            "head": head,
            "rows": [(name, _row(one)) for name, one in [*rows, (_("Together"), found.whole)]],
        }
        for title, head, rows in (
            (_("By hour"), _("Hour"), hours),
            (_("By service"), _("Service"), services),
            (_("By clerk"), _("Clerk"), clerks),
        )
    ]


def _row(one: Tally) -> list[str]:
    return [_said(kind, value) for kind, value in visits_workbook.cells(one)]


def _said(kind: str, value: float | None) -> str:
    if value is None:
        return "—"
    if kind == "time":
        return span_words(value)
    return f"{value:.1%}" if kind == "share" else f"{value:.2f}" if kind == "stars" else f"{value:,.0f}"


def _chart(found: Visits) -> dict[str, Any]:
    """Numbers and average wait by day."""
    return {
        "legend": {},
        "xAxis": {"type": "category", "data": [f"{day:%m-%d}" for day, _one in found.by_day]},
        "yAxis": [
            {"type": "value", "name": _("numbers"), "minInterval": 1},
            {"type": "value", "name": _("minutes")},
        ],
        "series": [
            {"type": "bar", "name": _("Numbers"), "data": [one.taken for _day, one in found.by_day]},
            {
                "type": "line",
                "name": _("Average wait"),
                "yAxisIndex": 1,
                "data": [round((one.waited or 0) / 60, 1) for _day, one in found.by_day],
            },
        ],
    }

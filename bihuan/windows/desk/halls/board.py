"""The hall board: who waits, which windows are open against the standard, what is broken, what the next hours need."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from bihuan.engines.halls.errors import Overload
from bihuan.engines.halls.limits import least_windows
from bihuan.reports import hall_advice, hall_board
from bihuan.reports.hall_advice import Advice, HeatMap
from bihuan.reports.hall_board import Standing
from bihuan.windows.desk.halls.reach import Here, hall_of, halls_of
from bihuan.windows.desk.halls.setting import may_open
from bihuan.windows.desk.halls.showing import interval_words, shown_breach
from bihuan.windows.desk.http import fragment, live_page, page, staff, wants_fragment
from bihuan.windows.desk.showing import citation
from bihuan.windows.look.http import Request, locale, url

#: Shades of the heat map.
SHADES = 6


@require_GET
@staff
def halls(request: Request) -> HttpResponse:
    """Every hall of the reader with how it stands."""
    found = halls_of(request)
    now = hall_board.standing_of_halls([here.hall for here in found])
    rows = [(here, *now[here.hall.pk], least_windows(here.standard, request.at)) for here in found]
    said = {"rows": rows, "may_open": may_open(request)}
    return page(request, "halls/list", said, crumbs=[(_("Halls"), None)])


@require_GET
@staff
def board(request: Request, pk: int) -> HttpResponse:
    """The whole page; for htmx, which asks again and again, only what stands at the moment."""
    here = hall_of(request, pk)
    now = hall_board.standing(here.hall, here.standard, request.at)
    said = {"here": here, "hall": here.hall, "now": now, **_now_facts(here, now)}
    if wants_fragment(request):
        return fragment(request, "halls/_now", said)
    said |= _later_facts(request, here, now)
    crumbs = [(_("Halls"), url("desk:halls")), (here.hall.place.name, None)]
    return live_page(request, "halls/board", said, crumbs=crumbs)


def _now_facts(here: Here, now: Standing) -> dict[str, Any]:
    rules = here.rules
    return {
        "lines": [
            {
                "line": line,
                "title": here.service_title(line.service, locale()),
                "locked": here.hall.locked.get(line.service, ""),
                "expected": interval_words(line.expected),
            }
            for line in now.services
        ],
        "breaches": [shown_breach(row, here, locale()) for row in now.breaches],
        "windows_clause": citation(here.standard.cite(rules.windows.clause), locale())
        if rules.windows
        else None,
        "crowd": rules.waiting_per_window,
        "crowd_clause": citation(here.standard.cite(rules.waiting_per_window.clause), locale())
        if rules.waiting_per_window
        else None,
        "counters": [_counter(one, now, here) for one in now.counters],
    }


def _counter(counter: Any, now: Standing, here: Here) -> dict[str, Any]:
    ticket = now.serving.get(counter.pk)
    return {
        "counter": counter,
        "ticket": ticket,
        "service": here.service_title(ticket.service, locale()) if ticket else "",
    }


def _later_facts(request: Request, here: Here, now: Standing) -> dict[str, Any]:
    """What changes by the hour, not by the second."""
    hours = hall_advice.advice(here.hall, here.standard, request.at, now.windows)
    heat = hall_advice.heat_map(here.hall, here.standard, request.at)
    return {
        "advice": [{"hour": one, "overload": _overload(one)} for one in hours],
        "measure": hall_advice.limit_of(here.standard),
        "heat": _heat(heat) if heat else None,
    }


def _overload(one: Advice) -> str:
    return str(Overload(least=one.overload, windows=one.windows)) if one.overload is not None else ""


def _heat(found: HeatMap) -> Mapping[str, Any]:
    """Rows of (weekday, cells), each cell the arrivals and its shade from 0 to SHADES."""
    names = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))

    def cell(value: float) -> tuple[float, int]:
        return value, min(SHADES, round(value / found.most * SHADES)) if found.most else 0

    rows = [
        (name, [cell(found.cells[day].get(hour, 0.0)) for hour in found.hours])
        for day, name in enumerate(names)
        if day in found.cells
    ]
    return {"hours": found.hours, "rows": rows, "first": found.first, "last": found.last}

"""The list of outages: what is off, what is announced, what is over; with its callers and its deadline."""

from typing import Any

from django.db.models import Count
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from bihuan.engines.outages.models import Outage
from bihuan.windows.desk.http import page, staff
from bihuan.windows.desk.outages.reach import own_places, seen
from bihuan.windows.look.http import Request

#: Outages in a list.
MOST = 100


@require_GET
@staff
def board(request: Request) -> HttpResponse:
    rows = seen(request).prefetch_related("affected__place").annotate(callers=Count("joined"))
    live = list(rows.live().soonest_first()[:MOST])
    over = list(rows.exclude(pk__in=rows.live().values("pk")).order_by("-id")[:MOST])
    groups = (
        (_("Without power now"), [_row(one, request) for one in live if one.started_at]),
        (_("Announced"), [_row(one, request) for one in live if not one.started_at]),
        (_("Over"), [_row(one, request) for one in over]),
    )
    said = {"groups": groups, "announces": bool(own_places(request)), "any": bool(live or over)}
    return page(request, "outages/board", said, crumbs=[(_("Outages"), None)])


def _row(one: Outage, request: Request) -> dict[str, Any]:
    return {
        "outage": one,
        "areas": areas(one),
        "clock": clock(one),
        "overdue": one.overdue(request.at),
    }


def areas(one: Outage) -> str:
    return _(", ").join(row.place.name for row in one.affected.all())


def clock(one: Outage) -> str:
    """The state of the deadline, as `due` draws it."""
    if one.restored_at:
        return "met" if not one.due_at or one.restored_at <= one.due_at else "missed"
    return "running"

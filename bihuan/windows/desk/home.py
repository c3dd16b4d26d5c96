"""My work: what waits for me, next deadline first."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from bihuan.engines.cases.models import Order
from bihuan.windows.desk import awaiting
from bihuan.windows.desk.http import page, staff, today
from bihuan.windows.desk.menu import unread
from bihuan.windows.desk.posts import may
from bihuan.windows.desk.showing import rows_of
from bihuan.windows.look.http import Request, locale, new_key

#: How many of each are shown; more is work for the list, not for this page.
SHOWN = 20


@require_GET
@staff
def home(request: Request) -> HttpResponse:
    actor, on = request.actor, today(request)
    mine = _orders(request, awaiting.my_orders(actor)[:SHOWN])
    steps = rows_of(awaiting.steps(actor, on)[:SHOWN], request.at, locale())
    said: dict[str, Any] = {
        "mine": mine,
        "steps": steps,
        "late": sum(row.tone == "overdue" for row in (*(one["row"] for one in mine), *steps)),
        "unread": unread(actor),
    }
    if takes := may(actor, "take", on):
        said["pool"] = _orders(request, awaiting.pool(actor, on)[:SHOWN])
    if may(actor, "confirm", on):
        said["confirming"] = _orders(request, awaiting.to_confirm(actor, on)[:SHOWN])
    if calls := may(actor, "call_back", on):
        waiting = awaiting.callbacks(actor, on)[:SHOWN]
        said["callbacks"] = rows_of(waiting, request.at, locale())
    said |= {"takes": takes, "assigns": may(actor, "assign", on), "calls": calls}
    return page(request, "home", said, crumbs=[(_("My work"), None)])


def _orders(request: Request, orders: Iterable[Order]) -> list[dict[str, Any]]:
    found = list(orders)
    rows = rows_of((order.case for order in found), request.at, locale())
    return [
        {
            "pk": order.pk,
            "team": order.team.name,
            "state": order.get_state_display(),
            "instruction": order.instruction,
            "sent_at": order.sent_at,
            "taken": order.state != Order.State.SENT,
            "contacted": order.contacted_at is not None,
            "seen": order.case.journal_seq,
            "key": new_key(),
            "row": row,
        }
        for order, row in zip(found, rows, strict=True)
    ]

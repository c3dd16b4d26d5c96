"""The callback list: who is to be asked next, due first."""

from typing import Any

from django.db.models import Count, F, Q
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from bihuan.engines.cases.errors import NotAllowed
from bihuan.engines.cases.models import Case
from bihuan.ground.standards import adoption
from bihuan.windows.desk import awaiting
from bihuan.windows.desk.http import page, staff, today
from bihuan.windows.desk.leafing import leaf
from bihuan.windows.desk.posts import may, packs_of
from bihuan.windows.desk.showing import kind_of, row_of
from bihuan.windows.look.http import Request, locale

PAGE = 20
LAST_PAGE = 50


@require_GET
@staff
def callbacks(request: Request) -> HttpResponse:
    on = today(request)
    if not may(request.actor, "call_back", on):
        raise NotAllowed
    tried = Count("callbacks", filter=Q(callbacks__round=F("round")))
    waiting = awaiting.callbacks(request.actor, on).annotate(tried=tried)
    found = leaf(request, PAGE, LAST_PAGE, lambda first, beyond: list(waiting[first:beyond]))
    said: dict[str, Any] = {
        "leaf": found,
        "rows": [_row(request, case) for case in found.rows],
        "hours": _hours(request),
    }
    return page(request, "callbacks", said, crumbs=[(_("Callbacks"), None)])


def _row(request: Request, case: Case) -> dict[str, Any]:
    asked = kind_of(adoption.pack_of(case.edition), case).callback
    return {
        "row": row_of(case, request.at, locale()),
        "resolved_at": case.resolved_at,
        "tried": case.tried,  # type: ignore[attr-defined]
        "attempts": asked.attempts if asked else 1,
    }


def _hours(request: Request) -> str:
    """When customers may be called, as the standards in force say."""
    found = {
        kind.callback.hours
        for pack in packs_of(request.actor, today(request))
        for kind in pack.rows("kinds").values()
        if kind.callback
    }
    return "、".join(sorted(found))

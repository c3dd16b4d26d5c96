"""The visit that a case is opened for: whoever is at the clerk's own counter fills in the intake page."""

from typing import Any

from django.utils.translation import gettext as _

from bihuan.engines.cases.intake import Details
from bihuan.engines.cases.models import Case
from bihuan.engines.halls import actions
from bihuan.engines.halls.inforce import standard_of
from bihuan.engines.halls.models import Rating, Ticket
from bihuan.ground.journal.errors import NotFound
from bihuan.windows.desk.http import whole
from bihuan.windows.look.http import Request


def visit_of(request: Request) -> Ticket | None:
    """The ticket that the page or its form names, at the reader's own counter; None when none is named.

    Raises NotFound for somebody else's.
    """
    asked = request.POST.get("ticket") or request.GET.get("ticket")
    if not asked:
        return None
    pk = whole(asked)
    at_counters = Ticket.objects.at_counters().filter(counter__clerk=request.actor.person)
    found: Ticket | None = at_counters.select_related("hall__place").filter(pk=pk).first() if pk else None
    if found is None:
        raise NotFound
    return found


def prefilled(visit: Ticket, request: Request) -> dict[str, Any]:
    """What the hall knows already: who came, by which way, and which kind of case the service opens."""
    service = standard_of(visit.hall, request.at).pack.rows("services").get(visit.service)
    return {
        "channel": "hall",
        "reporter_phone": visit.phone,
        "reporter_name": visit.name,
        "kind": service.kind if service and service.kind else "",
        "category": service.category if service and service.category else "",
    }


def open_for(visit: Ticket, details: Details, request: Request) -> Case:
    """The visit's case, accepted by the clerk."""
    return actions.open_case_for(visit, details, by=request.actor, at=request.at)


def visit_facts(case: Case) -> list[tuple[str, object]]:
    """The visit that opened the case, with its stars; cases of another origin cost no question."""
    kind, _colon, pk = case.origin.partition(":")
    if kind != "ticket":
        return []
    visits = case.visits.select_related("hall__place", "clerk", "rating")
    ticket = visits.filter(pk=whole(pk) or 0).first()
    if ticket is None:
        return []
    rating: Rating | None = getattr(ticket, "rating", None)
    told = (ticket.label, ticket.hall.place.name, ticket.clerk.name if ticket.clerk else "")
    stars = "★" * rating.score if rating else ""
    return [(_("Visit to the hall"), " · ".join(part for part in (*told, stars) if part))]

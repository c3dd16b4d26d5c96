"""What a hall's screens show, as plain data: for the page, for the stream, and for a screen that can only ask.

All of it may be seen by everybody in the hall; no name and no phone number is in it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Count

from bihuan import __version__
from bihuan.engines.halls.models import Counter, Hall, Showing, Ticket
from bihuan.ground.worktime.zone import SHANGHAI

#: Calls and notices a screen shows at most, and the newest showings they are looked for among.
CALLS, NOTICES, LOOKED_AT = 7, 5, 80
CALLING = (Showing.Kind.CALLED, Showing.Kind.RECALLED)


def said(showing: Showing) -> dict[str, Any]:
    """One showing as screens read it: its facts, its kind and its moment."""
    return {**showing.facts, "kind": showing.kind, "at": showing.at.isoformat()}


def cursor_of(hall: int) -> int:
    """The last thing that happened in the hall; 0 where nothing has."""
    newest = Showing.objects.filter(hall=hall).order_by("-id").values_list("id", flat=True).first()
    return newest or 0


def picture_of(hall: Hall, at: datetime) -> dict[str, Any]:
    """`calls` newest first, `notices` newest first, `standing` as below, `version` to know a page that is too old."""
    today = [one for one in _newest(hall.pk) if one.at.astimezone(SHANGHAI).date() == _day(at)]
    return {
        "hall": hall.place.name,
        "at": at.isoformat(),
        "version": __version__,
        "calls": _calls(today),
        "notices": [said(one) for one in today if one.kind == Showing.Kind.NOTICE][:NOTICES],
        "closed": any(one.kind == Showing.Kind.CLOSED for one in today),
        "standing": standing_of([hall.pk], at)[hall.pk],
    }


def standing_of(halls: Collection[int], at: datetime) -> dict[int, dict[str, Any]]:
    """`waiting` people by service, `counters` in their order; three queries for any number of halls."""
    waiting: dict[int, dict[str, int]] = defaultdict(dict)
    counted = Ticket.objects.waiting().filter(hall__in=halls, day=_day(at)).values("hall", "service")
    for row in counted.annotate(people=Count("id")).order_by("service"):
        waiting[row["hall"]][row["service"]] = row["people"]
    served = {
        one.counter_id: one
        for one in Ticket.objects.at_counters()
        .filter(hall__in=halls)
        .only("counter", "letter", "number", "state", "service")
    }
    counters: dict[int, list[dict[str, Any]]] = defaultdict(list)
    rows = Counter.objects.in_use().filter(hall__in=halls).select_related("clerk").order_by("number")
    for counter in rows:
        counters[counter.hall_id].append(_counter(counter, served.get(counter.pk)))
    return {hall: {"waiting": waiting[hall], "counters": counters[hall]} for hall in halls}


def _counter(counter: Counter, ticket: Ticket | None) -> dict[str, Any]:
    """`clerk` is the staff number on the post card."""
    return {
        "number": counter.number,
        "title": counter.title,
        "state": counter.state,
        "sign": counter.sign,
        "clerk": counter.clerk.staff_number if counter.clerk else "",
        "ticket": ticket.label if ticket else "",
        "doing": ticket.state if ticket else "",
        "service": ticket.service if ticket else "",
    }


def _newest(hall: int) -> list[Showing]:
    return list(Showing.objects.filter(hall=hall).order_by("-id")[:LOOKED_AT])


def _calls(newest: Iterable[Showing]) -> list[Mapping[str, Any]]:
    """Each number once, as it was called last; who was passed is no longer called."""
    found: dict[str, Mapping[str, Any] | None] = {}
    for one in newest:
        ticket = one.facts.get("ticket", "")
        if one.kind == Showing.Kind.PASSED:
            found.setdefault(ticket, None)
        elif one.kind in CALLING:
            found.setdefault(ticket, said(one))
    return [one for one in found.values() if one is not None][:CALLS]


def _day(at: datetime) -> Any:
    return at.astimezone(SHANGHAI).date()

"""How long each service takes in a hall: the standard's minutes, corrected by its own visits. Kept for minutes."""

import threading
import time
from collections.abc import Mapping

from django.db.models import Count, F, Sum

from bihuan.engines.halls.estimates import Pace, Seen, learned
from bihuan.engines.halls.models import Ticket
from bihuan.engines.halls.shapes import Service

KEPT_SECONDS = 300.0
#: So many of the latest visits speak; older ones were other times.
LATEST = 4000
#: A visit longer than this was a clerk who forgot to finish it.
LONGEST = 4 * 3600

_lock = threading.Lock()
_kept: dict[int, tuple[float, Mapping[str, Seen]]] = {}


def pace_of(hall: int, service: Service) -> Pace:
    return learned(service.minutes, _seen(hall).get(service.id, Seen()))


def _seen(hall: int) -> Mapping[str, Seen]:
    kept, now = _kept.get(hall), time.monotonic()
    if kept is not None and now - kept[0] < KEPT_SECONDS:
        return kept[1]
    latest = Ticket.objects.filter(hall=hall, state=Ticket.State.FINISHED, handling__lte=LONGEST)
    ids = latest.order_by("-day", "-taken_at").values("pk")[:LATEST]
    rows = Ticket.objects.filter(pk__in=ids).order_by().values("service")
    sums = rows.annotate(count=Count("pk"), total=Sum("handling"), squares=Sum(F("handling") * F("handling")))
    found = {row["service"]: Seen(row["count"], float(row["total"]), float(row["squares"])) for row in sums}
    with _lock:
        _kept[hall] = (now, found)
    return found


def forget() -> None:
    """Ask the database again at the next question."""
    with _lock:
        _kept.clear()

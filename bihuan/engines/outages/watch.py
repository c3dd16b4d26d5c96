"""What time does to outages: announced ones begin, a fault not mended in time is told to its heads once, and callers
whose cases still wait after the supply came back are settled.
"""

from datetime import datetime
from functools import partial

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from bihuan.engines.outages.actions.mending import settle
from bihuan.engines.outages.models import Joined, Outage
from bihuan.engines.outages.telling import warn
from bihuan.engines.outages.turn import begin
from bihuan.ground.directory.actor import WATCH
from bihuan.ground.journal.rounds import each
from bihuan.ground.standards import adoption

#: So many callers of one outage are settled in a round.
AT_ONCE = 50


def run(at: datetime, limit: int = 200) -> int:
    """One round; returns how many things were done. Several may run at once: each thing is done once."""
    live = Outage.objects.live()
    beginning = live.filter(started_at=None, begins_at__lte=at).values_list("pk", flat=True)
    late = live.filter(warned_at=None, due_at__lt=at).values_list("pk", flat=True)
    waiting = Joined.objects.filter(ended_at=None, outage__restored_at__isnull=False)
    left = waiting.order_by("outage").values_list("outage", flat=True).distinct()
    parts = ((_begin, list(beginning[:limit])), (_warn, list(late[:limit])), (_settle, list(left[:limit])))
    return sum(each("outage", found, partial(part, at=at)) for part, found in parts)


@transaction.atomic
def _begin(pk: int, at: datetime) -> int:
    turn = begin(pk, by=WATCH, at=at)
    held = turn.outage
    if held.started_at or held.restored_at or held.cancelled_at or held.begins_at > at:
        return 0
    turn.change("began", started_at=held.begins_at)
    return 1


@transaction.atomic
def _warn(pk: int, at: datetime) -> int:
    turn = begin(pk, by=WATCH, at=at)
    held = turn.outage
    if held.warned_at or held.restored_at or held.cancelled_at or not held.due_at or held.due_at >= at:
        return 0
    entry = turn.change("overdue", {"due": held.due_at.isoformat()}, held.due_clause or None, warned_at=at)
    heads = [role.id for role in adoption.roles().values() if role.heads]
    with override(settings.LANGUAGE_CODE):
        text = _("The power should be back by now: %(title)s") % {"title": held.title}
    for place in turn.places:
        warn(held, place, [*heads, "commissioner"], text, entry, at)
    return 1


def _settle(pk: int, at: datetime) -> int:
    """In the name of who ended the outage: he was interrupted, or is at it; each case is settled once."""
    outage = Outage.objects.select_related("restored_by").get(pk=pk)
    assert outage.restored_by is not None
    return settle(outage, AT_ONCE, by=outage.restored_by.actor(at), at=at)

"""Verbs: who wants to be told, and the order of emergency cuts."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from bihuan.engines.outages.actions.opening import places_or_refuse
from bihuan.engines.outages.errors import NotAllowed
from bihuan.engines.outages.models import CutOrder, Subscription
from bihuan.engines.outages.turn import at_all
from bihuan.ground.directory.actor import Actor
from bihuan.ground.directory.models import Place
from bihuan.ground.journal import actions as journal


def subscribe(place: Place, phone: str, *, at: datetime) -> Subscription:
    """A proven phone is told of outages at a place from now on; a second time changes nothing."""
    row, _new = Subscription.objects.get_or_create(
        place=place, phone=phone, until=None, defaults={"since": at}
    )
    return row


def unsubscribe(phone: str, *, at: datetime) -> int:
    """No more messages to a proven phone; returns how many places it heard of."""
    return Subscription.objects.filter(phone=phone, until=None).update(until=at)


@transaction.atomic
def publish_order(places: Sequence[Place], *, by: Actor, at: datetime) -> list[CutOrder]:
    """The order of emergency cuts, from the first place to the last; it takes the place of the one before."""
    places_or_refuse(places)
    if not at_all(by, "outages", places, at):
        raise NotAllowed
    locked = list(Place.objects.select_for_update().filter(pk__in=[one.pk for one in places]).order_by("pk"))
    CutOrder.objects.filter(until=None).update(until=at)
    rows = CutOrder.objects.bulk_create(
        [CutOrder(place=place, rank=rank, published_at=at) for rank, place in enumerate(places, 1)]
    )
    top = min(locked, key=lambda place: place.path)
    codes = [place.code for place in places]
    journal.write(top, "place.cut_order", actor=by.ref, actor_name=by.name, at=at, facts={"places": codes})
    top.save(update_fields=["journal_seq", "journal_head"])
    return rows

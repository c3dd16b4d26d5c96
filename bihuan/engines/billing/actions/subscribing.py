"""Verbs: what a customer wants to be told about an account."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from bihuan.engines.billing.errors import BadInput, NotFound
from bihuan.engines.billing.models import Account
from bihuan.engines.billing.models.subscription import Subscription
from bihuan.engines.billing.turn import begin
from bihuan.ground.directory.actor import Actor
from bihuan.ground.directory.masks import mask_phone


@transaction.atomic
def subscribe(account: Account, phone: str, wanted: Collection[str], *, by: Actor, at: datetime) -> bool:
    """Exactly these kinds from now on; whether that changed anything. Raises NotFound, BadInput."""
    if not set(wanted) <= set(Subscription.Kind.values):
        raise BadInput
    turn = begin(account, by=by, at=at)
    if not turn.account.bindings.held(at).filter(phone=phone).exists():
        raise NotFound
    rows = Subscription.objects.filter(account=turn.account, phone=phone, until=None)
    held = set(rows.values_list("kind", flat=True))
    off, on = sorted(held - set(wanted)), sorted(set(wanted) - held)
    if not off and not on:
        return False
    rows.filter(kind__in=off).update(until=at)
    Subscription.objects.bulk_create(
        [Subscription(phone=phone, account=turn.account, kind=kind, since=at) for kind in on]
    )
    turn.change("account.subscribed", {"phone": mask_phone(phone), "on": on, "off": off})
    return True

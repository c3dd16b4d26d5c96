"""Kiosks, screens and rating devices: each opens its page by a link that only it has."""

import hashlib
import secrets
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from bihuan.engines.halls import rights
from bihuan.engines.halls.errors import BadInput, NotAllowed, NotFound
from bihuan.engines.halls.models import Counter, Device, Hall
from bihuan.engines.halls.turn import begin, counter_of, in_turn
from bihuan.ground.directory.actor import Actor

#: Kinds that stand at one counter.
AT_A_COUNTER = (Device.Kind.COUNTER, Device.Kind.RATING)


@in_turn
def issue_device(
    hall: Hall, kind: str, *, by: Actor, at: datetime, name: str = "", counter: Counter | None = None
) -> tuple[Device, str]:
    """A device and the secret of its link, which is told once and kept as a hash only."""
    turn = begin(hall, by=by, at=at)
    if not rights.may_lead(by, turn.place, turn.standard.rules):
        raise NotAllowed
    if kind not in Device.Kind.values:
        raise BadInput(
            fields={"kind": _("Choose one of: %(choices)s.") % {"choices": ", ".join(Device.Kind.values)}}
        )
    if (counter is not None) != (kind in AT_A_COUNTER):
        raise BadInput(
            fields={"counter": _("Counter screens and rating devices stand at a counter, others do not.")}
        )
    held = counter_of(turn, counter) if counter else None
    secret = secrets.token_urlsafe(18)
    label = name.strip()[:60] or str(Device.Kind(kind).label)
    device = Device.objects.create(
        hall=turn.hall, kind=kind, counter=held, name=label, hash=_hash(secret), issued_at=at
    )
    facts = {"device": device.pk, "kind": kind, "name": label, "counter": held.number if held else None}
    turn.change(turn.hall, "hall.device_issued", facts)
    return device, secret


@in_turn
def revoke_device(device: Device, *, by: Actor, at: datetime) -> Device:
    """Its link opens nothing any more."""
    turn = begin(device.hall_id, by=by, at=at)
    if not rights.may_lead(by, turn.place, turn.standard.rules):
        raise NotAllowed
    held = Device.objects.get(pk=device.pk)
    if held.revoked_at is None:
        held.revoked_at = at
        held.save(update_fields=["revoked_at"])
        turn.change(turn.hall, "hall.device_revoked", {"device": held.pk, "name": held.name})
    return held


def device_of(secret: str) -> Device:
    """The device that has this link. Raises NotFound for a wrong or revoked one, and for a hall that is closed."""
    known = Device.objects.select_related("hall__place", "counter").filter(
        revoked_at=None, hall__closed_at=None
    )
    found = known.filter(hash=_hash(secret)).first()
    if found is None:
        raise NotFound
    return found


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()

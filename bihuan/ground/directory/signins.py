"""Customers who stay signed in: each device keeps a secret of its own, and every one can be signed out from any other."""

import secrets
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.crypto import salted_hmac

from bihuan.ground.directory.models import SignIn
from bihuan.ground.directory.proofs import mobile
from bihuan.ground.journal.errors import NotFound

#: A number goes to somebody else now and then, so each device proves its phone anew after this time.
LASTS = timedelta(days=30)
#: `seen_at` is written once in this time, not with every page.
NOTED_EVERY = timedelta(hours=12)


def sign_in(phone: str, device: str, *, at: datetime) -> str:
    """Give the secret that the device is to keep. The phone must have been proven a moment ago. Raises BadInput."""
    secret = secrets.token_urlsafe(32)
    SignIn.objects.create(phone=mobile(phone), key=_digest(secret), device=device[:60], since=at, seen_at=at)
    return secret


def recognise(secret: str, *, at: datetime) -> SignIn | None:
    """Who keeps this secret, unless he was signed out or proved his phone too long ago."""
    if not secret or len(secret) > 100:
        return None
    found = alive(at).filter(key=_digest(secret)).first()
    if found is not None and at - found.seen_at > NOTED_EVERY:
        SignIn.objects.filter(pk=found.pk).update(seen_at=at)
    return found


def alive(at: datetime) -> QuerySet[SignIn]:
    return SignIn.objects.filter(ended_at=None, since__gt=at - LASTS)


def sign_out(mine: SignIn, pk: int | None = None, *, at: datetime) -> None:
    """End this device's sign-in, or another one of the same phone. A second time changes nothing. Raises NotFound."""
    rows = SignIn.objects.filter(phone=mine.phone, pk=mine.pk if pk is None else pk)
    if not rows.exists():
        raise NotFound
    rows.filter(ended_at=None).update(ended_at=at)


def sign_out_everywhere(mine: SignIn, *, at: datetime) -> int:
    """End every sign-in of the phone; how many there were."""
    return alive(at).filter(phone=mine.phone).update(ended_at=at)


def _digest(secret: str) -> str:
    return salted_hmac("bihuan.signin", secret, algorithm="sha256").hexdigest()

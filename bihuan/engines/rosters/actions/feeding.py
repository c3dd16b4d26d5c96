"""The secret link under which a calendar reads one's shifts: issued, taken back."""

import hashlib
import secrets
from datetime import datetime

from django.db import transaction

from bihuan.engines.rosters.actions.turn import note
from bihuan.engines.rosters.errors import NotAllowed
from bihuan.engines.rosters.models import Feed
from bihuan.ground.directory.actor import Actor
from bihuan.ground.directory.models import Person


@transaction.atomic
def issue_feed(*, by: Actor, at: datetime) -> str:
    """A new secret, told this once; the one before is no longer good. Raises NotAllowed."""
    if by.person is None:
        raise NotAllowed
    _revoke(by.person, by, at)
    secret = secrets.token_urlsafe(24)
    made = Feed.objects.create(person_id=by.person, hash=hash_of(secret), issued_at=at)
    note(made, "feed.issued", by, at, {})
    return secret


@transaction.atomic
def revoke_feed(*, by: Actor, at: datetime) -> None:
    """The link leads nowhere any more. Raises NotAllowed."""
    if by.person is None:
        raise NotAllowed
    _revoke(by.person, by, at)


def _revoke(person: int, by: Actor, at: datetime) -> None:
    Person.objects.select_for_update(no_key=True).get(pk=person)
    for old in Feed.objects.select_for_update(no_key=True).filter(person=person, revoked_at=None):
        old.revoked_at = at
        note(old, "feed.revoked", by, at, {})


def hash_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()

"""What every verb about a duty begins and ends with: the lock, whose it is, when it really was, the journal."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from bihuan.engines.duties.errors import AlreadyDone, Handed, NotAllowed, NotFound, NotYet, TooLongAgo
from bihuan.engines.duties.models import Duty
from bihuan.ground.directory.actor import Actor
from bihuan.ground.journal import actions as journal
from bihuan.ground.standards import adoption
from bihuan.ground.worktime.zone import SHANGHAI

#: A phone's clock may be ahead of ours by so much.
CLOCKS_APART = timedelta(minutes=5)
#: A phone without network sends what was done at most this much later.
OFFLINE_MOST = timedelta(hours=24)


def may_do(duty: Duty, by: Actor) -> bool:
    """Whether one of his posts is the duty's, at its place or above."""
    return any(post.role == duty.role and duty.place.path.startswith(post.place) for post in by.posts)


def oversees(duty: Duty, by: Actor) -> bool:
    """Whether he heads the place, by the roles of the editions in force."""
    return heads(duty.place.path, by)


def heads(path: str, by: Actor) -> bool:
    """Whether one of his posts heads the place of a path."""
    roles = adoption.roles()
    return any(
        post.role in roles and roles[post.role].heads and path.startswith(post.place) for post in by.posts
    )


def locked(duty: Duty | int) -> Duty:
    """Raises NotFound."""
    pk = duty if isinstance(duty, int) else duty.pk
    rows = Duty.objects.select_for_update(of=("self",), no_key=True).select_related("place")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def begin(duty: Duty | int, really: datetime, *, by: Actor, at: datetime) -> tuple[Duty, int]:
    """The locked duty and who does it, if he may, it is still to be done, and `really` is a moment it can have been at.

    Raises NotFound, NotAllowed, AlreadyDone, Handed, TooLongAgo, NotYet.
    """
    found = locked(duty)
    if by.person is None or not may_do(found, by):
        raise NotAllowed
    still_open(found, at)
    if found.holder_id is not None and found.holder_id != by.person:
        assert found.holder is not None
        raise Handed(who=found.holder.name)
    if at - really > OFFLINE_MOST:
        raise TooLongAgo(hours=OFFLINE_MOST // timedelta(hours=1))
    if really > at + CLOCKS_APART or really < found.opens_at:
        raise NotYet(when=local(found.opens_at))
    return found, by.person


def still_open(duty: Duty, at: datetime) -> None:
    """Raises AlreadyDone."""
    if duty.state != Duty.State.OPEN:
        raise AlreadyDone(when=local(duty.done_at or at), who=duty.done_by.name if duty.done_by else "")


def note(duty: Duty, verb: str, by: Actor, at: datetime, facts: Mapping[str, Any]) -> None:
    """Write it into the duty's chain and save the duty."""
    clause = f"{duty.edition}#{duty.clause}"
    journal.write(duty, verb, actor=by.ref, actor_name=by.name, at=at, facts=facts, clause=clause)
    duty.save()


def local(at: datetime) -> str:
    return at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")

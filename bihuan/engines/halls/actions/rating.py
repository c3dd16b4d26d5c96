"""What the customer says of the visit, at the counter's device or on his phone."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from bihuan.engines.halls.errors import AlreadyRated, BadInput, Expired, NotAllowed, NotFound
from bihuan.engines.halls.inforce import standard_as_taken
from bihuan.engines.halls.models import Device, Rating, Ticket
from bihuan.engines.halls.shapes import span
from bihuan.engines.halls.telling import keepers, said, tell
from bihuan.engines.halls.turn import Turn, begin, in_state, in_turn
from bihuan.ground.directory.actor import Actor


@in_turn
def rate(
    ticket: Ticket,
    score: int,
    *,
    by: Actor,
    at: datetime,
    reasons: Sequence[str] = (),
    words: str = "",
    device: Device | None = None,
) -> Rating:
    """Stars from 1 to 5, once. A bad one is told to the lobby. Without `device` it comes from the customer's phone.

    Raises NotAllowed for staff, NotNow before the end, Expired too late, AlreadyRated, NotFound at another counter's device.
    """
    turn = begin(ticket.hall_id, by=by, at=at)
    if by.person is not None:
        raise NotAllowed(_("Only the customer rates a visit."))
    held = in_state(turn, ticket, Ticket.State.FINISHED)
    if device is not None and device.counter_id != held.counter_id:
        raise NotFound
    rule = standard_as_taken(held.edition, held.rules).rules.rating
    if held.ended_at is not None and at > held.ended_at + span(rule.within):
        raise Expired(when=held.day.isoformat())
    if Rating.objects.filter(ticket=held).exists():
        raise AlreadyRated
    known = [reason.id for reason in rule.reasons]
    _check(score, reasons, known)
    rating = Rating(
        ticket=held,
        score=score,
        reasons=list(dict.fromkeys(reasons)),
        words=words.strip()[:300],
        way=Rating.Way.DEVICE if device else Rating.Way.PHONE,
        device=device,
        at=at,
    )
    rating.save(force_insert=True)
    facts = {"score": score, "reasons": rating.reasons, "way": str(rating.way)}
    entry = turn.change(held, "ticket.rated", facts, clause=rule.clause)
    if score <= rule.bad:
        _alert(turn, held, score, entry)
    return rating


def _check(score: int, reasons: Sequence[str], known: Sequence[str]) -> None:
    if not 1 <= score <= 5:
        raise BadInput(fields={"score": _("From 1 to 5 stars.")})
    if strangers := [one for one in reasons if one not in known]:
        raise BadInput(
            fields={
                "reasons": _("“%(given)s” is not one of: %(known)s.")
                % {"given": strangers[0], "known": ", ".join(known)}
            }
        )


def _alert(turn: Turn, ticket: Ticket, score: int, entry: object) -> None:
    posts = turn.standard.rules.posts
    people = keepers(turn.hall, (*posts.lobby, *posts.manager), turn.at)
    counter = ticket.counter.number if ticket.counter else "—"
    text = said(
        _("%(number)s at counter %(counter)s was rated with %(score)s of 5 stars"),
        number=ticket.label,
        counter=counter,
        score=score,
    )
    tell(turn.hall, people, text, at=turn.at, entry=entry, once=f"rating:{ticket.pk}")  # type: ignore[arg-type]

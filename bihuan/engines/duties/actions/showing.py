"""What shows that somebody was there: the code of a point, a photo."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.engines.cases.actions import PHOTOS, digest_of, laid_down, taken
from bihuan.engines.duties.actions.turn import begin, note
from bihuan.engines.duties.codes import tidy
from bihuan.engines.duties.errors import BadInput, NotFound
from bihuan.engines.duties.inforce import plan_of
from bihuan.engines.duties.models import Duty, Photo, Point, Scan
from bihuan.engines.duties.rounds import points_on
from bihuan.ground.directory.actor import Actor

#: So many photos show one thing.
MOST_PHOTOS = 6


@transaction.atomic
def scan(
    duty: Duty | int, code: str, *, really: datetime | None = None, by: Actor, at: datetime
) -> Scan | None:
    """A point of the round was reached, and its code shows it. A second time finds the first.

    None for a code that belongs to no point of the round: that is written into the journal, which a refusal would undo;
    the caller tells WrongCode. Raises NotFound, NotAllowed, AlreadyDone, Handed, TooLongAgo, NotYet.
    """
    found, person = begin(duty, really or at, by=by, at=at)
    routes = plan_of(found).routes()
    word = tidy(code)
    known = Point.objects.filter(code=word).first() if word else None
    if known is None or known not in points_on(found.place_id, routes):
        elsewhere = {"point": known.pk, "label": known.label} if known else {}
        note(found, "duty.wrong_code", by, at, elsewhere)
        return None
    first = Scan.objects.filter(duty=found, point=known).first()
    if first is not None:
        return first
    made = Scan.objects.create(
        duty=found, point=known, at=min(really or at, at), received_at=at, by_id=person
    )
    facts = {"point": known.pk, "label": known.label, "at": made.at.isoformat()}
    note(found, "duty.scanned", by, at, facts)
    return made


@transaction.atomic
def photograph(
    duty: Duty | int,
    proof: str,
    name: str,
    content: bytes,
    *,
    most: int,
    really: datetime | None = None,
    by: Actor,
    at: datetime,
) -> Photo:
    """Keep a photo for one of the plan's proofs, `most` bytes at most. The same photo a second time finds the first.

    Raises NotFound, NotAllowed, AlreadyDone, Handed, TooLongAgo, NotYet, BadInput.
    """
    found, person = begin(duty, really or at, by=by, at=at)
    if proof not in {one.id for one in plan_of(found).proofs if one.kind == "photo"}:
        raise NotFound
    content, mime = taken(content, name, most=most)
    if mime not in PHOTOS:
        raise BadInput(fields={proof: _("“%(name)s” is no photo.") % {"name": name}})
    there = Photo.objects.filter(duty=found, proof=proof)
    first = there.filter(sha256=digest_of(content)).first()
    if first is not None:
        return first
    if there.count() >= MOST_PHOTOS:
        raise BadInput(fields={proof: _("%(most)s photos are enough.") % {"most": MOST_PHOTOS}})
    new = Photo(duty=found, proof=proof, at=min(really or at, at), received_at=at, by_id=person)
    row = laid_down(new, name, content, mime)
    note(found, "duty.photo", by, at, {"proof": proof, "sha256": row.sha256, "at": row.at.isoformat()})
    return row

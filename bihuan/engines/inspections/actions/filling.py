"""On the spot: the visit begins, answers and photos are kept as they come, the sheet is handed over and signed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bihuan.engines.cases.actions import PHOTOS, digest_of, laid_down, taken
from bihuan.engines.inspections.actions.settling import settle
from bihuan.engines.inspections.actions.turn import begin, note, said
from bihuan.engines.inspections.errors import BadInput, NotAllowed, NotFound, NotWhole, PointsOpen
from bihuan.engines.inspections.inforce import held_by, points_at, sheet_of
from bihuan.engines.inspections.marked import filling_of, open_items, unanswered
from bihuan.engines.inspections.models import Photo, Result, Visit
from bihuan.engines.inspections.rights import inspects, speaks_for
from bihuan.ground.directory.actor import Actor
from bihuan.ground.sheets.scoring import lacking
from bihuan.ground.sheets.shapes import BadFilling, Item, Sheet, fill

#: So many photos show one item.
MOST_PHOTOS = 6


@transaction.atomic
def begin_visit(visit: Visit | int, *, by: Actor, at: datetime) -> Visit:
    """The inspectors have arrived: the points are frozen. Begun before: nothing more. Raises NotFound, NotAllowed,
    MovedOn, PointsOpen."""
    found = begin(visit, Visit.State.PLANNED, Visit.State.BEGUN)
    _mine(found, by)
    if found.state == Visit.State.BEGUN:
        return found
    if left_open := open_items(sheet_of(found)):
        raise PointsOpen(count=len(left_open))
    held = held_by(found)
    found.points = points_at(found.place, held.pack, found.sheet)
    found.before = _failed_before(found)
    found.state, found.begun_at = Visit.State.BEGUN, at
    note(found, "visit.begun", by, at, {"points": found.points, "before": found.before})
    return found


def _failed_before(visit: Visit) -> list[str]:
    """What failed at the inspection before this one; an own check is none."""
    rows = Result.objects.filter(
        visit__place=visit.place,
        visit__programme=visit.programme,
        visit__sheet=visit.sheet,
        visit__state=Visit.State.SETTLED,
    ).exclude(visit__kind=Visit.Kind.OWN)
    last = rows.order_by("-visit__settled_at", "-visit_id", "-number").first()
    return list(last.told["findings"]) if last is not None else []


@transaction.atomic
def answer(
    visit: Visit | int, answers: Mapping[str, Any], notes: Mapping[str, str], *, by: Actor, at: datetime
) -> Visit:
    """Keep what was answered, item by item or a whole section; an empty answer takes one back.

    Nothing is kept where one does not fit. The journal gets the sheet as a whole when it is handed over.
    Raises NotFound, NotAllowed, MovedOn, BadInput at the items.
    """
    found = begin(visit, Visit.State.BEGUN)
    _mine(found, by)
    items = {item.id: item for item in sheet_of(found).items()}
    if answers.keys() - items.keys() or notes.keys() - items.keys():
        raise NotFound
    given = {id: value for id, value in answers.items() if value not in (None, "")}
    fitting = _fitting(sheet_of(found), {id: items[id] for id in given}, given)
    remarks = {id: text.strip() for id, text in notes.items()}
    if long := {id for id, text in remarks.items() if len(text) > 500 or "\x00" in text}:
        raise BadInput(fields=dict.fromkeys(long, _("Up to %(most)s characters.") % {"most": 500}))
    found.answers = {
        id: value for id, value in {**found.answers, **fitting}.items() if id not in answers or id in given
    }
    found.notes = {id: text for id, text in {**found.notes, **remarks}.items() if text}
    found.save(update_fields=["answers", "notes"])
    return found


def _fitting(sheet: Sheet, items: Mapping[str, Item], given: Mapping[str, Any]) -> dict[str, Any]:
    part = sheet.sections[0].model_copy(update={"items": tuple(items.values())})
    try:
        return fill(sheet.model_copy(update={"sections": (part,)}), given).as_data()
    except BadFilling as error:
        words = get_language() or "zh-hans"
        raise BadInput(fields={id: text.say(words) for id, text in error.items.items()}) from error


@transaction.atomic
def photograph(
    visit: Visit | int, item: str, name: str, content: bytes, *, most: int, by: Actor, at: datetime
) -> Photo:
    """Keep a photo of an item, `most` bytes at most. The same one a second time finds the first.

    Raises NotFound, NotAllowed, MovedOn, BadInput.
    """
    found = begin(visit, Visit.State.BEGUN)
    person = _mine(found, by)
    if item not in {one.id for one in sheet_of(found).items()}:
        raise NotFound
    content, mime = taken(content, name, most=most)
    if mime not in PHOTOS:
        raise BadInput(fields={"photo": _("“%(name)s” is no photo.") % {"name": name}})
    there = Photo.objects.filter(visit=found, item=item)
    if (first := there.filter(sha256=digest_of(content)).first()) is not None:
        return first
    if there.count() >= MOST_PHOTOS:
        raise BadInput(fields={"photo": _("%(most)s photos are enough.") % {"most": MOST_PHOTOS}})
    row = laid_down(Photo(visit=found, item=item, at=at, by_id=person), name, content, mime)
    note(found, "visit.photo", by, at, {"item": item, "sha256": row.sha256})
    return row


@transaction.atomic
def hand_over(visit: Visit | int, *, by: Actor, at: datetime) -> Visit:
    """The sheet is whole. An open visit waits for the place's signature; an own or a covert one counts at once.

    Raises NotFound, NotAllowed, MovedOn, NotWhole.
    """
    found = begin(visit, Visit.State.BEGUN)
    _mine(found, by)
    sheet = sheet_of(found)
    left = [item.title.say(get_language() or "zh-hans") for item in unanswered(sheet, found.answers)]
    photos = set(Photo.objects.filter(visit=found).values_list("item", flat=True))
    missing = lacking(sheet, filling_of(sheet, found.answers), photos=photos, countersigned=True)
    left += [text.say(get_language() or "zh-hans") for text in missing]
    if left:
        raise NotWhole(count=len(left), items=_("; ").join(left[:3]) + ("…" if len(left) > 3 else ""))
    found.state, found.handed_at = Visit.State.HANDED, at
    note(found, "visit.handed_over", by, at, {"answers": found.answers, "notes": found.notes})
    if found.covert or found.kind == Visit.Kind.OWN or not held_by(found).programme.signed:
        settle(found, by, at)
    return found


@transaction.atomic
def countersign(visit: Visit | int, *, by: Actor, at: datetime) -> Visit:
    """The head of the place signs what was found; from now on it counts. Raises NotFound, NotAllowed, MovedOn."""
    found = begin(visit, Visit.State.HANDED)
    if by.person is None or not speaks_for(found, by) or inspects(found, by):
        raise NotAllowed
    found.signed_by_id = by.person
    note(found, "visit.signed", by, at, {"answers": len(found.answers)})
    settle(found, by, at)
    return found


@transaction.atomic
def leave_unsigned(visit: Visit | int, why: str, *, by: Actor, at: datetime) -> Visit:
    """The place does not sign; the inspector says why, and it counts all the same. Raises NotFound, NotAllowed,
    MovedOn, BadInput."""
    found = begin(visit, Visit.State.HANDED)
    _mine(found, by)
    found.unsigned = said(why, "why", most=300)
    note(found, "visit.unsigned", by, at, {"why": found.unsigned})
    settle(found, by, at)
    return found


def _mine(visit: Visit, by: Actor) -> int:
    if by.person is None or not inspects(visit, by):
        raise NotAllowed
    return by.person

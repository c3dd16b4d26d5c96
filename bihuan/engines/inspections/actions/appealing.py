"""The place appeals against an item; somebody else decides; events that cost an award are kept and taken back."""

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bihuan.engines.inspections.actions.settling import count
from bihuan.engines.inspections.actions.turn import begin, keep, last_appeal_day, needs_office, note, said
from bihuan.engines.inspections.errors import (
    AlreadyAppealed,
    BadInput,
    MovedOn,
    NotAllowed,
    NotFound,
    OwnCause,
    TooLate,
)
from bihuan.engines.inspections.inforce import held_at, held_by, sheet_of
from bihuan.engines.inspections.models import Appeal, Incident, Visit
from bihuan.engines.inspections.rights import inspects, speaks_for
from bihuan.ground.directory.actor import Actor
from bihuan.ground.directory.models import Place
from bihuan.ground.sheets.shapes import BadFilling, fill
from bihuan.ground.worktime.zone import SHANGHAI, local_day


@transaction.atomic
def appeal(visit: Visit | int, item: str, why: str, *, by: Actor, at: datetime) -> Appeal:
    """The head of the place holds an item's answer to be wrong. Raises NotFound, NotAllowed, MovedOn, TooLate,
    AlreadyAppealed, BadInput."""
    found = begin(visit, Visit.State.SETTLED)
    if by.person is None or not speaks_for(found, by) or found.kind == Visit.Kind.OWN:
        raise NotAllowed
    last = last_appeal_day(found)
    if local_day(at) > last:
        raise TooLate(day=last.isoformat())
    if item not in found.results.latest("number").told["findings"]:
        raise BadInput(fields={"item": _("Choose an item that was not in order.")})
    why = said(why, "why", most=1000)
    if Appeal.objects.filter(visit=found, item=item).exists():
        raise AlreadyAppealed
    held = held_by(found)
    rule = held.programme.appeal
    due = datetime.combine(local_day(at) + timedelta(rule.decided + 1), time(), SHANGHAI)
    made = Appeal.objects.create(visit=found, item=item, why=why, made_at=at, by_id=by.person, due_at=due)
    clause = held.pack.cite(rule.clause or held.programme.clause)
    keep(made, "appeal.made", by, at, {"item": item, "why": why}, clause)
    note(found, "visit.appealed", by, at, {"item": item, "appeal": made.pk})
    return made


@transaction.atomic
def decide_appeal(
    row: Appeal | int, grant: bool, why: str, corrected: str = "", *, by: Actor, at: datetime
) -> Appeal:
    """Grant it with the answer that is right, or reject it. A granted one makes a further result; the old one stays.

    Raises NotFound, NotAllowed, OwnCause (who inspected or appealed), MovedOn, BadInput.
    """
    pk = row if isinstance(row, int) else row.pk
    asked = Appeal.objects.select_related("visit").filter(pk=pk).first()
    if asked is None:
        raise NotFound
    visit = begin(asked.visit_id)
    person = needs_office(by, "appeals", visit.place, at)
    found = Appeal.objects.select_for_update(no_key=True).get(pk=pk)
    if found.state != Appeal.State.OPEN:
        raise MovedOn
    if inspects(visit, by) or found.by_id == person:
        raise OwnCause
    found.decision = said(why, "why", most=1000)
    found.state = Appeal.State.UPHELD if grant else Appeal.State.REJECTED
    found.decided_at, found.decided_by_id = at, person
    facts: dict[str, object] = {"granted": grant, "why": found.decision}
    if grant:
        facts |= _correct(visit, found.item, corrected, at)
    keep(found, "appeal.decided", by, at, facts)
    note(visit, "visit.appeal_decided", by, at, {"appeal": found.pk, **facts})
    return found


def _correct(visit: Visit, item: str, corrected: str, at: datetime) -> dict[str, object]:
    before = visit.results.latest("number")
    sheet = sheet_of(visit)
    part = next(section for section in sheet.sections if item in {one.id for one in section.items})
    only = part.model_copy(update={"items": tuple(one for one in part.items if one.id == item)})
    try:
        right = fill(sheet.model_copy(update={"sections": (only,)}), {item: corrected}).as_data()
    except BadFilling as error:
        raise BadInput(fields={"corrected": error.items[item].say(get_language() or "zh-hans")}) from error
    if right[item] == before.answers.get(item):
        raise BadInput(fields={"corrected": _("That is the answer it has already.")})
    after = count(visit, {**before.answers, **right}, at)
    return {
        "item": item,
        "answer": right[item],
        "before": before.told["points"],
        "after": after.told["points"],
    }


@transaction.atomic
def record_incident(
    place: Place, programme: str, gate: str, day: date, text: str, *, by: Actor, at: datetime
) -> Incident:
    """An event that costs the place the award of its period. Raises NotFound, NotAllowed, BadInput."""
    held = held_at(place, programme, local_day(at))
    if held is None:
        raise NotFound
    needs_office(by, "inspections", place, at)
    gates = {one.id: one for one in held.programme.awards.gates}
    wrong = {}
    if gate not in gates:
        wrong["gate"] = _("Choose one of the list.")
    if day > local_day(at) or day.year < 2000:
        wrong["day"] = _("A day that has come already.")
    if wrong:
        raise BadInput(fields=wrong)
    made = Incident(place=place, programme=programme, gate=gate, day=day, at=at)
    made.text = said(text, "text", most=300)
    made.save()
    clause = held.pack.cite(gates[gate].clause or held.programme.clause)
    keep(made, "incident.recorded", by, at, {"gate": gate, "day": day.isoformat(), "text": made.text}, clause)
    return made


@transaction.atomic
def take_back(incident: Incident | int, why: str, *, by: Actor, at: datetime) -> Incident:
    """It was not so. Raises NotFound, NotAllowed, BadInput."""
    pk = incident if isinstance(incident, int) else incident.pk
    rows = Incident.objects.select_for_update(of=("self",), no_key=True).select_related("place")
    found = rows.filter(pk=pk, taken_back_at=None).first()
    if found is None:
        raise NotFound
    needs_office(by, "inspections", found.place, at)
    found.taken_back_at = at
    keep(found, "incident.taken_back", by, at, {"why": said(why, "why", most=300)})
    return found

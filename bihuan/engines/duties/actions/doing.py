"""A duty is done, excused, handed on, or something is found on it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _

from bihuan.engines.cases.actions import open_case
from bihuan.engines.cases.intake import Details
from bihuan.engines.cases.models import Case
from bihuan.engines.duties import proving
from bihuan.engines.duties.actions.turn import begin, locked, may_do, note, oversees, still_open
from bihuan.engines.duties.errors import BadInput, NotAllowed, NotFound
from bihuan.engines.duties.inforce import plan_of
from bihuan.engines.duties.models import Duty
from bihuan.engines.duties.rounds import gathered
from bihuan.engines.duties.shapes import Plan
from bihuan.ground.directory.actor import Actor
from bihuan.ground.directory.models import Person
from bihuan.ground.standards import adoption
from bihuan.ground.standards.base import Text

_WRONG = {
    proving.MISSING: gettext_lazy("Please answer this."),
    proving.NO_ANSWER: gettext_lazy("This is no answer to it."),
}
_NOTHING_THERE = {
    "scan": gettext_lazy("No point of the round was scanned yet."),
    "photo": gettext_lazy("A photo is still missing."),
}


@transaction.atomic
def finish(
    duty: Duty | int, answers: Mapping[str, Any], *, done_at: datetime | None = None, by: Actor, at: datetime
) -> Duty:
    """It is done, and this is what was found. `done_at`: when it really was, where the phone had no network; both times
    are kept.

    Raises NotFound, NotAllowed, AlreadyDone (one wins, the other is told), Handed, TooLongAgo, NotYet, BadInput by proof.
    """
    really = done_at or at
    found, person = begin(duty, really, by=by, at=at)
    plan = plan_of(found)
    sheets = adoption.pack_of(found.edition).rows("sheets")
    kept, wrong = proving.checked(plan, answers, gathered=gathered(found, plan), sheets=sheets)
    if wrong:
        raise BadInput(fields=_told(plan, wrong))
    found.state = Duty.State.DONE if really <= found.due_at else Duty.State.LATE
    found.done_at, found.received_at, found.done_by_id = min(really, at), at, person
    found.proofs, found.findings = kept, proving.findings(plan, kept)
    facts = {"done_at": found.done_at.isoformat(), "proofs": kept, "findings": found.findings}
    note(found, "duty.done", by, at, facts)
    return found


@transaction.atomic
def excuse(duty: Duty | int, why: str, *, by: Actor, at: datetime) -> Duty:
    """A head says why it need not be done. Raises NotFound, NotAllowed, AlreadyDone, BadInput."""
    found = locked(duty)
    if by.person is None or not oversees(found, by):
        raise NotAllowed
    still_open(found, at)
    if not why.strip():
        raise BadInput(fields={"why": _("Say why it is excused.")})
    found.state, found.excuse, found.done_by_id, found.done_at = (
        Duty.State.EXCUSED,
        why.strip()[:200],
        by.person,
        at,
    )
    note(found, "duty.excused", by, at, {"why": found.excuse})
    return found


@transaction.atomic
def open_finding(duty: Duty | int, text: str, *, interim: str = "", by: Actor, at: datetime) -> Case:
    """What was found out of order becomes a case of the kind that the plan names; its promises begin to run. `interim`:
    what was done for now. A second press finds the same case.

    Raises NotFound, NotAllowed, BadInput.
    """
    found = locked(duty)
    if by.person is None or not (may_do(found, by) or oversees(found, by)):
        raise NotAllowed
    if found.case is not None:
        return found.case
    pack, plan = adoption.pack_of(found.edition), plan_of(found)
    if plan.finding is None:
        raise NotFound
    channel = next(iter(pack.rows("channels")))
    whole = text if not interim.strip() else f"{text}\n{_for_now(interim)}"
    details = Details(kind=plan.finding, channel=channel, text=whole, title=_title(plan, text))
    case = open_case(details, pack=pack, place=found.place, by=by, at=at)
    found.case = case
    note(found, "duty.finding", by, at, {"case": case.number, "interim": interim.strip()})
    return case


def _for_now(interim: str) -> str:
    with override(settings.LANGUAGE_CODE):
        return _("For now: %(what)s") % {"what": interim.strip()}


def _title(plan: Plan, text: str) -> str:
    return f"{plan.title.zh}：{text.strip().splitlines()[0] if text.strip() else ''}"[:80]


def _told(plan: Plan, wrong: proving.Wrong) -> dict[str, Any]:
    """What is wrong, in the reader's language."""
    kinds = {one.id: one.kind for one in plan.proofs}
    said: dict[str, Any] = {}
    for id, why in wrong.items():
        if isinstance(why, Text):
            said[id] = why.say(get_language() or "zh-hans")
        else:
            said[id] = _NOTHING_THERE.get(kinds.get(id, ""), _WRONG[why])
    return said


@transaction.atomic
def hand_on(duty: Duty | int, to: Person, why: str, *, by: Actor, at: datetime) -> Duty:
    """With the shift, or for a reason: from now on it is `to`'s alone. Who may do it takes it over the same way.

    Raises NotFound, NotAllowed, AlreadyDone, BadInput.
    """
    found = locked(duty)
    if by.person is None or not (may_do(found, by) or oversees(found, by)):
        raise NotAllowed
    still_open(found, at)
    if not to.is_active or not may_do(found, to.actor(at)):
        raise BadInput(fields={"to": _("This duty is not one of his.")})
    why = why.strip()
    if len(why) > 200 or "\x00" in why:
        raise BadInput(fields={"why": _("Up to 200 characters.")})
    if found.holder_id == to.pk:
        return found
    before, found.holder = found.holder_id, to
    note(found, "duty.handed_on", by, at, {"to": to.ref, "name": to.name, "from": before, "why": why})
    return found

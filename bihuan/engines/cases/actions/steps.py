"""The steps of what customers apply for: papers complete, fee paid, survey, plan, works, inspection."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django.db import transaction

from bihuan.engines.cases.actions.telling import tell_customer
from bihuan.engines.cases.kinds import Event, Verb
from bihuan.engines.cases.models import Case
from bihuan.engines.cases.turn import begin, finish, required
from bihuan.ground.directory.actor import Actor

#: What each step makes happen. Where a step leads, and who takes it, is the flow's to say.
STEPS: Final[Mapping[Verb, Event]] = {
    "check": "checked",
    "charge": "charged",
    "survey": "surveyed",
    "offer": "offered",
    "build": "built",
    "inspect": "inspected",
}
#: Steps that say something: what was found on site, what the plan is.
SPEAKING: Final = frozenset({"survey", "offer"})


@transaction.atomic
def step(
    case: Case, verb: Verb, remark: str = "", *, by: Actor, at: datetime, seen: int | None = None
) -> Case:
    """One step further; its event stops and starts clocks, and the customer is told in the pack's words.

    Raises NotFound, NotAllowed, NotNow, AlreadyDone, and BadInput where a step that says something says nothing.
    """
    turn = begin(case, verb, by=by, at=at, seen=seen)
    said = (required(remark, "remark") if verb in SPEAKING else remark.strip())[:1000]
    if verb == "check":
        turn.case.accepted_at = turn.case.accepted_at or at
        turn.case.accepted_by_id = turn.case.accepted_by_id or by.person
    entry = finish(turn, verb, event=STEPS[verb], facts={"remark": said})
    tell_customer(turn.case, turn.pack, f"customer.{STEPS[verb]}", at=at, entry=entry, answer=said)
    return turn.case

"""What a case is found to be (S003 7.5b, 7.6e, 7.8, 10.1): nature, gravity, secrecy, responsibility, measures."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from bihuan.engines.cases.actions.telling import tell_people
from bihuan.engines.cases.errors import BadInput, Missing
from bihuan.engines.cases.intake import categories
from bihuan.engines.cases.kinds import CaseKind, flow_of
from bihuan.engines.cases.models import Case, Clock, Measure, Responsibility
from bihuan.engines.cases.turn import Turn, begin, finish, required
from bihuan.ground.directory.actor import Actor
from bihuan.ground.directory.models import Team


@transaction.atomic
def reclassify(
    case: Case,
    kind: str,
    category: str,
    reason: str,
    *,
    by: Actor,
    at: datetime,
    supply: str = "",
    seen: int | None = None,
) -> Case:
    """After investigation the nature is confirmed or changed, with a reason (S003 7.5b).

    Another kind brings its own promises: clocks that it does not know end without a verdict, those it knows run on,
    missing ones start from the moment they would have started.
    """
    turn = begin(case, "reclassify", by=by, at=at, seen=seen)
    if kind not in turn.pack.rows("kinds"):
        raise BadInput(fields={"kind": _("This kind is not in the standard.")})
    if category and category not in categories(turn.pack):
        raise BadInput(
            fields={"category": _("This category is not in the standard. Choose one from the list.")}
        )
    if turn.case.stage not in {stage.id for stage in flow_of(turn.pack, kind).stages}:
        raise Missing(_("At this stage the case cannot become another kind."))
    before = {"kind": turn.case.kind, "category": turn.case.category}
    required(reason, "reason")
    old, turn.case.kind, turn.case.category = turn.kind, kind, category
    if kind != old.id:
        turn.case.confidential = turn.case.confidential or turn.kind.confidential
        _realign(turn, old, turn.case.gravity)
    turn.case.supply = supply or turn.case.supply
    finish(
        turn,
        "reclassify",
        facts={**before, "new_kind": kind, "new_category": category, "reason": reason.strip()},
    )
    return turn.case


def _realign(turn: Turn, old: CaseKind, gravity: str) -> None:
    """The promises in force have changed: what no longer holds ends without a verdict, what now holds starts.

    A promise under the same name that says something else is another promise. What starts does so from the moment it
    would have started; what has happened already starts nothing.
    """
    case = turn.case
    before = {promise.id: promise for promise in old.promises if promise.gravity in ("any", gravity)}
    now = {promise.id: promise for promise in turn.kind.promises if promise.gravity in ("any", case.gravity)}
    same = {name for name, promise in now.items() if before.get(name) == promise}
    turn.clocks.cancel_promises({clock.promise for clock in turn.clocks.known} - same)
    kept = case.clocks.filter(round=case.round)
    had = set(kept.filter(cancelled=False).values_list("promise", flat=True))
    began = _began(case, kept)
    ended = {
        "contacted": case.contacted_at,
        "answered": case.answered_at,
        "resolved": case.resolved_at,
        "called_back": case.called_back_at,
    }
    for promise in now.values():
        if promise.id in had or ended.get(promise.stop):
            continue
        if promise.per == "order":
            for order in turn.active():
                if promise.start == "dispatched" and order.contacted_at is None:
                    turn.clocks.start_one(promise, order.sent_at, order)
        elif since := began.get(promise.start):
            turn.clocks.start_one(promise, since)


def _began(case: Case, kept: QuerySet[Clock]) -> dict[str, datetime | None]:
    """When each event happened in this round; a later round begins with its reopening."""
    if case.round == 1:
        return {"opened": case.opened_at, "accepted": case.accepted_at, "resolved": case.resolved_at}
    first = min(kept.values_list("started_at", flat=True), default=None)
    return {"accepted": first, "resolved": case.resolved_at}


@transaction.atomic
def grade(case: Case, gravity: str, reason: str, *, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """Ordinary or major (S003 7.6e): the clocks of the other gravity end, its own start from where they would have started."""
    turn = begin(case, "grade", by=by, at=at, seen=seen)
    if gravity not in Case.Gravity.values:
        raise BadInput(fields={"gravity": _("Choose ordinary or major.")})
    if gravity == turn.case.gravity:
        raise Missing(_("The case has this gravity already."))
    before, turn.case.gravity = turn.case.gravity, gravity
    _realign(turn, turn.kind, before)
    entry = finish(turn, "grade", facts={"gravity": gravity, "reason": required(reason, "reason")})
    if gravity == Case.Gravity.MAJOR:
        tell_people(turn, ("leader", "commissioner"), "grade", entry)
    return turn.case


@transaction.atomic
def keep_secret(case: Case, reason: str, *, by: Actor, at: datetime) -> Case:
    """Mark the case so that only the entitled see it (S003 10.1 work 3)."""
    turn = begin(case, "keep_secret", by=by, at=at)
    turn.case.confidential = True
    finish(turn, "keep_secret", facts={"reason": required(reason, "reason")})
    return turn.case


@transaction.atomic
def blame(
    case: Case,
    *,
    verified: bool,
    opinion: str,
    by: Actor,
    at: datetime,
    team: Team | None = None,
    person_name: str = "",
) -> Responsibility:
    """Whether the complaint holds, who answers for it, and the opinion on it (S003 7.3a, 7.8)."""
    turn = begin(case, "blame", by=by, at=at)
    assert by.person is not None
    row = Responsibility.objects.create(
        case=turn.case,
        verified=verified,
        team=team,
        person_name=person_name.strip()[:40],
        opinion=required(opinion, "opinion")[:300],
        by_id=by.person,
        at=at,
    )
    finish(turn, "blame", facts={"verified": verified, "team": team.name if team else ""})
    return row


@transaction.atomic
def improve(case: Case, text: str, *, by: Actor, at: datetime, due_on: date | None = None) -> Measure:
    """The corrective measure that closes the loop (S003 7.1, 7.3a)."""
    turn = begin(case, "improve", by=by, at=at)
    assert by.person is not None
    row = Measure.objects.create(
        case=turn.case, text=required(text, "text")[:500], due_on=due_on, by_id=by.person, at=at
    )
    finish(turn, "improve", facts={"text": row.text, "due_on": due_on.isoformat() if due_on else None})
    return row

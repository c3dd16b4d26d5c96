"""Keeping a case on its way: urge, supervise, suspend, extend, plan, note, reveal."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from bihuan.engines.cases import clocks
from bihuan.engines.cases.actions.telling import tell_customer, tell_people, tell_person, tell_team
from bihuan.engines.cases.errors import BadInput, Missing
from bihuan.engines.cases.models import Case, Clock, Extension
from bihuan.engines.cases.turn import Turn, begin, finish, required
from bihuan.ground.directory.actor import Actor
from bihuan.ground.worktime import Allowance
from bihuan.ground.worktime.zone import SHANGHAI


@transaction.atomic
def urge(case: Case, words: str = "", *, by: Actor, at: datetime) -> Case:
    """催办: the customer or the desk presses. Not more often than the pack allows for a customer."""
    turn = begin(case, "urge", by=by, at=at)
    if by.person is None and turn.case.urged_at:
        _refuse_before(
            clocks.limit(turn.pack, turn.kind, turn.kind.limits.urge_every, turn.case.urged_at), at
        )
    turn.case.urged += 1
    turn.case.urged_at = at
    entry = finish(turn, "urge", facts={"words": words.strip()[:300], "count": turn.case.urged})
    orders = turn.active()
    for order in orders:
        tell_team(turn, order.team, "urge", entry)
    if not orders:
        tell_people(turn, ("commissioner",), "urge", entry)
    return turn.case


def _refuse_before(again_at: datetime, at: datetime) -> None:
    if at < again_at:
        raise Missing(
            _("We have passed your reminder on. You can remind again at %(when)s.")
            % {"when": f"{again_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"}
        )


@transaction.atomic
def supervise(case: Case, instruction: str, *, by: Actor, at: datetime) -> Case:
    """督办: management takes the case under its eyes."""
    turn = begin(case, "supervise", by=by, at=at)
    turn.case.supervised_at = turn.case.supervised_at or at
    entry = finish(turn, "supervise", facts={"instruction": required(instruction, "instruction")})
    for order in turn.active():
        tell_team(turn, order.team, "supervise", entry)
    return turn.case


@transaction.atomic
def suspend(case: Case, reason: str, *, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """Stop the clocks that may pause, with a reason; what is overdue stays overdue."""
    turn = begin(case, "suspend", by=by, at=at, seen=seen)
    if turn.case.suspended_at:
        raise Missing(_("This case is suspended already."))
    turn.case.suspended_at, turn.case.suspended_why = at, required(reason, "reason")[:200]
    paused = turn.clocks.pause(reason.strip())
    finish(turn, "suspend", facts={"reason": reason.strip(), "clocks": [clock.promise for clock in paused]})
    return turn.case


@transaction.atomic
def resume(case: Case, *, by: Actor, at: datetime, seen: int | None = None) -> Case:
    turn = begin(case, "resume", by=by, at=at, seen=seen)
    if turn.case.suspended_at is None:
        raise Missing(_("This case is not suspended."))
    turn.case.suspended_at, turn.case.suspended_why = None, ""
    resumed = turn.clocks.resume()
    finish(turn, "resume", facts={"clocks": [clock.promise for clock in resumed]})
    return turn.case


@transaction.atomic
def ask_extension(
    case: Case,
    promise: str,
    amount: str,
    reason: str,
    *,
    by: Actor,
    at: datetime,
    told_customer: bool = False,
    seen: int | None = None,
) -> Extension:
    """Ask for more time before the time is over; the customer has to know why (S003 7.6f–g)."""
    turn = begin(case, "ask_extension", by=by, at=at, seen=seen)
    clock = _running(turn, promise)
    if clock.is_overdue(at):
        raise Missing(_("The time is already over; more time can only be asked for before that."))
    if not told_customer:
        raise BadInput(
            fields={"told_customer": _("First explain the reason to the customer, then tick here.")}
        )
    if turn.case.extensions.filter(promise=promise, state=Extension.State.ASKED).exists():
        raise Missing(_("A request for more time is waiting for its decision already."))
    began = min(turn.case.clocks.filter(round=turn.case.round).values_list("started_at", flat=True))
    granted = turn.case.extensions.filter(state=Extension.State.GRANTED, asked_at__gte=began).count()
    if granted >= turn.kind.limits.extensions:
        raise Missing(_("This case has been extended as often as the standard allows."))
    assert by.person is not None
    row = Extension.objects.create(
        case=turn.case,
        promise=promise,
        amount=_amount(amount),
        reason=required(reason, "reason")[:300],
        told_customer_at=at,
        asked_by_id=by.person,
        asked_at=at,
    )
    entry = finish(
        turn, "ask_extension", facts={"promise": promise, "amount": row.amount, "reason": row.reason}
    )
    tell_people(
        turn,
        ("commissioner", "leader") if turn.case.from_superior else ("commissioner",),
        "ask_extension",
        entry,
    )
    return row


def _running(turn: Turn, promise: str) -> Clock:
    clock = turn.clocks.of(promise)
    if clock is None:
        raise BadInput(fields={"promise": _("No clock of this promise is running.")})
    return clock


def _amount(text: str) -> str:
    try:
        amount = Allowance.parse(text)
    except ValueError as error:
        raise BadInput(fields={"amount": str(error)}) from error
    if amount.lead or amount.kind == "named":
        raise BadInput(fields={"amount": _("Name a length of time, such as 3wd or 10d.")})
    return str(amount)


@transaction.atomic
def decide_extension(
    extension: Extension, grant: bool, remark: str = "", *, by: Actor, at: datetime, seen: int | None = None
) -> Extension:
    """Grant moves the due time; refusal leaves the clock as it was. Nobody decides on his own request."""
    turn = begin(extension.case, "decide_extension", by=by, at=at, seen=seen)
    row = Extension.objects.select_for_update().get(pk=extension.pk)
    if row.state != Extension.State.ASKED:
        raise Missing(_("This request has been decided already."))
    if row.asked_by_id == by.person:
        raise Missing(_("Somebody else has to decide on your request."))
    if not grant:
        required(remark, "remark")
    row.state = Extension.State.GRANTED if grant else Extension.State.REFUSED
    row.decided_by_id, row.decided_at, row.decision = by.person, at, remark.strip()[:300]
    row.save()
    if grant:
        turn.clocks.extend(_running(turn, row.promise), row.amount, row.reason)
    entry = finish(
        turn, "decide_extension", facts={"promise": row.promise, "amount": row.amount, "granted": grant}
    )
    tell_person(turn, row.asked_by, str(row.get_state_display()), entry)
    if grant:
        tell_customer(turn.case, turn.pack, "customer.extended", at=at, entry=entry)
    return row


@transaction.atomic
def plan_long_term(
    case: Case, plan: str, on: date, *, by: Actor, at: datetime, seen: int | None = None
) -> Case:
    """What cannot be solved in normal time gets a plan with a date, and the customer an explanation (S003 7.3d)."""
    turn = begin(case, "plan_long_term", by=by, at=at, seen=seen)
    if on <= at.astimezone(SHANGHAI).date():
        raise BadInput(fields={"on": _("The planned date must lie in the future.")})
    turn.case.plan, turn.case.planned_for = required(plan, "plan")[:300], on
    finish(turn, "plan_long_term", event="planned", facts={"plan": turn.case.plan, "on": on.isoformat()})
    return turn.case


@transaction.atomic
def note(case: Case, text: str, *, by: Actor, at: datetime, public: bool = False) -> Case:
    """Something worth knowing; a customer's addition is public and reaches the unit."""
    turn = begin(case, "note", by=by, at=at)
    said = required(text, "text")
    if len(said) > 2000:
        raise BadInput(
            fields={
                "text": _("At most %(longest)s characters, this has %(length)s.")
                % {"longest": 2000, "length": len(said)}
            }
        )
    entry = finish(turn, "note", facts={"text": said, "public": public or by.person is None})
    if by.person is None:
        for order in turn.active():
            tell_team(turn, order.team, "note", entry)
    return turn.case


@transaction.atomic
def reveal(case: Case, purpose: str, *, by: Actor, at: datetime) -> Case:
    """Show name, phone and address in full: on purpose, and the looking stays in the journal (S003 10.1 work 2)."""
    turn = begin(case, "reveal", by=by, at=at)
    finish(turn, "reveal", facts={"purpose": required(purpose, "purpose")[:200]})
    return turn.case

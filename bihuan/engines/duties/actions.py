"""What is done about duties."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from bihuan.engines.cases.actions import open_case
from bihuan.engines.cases.intake import Details
from bihuan.engines.cases.models import Case
from bihuan.engines.duties import proving
from bihuan.engines.duties.errors import AlreadyDone, BadInput, NotAllowed, NotFound, NotYet, TooLongAgo
from bihuan.engines.duties.inforce import held, plan_of
from bihuan.engines.duties.models import Duty
from bihuan.engines.duties.recurrence import SHANGHAI, Window, windows
from bihuan.engines.duties.shapes import Plan
from bihuan.ground.directory.actor import Actor
from bihuan.ground.journal import actions as journal
from bihuan.ground.journal.rows import pour
from bihuan.ground.standards import adoption

BATCH = 20_000
#: A phone's clock may be ahead of ours by so much.
CLOCKS_APART = timedelta(minutes=5)
#: A phone without network sends what was done at most this much later.
OFFLINE_MOST = timedelta(hours=24)
_WRONG = {proving.MISSING: lazy("Please answer this."), proving.NO_ANSWER: lazy("This is no answer to it.")}


def plan_ahead(first: date, last: date) -> int:
    """Write down what falls due on some days, at every place; what is written already stays. How many are new."""
    rows = _due(first, last)
    new = 0
    while batch := list(islice(rows, BATCH)):
        with transaction.atomic():
            new += pour(Duty, _WRITTEN, batch, ignore_known=True)
    return new


_WRITTEN = (
    *("journal_seq", "journal_head", "edition", "plan", "clause", "role", "place_id"),
    *("opens_at", "due_at", "closes_at", "state", "proofs", "findings", "excuse"),
)


def _due(first: date, last: date) -> Iterator[tuple[Any, ...]]:
    """Rows of `_WRITTEN`. Places that have a plan in common fall due together: its windows are counted once."""
    counted: dict[tuple[str, str, date, date], list[Window]] = {}
    for one in held(first, last):
        begin, end = max(first, one.since), last + one.ahead
        if one.until:
            end = min(end, one.until - timedelta(1))
        key = one.pack.name, one.plan.id, begin, end
        if key not in counted:
            counted[key] = list(windows(one.plan, begin, end, one.calendar)) if begin <= end else []
        plan = one.plan
        about = (0, "", one.pack.name, plan.id, plan.clause, plan.role, one.place.pk)
        for due in counted[key]:
            yield (*about, due.opens_at, due.due_at, due.closes_at, Duty.State.OPEN.value, "{}", "[]", "")


def may_do(duty: Duty, by: Actor) -> bool:
    """Whether one of his posts is the duty's, at its place or above."""
    return any(post.role == duty.role and duty.place.path.startswith(post.place) for post in by.posts)


def oversees(duty: Duty, by: Actor) -> bool:
    """Whether he heads the place, by the roles of the editions in force."""
    roles = adoption.roles()
    return any(
        post.role in roles and roles[post.role].heads and duty.place.path.startswith(post.place)
        for post in by.posts
    )


def _locked(duty: Duty | int) -> Duty:
    pk = duty if isinstance(duty, int) else duty.pk
    rows = Duty.objects.select_for_update(of=("self",), no_key=True).select_related("place")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


@transaction.atomic
def finish(
    duty: Duty | int, answers: Mapping[str, Any], *, done_at: datetime | None = None, by: Actor, at: datetime
) -> Duty:
    """It is done, and this is what was found. `done_at`: when it really was, where the phone had no network; both times
    are kept.

    Raises NotFound, NotAllowed, AlreadyDone (one wins, the other is told), NotYet, BadInput by proof.
    """
    found = _locked(duty)
    if by.person is None or not may_do(found, by):
        raise NotAllowed
    if found.state != Duty.State.OPEN:
        who = found.done_by.name if found.done_by else ""
        raise AlreadyDone(when=_local(found.done_at or at), who=who)
    really = done_at or at
    if at - really > OFFLINE_MOST:
        raise TooLongAgo(hours=OFFLINE_MOST // timedelta(hours=1))
    if really > at + CLOCKS_APART or really < found.opens_at:
        raise NotYet(when=_local(found.opens_at))
    plan = plan_of(found)
    kept, wrong = proving.checked(plan, answers)
    if wrong:
        raise BadInput(fields={id: _WRONG[code] for id, code in wrong.items()})
    found.state = Duty.State.DONE if really <= found.due_at else Duty.State.LATE
    found.done_at, found.received_at, found.done_by_id = min(really, at), at, by.person
    found.proofs, found.findings = kept, proving.findings(plan, kept)
    facts = {"done_at": found.done_at.isoformat(), "proofs": kept, "findings": found.findings}
    _note(found, "duty.done", by, at, facts)
    return found


@transaction.atomic
def excuse(duty: Duty | int, why: str, *, by: Actor, at: datetime) -> Duty:
    """A head says why it need not be done. Raises NotFound, NotAllowed, AlreadyDone, BadInput."""
    found = _locked(duty)
    if by.person is None or not oversees(found, by):
        raise NotAllowed
    if found.state != Duty.State.OPEN:
        raise AlreadyDone(when=_local(found.done_at or at), who=found.done_by.name if found.done_by else "")
    if not why.strip():
        raise BadInput(fields={"why": _("Say why it is excused.")})
    found.state, found.excuse, found.done_by_id, found.done_at = (
        Duty.State.EXCUSED,
        why.strip()[:200],
        by.person,
        at,
    )
    _note(found, "duty.excused", by, at, {"why": found.excuse})
    return found


@transaction.atomic
def open_finding(duty: Duty | int, text: str, *, by: Actor, at: datetime) -> Case:
    """What was found out of order becomes a case of the kind that the plan names; its promises begin to run. A second
    press finds the same case.

    Raises NotFound, NotAllowed, BadInput.
    """
    found = _locked(duty)
    if by.person is None or not (may_do(found, by) or oversees(found, by)):
        raise NotAllowed
    if found.case is not None:
        return found.case
    pack, plan = adoption.pack_of(found.edition), plan_of(found)
    if plan.finding is None:
        raise NotFound
    channel = next(iter(pack.rows("channels")))
    details = Details(kind=plan.finding, channel=channel, text=text, title=_title(plan, text))
    case = open_case(details, pack=pack, place=found.place, by=by, at=at)
    found.case = case
    _note(found, "duty.finding", by, at, {"case": case.number})
    return case


def _title(plan: Plan, text: str) -> str:
    return f"{plan.title.zh}：{text.strip().splitlines()[0] if text.strip() else ''}"[:80]


def _note(duty: Duty, verb: str, by: Actor, at: datetime, facts: Mapping[str, Any]) -> None:
    clause = f"{duty.edition}#{duty.clause}"
    journal.write(duty, verb, actor=by.ref, actor_name=by.name, at=at, facts=facts, clause=clause)
    duty.save()


def _local(at: datetime) -> str:
    return at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")

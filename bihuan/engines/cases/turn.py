"""One verb under way: the locked case, what the pack says, who acts, and how it ends in one journal entry."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import get_language, gettext, override
from django.utils.translation import gettext_lazy as _

from bihuan.engines.cases import clocks, running
from bihuan.engines.cases.errors import AlreadyDone, BadInput, Missing, NotAllowed, NotFound, NotNow
from bihuan.engines.cases.guards import check_guards
from bihuan.engines.cases.kinds import CaseKind, Event, Flow, Move, Stage, flow_of, kind_of
from bihuan.engines.cases.models import Case, Extension, Order
from bihuan.engines.cases.rights import Facts, HeldOrder, moves_of, reaches
from bihuan.engines.cases.wording import verb_label
from bihuan.ground.directory.actor import Actor
from bihuan.ground.journal import actions as journal
from bihuan.ground.journal import prepared
from bihuan.ground.journal.models import Entry
from bihuan.ground.standards import adoption
from bihuan.ground.standards.packs import Pack
from bihuan.ground.worktime.zone import SHANGHAI

#: Entries after which a form that was opened before must be looked at again.
DECISIVE = frozenset({
    "accept", "propose", "approve", "dispatch", "supervise_directly", "take", "assign", "return", "transfer",
    "report", "confirm", "disown", "answer", "review", "send_back", "resolve", "call_back", "archive", "reopen",
    "withdraw", "reclassify", "grade", "suspend", "resume", "decide_extension", "merge",
    "ask_papers", "send_papers", "check", "charge", "survey", "offer", "build", "inspect", "carry_out",
})  # fmt: skip


@dataclass
class Turn:
    case: Case
    pack: Pack
    by: Actor
    at: datetime
    move: Move
    order: Order | None = None
    orders: list[Order] = field(default_factory=list)
    before: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def clocks(self) -> running.Running:
        return running.Running(self.case, self.pack, self.by, self.at)

    @property
    def kind(self) -> CaseKind:
        return kind_of(self.pack, self.case.kind)

    @property
    def flow(self) -> Flow:
        return flow_of(self.pack, self.case.kind)

    def over(self, allowance: str, since: datetime) -> bool:
        """Whether a limit of the kind that runs from `since` is over."""
        return self.at > clocks.limit(self.pack, self.kind, allowance, since)

    def cite(self, clause: str | None) -> str:
        return self.pack.cite(clause) if clause else ""

    def active(self) -> list[Order]:
        return [order for order in self.orders if order.state in Order.ACTIVE]


def facts_of(case: Case, orders: list[Order]) -> Facts:
    return Facts(
        stage=case.stage,
        place=case.place.path,
        accepted_by=case.accepted_by_id,
        orders=tuple(
            HeldOrder(o.pk, o.team_id, o.state, o.handler_id) for o in orders if o.state in Order.HELD
        ),
    )


def stage_of(pack: Pack, case: Case) -> Stage:
    return next(stage for stage in flow_of(pack, case.kind).stages if stage.id == case.stage)


def begin(
    case: Case,
    verb: str,
    *,
    by: Actor,
    at: datetime,
    order: Order | int | None = None,
    seen: int | None = None,
) -> Turn:
    """Lock the case and find the move. Call inside `transaction.atomic`.

    `seen` is the `journal_seq` the actor's page showed. Raises AlreadyDone when a decisive step came in between,
    NotNow when no move of this verb fits the stage, NotAllowed when none is the actor's, Missing for guards.
    """
    locked = _locked(case.pk)
    pack = adoption.pack_of(locked.edition)
    orders = prepared.ask("turn.orders", _held_orders, locked.pk)
    if seen is not None and seen != locked.journal_seq:
        _refuse_when_overtaken(locked, seen)
    chosen = _order(orders, order)
    move, chosen = _fitting(verb, locked, orders, chosen, by, pack)
    turn = Turn(locked, pack, by, at, move, chosen, orders, columns(locked))
    check_guards(move.needs, turn.case, orders, chosen, by)
    return turn


def _locked(pk: int) -> Case:
    found = prepared.ask("turn.case", _locking, pk)
    if not found:
        raise NotFound
    return found[0]


def _locking(pk: int) -> QuerySet[Case]:
    return Case.objects.select_for_update(of=("self",)).select_related("place").filter(pk=pk)


def _held_orders(case: int) -> QuerySet[Order]:
    return Order.objects.filter(case_id=case, state__in=Order.HELD).order_by("pk")


def _order(orders: list[Order], wanted: Order | int | None) -> Order | None:
    if wanted is None:
        return None
    pk = wanted if isinstance(wanted, int) else wanted.pk
    found = next((order for order in orders if order.pk == pk), None)
    if found is None:
        raise NotFound
    return found


def _fitting(
    verb: str, case: Case, orders: list[Order], order: Order | None, by: Actor, pack: Pack
) -> tuple[Move, Order | None]:
    roles = adoption.roles()
    facts = facts_of(case, orders)
    in_time = [move for move in moves_of(flow_of(pack, case.kind), verb) if case.stage in move.at]
    fits = False
    for move in in_time:
        if move.on == "case":
            fits = True
            if reaches(move, facts, by, roles):
                return move, order
            continue
        for held in [order] if order else orders:
            if move.order_at and held.state not in move.order_at:
                continue
            fits = True
            if reaches(move, facts, by, roles, HeldOrder(held.pk, held.team_id, held.state, held.handler_id)):
                return move, held
    if fits:
        raise NotAllowed
    raise NotNow(verb=verb_label(verb), stage=stage_of(pack, case).title.say(get_language() or ""))


def _refuse_when_overtaken(case: Case, seen: int) -> None:
    later = Entry.objects.filter(kind="case", subject=case.pk, seq__gt=seen).order_by("seq")
    for entry in later:
        verb = entry.verb.removeprefix("case.")
        if verb in DECISIVE:
            raise AlreadyDone(
                who=entry.actor_name or gettext("The customer"),
                verb=verb_label(verb),
                when=f"{entry.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}",
            )


def finish(
    turn: Turn,
    verb: str,
    *,
    event: Event | None = None,
    facts: Mapping[str, Any] | None = None,
    to: str | None = None,
    clause: str | None = None,
    order: Order | None = None,
) -> Entry:
    """Move the stage, let the event stop and start clocks, write the journal entry, save the case."""
    case = turn.case
    said = dict(facts or {})
    target = to if to is not None else turn.move.to
    if case.suspended_at and turn.before.get("suspended_at") and target and target != case.stage:
        # Work that goes on ends the pause; otherwise a case could never be resumed at its next stage.
        turn.clocks.resume()
        case.suspended_at, case.suspended_why = None, ""
        said["resumed"] = True
    if target and target != case.stage:
        said["from"], said["to"] = case.stage, target
        case.stage = target
    if event:
        turn.clocks.stop(event, order)
        turn.clocks.start(event, [order] if order else turn.active())
    if stage_of(turn.pack, case).final:
        case.closed_at = case.closed_at or turn.at
        case.outcome = case.outcome or Case.Outcome.SETTLED
        turn.clocks.cancel()
        drop_requests(turn)
    if turn.clocks.touched:
        case.next_due_at = turn.clocks.next_due()
    entry = journal.write(
        case,
        f"case.{verb}",
        actor=turn.by.ref,
        actor_name=turn.by.name,
        at=turn.at,
        facts=said,
        clause=turn.cite(clause or turn.move.clause),
    )
    now = columns(case)
    case.save(update_fields=[name for name, value in now.items() if turn.before.get(name, ...) != value])
    turn.before = now
    return entry


def required(text: str, name: str) -> str:
    """The text, trimmed. Raises BadInput for the field `name` when nothing is left."""
    squeezed = text.strip()
    if not squeezed:
        raise BadInput(fields={name: _("This must not be empty.")})
    return squeezed


def end_order(order: Order, state: Order.State, reason: str, at: datetime) -> None:
    """The order leaves the team's hands; one that was passed on leads no more."""
    order.state, order.ended_at, order.end_reason = state, at, reason[:300]
    order.lead = order.lead and state == Order.State.VOID
    order.save(update_fields=["state", "ended_at", "end_reason", "lead"])


def void_orders(turn: Turn) -> None:
    """What is still in a team's hands ends with the case, without a verdict of its own."""
    for order in turn.active():
        end_order(order, Order.State.VOID, "", turn.at)
        turn.clocks.cancel(order)


def children_first(turn: Turn) -> None:
    """A parent cannot close before its subcases. Raises Missing."""
    if waiting := turn.case.subcases.filter(closed_at=None, resolved_at=None).count():
        raise Missing(
            _("%(count)s subcases are still open; a parent cannot close first.") % {"count": waiting}
        )


def drop_requests(turn: Turn) -> None:
    """Requests for more time that nobody decided on end with the round they were made in."""
    with override(settings.LANGUAGE_CODE):
        why = gettext("The round ended before a decision.")
    waiting = Extension.objects.filter(case=turn.case, state=Extension.State.ASKED)
    waiting.update(state=Extension.State.REFUSED, decided_at=turn.at, decision=why)


def columns(case: Case) -> dict[str, Any]:
    """What the row says, to save only what a verb changed."""
    return {
        field.attname: getattr(case, field.attname)
        for field in Case._meta.concrete_fields
        if not field.primary_key
    }

"""From the answer to the archive (S003 7.4): answer, review, resolve, call back, archive, and the next round."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from bihuan.engines.cases.actions.intake import take_up_again
from bihuan.engines.cases.actions.telling import tell_customer, tell_people, tell_team
from bihuan.engines.cases.errors import BadInput, Missing
from bihuan.engines.cases.models import Callback, Case, Order
from bihuan.engines.cases.turn import (
    Turn,
    begin,
    children_first,
    drop_requests,
    end_order,
    finish,
    required,
    void_orders,
)
from bihuan.ground.directory.actor import Actor
from bihuan.ground.journal import actions as journal
from bihuan.ground.sheets.shapes import BadFilling, fill
from bihuan.ground.worktime.zone import SHANGHAI


@transaction.atomic
def answer(
    case: Case, text: str, *, by: Actor, at: datetime, order: Order | None = None, seen: int | None = None
) -> Case:
    """Tell the customer the result; stops the answer clock and leaves the message in the outbox."""
    turn = begin(case, "answer", by=by, at=at, order=order, seen=seen)
    turn.case.answer = required(text, "text")[:5000]
    turn.case.answered_at = at
    turn.case.handler_id = turn.case.handler_id or by.person
    entry = finish(turn, "answer", event="answered", facts={"text": turn.case.answer})
    tell_customer(turn.case, turn.pack, "customer.answered", at=at, entry=entry)
    return turn.case


@transaction.atomic
def review(case: Case, remark: str = "", *, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """The commissioner finds the facts clear and the handling proper (S003 7.4a)."""
    turn = begin(case, "review", by=by, at=at, seen=seen)
    finish(turn, "review", event="reviewed", facts={"remark": remark.strip()})
    return turn.case


@transaction.atomic
def send_back(case: Case, reason: str, *, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """Facts unclear or handling improper: the units supplement or investigate again (S003 7.4a)."""
    turn = begin(case, "send_back", by=by, at=at, seen=seen)
    again = [order for order in turn.orders if order.state == Order.State.CONFIRMED]
    for order in again:
        take_up_again(order, at)
    entry = finish(turn, "send_back", facts={"reason": required(reason, "reason")})
    for order in again:
        tell_team(turn, order.team, "send_back", entry)
    return turn.case


@transaction.atomic
def resolve(case: Case, remark: str = "", *, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """处结: the matter is settled; the callback clock starts. A parent waits for its subcases."""
    turn = begin(case, "resolve", by=by, at=at, seen=seen)
    children_first(turn)
    turn.case.resolved_at = at
    turn.case.first_resolved_at = turn.case.first_resolved_at or at
    void_orders(turn)
    entry = finish(turn, "resolve", event="resolved", facts={"remark": remark.strip()})
    tell_customer(turn.case, turn.pack, "customer.resolved", at=at, entry=entry)
    return turn.case


@transaction.atomic
def call_back(
    case: Case,
    *,
    result: str,
    by: Actor,
    at: datetime,
    answers: Mapping[str, Any] | None = None,
    remark: str = "",
    outside: str = "",
    seen: int | None = None,
) -> Callback:
    """One attempt to ask the customer (S003 7.4b), by somebody who did not handle the case.

    Outside the kind's hours only with `outside`: why then, such as that the customer asked for it; it stays with the
    attempt.

    Reached with answers: the callback is done; dissatisfied opens a new round at once. Not reached counts an attempt;
    the last allowed one ends the callback as unreachable. The callback clock stops only when the callback is done.
    """
    turn = begin(case, "call_back", by=by, at=at, seen=seen)
    if result not in Callback.Result.values:
        raise BadInput(fields={"result": _("Choose reached, not reached or refused.")})
    why = _hours_kept(turn, outside)
    satisfied, filled = _asked(turn, result, answers or {})
    attempt = turn.case.callbacks.filter(round=turn.case.round).count() + 1
    limit = turn.kind.callback.attempts if turn.kind.callback else 1
    final = result != Callback.Result.UNREACHABLE or attempt >= limit
    assert by.person is not None
    row = Callback.objects.create(
        case=turn.case,
        round=turn.case.round,
        attempt=attempt,
        result=result,
        final=final,
        satisfied=satisfied,
        answers=filled,
        remark=remark.strip()[:300],
        outside=why,
        by_id=by.person,
        at=at,
    )
    facts = {"result": result, "attempt": attempt, "satisfied": satisfied} | ({"outside": why} if why else {})
    if not final:
        finish(turn, "call_back", facts=facts, to=turn.case.stage)
        return row
    turn.case.called_back_at = at
    turn.case.satisfaction = str(filled.get("satisfaction", ""))
    finish(turn, "call_back", event="called_back", facts=facts)
    if satisfied is False:
        new_round(turn, remark or str(turn.case.get_satisfaction_display()))
    return row


def _hours_kept(turn: Turn, outside: str) -> str:
    """The reason of a call outside the hours, nothing for one within them. Raises BadInput without a reason."""
    asked = turn.kind.callback
    if asked is None or asked.may_call(turn.at.astimezone(SHANGHAI).time()):
        return ""
    if reason := outside.strip()[:200]:
        return reason
    wrong = _(
        "Customers are called back between %(hours)s. Did the customer ask for this time? Then say so here."
    )
    raise BadInput(fields={"outside": wrong % {"hours": asked.hours}})


def _asked(turn: Turn, result: str, answers: Mapping[str, Any]) -> tuple[bool | None, dict[str, Any]]:
    if result != Callback.Result.REACHED or turn.kind.callback is None:
        return None, {}
    sheet = turn.pack.rows("sheets")[turn.kind.callback.sheet]
    try:
        filling = fill(sheet, answers)
    except BadFilling as error:
        raise BadInput(
            fields={item: text.say(get_language() or "zh-hans") for item, text in error.items.items()}
        ) from error
    return filling.satisfied, filling.as_data()


@transaction.atomic
def reopen(case: Case, reason: str, *, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """The customer is not content after the end, or management wants it handled again: a new round with its own clocks."""
    turn = begin(case, "reopen", by=by, at=at, seen=seen)
    ended = turn.case.closed_at or turn.case.called_back_at or turn.case.resolved_at
    if ended and by.person is None and turn.over(turn.kind.limits.reopen_within, ended):
        raise Missing(
            _(
                "The time for taking this matter up again is over. Please submit a new one and name this number."
            )
        )
    new_round(turn, required(reason, "reason"))
    return turn.case


def new_round(turn: Turn, reason: str) -> None:
    """Second handling: round + 1, the same units again, fresh clocks; the old clocks stay as they were frozen."""
    case, held = turn.case, _end_round(turn)
    case.suspended_at, case.suspended_why = None, ""
    case.round += 1
    case.contacted_at = case.answered_at = case.resolved_at = case.called_back_at = case.closed_at = None
    case.outcome, case.answer, case.team, case.handler = "", "", None, None
    again = [
        Order(
            case=case,
            team=unit.team,
            round=case.round,
            lead=unit.lead,
            instruction=reason[:300],
            sent_at=turn.at,
        )
        for unit in held
    ]
    Order.objects.bulk_create(again)
    if again:
        case.team = next((order for order in again if order.lead), again[0]).team
    turn.orders = again
    turn.clocks.start("accepted")
    turn.clocks.start("dispatched", again)
    to = turn.flow.leads_to("reopen" if again else "return")
    entry = finish(turn, "reopen", event="reopened", facts={"reason": reason, "round": case.round}, to=to)
    for order in again:
        tell_team(turn, order.team, "reopen", entry)
    tell_people(turn, ("commissioner",), "reopen", entry)


def _end_round(turn: Turn) -> list[Order]:
    """Close the round's orders and clocks; the units that held it to the end, to be asked again."""
    kept = [*Order.HELD, Order.State.VOID]
    held = list(
        Order.objects.filter(case=turn.case, round=turn.case.round, state__in=kept).select_related("team")
    )
    for order in held:
        if order.state in Order.HELD:
            end_order(order, Order.State.VOID, "", turn.at)
    turn.clocks.cancel()
    drop_requests(turn)
    return list({order.team_id: order for order in held}.values())


@transaction.atomic
def archive(case: Case, remark: str = "", *, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """The process and its result are kept (S003 7.4b); nothing runs any more."""
    turn = begin(case, "archive", by=by, at=at, seen=seen)
    children_first(turn)
    finish(turn, "archive", event="archived", facts={"remark": remark.strip()})
    return turn.case


@transaction.atomic
def withdraw(case: Case, reason: str, *, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """The customer takes the matter back; its clocks end without a verdict."""
    turn = begin(case, "withdraw", by=by, at=at, seen=seen)
    children_first(turn)
    turn.case.outcome = Case.Outcome.WITHDRAWN
    void_orders(turn)
    finish(turn, "withdraw", facts={"reason": required(reason, "reason")})
    return turn.case


@transaction.atomic
def rate(case: Case, stars: int, text: str = "", *, by: Actor, at: datetime) -> Case:
    """The customer's own word on the service, one to five stars; the staff's callback is asked apart from it."""
    locked = Case.objects.select_for_update().get(pk=case.pk)
    if stars not in range(1, 6):
        raise BadInput(fields={"stars": _("Choose one to five stars.")})
    if locked.answered_at is None and locked.first_resolved_at is None:
        raise Missing(_("You can rate the service after the answer."))
    locked.rating, locked.rating_text = stars, text.strip()[:300]
    journal.write(locked, "case.rate", actor=by.ref, actor_name=by.name, at=at, facts={"stars": stars})
    locked.save(update_fields=["rating", "rating_text", "journal_seq", "journal_head"])
    return locked

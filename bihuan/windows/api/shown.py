"""Rows of the engine as plain data."""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from bihuan.engines.cases import clocks, rights, running
from bihuan.engines.cases.kinds import Promise
from bihuan.engines.cases.models import Attachment, Case, Clock, Order
from bihuan.engines.cases.numbers import number_of
from bihuan.engines.cases.turn import facts_of
from bihuan.engines.cases.wording import verb_label
from bihuan.ground.directory.actor import Actor
from bihuan.ground.directory.masks import mask_address, mask_name, mask_phone
from bihuan.ground.journal.models import Entry
from bihuan.ground.standards import adoption
from bihuan.ground.worktime import Receipt
from bihuan.windows.api.http import locale, moment

Row = Mapping[str, Any]
#: What a case is loaded with, so that it can be shown.
BESIDE = ("place", "team", "handler")
OWN = (
    "pk", "edition", "journal_seq", "kind", "stage", "title", "category", "supply", "channel", "gravity", "confidential",
    "from_superior", "round", "opened_at", "next_due_at", "suspended_at", "supervised_at", "urged", "closed_at", "outcome",
    "reporter_name", "reporter_phone",
)  # fmt: skip
#: The columns of a brief.
LISTED = (*OWN, "place__code", "team__code", "handler__username")


def opened(case: Case) -> dict[str, Any]:
    return {
        "number": case.number,
        "secret": case.secret,
        "kind": case.kind,
        "stage": case.stage,
        "opened_at": moment(case.opened_at),
        "next_due_at": moment(case.next_due_at),
        "link": f"/c/{case.secret}/",
    }


def row_of(case: Case) -> Row:
    """A loaded case as the row a list reads."""
    row = {name: getattr(case, name) for name in OWN}
    row["place__code"] = case.place.code
    row["team__code"] = case.team.code if case.team else None
    row["handler__username"] = case.handler.username if case.handler else None
    return row


def brief(row: Row, at: datetime, *, revealed: bool = False) -> dict[str, Any]:
    """`row` has the columns LISTED: lists read nothing else, and no model is built for them."""
    kind_title, stage_title = _titles(row["edition"], row["kind"], row["stage"], locale())
    next_due_at = row["next_due_at"]
    return {
        "number": number_of(row["pk"], row["opened_at"]),
        "seen": row["journal_seq"],
        "kind": row["kind"],
        "kind_title": kind_title,
        "stage": row["stage"],
        "stage_title": stage_title,
        "title": row["title"],
        "category": row["category"],
        "supply": row["supply"],
        "channel": row["channel"],
        "place": row["place__code"],
        "team": row["team__code"],
        "handler": row["handler__username"],
        "gravity": row["gravity"],
        "confidential": row["confidential"],
        "from_superior": row["from_superior"],
        "round": row["round"],
        "opened_at": moment(row["opened_at"]),
        "next_due_at": moment(next_due_at),
        "overdue": next_due_at is not None and next_due_at < at,
        "suspended": row["suspended_at"] is not None,
        "supervised": row["supervised_at"] is not None,
        "urged": row["urged"],
        "closed_at": moment(row["closed_at"]),
        "outcome": row["outcome"],
        "reporter_name": row["reporter_name"] if revealed else mask_name(row["reporter_name"]),
        "reporter_phone": row["reporter_phone"] if revealed else mask_phone(row["reporter_phone"]),
    }


@lru_cache(maxsize=4096)
def _titles(edition: str, kind: str, stage: str, said: str) -> tuple[str, str]:
    """An edition never changes once it is released, so its words are kept."""
    pack = adoption.pack_of(edition)
    row = pack.rows("kinds")[kind]
    stages = pack.rows("flows")[row.flow].stages
    return row.title.say(said), next(one.title.say(said) for one in stages if one.id == stage)


def whole(case: Case, orders: list[Order], actor: Actor, at: datetime, *, revealed: bool) -> dict[str, Any]:
    return brief(row_of(case), at, revealed=revealed) | {
        "edition": case.edition,
        "text": case.text,
        "address": case.address if revealed else mask_address(case.address),
        "account_number": case.account_number if revealed else mask_phone(case.account_number),
        "answer": case.answer,
        "accepted_at": moment(case.accepted_at),
        "contacted_at": moment(case.contacted_at),
        "answered_at": moment(case.answered_at),
        "resolved_at": moment(case.resolved_at),
        "called_back_at": moment(case.called_back_at),
        "satisfaction": case.satisfaction,
        "rating": case.rating,
        "plan": case.plan,
        "planned_for": case.planned_for.isoformat() if case.planned_for else None,
        "suspended_why": case.suspended_why,
        "parent": case.parent.number if case.parent else None,
        "merged_into": case.merged_into.number if case.merged_into else None,
        "orders": [order_shown(order) for order in orders],
        "allowed": allowed(case, orders, actor),
    }


def order_shown(order: Order) -> dict[str, Any]:
    return {
        "id": order.pk,
        "team": order.team.code,
        "lead": order.lead,
        "state": order.state,
        "round": order.round,
        "handler": order.handler.username if order.handler else None,
        "instruction": order.instruction,
        "sent_at": moment(order.sent_at),
        "taken_at": moment(order.taken_at),
        "contacted_at": moment(order.contacted_at),
        "reported_at": moment(order.reported_at),
        "confirmed_at": moment(order.confirmed_at),
        "ended_at": moment(order.ended_at),
        "end_reason": order.end_reason,
    }


def permissions(case: Case, orders: list[Order], actor: Actor) -> list[rights.Permission]:
    pack = adoption.pack_of(case.edition)
    flow = pack.rows("flows")[pack.rows("kinds")[case.kind].flow]
    return rights.permitted(flow, facts_of(case, orders), actor, adoption.roles())


def allowed(case: Case, orders: list[Order], actor: Actor) -> list[dict[str, Any]]:
    pack = adoption.pack_of(case.edition)
    found: dict[tuple[str, int | None], dict[str, Any]] = {}
    for one in permissions(case, orders, actor):
        clause = pack.cite(one.move.clause) if one.move.clause else None
        found.setdefault(
            (one.move.verb, one.order),
            {"verb": one.move.verb, "title": verb_label(one.move.verb), "order": one.order, "clause": clause},
        )
    return list(found.values())


def attachment(row: Attachment) -> dict[str, Any]:
    return {"id": row.pk, "name": row.name, "mime": row.mime, "size": row.size, "sha256": row.sha256}


def event(entry: Entry) -> dict[str, Any]:
    return {
        "seq": entry.seq,
        "at": moment(entry.at),
        "verb": entry.verb,
        "title": verb_label(entry.verb.removeprefix("case.")),
        "actor": entry.actor if not entry.actor.startswith("customer") else "customer",
        "actor_name": entry.actor_name,
        "clause": entry.clause,
        "facts": entry.facts,
        "hash": entry.hash,
    }


def clock_shown(case: Case, clock: Clock, at: datetime, *, receipt: bool) -> dict[str, Any]:
    promise = promise_of(case, clock)
    return {
        "id": clock.pk,
        "promise": clock.promise,
        "title": promise.title.say(locale()) if promise else clock.promise,
        "clause": clock.clause,
        "round": clock.round,
        "order": clock.order_id,
        "team": clock.team.code if clock.team else None,
        "charged": clock.charged.code if clock.charged else None,
        "allowance": clock.allowance,
        "calendar": clock.calendar,
        "started_at": moment(clock.started_at),
        "due_at": moment(clock.due_at),
        "paused_at": moment(clock.paused_at),
        "stopped_at": moment(clock.stopped_at),
        "met": clock.met,
        "cancelled": clock.cancelled,
        "overdue": clock.is_overdue(at),
        "receipt": receipt_of(case, clock, promise).as_dict() if receipt and promise else None,
    }


def promise_of(case: Case, clock: Clock) -> Promise | None:
    """The promise behind a clock; a reclassified case keeps clocks of the kind it was."""
    pack = adoption.pack_of(case.edition)
    kinds = pack.rows("kinds")
    for kind in (kinds[case.kind], *kinds.values()):
        for promise in kind.promises:
            if promise.id == clock.promise and pack.cite(promise.clause) == clock.clause:
                found: Promise = promise
                return found
    return None


def receipt_of(case: Case, clock: Clock, promise: Promise) -> Receipt:
    """How the due time came about (时限凭据)."""
    calendar = adoption.pack_of(case.edition).calendar(promise.calendar)
    return clocks.proof(promise, clock.started_at, calendar, running.time_events(clock))

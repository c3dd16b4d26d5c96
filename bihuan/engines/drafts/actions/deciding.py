"""Deciding on what was read: accept, change, add, reject, bind, hold, and take back."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from bihuan.engines.drafts.errors import BadInput, NothingToUndo
from bihuan.engines.drafts.models import Clause, Decision, Draft, Proposal
from bihuan.engines.drafts.reviewing import base_of, context_of, contexts_of, suggested
from bihuan.engines.drafts.rules import Misfit, Rule, ToIndicator, ToPromise, binding_of, rule_of
from bihuan.engines.drafts.suggesting import allowance_of
from bihuan.engines.drafts.turn import (
    OF_CLAUSE,
    OF_PROPOSAL,
    Before,
    begin,
    clause_of,
    decide,
    finish,
    misfit,
    proposal_of,
    unseen,
    was,
)
from bihuan.ground.directory.actor import Actor
from bihuan.ground.standards.packs import Pack

State = Proposal.State
_FIGURE = re.compile(r"-?\d{1,9}(\.\d{1,4})?|\d\d:\d\d|\d\d-\d\d")


@transaction.atomic
def accept(
    draft: Draft, proposal: int, *, by: Actor, at: datetime, seen: int | None = None, binding: Any = None
) -> Proposal:
    """It holds as read, by `binding` or by what is suggested first. Raises Decided, BadInput."""
    locked = begin(draft, by=by)
    row = proposal_of(locked, proposal)
    unseen(locked, row, seen)
    before = [was(row), *_released(row.clause)]
    row.state = State.ACCEPTED if row.state in (State.PROPOSED, State.REJECTED) else State(row.state)
    row.why = ""
    if binding is not None or row.binding is None:
        row.binding = _binding(row, row.clause, base_of(locked), binding)
    return _done(locked, "accepted", row, before, by=by, at=at)


@transaction.atomic
def accept_all(draft: Draft, kind: str, least: int, *, by: Actor, at: datetime) -> int:
    """Every undecided proposal of a kind (all kinds: "") that was read with at least `least` per cent; one decision."""
    locked = begin(draft, by=by)
    found = Proposal.objects.filter(draft=locked, state=State.PROPOSED, confidence__gte=least)
    rows = list((found.filter(kind=kind) if kind else found).select_related("clause"))
    if not rows:
        return 0
    before: Before = [was(row) for row in rows]
    base, context = base_of(locked), contexts_of(locked)
    for clause in {row.clause_id: row.clause for row in rows}.values():
        before += _released(clause)
    for row in rows:
        row.state, row.touched = State.ACCEPTED, locked.journal_seq + 1
        row.binding = _first(row, row.clause, context[row.clause_id], base)
    Proposal.objects.bulk_update(rows, ["state", "binding", "touched"], batch_size=200)
    facts = {"kind": kind, "least": least, "count": len(rows), "proposals": [row.pk for row in rows]}
    decide(locked, "accepted_all", before, by=by, at=at, facts=facts)
    return len(rows)


@transaction.atomic
def reject(
    draft: Draft, proposal: int, why: str = "", *, by: Actor, at: datetime, seen: int | None = None
) -> Proposal:
    """It is no promise, or not read right."""
    locked = begin(draft, by=by)
    row = proposal_of(locked, proposal)
    unseen(locked, row, seen)
    before = [was(row)]
    row.state, row.binding, row.why = State.REJECTED, None, why.strip()[:300]
    return _done(locked, "rejected", row, before, by=by, at=at)


@transaction.atomic
def change(
    draft: Draft, proposal: int, said: Mapping[str, Any], *, by: Actor, at: datetime, seen: int | None = None
) -> Proposal:
    """Put right what was read; the fields of rules.Rule that `said` names. What holds it follows. Raises BadInput."""
    locked = begin(draft, by=by)
    row = proposal_of(locked, proposal)
    unseen(locked, row, seen)
    before = [was(row), *_released(row.clause)]
    rule = _rule({**row.rule, **said, "confidence": row.confidence, "words": row.rule["words"]})
    row.rule, row.kind = _stored(rule), rule.kind
    row.state = State.ADDED if row.read is None else State.CHANGED
    row.why = ""
    row.binding = _followed(row, rule, base_of(locked))
    return _done(locked, "changed", row, before, by=by, at=at)


@transaction.atomic
def add(
    draft: Draft, clause: int, said: Mapping[str, Any], *, by: Actor, at: datetime, seen: int | None = None
) -> Proposal:
    """Something the reader has not seen: `words` stand in the clause, the rest is as in rules.Rule. Raises BadInput."""
    locked = begin(draft, by=by)
    held = clause_of(locked, clause)
    unseen(locked, held, seen)
    rule = _rule({**said, "confidence": 100})
    found = _in_a_text(rule.words).search(held.text)
    if found is None:
        raise BadInput(
            fields={"words": _("These words do not stand in the clause; select or copy them there.")}
        )
    row = Proposal(
        draft=locked,
        clause=held,
        state=State.ADDED,
        kind=rule.kind,
        confidence=100,
        start=found.start(),
        end=found.end(),
        rule=_stored(rule),
    )
    row.binding = _binding(row, held, base_of(locked), None)
    row.save()
    return _done(locked, "added", row, [{"added": row.pk}, *_released(held)], by=by, at=at)


@transaction.atomic
def bind(
    draft: Draft,
    proposal: int,
    binding: Mapping[str, Any],
    *,
    by: Actor,
    at: datetime,
    seen: int | None = None,
) -> Proposal:
    """What holds it is this (the shape of rules.Binding); an undecided one is accepted by it. Raises BadInput."""
    locked = begin(draft, by=by)
    row = proposal_of(locked, proposal)
    unseen(locked, row, seen)
    before = [was(row), *_released(row.clause)]
    if not row.stands:
        row.state, row.why = (State.ADDED if row.read is None else State.ACCEPTED), ""
    row.binding = _binding(row, row.clause, base_of(locked), binding)
    return _done(locked, "bound", row, before, by=by, at=at)


@transaction.atomic
def hold(
    draft: Draft, clause: int, held: str, why: str = "", *, by: Actor, at: datetime, seen: int | None = None
) -> Clause:
    """People check the whole clause (`people`), or it stays text (`text`, with the reason); "" leaves it open again."""
    locked = begin(draft, by=by)
    row = clause_of(locked, clause)
    unseen(locked, row, seen)
    if held not in Clause.Held.values:
        raise BadInput(fields={"held": _("Choose people or text only.")})
    if held == Clause.Held.TEXT and not why.strip():
        raise BadInput(fields={"why": _("Say why nothing can hold it.")})
    if held and row.proposals.filter(state__in=Proposal.STANDING).exists():
        raise BadInput(
            fields={"held": _("A promise of this clause is accepted and holds it. Reject that first.")}
        )
    before: Before = [was(row)]
    row.held, row.why, row.touched = held, why.strip()[:300], locked.journal_seq + 1
    row.save(update_fields=["held", "why", "touched"])
    facts = {"clause": row.number, "held": held, "why": row.why}
    decide(locked, "held", before, by=by, at=at, facts=facts, clause=row)
    return row


@transaction.atomic
def undo(draft: Draft, seq: int | None = None, *, by: Actor, at: datetime) -> int:
    """Take back the last decision, or the one of position `seq` and all after it; how many. Raises NothingToUndo."""
    locked = begin(draft, by=by)
    standing = Decision.objects.filter(draft=locked, undone_at=None)
    last = list(standing.filter(seq__gte=seq)) if seq is not None else list(standing[:1])
    if not last or (seq is not None and last[-1].seq != seq):
        raise NothingToUndo
    for decision in last:
        for one in decision.before:
            _restore(locked, one)
        decision.undone_at = at
    Decision.objects.bulk_update(last, ["undone_at"])
    fields = ("confirmed",) if locked.confirmed else ()
    locked.confirmed = False
    facts = {"decisions": [decision.seq for decision in last], "verbs": [decision.verb for decision in last]}
    finish(locked, "undone", by=by, at=at, facts=facts, fields=fields)
    return len(last)


def _restore(draft: Draft, one: Mapping[str, Any]) -> None:
    touched = draft.journal_seq + 1
    if "added" in one:
        Proposal.objects.filter(draft=draft, pk=one["added"]).delete()
    elif "proposal" in one:
        said = {name: one["was"][name] for name in OF_PROPOSAL}
        Proposal.objects.filter(draft=draft, pk=one["proposal"]).update(**said, touched=touched)
    else:
        said = {name: one["was"][name] for name in OF_CLAUSE}
        Clause.objects.filter(draft=draft, pk=one["clause"]).update(**said, touched=touched)


def _done(draft: Draft, verb: str, row: Proposal, before: Before, *, by: Actor, at: datetime) -> Proposal:
    row.touched = draft.journal_seq + 1
    row.save()
    facts = {
        "proposal": row.pk,
        "clause": row.clause.number,
        "rule": row.rule,
        "binding": row.binding,
        **({"why": row.why} if row.why else {}),
    }
    decide(draft, verb, before, by=by, at=at, facts=facts, clause=row.clause)
    return row


def _released(clause: Clause) -> Before:
    """A clause that was held as a whole is held by its promise from now on; what it was before."""
    if not clause.held:
        return []
    before = [was(clause)]
    clause.held, clause.why = "", ""
    clause.save(update_fields=["held", "why"])
    return before


def _binding(row: Proposal, clause: Clause, base: Pack, wanted: Any) -> dict[str, Any]:
    if wanted is None:
        return _first(row, clause, context_of(clause), base)
    try:
        binding = binding_of(wanted)
    except Misfit as error:
        raise misfit(error) from None
    if isinstance(binding, ToPromise | ToIndicator):
        wanted_kinds = {"kind": {binding.kind}, "also": set(getattr(binding, "also", ()))}
        for name, kinds in wanted_kinds.items():
            if kinds - base.rows("kinds").keys():
                raise BadInput(fields={name: _("Choose a kind from the list.")})
    return binding.model_dump(mode="json")


def _first(row: Proposal, clause: Clause, context: str, base: Pack) -> dict[str, Any]:
    return suggested(row, clause, context, base)[0].binding.model_dump(mode="json")


def _followed(row: Proposal, rule: Rule, base: Pack) -> dict[str, Any]:
    """The binding after a change: the same holder with the new figure, unless it no longer fits."""
    allowance = allowance_of(rule)
    if row.binding and row.binding["to"] == "promise" and rule.kind == "deadline" and allowance:
        return {**row.binding, "allowance": allowance}
    if row.binding and row.binding["to"] == "indicator" and rule.unit == "percent":
        return _binding(row, row.clause, base, {**row.binding, "target": f"{rule.value}%"})
    if row.binding and row.binding["to"] in ("sheet", "duty"):
        return dict(row.binding)
    return _first(row, row.clause, context_of(row.clause), base)


def _rule(said: Mapping[str, Any]) -> Rule:
    figures = {
        name: str(said[name]).strip() for name in ("value", "value_max") if said.get(name) not in (None, "")
    }
    for name, text in figures.items():
        if not _FIGURE.fullmatch(text):
            raise BadInput(fields={name: _("Write a number, a time such as 09:00, or a date such as 12-05.")})
    try:
        return rule_of({name: value for name, value in said.items() if value not in (None, "")})
    except Misfit as error:
        raise misfit(error) from None


def _stored(rule: Rule) -> dict[str, Any]:
    return rule.model_dump(mode="json", exclude_defaults=True) | {"confidence": rule.confidence}


def _in_a_text(words: str) -> re.Pattern[str]:
    """The words as they stand in a text, whatever the line breaks."""
    return re.compile(r"\s*".join(map(re.escape, words.split())))

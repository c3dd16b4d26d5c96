"""A new edition of a standard: what was decided on clauses that say the same as before is taken over."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from bihuan.engines.drafts.errors import NotFound
from bihuan.engines.drafts.models import Clause, Draft, Proposal
from bihuan.engines.drafts.reviewing import base_of
from bihuan.engines.drafts.turn import Before, begin, decide, was
from bihuan.ground.directory.actor import Actor
from bihuan.ground.standards.packs import Pack


def earlier_of(draft: Draft) -> Draft | None:
    """The latest other draft of the same standard at the same place that was decided on."""
    others = Draft.objects.filter(pack=draft.pack, place=draft.place_id).exclude(pk=draft.pk)
    return (
        others.filter(state__in=(Draft.State.RELEASED, Draft.State.OPEN, Draft.State.REVIEW))
        .order_by("-id")
        .first()
    )


@transaction.atomic
def take_over(draft: Draft, *, by: Actor, at: datetime) -> int:
    """One decision: every undecided proposal and clause gets what was decided on its like; how many.

    Alike are clauses with the same number and wording, in them proposals that were read the same. Raises NotFound.
    """
    locked = begin(draft, by=by)
    earlier = earlier_of(locked)
    if earlier is None:
        raise NotFound
    known = {(row.number, row.wording): row for row in _worded(earlier)}
    taking = _Taking(base_of(locked), locked.journal_seq + 1)
    for clause in _worded(locked):
        if (clause.number, clause.wording) in known:
            taking.over(known[clause.number, clause.wording], clause)
    before = taking.saved()
    if before:
        facts = {"from": earlier.name, "draft": earlier.pk, "count": len(before)}
        decide(locked, "taken_over", before, by=by, at=at, facts=facts)
    return len(before)


def _worded(draft: Draft) -> QuerySet[Clause]:
    return Clause.objects.filter(draft=draft).exclude(wording="").prefetch_related("proposals")


@dataclass
class _Taking:
    """What changes, gathered clause by clause and saved together. `touched` is the decision's journal position."""

    base: Pack
    touched: int
    before: Before = field(default_factory=list)
    clauses: list[Clause] = field(default_factory=list)
    rows: list[Proposal] = field(default_factory=list)
    added: list[Proposal] = field(default_factory=list)

    def over(self, old: Clause, clause: Clause) -> None:
        ours = list(clause.proposals.all())
        if old.held and not clause.held and not any(one.stands for one in ours):
            self.before.append(was(clause))
            clause.held, clause.why, clause.touched = old.held, old.why, self.touched
            self.clauses.append(clause)
        for theirs in old.proposals.all():
            if theirs.state != Proposal.State.PROPOSED and _possible(theirs.binding, self.base):
                self._proposal(theirs, clause, ours)

    def _proposal(self, theirs: Proposal, clause: Clause, ours: list[Proposal]) -> None:
        if theirs.read is None:
            if all(one.rule != theirs.rule for one in ours):
                self.added.append(_copy(theirs, clause, self.touched))
            return
        waiting = (one for one in ours if one.state == Proposal.State.PROPOSED)
        like = next((one for one in waiting if one.read == theirs.read), None)
        if like is not None:
            self.before.append(was(like))
            like.state, like.kind, like.rule = theirs.state, theirs.kind, theirs.rule
            like.binding, like.why, like.touched = theirs.binding, theirs.why, self.touched
            self.rows.append(like)

    def saved(self) -> Before:
        """Write it; what was before."""
        Clause.objects.bulk_update(self.clauses, ["held", "why", "touched"], batch_size=200)
        names = ["state", "kind", "rule", "binding", "why", "touched"]
        Proposal.objects.bulk_update(self.rows, names, batch_size=200)
        made = Proposal.objects.bulk_create(self.added)
        return [*self.before, *({"added": row.pk} for row in made)]


def _copy(theirs: Proposal, clause: Clause, touched: int) -> Proposal:
    moved = clause.body - theirs.clause.body
    return Proposal(
        draft_id=clause.draft_id,
        clause=clause,
        state=theirs.state,
        kind=theirs.kind,
        confidence=theirs.confidence,
        start=max(theirs.start + moved, 0),
        end=max(theirs.end + moved, 0),
        rule=theirs.rule,
        binding=theirs.binding,
        why=theirs.why,
        touched=touched,
    )


def _possible(binding: dict[str, Any] | None, base: Pack) -> bool:
    """Whether the edition that this draft starts from has the kinds it names."""
    named = {binding["kind"], *binding.get("also", ())} if binding and "kind" in binding else set()
    return named <= base.rows("kinds").keys()

"""A new edition of a standard: what was decided on clauses that say the same as before is taken over."""

from datetime import datetime
from typing import Any

from django.db import transaction

from bihuan.engines.drafts.errors import NotFound
from bihuan.engines.drafts.models import Clause, Draft, Proposal
from bihuan.engines.drafts.reviewing import base_of
from bihuan.engines.drafts.turn import Before, begin, decide, was
from bihuan.ground.directory.actor import Actor
from bihuan.ground.standards.packs import Pack

#: A clause says the same under the same number.
Same = tuple[str, str]


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
    known = _decided(earlier)
    base, touched = base_of(locked), locked.journal_seq + 1
    before: Before = []
    rows: list[Proposal] = []
    added: list[Proposal] = []
    clauses: list[Clause] = []
    for clause in Clause.objects.filter(draft=locked).exclude(wording="").prefetch_related("proposals"):
        old = known.get((clause.number, clause.wording))
        if old is None:
            continue
        if old.held and not clause.held:
            before.append(was(clause))
            clause.held, clause.why, clause.touched = old.held, old.why, touched
            clauses.append(clause)
        ours = list(clause.proposals.all())
        for theirs in old.proposals.all():
            _repeat(theirs, clause, ours, base, touched, before=before, rows=rows, added=added)
    Clause.objects.bulk_update(clauses, ["held", "why", "touched"], batch_size=200)
    Proposal.objects.bulk_update(rows, ["state", "kind", "rule", "binding", "why", "touched"], batch_size=200)
    before += [{"added": row.pk} for row in Proposal.objects.bulk_create(added)]
    if before:
        facts = {"from": earlier.name, "draft": earlier.pk, "count": len(before)}
        decide(locked, "taken_over", before, by=by, at=at, facts=facts)
    return len(before)


def _decided(earlier: Draft) -> dict[Same, Clause]:
    rows = Clause.objects.filter(draft=earlier).exclude(wording="").prefetch_related("proposals")
    return {(row.number, row.wording): row for row in rows}


def _repeat(
    theirs: Proposal,
    clause: Clause,
    ours: list[Proposal],
    base: Pack,
    touched: int,
    *,
    before: Before,
    rows: list[Proposal],
    added: list[Proposal],
) -> None:
    if theirs.state == Proposal.State.PROPOSED or not _possible(theirs.binding, base):
        return
    if theirs.read is None:
        if all(one.rule != theirs.rule for one in ours):
            added.append(_copy(theirs, clause, touched))
        return
    like = next(
        (one for one in ours if one.read == theirs.read and one.state == Proposal.State.PROPOSED), None
    )
    if like is not None:
        before.append(was(like))
        like.state, like.kind, like.rule = theirs.state, theirs.kind, theirs.rule
        like.binding, like.why, like.touched = theirs.binding, theirs.why, touched
        rows.append(like)


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

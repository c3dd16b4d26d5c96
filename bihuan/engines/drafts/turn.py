"""One verb under way on a draft: the locked row, who acts, and how it ends in one journal entry and one decision."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from bihuan.engines.drafts.errors import BadInput, Decided, NotAllowed, NotFound, NotNow
from bihuan.engines.drafts.models import Clause, Decision, Draft, Proposal
from bihuan.engines.drafts.rights import may_draft
from bihuan.engines.drafts.rules import Misfit
from bihuan.ground.directory.actor import Actor
from bihuan.ground.journal.actions import write
from bihuan.ground.journal.models import Entry
from bihuan.ground.standards import adoption

#: Columns of a row that a decision may change, and that taking it back restores.
OF_PROPOSAL = ("state", "kind", "confidence", "rule", "binding", "why")
OF_CLAUSE = ("held", "why")
Before = list[dict[str, Any]]


def begin(draft: Draft | int, *, by: Actor, states: Iterable[str] = (Draft.State.OPEN,)) -> Draft:
    """Lock the draft. Call inside `transaction.atomic`. Raises NotFound, NotAllowed, NotNow."""
    pk = draft if isinstance(draft, int) else draft.pk
    locked = Draft.objects.select_for_update(of=("self",)).select_related("place").filter(pk=pk).first()
    if locked is None:
        raise NotFound
    if not may_draft(by, locked.place.path, adoption.roles()):
        raise NotAllowed
    if locked.state not in states:
        raise NotNow(state=locked.get_state_display())
    return locked


def finish(
    draft: Draft, verb: str, *, by: Actor, at: datetime, facts: Mapping[str, Any], fields: Iterable[str] = ()
) -> Entry:
    """The entry, and the draft's row with it."""
    entry = write(draft, f"draft.{verb}", actor=by.ref, actor_name=by.name, at=at, facts=facts)
    draft.save(update_fields=[*fields, "journal_seq", "journal_head"])
    return entry


def decide(
    draft: Draft,
    verb: str,
    before: Before,
    *,
    by: Actor,
    at: datetime,
    facts: Mapping[str, Any],
    clause: Clause | None = None,
) -> Decision:
    """Keep what was before; what changed after a review is not what the reviewer confirmed."""
    fields = ("confirmed",) if draft.confirmed else ()
    draft.confirmed = False
    finish(draft, verb, by=by, at=at, facts=facts, fields=fields)
    return Decision.objects.create(
        draft=draft,
        seq=draft.journal_seq,
        verb=verb,
        clause=clause,
        count=len(before),
        before=before,
        by=by.ref,
        by_name=by.name,
        at=at,
    )


def unseen(draft: Draft, row: Proposal | Clause, seen: int | None) -> None:
    """Raises Decided when the row was changed after the page that the actor saw."""
    if seen is None or row.touched <= seen:
        return
    who = Decision.objects.filter(draft=draft, seq=row.touched).values_list("by_name", flat=True).first()
    raise Decided(who=who or _("Somebody"))


def was(row: Proposal | Clause) -> dict[str, Any]:
    """The row before a decision."""
    if isinstance(row, Proposal):
        return {"proposal": row.pk, "was": {name: getattr(row, name) for name in OF_PROPOSAL}}
    return {"clause": row.pk, "was": {name: getattr(row, name) for name in OF_CLAUSE}}


def proposal_of(draft: Draft, pk: int) -> Proposal:
    found = Proposal.objects.select_related("clause").filter(draft=draft, pk=pk).first()
    if found is None:
        raise NotFound
    return found


def clause_of(draft: Draft, pk: int) -> Clause:
    found = Clause.objects.filter(draft=draft, pk=pk).first()
    if found is None:
        raise NotFound
    return found


#: What would be right, by the field that does not fit.
_RIGHT = {
    "": _("A value needs its unit, and a unit its value; only a range has two values."),
    "allowance": _("Write a time limit such as 45min, 4h, 2wd or 10d."),
    "target": _("Write a target such as 98%."),
    "start": _("A time limit starts and stops on two different events."),
    "stop": _("A time limit starts and stops on two different events."),
    "words": _("Give the words of the clause that say it."),
    "unit": _("Choose a unit from the list."),
    "title": _("Give it a name of at most 60 characters."),
}


def misfit(error: Misfit) -> BadInput:
    return BadInput(fields={error.field: _RIGHT.get(error.field, _("This does not fit here."))})

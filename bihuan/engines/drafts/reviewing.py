"""A draft read as a whole: its clauses as items of a pack, its headings, its title page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models.functions import Left

from bihuan.engines.drafts.bundling import Page, files
from bihuan.engines.drafts.holding import Item, Standing
from bihuan.engines.drafts.models import Clause, Draft, Proposal
from bihuan.engines.drafts.rules import binding_of, rule_of
from bihuan.engines.drafts.suggesting import Suggestion, suggestions
from bihuan.ground.standards import adoption
from bihuan.ground.standards.packs import Pack


@dataclass(frozen=True, slots=True)
class Whole:
    """Everything a draft says: two queries."""

    clauses: tuple[Clause, ...]
    proposals: Mapping[int, tuple[Proposal, ...]]

    def items(self) -> list[Item]:
        return [_item(clause, self.proposals.get(clause.pk, ())) for clause in self.clauses]


def whole(draft: Draft) -> Whole:
    found: dict[int, list[Proposal]] = {}
    for proposal in Proposal.objects.filter(draft=draft).order_by("clause__at", "start", "id"):
        found.setdefault(proposal.clause_id, []).append(proposal)
    clauses = tuple(Clause.objects.filter(draft=draft).defer("text"))
    return Whole(clauses, {pk: tuple(rows) for pk, rows in found.items()})


def base_of(draft: Draft) -> Pack:
    return adoption.pack_of(draft.base)


def files_of(draft: Draft) -> dict[str, str]:
    """The text of each file of the pack that the draft makes now."""
    page = Page(
        id=draft.pack,
        edition=draft.edition,
        title=draft.title,
        issuer=draft.issuer,
        in_force=draft.in_force,
        source=f"{draft.document.name} (sha256 {draft.document.sha256})",
        base=base_of(draft),
    )
    return files(page, whole(draft).items())


def context_of(clause: Clause) -> str:
    """The headings above the clause, the nearest last."""
    above = Clause.objects.filter(draft=clause.draft_id, at__lt=clause.at, chapter=clause.chapter)
    rows = above.order_by("at").values_list("pk", "chapter", "depth", _HEADING)
    own = (clause.pk, clause.chapter, clause.depth, "")
    return _contexts([*rows.filter(depth__lt=clause.depth), own])[clause.pk]


def contexts_of(draft: Draft) -> dict[int, str]:
    """The headings above every clause: one query."""
    rows = Clause.objects.filter(draft=draft).order_by("at")
    return _contexts(rows.values_list("pk", "chapter", "depth", _HEADING))


_HEADING = Left("wording", 80)


def _contexts(rows: Iterable[tuple[int, int, int, str]]) -> dict[int, str]:
    """Of each clause in the order of the document: what stands above it in its chapter, outermost first."""
    found: dict[int, str] = {}
    above: list[tuple[int, int, str]] = []
    for pk, chapter, depth, words in rows:
        while above and (above[-1][0] != chapter or above[-1][1] >= depth):
            above.pop()
        found[pk] = " ".join(words for _chapter, _depth, words in above)
        above.append((chapter, depth, words))
    return found


def suggested(proposal: Proposal, clause: Clause, context: str, base: Pack) -> list[Suggestion]:
    return suggestions(rule_of(proposal.rule), clause.wording, context, base)


def _item(clause: Clause, proposals: tuple[Proposal, ...]) -> Item:
    return Item(
        number=clause.number,
        chapter=clause.chapter,
        heading=clause.heading,
        wording=clause.wording,
        held=clause.held,
        why=clause.why,
        standing=tuple(
            Standing(rule_of(one.rule), binding_of(one.binding) if one.binding else None)
            for one in proposals
            if one.stands
        ),
        open=tuple(rule_of(one.rule) for one in proposals if one.state == Proposal.State.PROPOSED),
        rejected=sum(one.state == Proposal.State.REJECTED for one in proposals),
    )

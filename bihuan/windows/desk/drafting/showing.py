"""The reading desk's right side as values: the clause with its words marked, and a card for each proposal."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bihuan.engines.drafts.models import Clause, Draft, Proposal
from bihuan.engines.drafts.reviewing import base_of, context_of
from bihuan.engines.drafts.rules import Binding, binding_of, rule_of
from bihuan.engines.drafts.suggesting import suggestions
from bihuan.engines.drafts.tree import Leaf
from bihuan.ground.standards.packs import Pack
from bihuan.windows.desk.drafting import words
from bihuan.windows.desk.forms.drafts import Add, Bind, Change, Hold, Reject
from bihuan.windows.look.http import locale

#: A document of up to so many clauses stands in the tree whole; of a longer one only the open chapter does.
WHOLE_TREE = 400
TONES = {"proposed": "waiting", "accepted": "done", "changed": "done", "added": "done", "rejected": "refused"}


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the clause's text; `proposal` marks it."""

    text: str
    proposal: int | None = None
    state: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that could hold it: its fields for a form, in words, and why."""

    fields: tuple[tuple[str, Any], ...]
    words: str
    reason: str


@dataclass(frozen=True, slots=True)
class Card:
    proposal: Proposal
    kind: str
    figure: str
    tone: str
    facts: list[tuple[str, str]]
    bound: str
    duty: bool
    offers: tuple[Offer, ...]
    change: Change
    bind: Bind
    reject: Reject
    first: bool


@dataclass(frozen=True, slots=True)
class Wrong:
    """A form that was refused: it comes back open, with its errors, at its proposal or clause."""

    verb: str
    row: int
    form: Any


def pieces(text: str, proposals: Sequence[Proposal]) -> Iterator[Piece]:
    """The text with the words of each proposal marked; where marks overlap, the first one stands."""
    at = 0
    for one in sorted(proposals, key=lambda one: (one.start, one.end)):
        if one.start < at or one.end <= one.start:
            continue
        if one.start > at:
            yield Piece(text[at : one.start])
        yield Piece(text[one.start : one.end], one.pk, one.state)
        at = one.end
    if at < len(text):
        yield Piece(text[at:])


def cards(draft: Draft, clause: Clause, proposals: Sequence[Proposal], wrong: Wrong | None) -> list[Card]:
    base, context = base_of(draft), context_of(clause)
    first = next((one.pk for one in proposals if one.state == Proposal.State.PROPOSED), None)
    return [_card(one, clause, context, base, wrong, first=one.pk == first) for one in proposals]


def _card(
    one: Proposal, clause: Clause, context: str, base: Pack, wrong: Wrong | None, *, first: bool
) -> Card:
    rule = rule_of(one.rule)
    found = suggestions(rule, clause.wording, context, base)
    bound = binding_of(one.binding) if one.binding else None
    start = (bound or found[0].binding).model_dump(mode="json")
    forms: dict[str, Any] = {
        "change": Change(initial=one.rule, prefix=None, auto_id=f"id_{one.pk}_%s"),
        "bind": Bind(initial=start, base=base, locale=locale(), auto_id=f"id_{one.pk}_bind_%s"),
        "reject": Reject(auto_id=f"id_{one.pk}_reject_%s"),
    }
    if wrong is not None and wrong.row == one.pk and wrong.verb in forms:
        forms[wrong.verb] = wrong.form
    return Card(
        proposal=one,
        kind=str(words.KINDS.get(one.kind, one.kind)),
        figure=words.figure(rule),
        tone=TONES[one.state],
        facts=words.facts(rule),
        bound=words.binding_words(bound, base, locale()) if bound else "",
        duty=bound is not None and bound.to == "duty",
        offers=tuple(
            _offer(each.binding, each.reason.say(locale()), base) for each in found if each.binding != bound
        ),
        first=first,
        **forms,
    )


def _offer(binding: Binding, reason: str, base: Pack) -> Offer:
    fields = tuple(
        (name, each)
        for name, value in binding.model_dump(mode="json").items()
        if value not in (None, False)
        for each in (value if isinstance(value, list) else [value])
    )
    return Offer(fields, words.binding_words(binding, base, locale()), reason)


def clause_forms(clause: Clause, wrong: Wrong | None) -> dict[str, Any]:
    """Adding what was missed, and deciding on the clause as a whole."""
    forms: dict[str, Any] = {
        "add": Add(auto_id="id_add_%s", initial={"kind": "deadline", "bound": "max"}),
        "hold": Hold(auto_id="id_hold_%s", initial={"held": clause.held, "why": clause.why}),
    }
    if wrong is not None and wrong.verb in forms and wrong.row == clause.pk:
        forms[wrong.verb] = wrong.form
    return forms


@dataclass(frozen=True, slots=True)
class Chapter:
    """A larger part of the tree; `leaves` is empty for one that is not shown."""

    number: str
    title: str
    first: int
    open: int
    here: bool
    leaves: tuple[Leaf, ...]


def chapters(found: Sequence[Leaf], shown: Sequence[Leaf], current: Leaf | None) -> list[Chapter]:
    """The tree by chapters. `shown` are the clauses that fit what is asked."""
    whole_tree = len(shown) <= WHOLE_TREE
    parts: dict[int, list[Leaf]] = {}
    for leaf in shown:
        parts.setdefault(leaf.chapter, []).append(leaf)
    heads = {leaf.chapter: leaf for leaf in reversed(found) if leaf.title}
    made = []
    for chapter, leaves in parts.items():
        here = current is not None and current.chapter == chapter
        head = heads[chapter]
        drawn = tuple(leaves) if whole_tree or here else ()
        waiting = sum(leaf.open for leaf in leaves)
        made.append(Chapter(head.number, head.title, leaves[0].pk, waiting, here, drawn))
    return made

"""What a pack says about business that customers apply for: what is asked, which papers, what it changes. Pure."""

from collections.abc import Mapping
from typing import Any, Literal

from bihuan.ground.standards.base import Chapter, ClauseNumber, Slug, Strict, Text, register
from bihuan.ground.standards.said import told

#: What carrying it out does to the account.
Effect = Literal[
    "open", "capacity", "series", "transfer", "rename", "pause", "resume", "close", "test", "doubt"
]
#: What the customer fills in, besides who he is.
Ask = Literal["address", "capacity", "series", "holder_name", "holder_phone", "on", "text"]


class Option(Strict):
    id: Slug
    title: Text


class Question(Strict):
    """What decides which papers are needed: who applies, owner or tenant, himself or by somebody."""

    id: Slug
    ask: Text
    options: tuple[Option, ...]


class Paper(Strict):
    """A paper to hand in. `when`: needed only where each of these questions has one of these answers."""

    id: Slug
    title: Text
    hint: Text | None = None
    when: Mapping[Slug, tuple[Slug, ...]] = {}

    def needed(self, answers: Mapping[str, str]) -> bool:
        return all(answers.get(question) in wanted for question, wanted in self.when.items())


class Business(Strict):
    """`businesses.yaml`: something to apply for. It opens a case of `kind`, whose flow says through which stages it goes.

    `account`: it is about an account that is there already. `asks` may be left empty by the customer where they are in
    `optional`.
    """

    id: Slug
    title: Text
    about: Text
    clause: ClauseNumber
    kind: Slug
    effect: Effect
    account: bool = True
    asks: tuple[Ask, ...] = ()
    optional: tuple[Ask, ...] = ()
    questions: tuple[Question, ...] = ()
    papers: tuple[Paper, ...] = ()

    def wanted(self, answers: Mapping[str, str]) -> tuple[Paper, ...]:
        """The one-time list: every paper that is needed with these answers."""
        return tuple(paper for paper in self.papers if paper.needed(answers))

    def unanswered(self, answers: Mapping[str, str]) -> tuple[str, ...]:
        """Questions without an answer of theirs."""
        return tuple(
            one.id
            for one in self.questions
            if answers.get(one.id) not in {option.id for option in one.options}
        )


def _wrong(rows: Mapping[str, Any], pack: Any) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for row in rows.values():
        if row.kind not in pack.rows("kinds"):
            found.append((row.id, told("kind {kind!r} is not in kinds/", kind=row.kind)))
        known = {one.id: {option.id for option in one.options} for one in row.questions}
        for paper in row.papers:
            for question, options in paper.when.items():
                if not set(options) <= known.get(question, set()):
                    said = "paper {paper}: {question!r} has no such answer"
                    found.append((row.id, told(said, paper=paper.id, question=question)))
    return found


register(Chapter("businesses", Business, check=_wrong))

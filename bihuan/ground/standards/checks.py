"""What one file alone cannot see: references exist, and every clause is held as it says. Pure."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from bihuan.ground.standards.base import chapters
from bihuan.ground.standards.holders import Holder, citing, holders
from bihuan.ground.standards.reading import Problem
from bihuan.ground.standards.said import told
from bihuan.ground.standards.wording import wrong_words

if TYPE_CHECKING:
    from bihuan.ground.standards.packs import Pack


def problems(pack: "Pack") -> list[Problem]:
    return [
        *_chapter_checks(pack),
        *_calendars(pack),
        *_citations(pack),
        *_clauses(pack),
        *(_problem(pack, chapter, id, message) for chapter, id, message in wrong_words(pack)),
    ]


def _problem(pack: "Pack", chapter: str, id: str, message: str) -> Problem:
    path, line = pack.where.get((chapter, id), (f"{pack.id}/{chapter}", 1))
    return Problem(path, line, message)


def _chapter_checks(pack: "Pack") -> Iterator[Problem]:
    for chapter in chapters().values():
        for id, message in chapter.check(pack.rows(chapter.name), pack):
            yield _problem(pack, chapter.name, id, told("{name}: {said}", name=id, said=message))


def _calendars(pack: "Pack") -> Iterator[Problem]:
    for name in pack.rows("calendars"):
        try:
            pack.calendar(name)
        except ValueError as error:
            yield _problem(pack, "calendars", name, str(error))


def _citations(pack: "Pack") -> Iterator[Problem]:
    for holder in holders(pack):
        if holder.clause is not None and holder.clause not in pack.clauses:
            yield _problem(
                pack,
                holder.chapter,
                holder.row,
                told(
                    "{ref} cites clause {clause!r}, which is not in clauses/",
                    ref=holder.ref,
                    clause=holder.clause,
                ),
            )


def _clauses(pack: "Pack") -> Iterator[Problem]:
    known = {holder.ref for holder in holders(pack)}
    held = citing(pack)
    for number, clause in pack.clauses.items():
        for ref in clause.by:
            if ref not in known:
                yield _problem(
                    pack,
                    "clauses",
                    number,
                    told("{number}: by {ref!r}: there is no such thing in this pack", number=number, ref=ref),
                )
        if wrong := _unheld(clause.held_by, held[number], has_why=clause.why is not None):
            yield _problem(pack, "clauses", number, told("{name}: {said}", name=number, said=wrong))


def _unheld(held_by: str, held: list[Holder], *, has_why: bool) -> str:
    if held_by == "machine" and not any(holder.by_machine for holder in held):
        return told(
            "held_by machine, but nothing cites it; cite it from a promise, move … or name a holder under by"
        )
    if held_by == "people" and not any(holder.by_people for holder in held):
        return told("held_by people, but no sheet item cites it; add the item or name it under by")
    if held_by == "text" and not has_why:
        return told("held_by text needs why: the reason that nothing can hold it")
    if held_by == "text" and held:
        return told("held_by text, but {ref} cites it; say machine or people", ref=held[0].ref)
    return ""

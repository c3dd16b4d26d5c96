"""Something comes in: a new line."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.engines.registers import checking
from bihuan.engines.registers.actions.turn import locked_book, make_room, note, public, refuse_wrong, stand
from bihuan.engines.registers.errors import AlreadyEntered, BadInput, NotAllowed
from bihuan.engines.registers.inforce import Kept
from bihuan.engines.registers.models import Book, Line, Movement
from bihuan.engines.registers.shapes import Column, Lookup
from bihuan.ground.directory.actor import Actor
from bihuan.ground.worktime.zone import SHANGHAI

#: At most so many of one name are compared.
MOST_ALIKE = 200


@transaction.atomic
def enter(kept: Kept, said: Mapping[str, Any], *, by: Actor, at: datetime) -> Line:
    """A new line, its label under `label` where people give labels.

    Raises NotAllowed, BadInput by column, Full, AlreadyEntered (one wins, the other is told who was first).
    """
    if by.person is None or not kept.keeps(by):
        raise NotAllowed
    register = kept.register
    values, wrong = checking.checked(register.columns, said)
    refuse_wrong(wrong)
    book = locked_book(kept)
    for column in register.columns:
        if column.lookup and column.id in values:
            _look_up(kept, column, column.lookup, values)
    line = Line(book=book, edition=kept.edition, entered_at=at, entered_by_id=by.person, values=values)
    line.findings = checking.findings(register.columns, values)
    line.label = _label(kept, book, said)
    stand(line, kept, register.first.id, at)
    _only_one(line)
    make_room(book.pk, kept, line.state)
    line.save(force_insert=True)
    Movement.objects.create(
        line=line, move="enter", after=line.state, answers=public(kept, values), at=at, by_id=by.person
    )
    facts = {"label": line.label, "state": line.state, "values": public(kept, values)}
    note(line, kept, "line.entered", by, at, facts, "")
    return line


def _label(kept: Kept, book: Book, said: Mapping[str, Any]) -> str:
    """As it was given, or the next number. Raises BadInput."""
    if kept.register.label is None:
        book.last_number += 1
        book.save(update_fields=["last_number"])
        return f"{kept.register.prefix}{book.last_number:05d}"
    label = "".join(str(said.get("label") or "").split())
    if not checking.fits_label(kept.register, label):
        hint = kept.register.label_hint
        wanted = _("Write the label as this register has it: %(hint)s") % {"hint": hint.zh if hint else ""}
        raise BadInput(fields={"label": wanted})
    return label


def _only_one(line: Line) -> None:
    """Raises AlreadyEntered. The book is locked, so nobody else writes one meanwhile."""
    still = Line.objects.filter(book=line.book, closed_at=None).select_related("entered_by")
    first = still.filter(label=line.label).first()
    if first is None and line.alike:
        first = still.filter(alike=line.alike).first()
    if first is not None:
        when = first.entered_at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
        raise AlreadyEntered(label=first.label, who=first.entered_by.name, when=when)


def _look_up(kept: Kept, column: Column, lookup: Lookup, values: dict[str, Any]) -> None:
    """Whom a name means: the one of that name fills in the rest; of several, what is written tells which.

    Raises BadInput at what tells them apart.
    """
    named = Line.objects.filter(
        book__place=kept.place, book__register=lookup.register_, closed_at=None
    ).filter(**{f"values__{lookup.column}": values[column.id]})
    rows = [one.values for one in named.order_by("pk")[:MOST_ALIKE]]
    fitting = [one for one in rows if all(values.get(id, one.get(id)) == one.get(id) for id in lookup.apart)]
    if len(fitting) == 1:
        values.update({id: fitting[0][id] for id in lookup.apart if id in fitting[0]})
    elif rows and not fitting:
        told = _("Nobody of this name is listed there. Ask again.")
        raise BadInput(fields={id: told for id in lookup.apart if id in values} or {column.id: told})
    elif len(fitting) > 1:
        told = _("%(count)s people here have this name: ask for this too.") % {"count": len(fitting)}
        raise BadInput(fields={id: told for id in lookup.apart if id not in values})

"""What every verb of a register begins and ends with: locks, room, what is wrong in words, the journal."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from bihuan.engines.registers import checking
from bihuan.engines.registers.errors import BadInput, Full, NotAllowed, NotFound
from bihuan.engines.registers.inforce import Kept, kept_line
from bihuan.engines.registers.models import Book, Line
from bihuan.engines.registers.searching import LINES, spoken
from bihuan.ground.directory.actor import Actor
from bihuan.ground.journal import actions as journal

_WRONG = {
    checking.MISSING: _("Please fill this in."),
    checking.TOO_LONG: _("This is too long."),
    checking.NO_NUMBER: _("Write a number, such as 30 or 0.5."),
    checking.NO_DATE: _("Choose a day from 2000 to 2100."),
    checking.NO_PHONE: _("This is no phone number."),
    checking.NO_CHOICE: _("Choose one of the list."),
    checking.NO_CONSENT: _("It goes on only when this is so."),
    checking.STRANGE: _("This holds a character that cannot be kept."),
}


def refuse_wrong(wrong: Mapping[str, str]) -> None:
    """Raises BadInput by field, if anything is wrong."""
    if wrong:
        raise BadInput(fields={id: _WRONG[why] for id, why in wrong.items()})


def locked_book(kept: Kept) -> Book:
    Book.objects.get_or_create(place=kept.place, register=kept.register.id)
    return Book.objects.select_for_update(no_key=True).get(place=kept.place, register=kept.register.id)


def locked(line: Line | int, by: Actor) -> tuple[Line, Kept, int]:
    """The line, its book locked before it, the register it was written by, and who acts. Raises NotFound, NotAllowed."""
    pk = line if isinstance(line, int) else line.pk
    book = Line.objects.filter(pk=pk).values_list("book_id", flat=True).first()
    if book is None:
        raise NotFound
    Book.objects.select_for_update(no_key=True).get(pk=book)
    rows = Line.objects.select_for_update(of=("self",), no_key=True).select_related("book__place")
    found = rows.get(pk=pk)
    kept = kept_line(found)
    if by.person is None or not kept.sees(by):
        raise NotAllowed
    return found, kept, by.person


def make_room(book: int, kept: Kept, state: str) -> None:
    """Raises Full when a state holds something and everything is taken."""
    capacity = kept.register.capacity
    if capacity is None or not kept.register.state(state).holds:
        return
    if taken(book, kept) >= capacity:
        raise Full(capacity=capacity)


def taken(book: int, kept: Kept) -> int:
    holding = [one.id for one in kept.register.states if one.holds]
    return Line.objects.filter(book=book, closed_at=None, state__in=holding).count()


def stand(line: Line, kept: Kept, state: str, at: datetime) -> None:
    """From now on the line stands in a state; its time begins anew."""
    found = kept.register.state(state)
    line.state, line.since, line.told_at = state, at, None
    line.closed_at = at if found.final else None
    line.due_at = checking.due(found, line.values, at)
    line.alike = checking.alike(kept.register, line.values)


def public(kept: Kept, values: Mapping[str, Any], asks: Iterable[Any] = ()) -> dict[str, Any]:
    """What the journal may hold for good: nothing personal."""
    personal = {one.id for one in (*kept.register.columns, *asks) if one.personal}
    return {id: value for id, value in values.items() if id not in personal}


def note(
    line: Line, kept: Kept, verb: str, by: Actor, at: datetime, facts: Mapping[str, Any], clause: str
) -> None:
    """Write it into the line's chain, index its words and save it."""
    cited = f"{line.edition}#{clause or kept.register.clause}"
    journal.write(line, verb, actor=by.ref, actor_name=by.name, at=at, facts=facts, clause=cited)
    line.save()
    LINES.put(line.pk, spoken(line))


def last_signed(line: Line) -> str:
    """Who made the last step."""
    newest = line.movements.aggregate(last=Max("pk"))["last"]
    return str(line.movements.select_related("by").get(pk=newest).by.name) if newest else ""

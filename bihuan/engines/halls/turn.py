"""One verb under way in a hall: the hall locked, what holds there, who acts, and how each change is written down."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import connection, transaction
from django.db.models import QuerySet

from bihuan.engines.halls import rights
from bihuan.engines.halls.errors import Expired, ForeignTicket, NotAllowed, NotAtCounter, NotFound, NotNow
from bihuan.engines.halls.inforce import Standard, standard_of
from bihuan.engines.halls.models import Counter, Hall, Showing, Ticket
from bihuan.ground.directory.actor import Actor
from bihuan.ground.journal import actions as journal
from bihuan.ground.journal import prepared
from bihuan.ground.journal.models import Entry, Journaled
from bihuan.ground.journal.rows import insert

Said = ParamSpec("Said")
Done = TypeVar("Done")
_line = threading.RLock()


@contextmanager
def in_line() -> Iterator[None]:
    """On SQLite the hall's writers of this process line up before they begin.

    SQLite itself lets a waiting writer sleep and try again, in no order; with twenty counters some would never get in.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    with _line:
        yield


def in_turn(verb: Callable[Said, Done]) -> Callable[Said, Done]:
    """The verb as one transaction, in line with the others."""

    @wraps(verb)
    def done(*said: Said.args, **named: Said.kwargs) -> Done:
        with in_line(), transaction.atomic():
            return verb(*said, **named)

    return done


@dataclass
class Turn:
    hall: Hall
    standard: Standard
    by: Actor
    at: datetime

    @property
    def place(self) -> str:
        return self.hall.place.path

    def change(
        self,
        row: Journaled,
        verb: str,
        facts: Mapping[str, Any] | None = None,
        *,
        clause: str | None = None,
        **news: Any,
    ) -> Entry:
        """Set the columns, write the entry and save both together."""
        for name, value in news.items():
            setattr(row, name, value)
        entry = self.note(row, verb, facts, clause=clause)
        row.save(update_fields=[*news, "journal_seq", "journal_head"])
        return entry

    def note(
        self, row: Journaled, verb: str, facts: Mapping[str, Any] | None = None, *, clause: str | None = None
    ) -> Entry:
        """The entry alone; the caller saves the row."""
        return journal.write(
            row,
            verb,
            actor=self.by.ref,
            actor_name=self.by.name,
            at=self.at,
            facts=facts,
            clause=self.standard.cite(clause),
        )

    def show(self, kind: Showing.Kind, **facts: Any) -> None:
        """For the screens. The id is given under the hall's lock, so it grows in order."""
        insert([Showing(hall_id=self.hall.pk, at=self.at, kind=kind, facts=facts)])

    def lobby_or_refuse(self) -> None:
        if not rights.may_keep_lobby(self.by, self.place, self.standard.rules):
            raise NotAllowed

    def staff_or_refuse(self) -> None:
        if not rights.is_staff(self.by, self.place, self.standard.rules):
            raise NotAllowed


def begin(hall: Hall | int, *, by: Actor, at: datetime) -> Turn:
    """Lock the hall. Call inside a verb that is `in_turn`. Raises NotFound, UnknownRules."""
    pk = hall if isinstance(hall, int) else hall.pk
    found = prepared.ask("halls.turn", _locking, pk)
    if not found or found[0].closed_at is not None:
        raise NotFound
    return Turn(found[0], standard_of(found[0], at), by, at)


def _locking(pk: int) -> QuerySet[Hall]:
    held = Hall.objects.select_for_update(of=("self",), no_key=True)
    return held.select_related("place").filter(pk=pk)


def counter_of(turn: Turn, counter: Counter | int) -> Counter:
    """The counter as it is now. Raises NotFound when it is not (or no longer) in this hall."""
    pk = counter if isinstance(counter, int) else counter.pk
    found = prepared.ask("halls.counter", _counter, pk)
    if not found or found[0].hall_id != turn.hall.pk or found[0].closed_at is not None:
        raise NotFound
    return found[0]


def _counter(pk: int) -> QuerySet[Counter]:
    return Counter.objects.filter(pk=pk)


def at_counter(turn: Turn, counter: Counter | int) -> Counter:
    """The counter, at which the actor is logged on and which is open. Raises NotAtCounter."""
    found = counter_of(turn, counter)
    if found.state != Counter.State.OPEN or turn.by.person is None or found.clerk_id != turn.by.person:
        raise NotAtCounter
    return found


def ticket_of(turn: Turn, ticket: Ticket | int) -> Ticket:
    """The ticket as it is now. Raises ForeignTicket when it is another hall's."""
    pk = ticket if isinstance(ticket, int) else ticket.pk
    found = prepared.ask("halls.ticket", _ticket, pk)
    if not found:
        raise NotFound
    if found[0].hall_id != turn.hall.pk:
        raise ForeignTicket(hall=found[0].hall.place.name)
    return found[0]


def _ticket(pk: int) -> QuerySet[Ticket]:
    return Ticket.objects.filter(pk=pk)


def in_hand(turn: Turn, ticket: Ticket | int) -> tuple[Ticket, Counter]:
    """A ticket that is called to or served at the actor's own counter. Raises NotNow, NotAtCounter."""
    found = in_state(turn, ticket, *Ticket.AT_COUNTER)
    counter = counter_of(turn, found.counter_id or 0)
    if turn.by.person is None or counter.clerk_id != turn.by.person:
        raise NotAtCounter
    return found, counter


def in_state(turn: Turn, ticket: Ticket | int, *states: str) -> Ticket:
    """The ticket, in one of the states. Raises Expired for one of a past day, NotNow for others."""
    found = ticket_of(turn, ticket)
    if found.state in states:
        return found
    if found.state == Ticket.State.CLOSED or found.day < turn.standard.day(turn.at):
        raise Expired(when=found.day.isoformat())
    raise NotNow(number=found.label, state=found.get_state_display())

"""Writing a played day of a hall as its verbs would have: the same columns, the same entries in the same chains.

Through the verbs one by one a month of three halls would take minutes; so rows go in by hundreds.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from django.db import connection
from django.db.models import Model

from bihuan.engines.halls.models import Counter, Rating, Showing, Stint, Ticket
from bihuan.ground.directory.models import Person
from bihuan.ground.journal.chain import digest
from bihuan.ground.journal.models import Entry, Journaled
from bihuan.ground.journal.rows import insert, reserve
from bihuan.project.demo.halls import Opened
from bihuan.project.demo.visiting import Day, Visit

_State = Ticket.State
#: Rows of one statement.
AT_ONCE = 200
#: Calls that a screen shows when the demo opens.
SHOWN = timedelta(hours=1)


@dataclass(slots=True)
class Record:
    """One day, written up to `until`; what would come later has not happened yet."""

    opened: Opened
    day: Day
    on: date
    until: datetime
    people: Mapping[str, Person]
    entries: list[Entry] = field(default_factory=list)
    letters: dict[str, int] = field(default_factory=dict)

    def write(self) -> int:
        """All rows of the day; how many numbers were taken."""
        came = [visit for visit in self.day.visits if visit.arrived < self.until]
        ids = _reserved(len(came))
        tickets = [self._ticket(visit, pk) for visit, pk in zip(came, ids, strict=True)]
        _insert(tickets)
        rated = [
            pair for pair in zip(came, tickets, strict=True) if pair[0].score and self._past(pair[0].rated)
        ]
        _insert([self._rating(visit, ticket) for visit, ticket in rated])
        self._staff()
        _insert(self.entries)
        self._screens(came, tickets)
        return len(tickets)

    def _past(self, at: datetime | None) -> bool:
        return at is not None and at < self.until

    def _note(
        self, row: Journaled, verb: str, who: str, at: datetime, clause: str | None, **facts: Any
    ) -> None:
        """An entry of the row's chain, as `journal.write` makes it; `who` is a username, or empty for the kiosk."""
        person = self.people.get(who)
        actor = person.ref if person else who or f"device:{self._kiosk()}"
        row.journal_seq += 1
        said: dict[str, Any] = {
            "kind": row.journal_kind,
            "subject": row.pk,
            "seq": row.journal_seq,
            "at": at,
            "verb": verb,
            "actor": actor,
            "actor_name": person.name if person else "",
            "clause": self.day.standard.cite(clause),
            "facts": facts,
        }
        entry = Entry(prev=row.journal_head, **said)
        entry.hash = digest(entry.prev, **said)
        row.journal_head = entry.hash
        self.entries.append(entry)

    def _kiosk(self) -> int:
        return self.opened.hall.pk

    def _clerk(self, number: int | None) -> str:
        return next((one.clerk for one in self.opened.plan.windows if one.number == number), "")

    def _ticket(self, visit: Visit, pk: int) -> Ticket:
        service = self.day.standard.service(visit.service)
        number = self.letters[service.letter] = self.letters.get(service.letter, 0) + 1
        ticket = Ticket(
            id=pk,
            hall=self.opened.hall,
            day=self.on,
            service=visit.service,
            letter=service.letter,
            number=number,
            secret=secrets.token_urlsafe(15),
            source=visit.source,
            priority=visit.priority,
            phone=visit.phone,
            taken_at=visit.arrived,
            entered_at=visit.arrived,
            ahead=visit.ahead,
            estimate_low=None if visit.low is None else round(visit.low),
            estimate_high=None if visit.high is None else round(visit.high),
            edition=self.day.standard.pack.name,
            rules=self.day.standard.rules.id,
        )
        facts = {"hall": self.opened.hall.pk, "number": ticket.label, "service": visit.service}
        facts |= {"source": visit.source, "priority": visit.priority}
        clause = service.clause or self.day.standard.rules.clause
        who = f"customer:{visit.phone}" if visit.source == "phone" else ""
        self._note(ticket, "ticket.taken", who, visit.arrived, clause, **facts)
        self._called(ticket, visit)
        self._ended(ticket, visit)
        return ticket

    def _called(self, ticket: Ticket, visit: Visit) -> None:
        """From the call to the beginning."""
        clerk, calls = self._clerk(visit.counter), [at for at in visit.calls if self._past(at)]
        if not calls or visit.counter is None:
            return
        counter = self.opened.counters[visit.counter]
        ticket.state, ticket.counter, ticket.clerk = _State.CALLED, counter, self.people[clerk]
        ticket.called_at, ticket.last_call_at, ticket.calls = calls[0], calls[-1], len(calls)
        ticket.waited = int((calls[0] - visit.arrived).total_seconds())
        ticket.overtaken = visit.overtaken
        self._note(
            ticket,
            "ticket.called",
            clerk,
            calls[0],
            None,
            counter=counter.number,
            why=visit.why,
            passed_over=visit.passed_over,
        )
        for number, at in enumerate(calls[1:], 2):
            self._note(ticket, "ticket.recalled", clerk, at, None, calls=number)
        if visit.began is not None and self._past(visit.began):
            ticket.state, ticket.served_at = _State.SERVING, visit.began
            self._note(ticket, "ticket.started", clerk, visit.began, None)

    def _ended(self, ticket: Ticket, visit: Visit) -> None:
        if visit.ended is None or not self._past(visit.ended):
            return
        clerk, ended = self._clerk(visit.counter), visit.ended
        ticket.ended_at = ended
        if visit.how == "left":
            ticket.state = _State.LEFT
            self._note(
                ticket, "ticket.left", f"customer:{visit.phone}" if visit.phone else "", ended, None, why=""
            )
        elif visit.how == "passed":
            self._passed(ticket, clerk, ended)
        elif visit.began is not None:
            ticket.state, ticket.business = _State.FINISHED, visit.service
            ticket.handling = int((ended - visit.began).total_seconds())
            self._note(ticket, "ticket.finished", clerk, ended, None, business=visit.service, case="")
            if visit.score and visit.rated is not None and self._past(visit.rated):
                clause, facts = self.day.standard.rules.rating.clause, self._rated(visit)
                self._note(ticket, "ticket.rated", "", visit.rated, clause, **facts)

    def _passed(self, ticket: Ticket, clerk: str, at: datetime) -> None:
        """Nobody came; after midnight the number is closed with its day."""
        ticket.state, ticket.no_shows = _State.PASSED, 1
        rule = self.day.standard.rules.no_show
        facts = {"counter": ticket.counter.number if ticket.counter else 0, "calls": ticket.calls}
        self._note(ticket, "ticket.passed", clerk, at, rule.clause, **facts, then="passed")
        over = self._midnight()
        if self._past(over):
            ticket.state, ticket.ended_at = _State.CLOSED, over
            self._note(ticket, "ticket.closed", "watch", over, None, was="passed")

    def _midnight(self) -> datetime:
        return self.day.opens.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(
            days=1, seconds=30
        )

    def _rated(self, visit: Visit) -> dict[str, Any]:
        return {"score": visit.score, "reasons": self._reasons(visit), "way": "device"}

    def _reasons(self, visit: Visit) -> list[str]:
        rule = self.day.standard.rules.rating
        if visit.score is None or visit.score > rule.bad or not rule.reasons:
            return []
        if visit.was_long and "waited" in {one.id for one in rule.reasons}:
            return ["waited"]
        return [Random(visit.number).choice(rule.reasons).id]

    def _rating(self, visit: Visit, ticket: Ticket) -> Rating:
        assert visit.score is not None and visit.rated is not None
        return Rating(
            ticket=ticket,
            score=visit.score,
            reasons=self._reasons(visit),
            way=Rating.Way.DEVICE,
            at=visit.rated,
        )

    def _staff(self) -> None:
        """Who sat at the counters: on from the opening, off at the end unless the day still runs."""
        last = max((visit.ended for visit in self.day.visits if visit.ended), default=self.day.opens)
        off = min(max(self.day.shuts, last + timedelta(minutes=1)), self._midnight() - timedelta(seconds=60))
        for window in self.day.windows:
            counter, person = self.opened.counters[window.number], self.people[window.clerk]
            over = off < self.until
            self._note(counter, "counter.logged_on", window.clerk, self.day.opens, None)
            Stint.objects.create(
                counter=counter,
                person=person,
                state=Counter.State.OPEN,
                from_at=self.day.opens,
                until_at=off if over else None,
            )
            if over:
                self._note(counter, "counter.logged_off", window.clerk, off, None)
            counter.state = Counter.State.OFF if over else Counter.State.OPEN
            counter.clerk, counter.since = (None, off) if over else (person, self.day.opens)
            counter.save(update_fields=["state", "clerk", "since", "journal_seq", "journal_head"])

    def _screens(self, came: Sequence[Visit], tickets: Sequence[Ticket]) -> None:
        """The latest calls, for a screen that opens now; older ones nobody looks at."""
        shown = [
            (visit.calls[0], visit, ticket)
            for visit, ticket in zip(came, tickets, strict=True)
            if visit.calls and self.until - SHOWN < visit.calls[0] < self.until and visit.counter
        ]
        for at, visit, ticket in sorted(shown, key=lambda one: one[0]):
            counter = self.opened.counters[visit.counter or 0]
            facts = {"ticket": ticket.label, "counter": counter.number, "title": counter.title}
            facts |= {"service": visit.service, "language": ticket.language}
            Showing.objects.create(hall=self.opened.hall, at=at, kind=Showing.Kind.CALLED, facts=facts)


def _insert(rows: Sequence[Model]) -> None:
    for first in range(0, len(rows), AT_ONCE):
        insert(rows[first : first + AT_ONCE])


def _reserved(count: int) -> list[int]:
    """As many ids as needed: on SQLite the next ones, nobody else writing; on PostgreSQL the sequence's."""
    if not count:
        return []
    if connection.vendor == "postgresql":
        return [reserve(Ticket) for _one in range(count)]
    first = reserve(Ticket)
    return list(range(first, first + count))

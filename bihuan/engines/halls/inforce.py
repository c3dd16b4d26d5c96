"""By which rules a hall works on a day: the row of the nearest standard in force there, with its services."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import get_language

from bihuan.engines.halls.errors import HallClosed, NotOffered, UnknownRules
from bihuan.engines.halls.models import Hall, Ticket
from bihuan.engines.halls.queueing import Law, Waiting
from bihuan.engines.halls.scenarios import law_of
from bihuan.engines.halls.shapes import HallRules, Service, span
from bihuan.ground.standards import adoption
from bihuan.ground.standards.base import Text
from bihuan.ground.standards.packs import Pack
from bihuan.ground.worktime import Calendar, next_open
from bihuan.ground.worktime.errors import WorktimeError
from bihuan.ground.worktime.zone import SHANGHAI


@dataclass(frozen=True)
class Standard:
    """What holds in a hall."""

    pack: Pack
    rules: HallRules

    @property
    def services(self) -> Mapping[str, Service]:
        """What the hall offers, by id, in the order of the rules."""
        rows = self.pack.rows("services")
        return {id: rows[id] for id in self.rules.services}

    @property
    def calendar(self) -> Calendar:
        return self.pack.calendar(self.rules.calendar)

    @property
    def law(self) -> Law:
        return law_of(self.rules)

    def cite(self, clause: str | None) -> str:
        return self.pack.cite(clause) if clause else ""

    def service(self, id: str) -> Service:
        """Raises NotOffered."""
        if id not in self.rules.services:
            known = self.pack.rows("services").get(id)
            raise NotOffered(service=spoken(known.title) if known else id)
        found: Service = self.pack.rows("services")[id]
        return found

    def day(self, at: datetime) -> date:
        """The local day."""
        return self.calendar.local(at).date()

    def opening(self, at: datetime) -> tuple[datetime, datetime] | None:
        """The opening hours that `at` lies in."""
        for opens, shuts in self.calendar.hours_on(self.day(at)):
            if opens <= at < shuts:
                return opens, shuts
        return None

    def open_or_refuse(self, at: datetime) -> None:
        """Raises HallClosed, saying when it opens."""
        if self.opening(at) is None:
            raise HallClosed(opens=self._opens(at))

    def _opens(self, at: datetime) -> str:
        try:
            return f"{self.calendar.local(next_open(at, self.calendar)):%Y-%m-%d %H:%M}"
        except WorktimeError:
            return "—"

    def waiting(self, ticket: Ticket) -> Waiting:
        """The ticket as the order sees it."""
        priority = self.rules.priority(ticket.priority)
        band = (ticket.band_start, ticket.band_end) if ticket.band_start and ticket.band_end else None
        return Waiting(
            id=ticket.pk,
            service=ticket.service,
            entered_at=ticket.entered_at,
            rank=priority.rank if priority else 0,
            most_wait=span(priority.most_wait) if priority and priority.most_wait else None,
            band=band,
            language=ticket.language,
            only=ticket.only_id,
            overtaken=ticket.overtaken,
        )


def spoken(text: Text) -> str:
    """The text in the language of whoever asks."""
    return text.say(get_language() or "")


def standard_of(hall: Hall, at: datetime) -> Standard:
    """What holds in the hall at the moment. Raises UnknownRules."""
    found = find_rules(hall.place.path, hall.rules, at)
    if found is None:
        raise UnknownRules(rules=hall.rules)
    return found


def find_rules(path: str, rules: str, at: datetime) -> Standard | None:
    """The nearest standard in force at a place that has hall rules of this name."""
    for pack in adoption.in_force(path, at.astimezone(SHANGHAI).date()):
        if rules in pack.rows("halls"):
            return Standard(pack, pack.rows("halls")[rules])
    return None


def rules_on_offer(path: str, at: datetime) -> Mapping[str, Standard]:
    """Every set of hall rules that a place may choose, the nearest first."""
    found: dict[str, Standard] = {}
    for pack in adoption.in_force(path, at.astimezone(SHANGHAI).date()):
        for id, row in pack.rows("halls").items():
            found.setdefault(id, Standard(pack, row))
    return found


def standard_as_taken(edition: str, rules: str) -> Standard:
    """What held when a ticket was taken."""
    pack = adoption.pack_of(edition)
    return Standard(pack, pack.rows("halls")[rules])

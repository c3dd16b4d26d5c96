"""One verb under way at an outage: the row locked, its places and its standard, and how a change is written down."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bihuan.engines.outages.errors import NotAllowed, NotFound, Over
from bihuan.engines.outages.models import Outage
from bihuan.ground.directory.actor import Actor
from bihuan.ground.directory.models import Place
from bihuan.ground.journal import actions as journal
from bihuan.ground.journal.models import Entry
from bihuan.ground.standards import adoption
from bihuan.ground.standards.holding import holds
from bihuan.ground.standards.packs import Pack
from bihuan.ground.worktime.zone import SHANGHAI


def at_all(by: Actor, office: str, places: Sequence[Place], at: datetime) -> bool:
    """Whether the actor holds the office at every one of the places."""
    day = at.astimezone(SHANGHAI).date()
    return bool(places) and all(holds(by, office, place.path, day) for place in places)


@dataclass
class Turn:
    outage: Outage
    places: Sequence[Place]
    pack: Pack
    by: Actor
    at: datetime

    def holds_or_refuse(self, office: str) -> None:
        if not at_all(self.by, office, self.places, self.at):
            raise NotAllowed

    def live_or_refuse(self) -> None:
        if self.outage.restored_at or self.outage.cancelled_at:
            raise Over

    def change(
        self, verb: str, facts: Mapping[str, Any] | None = None, clause: str | None = None, **news: Any
    ) -> Entry:
        """Set the columns, write the entry and save both together."""
        for name, value in news.items():
            setattr(self.outage, name, value)
        entry = journal.write(
            self.outage,
            f"outage.{verb}",
            actor=self.by.ref,
            actor_name=self.by.name,
            at=self.at,
            facts=facts,
            clause=self.pack.cite(clause) if clause else "",
        )
        self.outage.save(update_fields=[*news, "journal_seq", "journal_head"])
        return entry


def begin(outage: Outage | int, *, by: Actor, at: datetime) -> Turn:
    """Lock the outage. Call inside a transaction. Raises NotFound."""
    pk = outage if isinstance(outage, int) else outage.pk
    found = Outage.objects.select_for_update(of=("self",), no_key=True).filter(pk=pk).first()
    if found is None:
        raise NotFound
    places = list(Place.objects.filter(outages=found).order_by("path"))
    return Turn(found, places, adoption.pack_of(found.edition), by, at)

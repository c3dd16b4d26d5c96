"""Households with electricity in three areas, and who announces outages to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from bihuan.engines.billing.models import Account, Premise
from bihuan.engines.cases.intake import Details
from bihuan.engines.ledger.models import Book
from bihuan.engines.outages import actions
from bihuan.engines.outages.actions import Fault, Plan
from bihuan.engines.outages.models import Outage
from bihuan.ground.directory.actor import Actor
from bihuan.ground.directory.models import Place
from bihuan.ground.journal.models import Delivery, Entry
from bihuan.ground.standards import adoption
from bihuan.ground.standards.actions import adopt
from tests.cast import Cast


@dataclass
class Grid:
    cast: Cast

    @property
    def at(self) -> datetime:
        return self.cast.at

    @property
    def dong(self) -> Actor:
        """Repairs power: announces outages and says when they are over."""
        return self.cast.actor(self.cast.dong)

    @property
    def he(self) -> Actor:
        """Heads the station: may go on with a late notice."""
        return self.cast.actor(self.cast.he)

    @property
    def east(self) -> Place:
        return self.cast.places["east"]

    @property
    def west(self) -> Place:
        return self.cast.places["west"]

    def households(self, place: Place, count: int, *, first: int = 0, **said: Any) -> None:
        """So many, each with a mobile of its own."""
        premise = Premise.objects.create(place=place, address="滨江路18号")
        Book.objects.bulk_create([Book(**_book(first + n)) for n in range(count)])
        books = list(Book.objects.order_by("-pk")[:count])
        Account.objects.bulk_create(
            [
                Account(
                    number=f"{first + n:010d}",
                    premise=premise,
                    series="zhejiang-power",
                    commodity=said.get("commodity", "electricity"),
                    holder_name="张三丰",
                    holder_phone=f"139{first + n:08d}",
                    important=said.get("important", False),
                    book=book,
                    opened_on=date(2026, 1, 1),
                    opened_at=self.at - timedelta(days=30),
                )
                for n, book in enumerate(books)
            ]
        )

    def plan(self, *, kind: str = "planned", days: float = 8, hours: float = 0, **said: Any) -> Plan:
        begins = self.at + timedelta(days=days, hours=hours)
        told: dict[str, Any] = {
            "places": [self.east],
            "title": "滨江路线路检修",
            "cause": "更换老旧线路",
            "begins_at": begins,
            "ends_at": begins + timedelta(hours=6),
        }
        return Plan(kind=kind, **(told | said))

    def announced(self, **said: Any) -> Outage:
        return actions.announce(self.plan(**said), by=self.dong, at=self.at)

    def fault(self, places: Sequence[Place] = (), **said: Any) -> Outage:
        told: dict[str, Any] = {
            "fault": "device",
            "places": places or [self.east],
            "title": "滨江路停电",
            "cause": "变压器跳闸",
            "since": self.at,
        }
        return actions.discover(Fault(**(told | said)), by=self.dong, at=self.at)

    def details(self, **said: Any) -> Details:
        told: dict[str, Any] = {
            "kind": "fault",
            "channel": "hotline",
            "text": "家里停电了",
            "reporter_phone": "13800138000",
            "reporter_name": "张三丰",
        }
        return Details(**(told | said))


def _book(n: int) -> dict[str, Any]:
    return {"kind": Book.Kind.RECEIVABLE, "subject": f"grid:{n}"}


def due(outage: Outage) -> datetime:
    """When the fault has to be mended."""
    assert outage.due_at is not None
    return outage.due_at


def entries(outage: Outage) -> list[str]:
    rows = Entry.objects.filter(kind="outage", subject=outage.pk).order_by("seq")
    return list(rows.values_list("verb", flat=True))


def told(outage: Outage) -> list[str]:
    """The phones that a text message about the outage went to."""
    rows = Delivery.objects.filter(channel="sms", link=f"/outages/{outage.pk}/")
    return sorted(rows.values_list("address", flat=True))


def in_company(cast: Cast) -> Grid:
    admin = cast.actor(cast.admin)
    for pack, since in (
        ("power-station-service@1", date(2025, 12, 1)),
        ("company-offices-2026@2026.1", date(2026, 1, 1)),
    ):
        adopt(cast.company, pack, since=since, by=admin, at=cast.at - timedelta(days=120))
    adoption.forget()
    return Grid(cast)

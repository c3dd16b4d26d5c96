"""A street of households that are billed: water by Beijing's steps, electricity by Zhejiang's, a fee for floor area."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from bihuan.engines.billing import actions
from bihuan.engines.billing.actions import Opening
from bihuan.engines.billing.models import Account, Bill, BillRun, Premise, Reading
from bihuan.ground.directory.actor import Actor
from bihuan.ground.directory.models import Person
from bihuan.ground.standards import adoption
from bihuan.ground.standards.actions import adopt
from tests.cast import Cast

SHANGHAI = ZoneInfo("Asia/Shanghai")
WATER, POWER, TIMES = "beijing-water", "zhejiang-power", "zhejiang-power-times"


def noon(on: date) -> datetime:
    return datetime(on.year, on.month, on.day, 12, tzinfo=SHANGHAI)


@dataclass
class Utility:
    cast: Cast

    def actor(self, person: Person) -> Actor:
        return self.cast.actor(person)

    @property
    def fang(self) -> Actor:
        """A clerk of the East hall: reads meters, takes money."""
        return self.actor(self.cast.fang)

    @property
    def he(self) -> Actor:
        """The head of customer-service management: makes bills."""
        return self.actor(self.cast.he)

    def premise(self, place: str = "east", address: str = "滨江路18号3栋2单元501") -> Premise:
        return Premise.objects.create(place=self.cast.places[place], address=address)

    def account(
        self, series: str = WATER, *, place: str = "east", on: date = date(2026, 1, 1), **said: Any
    ) -> Account:
        """An account with a meter that begins at 100."""
        measures = {"beijing-water": ["water"], "zhejiang-power": ["power"]}.get(series, ["peak", "valley"])
        told: dict[str, Any] = {
            "premise": self.premise(place),
            "series": series,
            "holder_name": "张三丰",
            "holder_phone": "13800138000",
            "serial": "M-0001",
            "starts": dict.fromkeys(measures, Decimal(100)),
        }
        by = self.actor(self.cast.zhao)
        return actions.open_account(Opening(**(told | said)), on=on, by=by, at=self.cast.at)

    def read(self, account: Account, on: date, value: Mapping[str, int] | int, **said: Any) -> Reading:
        meter = account.meters.get(removed_on=None)
        ids = list(meter.starts)
        shown = value if isinstance(value, Mapping) else {ids[0]: value}
        return actions.enter_reading(
            account,
            {id: Decimal(one) for id, one in shown.items()},
            on=on,
            by=self.actor(self.cast.zhao),
            at=max(self.cast.at, noon(on)),
            **({"sure": True} | said),
        )

    def run(self, until: date, place: str = "company", **said: Any) -> BillRun:
        """A whole run, its parts one after the other."""
        at = max(self.cast.at, noon(until) + timedelta(days=1))
        due = said.pop("due_on", at.date() + timedelta(15))
        run = actions.start_run(self.cast.places[place], until, due, by=self.he, at=at, **said)
        while actions.bill_part(run, by=self.he, at=at):
            pass
        return BillRun.objects.get(pk=run.pk)

    def bill(self, account: Account) -> Bill:
        return Bill.objects.live().filter(account=account).order_by("-last")[0]


def in_company(cast: Cast) -> Utility:
    admin = cast.actor(cast.admin)
    for pack in ("china-tariffs-2026@2026.1", "company-offices-2026@2026.1"):
        adopt(cast.company, pack, since=date(2026, 1, 1), by=admin, at=cast.at - timedelta(days=120))
    adoption.forget()
    adoption.in_force(cast.company, date(2026, 6, 1))
    return Utility(cast)

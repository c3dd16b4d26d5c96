"""A company that takes applications: the power station's standard, billed households, and a customer with a phone."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from bihuan.engines.applications import actions
from bihuan.engines.applications.models import Application
from bihuan.engines.cases import actions as cases
from bihuan.engines.cases.models import Case, Clock
from bihuan.ground.directory.actor import Actor, customer
from bihuan.ground.standards import adoption
from bihuan.ground.standards.actions import adopt
from bihuan.ground.standards.packs import Pack
from tests.cast import Cast
from tests.engines.billing.utility import Utility
from tests.engines.billing.utility import in_company as billed

STATION = "power-station-service@1"
PHONE = "13900139000"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


@dataclass
class Office:
    utility: Utility
    pack: Pack

    @property
    def cast(self) -> Cast:
        return self.utility.cast

    @property
    def at(self) -> datetime:
        return self.cast.at

    @property
    def clerk(self) -> Actor:
        return self.utility.fang

    @property
    def head(self) -> Actor:
        """He holds the offices that make bills."""
        return self.utility.he

    @property
    def customer(self) -> Actor:
        return customer(PHONE)

    def begin(self, business: str = "home", **said: Any) -> Application:
        told: dict[str, Any] = {
            "place": self.cast.east,
            "name": "李清照",
            "phone": PHONE,
            "answers": {"who": "person", "house": "own", "by": "self"},
            "said": {"address": "滨江路20号1栋101"},
            "at": self.at,
        }
        return actions.begin_application(self.pack, business, **(told | said))

    def hand_in(self, application: Application, *papers: str, at: datetime | None = None) -> None:
        for paper in papers:
            actions.add_paper(application, paper, f"{paper}.png", PNG, most=10**6, at=at or self.at)

    def sent(self, business: str = "home", papers: tuple[str, ...] = ("id", "deed"), **said: Any) -> Case:
        application = self.begin(business, **said)
        self.hand_in(application, *papers)
        return actions.send(application, by=self.customer, at=self.at)

    def stepped(self, case: Case, *verbs: Any) -> Case:
        for number, verb in enumerate(verbs, 1):
            at = self.at + timedelta(hours=number)
            if verb == "check":
                actions.check(case, by=self.clerk, at=at)
            else:
                cases.step(case, verb, "已现场核实", by=self.clerk, at=at)
        return self.cast.fresh(case)

    def clock(self, case: Case, promise: str) -> Clock:
        return Clock.objects.get(case=case, promise=promise)


def in_company(cast: Cast) -> Office:
    utility = billed(cast)
    adopt(
        cast.company, STATION, since=date(2026, 1, 1), by=cast.actor(cast.admin), at=cast.at - timedelta(120)
    )
    adoption.forget()
    adoption.in_force(cast.company, date(2026, 6, 1))
    return Office(utility, adoption.pack_of(STATION))

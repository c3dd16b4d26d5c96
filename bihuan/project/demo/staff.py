"""Who is at work when: the call centre in three shifts, halls in hall hours, a duty handler in every unit."""

from dataclasses import dataclass
from datetime import datetime
from random import Random

from bihuan.ground.directory.actor import Actor
from bihuan.ground.worktime.zone import SHANGHAI
from bihuan.project.demo.company import Company


@dataclass(frozen=True, slots=True)
class Staff:
    company: Company

    def agent(self, at: datetime) -> Actor:
        """Whoever has the shift; in the daytime the calls go round among two."""
        local, agents = at.astimezone(SHANGHAI), self.company.who("call-centre", "agent")
        shift = local.toordinal() + local.hour // 8
        second = 9 <= local.hour < 21 and local.minute % 2
        return agents[(shift + (2 if second else 0)) % len(agents)]

    def specialist(self) -> Actor:
        return self.company.who("call-centre", "specialist")[0]

    def clerk(self, hall: str) -> Actor:
        return self.company.who(f"hall-{hall}", "hall_clerk")[0]

    def hall_manager(self, hall: str) -> Actor:
        return self.company.who(f"hall-{hall}", "hall_manager")[0]

    def handler(self, team: str, rng: Random) -> Actor:
        return rng.choice(self.company.who(team, "handler"))

    def head(self, team: str) -> Actor:
        return self.company.who(team, "unit_head")[0]

    def commissioner(self) -> Actor:
        return self.company.who("care", "commissioner")[0]

    def manager(self) -> Actor:
        return self.company.who("care", "manager")[0]

    def leader(self) -> Actor:
        return self.company.who("leadership", "leader")[0]

"""Three outlets of the company and the people who inspect them: made by one call, driven through the verbs."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from bihuan.engines.inspections import actions
from bihuan.engines.inspections.inforce import sheet_of
from bihuan.engines.inspections.models import Visit
from bihuan.ground.directory.actor import Actor
from bihuan.ground.directory.models import Membership, Person, Place, Team
from bihuan.ground.sheets.shapes import Sheet
from bihuan.ground.standards import adoption
from bihuan.ground.standards.actions import adopt
from tests.cast import SINCE, Cast

EDITION = "outlet-checks-2026@2026.1"
PEOPLE = {
    "qin": ("秦岚", "care", "inspector"),
    "zeng": ("曾毅", "care", "inspector"),
    "luo": ("罗锐", "care", "chief_inspector"),
    "shen": ("沈平", "supervision", "arbiter"),
    "dou": ("窦敏", "hall-east", "hall_head"),
    "yue": ("岳宁", "hall-west", "hall_head"),
    "ge": ("葛青", "hall-east", "teller"),
}


@dataclass
class Outlets:
    cast: Cast
    people: dict[str, Person]

    def __getattr__(self, name: str) -> Person:
        try:
            found: Person = self.__dict__["people"][name]
        except KeyError:
            raise AttributeError(name) from None
        return found

    @property
    def at(self) -> datetime:
        return self.cast.at

    def actor(self, name: str) -> Actor:
        return self.people[name].actor(self.at)

    def points(self, sheet: str = "hardware", each: str = "2") -> None:
        """Every item of a sheet weighs the same."""
        items = adoption.pack_of(EDITION).rows("sheets")[sheet].items()
        points = {item.id: each for item in items}
        actions.set_points(self.cast.company, "outlet", sheet, points, by=self.actor("luo"), at=self.at)

    def planned(self, kind: str = "review", place: Place | None = None, **over: Any) -> Visit:
        said: dict[str, Any] = {
            "programme": "outlet",
            "sheet": "hardware",
            "place": place or self.cast.east,
            "kind": kind,
            "day": self.at.date(),
            "inspectors": [self.dou if kind == "own" else self.qin],
        }
        by = self.actor("dou" if kind == "own" else "luo")
        return actions.plan_visit(actions.Plan(**(said | over)), by=by, at=self.at)

    def begun(self, kind: str = "review", **over: Any) -> Visit:
        visit = self.planned(kind, **over)
        return actions.begin_visit(visit, by=self.inspector(visit), at=self.at)

    def filled(self, kind: str = "review", wrong: dict[str, Any] | None = None, **over: Any) -> Visit:
        """Everything in order but what is said."""
        visit = self.begun(kind, **over)
        answers = in_order(sheet_of(visit)) | (wrong or {})
        notes = dict.fromkeys(wrong or {}, "已先清理，加装提示")
        return actions.answer(visit, answers, notes, by=self.inspector(visit), at=self.at)

    def handed(self, kind: str = "review", wrong: dict[str, Any] | None = None, **over: Any) -> Visit:
        visit = self.filled(kind, wrong, **over)
        return actions.hand_over(visit, by=self.inspector(visit), at=self.later(1))

    def settled(self, wrong: dict[str, Any] | None = None, head: str = "dou", **over: Any) -> Visit:
        return actions.countersign(
            self.handed("review", wrong, **over), by=self.actor(head), at=self.later(2)
        )

    def inspector(self, visit: Visit) -> Actor:
        return visit.inspectors.get().actor(self.at)

    def later(self, hours: float) -> datetime:
        return self.at + timedelta(hours=hours)


def in_order(sheet: Sheet) -> dict[str, Any]:
    """Answers that take nothing off."""
    found: dict[str, Any] = {}
    for item in sheet.items():
        if item.answer == "yes_no":
            found[item.id] = True
        else:
            found[item.id] = str(item.good.at_least if item.good and item.good.at_least else 0)
    return found


def outlets(cast: Cast) -> Outlets:
    adopt(cast.company, EDITION, since=date(2026, 6, 1), by=cast.actor(cast.admin), at=cast.at)
    adoption.forget()
    people = {}
    for username, (name, team, role) in PEOPLE.items():
        people[username] = Person.objects.create(username=username, name=name)
        Membership.objects.create(
            person=people[username], team=Team.objects.get(code=team), role=role, since=SINCE
        )
    return Outlets(cast, people)

"""What customers say and what units find: themes from `texts/*.yaml`, with the blanks filled."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, Final

from bihuan.ground.standards.base import Strict
from bihuan.ground.standards.reading import PackError, fill, read
from bihuan.ground.worktime.zone import SHANGHAI

_HOME = Path(__file__).parent / "texts"
_SUPPLIES: Final = {
    "water": {"thing": "水", "fee": "水费", "meter": "水表", "per": "吨", "plant": "加压泵房"},
    "gas": {"thing": "气", "fee": "气费", "meter": "燃气表", "per": "方", "plant": "调压箱"},
    "electricity": {"thing": "电", "fee": "电费", "meter": "电表", "per": "度", "plant": "变压器"},
}
_TEAMS: Final = {"water": "water", "gas": "gas", "electricity": "power"}
_HALLS: Final = ("城东营业厅", "城西营业厅", "城南营业厅")
_PREFIXES: Final = ("135", "136", "137", "138", "139", "150", "151", "158", "159", "182", "187", "188")


class Theme(Strict):
    """A thing that goes wrong, or that somebody wants to know. `team` overrides the supply's own unit."""

    id: str
    kind: str = "complaint"
    category: str = ""
    supply: tuple[str, ...] = ()
    weight: int = 1
    titles: tuple[str, ...]
    texts: tuple[str, ...]
    findings: str = ""
    measures: str = ""
    reply: str
    improve: str = ""
    cause: str = ""
    team: str = ""
    long: bool = False
    blame: bool = False
    conduct: bool = False
    months: tuple[int, ...] = ()


def _read(name: str) -> Any:
    sheaf = read((_HOME / name).read_bytes(), name)
    if sheaf.problems:
        raise PackError(sheaf.problems)
    return sheaf


def _themes_of(name: str) -> list[Theme]:
    sheaf = _read(name)
    found = [fill(Theme, sheaf, (position,)) for position in range(len(sheaf.data))]
    if sheaf.problems:
        raise PackError(sheaf.problems)
    return [theme for theme in found if theme is not None]


@cache
def themes(kind: str) -> tuple[Theme, ...]:
    both = [*_themes_of("complaints.yaml"), *_themes_of("others.yaml")]
    return tuple(theme for theme in both if theme.kind == kind)


@cache
def incidents() -> tuple[Theme, ...]:
    return tuple(_themes_of("incidents.yaml"))


@cache
def words() -> dict[str, list[str]]:
    found: dict[str, list[str]] = _read("words.yaml").data
    return found


@dataclass(frozen=True, slots=True)
class Customer:
    name: str
    phone: str
    street: str
    estate: str
    door: str
    account: str

    @property
    def address(self) -> str:
        return f"{self.street}{self.estate}{self.door}"


def customers(count: int, rng: Random) -> list[Customer]:
    """People who may call, some again and again. The middle of every number is 0000, so that none is known."""
    said, found = words(), []
    for _number in range(count):
        found.append(
            Customer(
                name=rng.choice(said["surnames"]) + rng.choice(said["given"]),
                phone=f"{rng.choice(_PREFIXES)}0000{rng.randrange(10_000):04d}",
                street=rng.choice(said["streets"]),
                estate=rng.choice(said["estates"]),
                door=f"{rng.randint(1, 28)}栋{rng.randint(1, 4)}单元{rng.randint(1, 18)}{rng.randint(1, 4):02d}",
                account=f"10{rng.randrange(10**8):08d}",
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class Story:
    """One customer's version of a theme."""

    theme: Theme
    customer: Customer
    supply: str
    blanks: dict[str, str]
    title: str
    text: str

    @property
    def team(self) -> str:
        return self.theme.team or _TEAMS.get(self.supply, "market")

    def say(self, template: str) -> str:
        return template.format_map(self.blanks)

    def facts(self) -> str:
        return f"{self.blanks['date']}，客户反映“{self.title}”，地址{self.customer.address}。"


def told(
    theme: Theme, customer: Customer, at: datetime, rng: Random, *, street: str = "", plain: bool = False
) -> Story:
    """The customer tells of the theme at `at`; `street` is where an incident is, `plain` leaves moods out."""
    supply = rng.choice(theme.supply) if theme.supply else ""
    blanks = _blanks(customer, supply, at, rng)
    if street:
        blanks["street"] = street
    said = words()
    which = rng.randrange(len(theme.texts))
    # Titles stand in the order of the texts they belong to.
    title, text = (some[which % len(some)].format_map(blanks) for some in (theme.titles, theme.texts))
    if not plain and rng.random() < 0.6:
        text = f"{rng.choice(said['openings'])}{text}{rng.choice(said['closings'])}"
    if rng.random() < 0.15:
        text += f"\n地址：{customer.address}，户号{customer.account}。"
    return Story(theme, customer, supply, blanks, title, text)


def _blanks(customer: Customer, supply: str, at: datetime, rng: Random) -> dict[str, str]:
    said = words()
    less, read = rng.randint(25, 190), rng.randint(400, 9800)
    return {
        **_SUPPLIES[supply or rng.choice(list(_SUPPLIES))],
        "street": customer.street,
        "estate": customer.estate,
        "door": customer.door,
        "account": customer.account,
        "village": rng.choice(said["villages"]),
        "hall": rng.choice(_HALLS),
        "clock": rng.choice(said["clocks"]),
        "day": _day(at, rng),
        "date": _date(at),
        "hours": str(rng.randint(2, 14)),
        "days": str(rng.randint(3, 25)),
        "count": str(rng.randint(2, 6)),
        "less": str(less),
        "amount": str(less * rng.randint(2, 5) + rng.randint(0, 9)),
        "reading": str(read),
        "real": str(read - rng.randint(40, 260)),
    }


def _day(at: datetime, rng: Random) -> str:
    local = at.astimezone(SHANGHAI)
    before = local - timedelta(days=rng.randint(3, 9))
    near: Sequence[str] = ("昨天", "昨天", "前天", "今天")
    return rng.choice([*near, _date(before), f"{before.month}月{before.day}号"])


def _date(at: datetime) -> str:
    local = at.astimezone(SHANGHAI)
    return f"{local.month}月{local.day}日"

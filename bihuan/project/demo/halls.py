"""The demo's three halls: their counters, who usually sits at them, and devices with links that are known beforehand."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from bihuan.engines.halls import actions
from bihuan.engines.halls.distance import Position
from bihuan.engines.halls.models import Counter, Device, Hall
from bihuan.ground.directory.actions import token_hash
from bihuan.ground.standards.actions import adopt
from bihuan.ground.worktime.zone import SHANGHAI
from bihuan.project.demo.company import Company

SITE: Final = "demo-site-2026@2026.1"
#: Visits on an ordinary day by local hour, as weights: two peaks, a lull at noon, few at night.
HOURS: Final = (2, 2, 2, 2, 2, 2, 3, 4, 12, 16, 17, 12, 7, 7, 12, 15, 13, 9, 5, 4, 4, 3, 3, 2)
#: What people come for, as weights.
SERVICES: Final = {
    "bill": 44,
    "invoice": 10,
    "open": 11,
    "connect": 7,
    "change": 9,
    "enquiry": 13,
    "complaint": 6,
}


@dataclass(frozen=True, slots=True)
class Window:
    """A counter, and the username of who sits there; `free` ones are left to whoever tries the demo."""

    number: int
    title: str
    clerk: str
    services: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    free: bool = False


@dataclass(frozen=True, slots=True)
class DemoHall:
    """`daily` visits on an ordinary day; `keeper` stands in the lobby; `devices` are (kind, counter's number or None)."""

    code: str
    rules: str
    position: Position
    keeper: str
    windows: tuple[Window, ...]
    daily: int
    devices: tuple[tuple[str, int | None], ...]


_PAYMENTS, _ACCOUNTS = ("bill", "invoice"), ("open", "connect", "change")
HALLS: Final = (
    DemoHall(
        "east",
        "hall-demo",
        Position(30.4739, 106.6365, "gcj02"),
        "mengjia",
        (
            Window(1, "综合业务", "heli"),
            Window(2, "缴费开票", "fuqiang", _PAYMENTS),
            Window(3, "报装过户", "zoumin", _ACCOUNTS),
            Window(4, "咨询缴费", "lina", ("bill", "enquiry", "complaint"), ("en",)),
            Window(5, "综合业务", "fangfang", (), ("en",), free=True),
        ),
        215,
        (("kiosk", None), ("screen", None), ("counter", 5), ("rating", 5), ("counter", 1)),
    ),
    DemoHall(
        "west",
        "hall",
        Position(30.4668, 106.6214, "gcj02"),
        "zhouli",
        (
            Window(1, "综合业务", "caoying"),
            Window(2, "缴费咨询", "ranlei", ("bill", "invoice", "enquiry")),
            Window(3, "综合业务", "yangxue", free=True),
        ),
        98,
        (("kiosk", None), ("screen", None)),
    ),
    DemoHall(
        "south",
        "hall",
        Position(30.4533, 106.6329, "gcj02"),
        "pengtao",
        (
            Window(1, "综合业务", "daimin"),
            Window(2, "缴费咨询", "jiangyun", ("bill", "invoice", "enquiry")),
            Window(3, "综合业务", "xiewen", free=True),
        ),
        86,
        (("kiosk", None), ("screen", None)),
    ),
)


@dataclass(frozen=True, slots=True)
class Opened:
    """A hall in the database, its counters by number."""

    plan: DemoHall
    hall: Hall
    counters: Mapping[int, Counter]


def open_halls(company: Company, at: datetime) -> list[Opened]:
    """Everything through the verbs; the East hall adopts its own standard first."""
    east = company.places["east"]
    adopt(east, SITE, since=at.astimezone(SHANGHAI).date(), by=company.actors["admin"], at=at)
    return [_opened(company, plan, at) for plan in HALLS]


def _opened(company: Company, plan: DemoHall, at: datetime) -> Opened:
    by: dict[str, Any] = {"by": company.who(f"hall-{plan.code}", "hall_manager")[0], "at": at}
    hall = actions.set_up_hall(company.places[plan.code], plan.rules, position=plan.position, **by)
    counters = {
        one.number: actions.add_counter(
            hall, one.number, title=one.title, services=one.services, languages=one.languages, **by
        )
        for one in plan.windows
    }
    for kind, number in plan.devices:
        counter = counters[number] if number else None
        device, _secret = actions.issue_device(hall, kind, counter=counter, **by)
        # The demo's links are known beforehand, as its keys are.
        Device.objects.filter(pk=device.pk).update(hash=token_hash(secret_of(plan.code, kind, number)))
    return Opened(plan, hall, counters)


def secret_of(code: str, kind: str, number: int | None) -> str:
    return f"demo-{code}-{kind}{number or ''}"


def links() -> Iterator[dict[str, Any]]:
    """Every device's page: {hall, kind, number of the counter or None, url without the site}."""
    for plan in HALLS:
        for kind, number in plan.devices:
            url = f"/hall/{secret_of(plan.code, kind, number)}/"
            yield {"hall": plan.code, "kind": kind, "number": number, "url": url}

"""The demo's outages: a quarter's worth mended, one fault going on, one interruption announced."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

from bihuan.engines.outages import actions
from bihuan.engines.outages.actions import Fault, Plan
from bihuan.engines.outages.models import Outage
from bihuan.ground.directory.actor import Actor
from bihuan.ground.worktime.zone import SHANGHAI
from bihuan.project.demo.company import Company
from bihuan.project.demo.households import TRIER


@dataclass(frozen=True, slots=True)
class Past:
    """`days` ago at `hour` something broke; it took so many hours."""

    days: int
    hour: int
    area: str
    fault: str
    title: str
    cause: str
    hours: float
    weather: str = ""


#: One of them late, one excused by the weather.
PASTS: Final = (
    Past(84, 14, "riverside", "device", "滨江路部分住户停电", "配电箱受潮跳闸", 3.5),
    Past(
        61, 22, "jianan", "overhead", "建安路大面积停电", "大风刮断架空线", 31, weather="气象台大风橙色预警"
    ),
    Past(40, 9, "ring-south", "service_line", "桂花巷停电", "下户线老化烧断", 5.2),
    Past(12, 19, "riverside", "device", "江湾路停电", "变压器低压侧熔断", 2.1),
)


def outages(company: Company, end: datetime) -> int:
    """Everything through the verbs, in the order of time; how many there are then."""
    today = end.astimezone(SHANGHAI).date()
    power, head = company.actors["dongwei"], company.actors["xuhui"]
    actions.subscribe(company.places["riverside"], TRIER, at=end - timedelta(days=90))
    for past in PASTS:
        since = datetime.combine(today - timedelta(past.days), time(past.hour, 10), SHANGHAI)
        _mended(company, past, since, power)
    _maintained(company, end - timedelta(days=26), head)
    _announced(company, end - timedelta(hours=20), head)
    found = Fault(
        "device", [company.places["riverside"]], "滨江路 60 至 98 号停电", "配电变压器故障，正在更换",
        since=end - timedelta(minutes=70), ends_at=end + timedelta(hours=3),
    )  # fmt: skip
    fault = actions.discover(found, by=power, at=end - timedelta(minutes=55))
    actions.say(fault, "抢修人员已到场，备用变压器在路上。", by=power, at=end - timedelta(minutes=25))
    return Outage.objects.count()


def _mended(company: Company, past: Past, since: datetime, by: Actor) -> None:
    place = company.places[past.area]
    found = Fault(past.fault, [place], past.title, past.cause, since=since)
    outage = actions.discover(found, by=by, at=since + timedelta(minutes=12))
    if past.weather:
        actions.excuse(outage, "weather", past.weather, by=by, at=since + timedelta(hours=2))
    actions.restore(outage, "已恢复供电", by=by, at=since + timedelta(hours=past.hours))


def _maintained(company: Company, at: datetime, by: Actor) -> None:
    """An interruption told in time, a fortnight ago."""
    begins = (at + timedelta(days=10)).astimezone(SHANGHAI).replace(hour=8, minute=0, second=0, microsecond=0)
    plan = Plan(
        "planned", [company.places["jianan"]], "建安路计划检修", "更换老旧电缆",
        begins_at=begins, ends_at=begins + timedelta(hours=6),
    )  # fmt: skip
    outage = actions.announce(plan, by=by, at=at)
    actions.restore(outage, "检修按时完成", by=by, at=begins + timedelta(hours=5.5))


def _announced(company: Company, at: datetime, by: Actor) -> None:
    begins = (at + timedelta(days=9)).astimezone(SHANGHAI).replace(hour=8, minute=30, second=0, microsecond=0)
    plan = Plan(
        "planned", [company.places["ring-south"]], "环城南路计划检修", "线路改造，分段停电",
        begins_at=begins, ends_at=begins + timedelta(hours=7),
    )  # fmt: skip
    actions.announce(plan, by=by, at=at)

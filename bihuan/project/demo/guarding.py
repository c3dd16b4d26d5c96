"""The demo's guard team at the East hall: two days of rounds, most of them done, a few late or missed."""

from datetime import datetime, timedelta
from random import Random
from typing import Final

from bihuan.engines.cases.running import SHANGHAI
from bihuan.engines.duties import actions
from bihuan.engines.duties.models import Duty
from bihuan.ground.standards.actions import adopt
from bihuan.project.demo.company import Company

GUARDS: Final = "guard-service@1"
#: Of the rounds so many were forgotten, and so many came late.
FORGOTTEN, LATE = 0.06, 0.08
_SAID: Final = ("一切正常", "门窗完好，无异常", "二楼走廊灯不亮，已报修", "车辆停放有序", "消防通道畅通")


def adopted(company: Company, at: datetime) -> None:
    """The East hall takes the guard standard on, for a few days already."""
    since = (at.astimezone(SHANGHAI) - timedelta(days=3)).date()
    adopt(company.places["east"], GUARDS, since=since, by=company.actors["admin"], at=at - timedelta(days=3))


def rounds(company: Company, end: datetime, seed: int) -> int:
    """What fell due since yesterday, done by the guards as it came; how many."""
    rng = Random(f"guarding:{seed}")
    today = end.astimezone(SHANGHAI).date()
    actions.plan_ahead(today - timedelta(1), today + timedelta(1))
    guards = company.who("hall-east", "guard")
    done = 0
    for duty in Duty.objects.filter(opens_at__lt=end - timedelta(minutes=40)).order_by("due_at", "pk"):
        chance = rng.random()
        at = duty.due_at + timedelta(minutes=rng.randrange(2, 9) if chance < LATE else -rng.randrange(3, 30))
        if chance > 1 - FORGOTTEN or at >= end or at < duty.opens_at:
            continue
        actions.finish(duty, _answers(duty, rng), by=guards[at.hour % len(guards)], at=at)
        done += 1
    return done


def _answers(duty: Duty, rng: Random) -> dict[str, object]:
    said: dict[str, dict[str, object]] = {
        "patrol": {"route": True, "record": rng.choice(_SAID)},
        "key-areas": {"in_order": True, "record": rng.choice(_SAID)},
        "standing": {"at_post": True},
        "watch": {"who": rng.choice(("鲍勇", "庞刚")), "dress": True},
    }
    return said[duty.plan]

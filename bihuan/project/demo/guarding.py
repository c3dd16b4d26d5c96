"""The demo's guards and the halls' own days: most of what falls due is done, a little late or forgotten."""

from datetime import datetime, timedelta
from random import Random
from typing import Any, Final

from bihuan.engines.duties import actions
from bihuan.engines.duties.inforce import plan_of
from bihuan.engines.duties.models import Duty, Point
from bihuan.engines.duties.rounds import points_on
from bihuan.engines.duties.shapes import Proof
from bihuan.ground.directory.actor import Actor
from bihuan.ground.standards import adoption
from bihuan.ground.standards.actions import adopt
from bihuan.ground.worktime.zone import SHANGHAI
from bihuan.project.demo.company import Company

GUARDS: Final = "guard-service@1"
#: Of the duties so many were forgotten, so many came late; of the points so many were passed by.
FORGOTTEN, LATE, PASSED_BY = 0.06, 0.08, 0.02
_SAID: Final = ("一切正常", "门窗完好，无异常", "二楼走廊灯不亮，已报修", "车辆停放有序", "消防通道畅通")
_POINTS: Final = (
    ("正门", "patrol"),
    ("配电间", "patrol key-areas"),
    ("二楼走廊", "patrol"),
    ("金库门口", "patrol key-areas"),
    ("后院", "patrol"),
    ("停车场", "patrol"),
)


def adopted(company: Company, at: datetime) -> None:
    """The East hall takes the guard standard on, for a few days already."""
    since = (at.astimezone(SHANGHAI) - timedelta(days=3)).date()
    adopt(company.places["east"], GUARDS, since=since, by=company.actors["admin"], at=at - timedelta(days=3))


def rounds(company: Company, end: datetime, seed: int) -> int:
    """What fell due since yesterday, done as it came; how many."""
    rng = Random(f"guarding:{seed}")
    today = end.astimezone(SHANGHAI).date()
    actions.plan_ahead(today - timedelta(1), today + timedelta(1))
    _lay_points(company, end - timedelta(days=2))
    done = 0
    due = Duty.objects.filter(opens_at__lt=end - timedelta(minutes=40)).select_related("place")
    for duty in due.order_by("due_at", "pk"):
        team = company.who(f"hall-{duty.place.code}", duty.role) or company.who(duty.place.code, duty.role)
        chance = rng.random()
        at = duty.due_at + timedelta(minutes=rng.randrange(2, 9) if chance < LATE else -rng.randrange(3, 30))
        if not team or chance > 1 - FORGOTTEN or at >= end or at < duty.opens_at:
            continue
        by = team[at.hour % len(team)]
        _walk(duty, by, at, rng)
        actions.finish(duty, _answers(duty, rng), by=by, at=at)
        done += 1
    return done


def _lay_points(company: Company, at: datetime) -> None:
    east = company.places["east"]
    heads = company.who("hall-east", "captain")
    if heads and not Point.objects.filter(place=east).exists():
        for number, (label, routes) in enumerate(_POINTS, 1):
            actions.lay_point(east, label, number, routes.split(), by=heads[0], at=at)


def _walk(duty: Duty, by: Actor, at: datetime, rng: Random) -> None:
    """The points of the round, a few minutes apart, the last one shortly before it is done."""
    way = points_on(duty.place_id, plan_of(duty).routes())
    for back, point in zip(range(len(way), 0, -1), way, strict=True):
        when = max(duty.opens_at, at - timedelta(minutes=back, seconds=rng.randrange(60)))
        if rng.random() > PASSED_BY or back == 1:
            actions.scan(duty, point.code, by=by, at=when)


def _answers(duty: Duty, rng: Random) -> dict[str, Any]:
    sheets = adoption.pack_of(duty.edition).rows("sheets")
    said: dict[str, Any] = {}
    for proof in plan_of(duty).proofs:
        if proof.kind == "sheet":
            said |= {f"{proof.id}__{item.id}": "yes" for item in sheets[proof.sheet or ""].items()}
        elif proof.kind not in ("scan", "photo"):
            said[proof.id] = _answer(proof, rng)
    return said


def _answer(proof: Proof, rng: Random) -> Any:
    match proof.kind:
        case "yes_no":
            return True
        case "number":
            return proof.at_least or proof.at_most or 1
        case "count":
            least = int(proof.at_least or 0)
            most = int(proof.at_most) if proof.at_most is not None else max(least, 6)
            return rng.randint(least, most)
        case "name":
            return rng.choice(("鲍勇", "庞刚", "唐敏"))
        case _:
            return rng.choice(_SAID)

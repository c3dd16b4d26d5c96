"""A round told again: the points in the order they were reached, with the gaps, and those nobody came to."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bihuan.engines.duties.models import Point, Scan
from bihuan.engines.duties.recurrence import length
from bihuan.engines.duties.walking import Leg, legs
from bihuan.ground.journal.errors import NotFound
from bihuan.ground.worktime.zone import SHANGHAI
from bihuan.windows.desk.duties.cards import Way, cards_of
from bihuan.windows.desk.duties.reach import duty_of
from bihuan.windows.desk.http import page, staff
from bihuan.windows.look.http import Request, locale, url


@dataclass(frozen=True, slots=True)
class Stop:
    point: Point
    scan: Scan
    leg: Leg

    @property
    def minutes(self) -> int:
        return round(self.leg.since.total_seconds() / 60) if self.leg.since else 0


@dataclass(frozen=True, slots=True)
class Walk:
    way: Way
    stops: Sequence[Stop]
    missed: Sequence[Point]
    option: dict[str, Any]

    @property
    def title(self) -> str:
        return self.way.proof.title.say(locale())

    def rows(self) -> list[tuple[str, str, str]]:
        return [
            (str(one.point), f"{one.scan.at.astimezone(SHANGHAI):%H:%M:%S}", str(one.minutes))
            for one in self.stops
        ]


@require_safe
@staff
def replay(request: Request, pk: int) -> HttpResponse:
    """For who walked it and who answers for it. Raises NotFound for what has no points."""
    duty = duty_of(request, pk)
    (card,) = cards_of([duty], request.actor, request.at)
    walks = [_walk(way) for way in card.ways if way.stops]
    if not walks:
        raise NotFound
    crumbs = [
        (_("Duties of the day"), url("desk:duty_board")),
        (card.row.title, url("desk:duty", pk)),
        (_("Replay of the round"), None),
    ]
    return page(request, "duties/replay", {"row": card.row, "walks": walks}, crumbs=crumbs)


def _walk(way: Way) -> Walk:
    reached = sorted(
        ((point, scan) for point, scan in way.stops if scan), key=lambda one: (one[1].at, one[1].pk)
    )
    most = length(way.proof.most_between) if way.proof.most_between else None
    walked = legs([(point.number, scan.at) for point, scan in reached], most)
    stops = [Stop(point, scan, leg) for (point, scan), leg in zip(reached, walked, strict=True)]
    missed = [point for point, scan in way.stops if scan is None]
    return Walk(way, stops, missed, _chart(way, stops))


def _chart(way: Way, stops: Sequence[Stop]) -> dict[str, Any]:
    """Time to the right, the way upwards: a steady round is a straight line, a gap lies flat."""
    names = [str(point) for point, _scan in way.stops]
    dots = [
        {
            "value": [int(one.scan.at.timestamp() * 1000), str(one.point)],
            **({"itemStyle": {"color": "#b3261e"}} if one.leg.long else {}),
        }
        for one in stops
    ]
    return {
        "xAxis": {"type": "time", "axisLabel": {"hideOverlap": True}},
        "yAxis": {"type": "category", "data": names},
        "series": [{"name": _("reached"), "type": "line", "symbolSize": 10, "data": dots}],
    }

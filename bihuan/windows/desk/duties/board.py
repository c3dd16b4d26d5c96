"""How a day's duties go at the places that somebody heads: counted by the database, however many there are."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Count, F, Q
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bihuan.engines.duties.models import Duty, DutyQuerySet
from bihuan.engines.duties.recurrence import length, too_far_apart
from bihuan.engines.duties.shapes import Plan
from bihuan.ground.journal.errors import NotAllowed
from bihuan.ground.standards import adoption
from bihuan.ground.worktime.zone import SHANGHAI
from bihuan.windows.desk.duties.cards import rows_of
from bihuan.windows.desk.duties.pages import MOST
from bihuan.windows.desk.duties.reach import overseen
from bihuan.windows.desk.http import page, staff, today
from bihuan.windows.look.http import Request, locale


@dataclass(frozen=True, slots=True)
class Line:
    """One duty at one place, and how often it was done, done late and left undone that day."""

    plan: Plan
    edition: str
    place: int
    where: str
    all: int
    done: int
    late: int
    missed: int

    @property
    def title(self) -> str:
        return self.plan.title.say(locale())


@require_safe
@staff
def board(request: Request) -> HttpResponse:
    """Done, late, left undone, to come; by duty, with the clause; and where rounds lay too far apart."""
    places = overseen(request.actor, today(request))
    if not places:
        raise NotAllowed
    at, begin = request.at, datetime.combine(today(request), time(), SHANGHAI)
    day = Duty.objects.within(places).filter(due_at__gt=begin, due_at__lte=begin + timedelta(days=1))
    lines = _lines(day, at)
    shown = day.select_related("place", "done_by").order_by("due_at", "pk")
    open_now = shown.filter(state=Duty.State.OPEN, opens_at__lte=at, closes_at__gte=at)
    said = {
        "lines": lines,
        "open_now": rows_of(open_now[:MOST], at),
        "missed": rows_of(shown.filter(_missed(at)).reverse()[:MOST], at),
        "chart_rows": [(one.title, one.done, one.late, one.missed) for one in lines],
        "option": _chart(lines),
        "gaps": _gaps(day, lines, begin, at)[:MOST],
    }
    return page(request, "duties/board", said, crumbs=[(_("Duties of the day"), None)])


def _missed(at: datetime) -> Q:
    """Not done while it could be, whatever was entered afterwards."""
    return Q(state=Duty.State.OPEN, closes_at__lt=at) | Q(state=Duty.State.LATE, done_at__gt=F("closes_at"))


def _lines(day: DutyQuerySet, at: datetime) -> list[Line]:
    counted = {
        "all": Count("pk"),
        "done": Count("pk", filter=Q(state=Duty.State.DONE)),
        "late": Count("pk", filter=Q(state=Duty.State.LATE, done_at__lte=F("closes_at"))),
        "missed": Count("pk", filter=_missed(at)),
    }
    keys = day.values_list("edition", "plan", "place", "place__name").order_by("place__path", "plan")
    rows: Iterable[tuple[Any, ...]] = keys.annotate(**counted)
    return [
        Line(adoption.pack_of(edition).rows("duties")[plan], edition, *rest) for edition, plan, *rest in rows
    ]


def _gaps(
    day: DutyQuerySet, lines: Sequence[Line], begin: datetime, at: datetime
) -> list[tuple[Line, datetime, datetime]]:
    """Where two rounds that were really made lie further apart than the plan allows."""
    bound = {(one.place, one.plan.id): one for one in lines if one.plan.most_apart}
    if not bound:
        return []
    rounds: dict[tuple[int, str], list[tuple[datetime, datetime, datetime | None]]] = defaultdict(list)
    rows = day.filter(plan__in={plan for _place, plan in bound}).exclude(state=Duty.State.EXCUSED)
    for place, plan, opens, due, done in rows.values_list("place", "plan", "opens_at", "due_at", "done_at"):
        rounds[place, plan].append((opens, due, done))
    found = []
    for key, line in bound.items():
        since = max(begin, min((opens for opens, _due, _done in rounds[key]), default=begin))
        until = min(at, max((due for _opens, due, _done in rounds[key]), default=at))
        made = [done for _opens, _due, done in rounds[key] if done]
        most = length(line.plan.most_apart or "24h")
        found += [(line, *gap) for gap in too_far_apart(made, since, until, most)]
    return found


def _chart(lines: Sequence[Line]) -> dict[str, Any]:
    columns = (
        (_("done"), [one.done for one in lines]),
        (_("done late"), [one.late for one in lines]),
        (_("left undone"), [one.missed for one in lines]),
    )
    return {
        "legend": {"data": [name for name, _counts in columns]},
        "xAxis": {"type": "value"},
        "yAxis": {"type": "category", "data": [one.title for one in lines]},
        "series": [{"name": name, "type": "bar", "stack": "day", "data": counts} for name, counts in columns],
    }

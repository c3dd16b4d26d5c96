"""The supervisor's board: what is late, what will be, where and by which clause; every figure opens its cases."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from bihuan.engines.cases import board as sums
from bihuan.engines.cases.errors import NotAllowed
from bihuan.engines.cases.kinds import Promise
from bihuan.ground.directory.actor import Actor
from bihuan.ground.directory.models import Place, Team
from bihuan.ground.standards import adoption
from bihuan.windows.desk.http import page, staff, today
from bihuan.windows.desk.posts import oversees
from bihuan.windows.desk.showing import citation
from bihuan.windows.look.http import Request, locale, url


@require_GET
@staff
def board(request: Request) -> HttpResponse:
    if not oversees(request.actor, today(request)):
        raise NotAllowed
    found = sums.board(scope_of(request.actor), request.at)
    clauses = [_clause(line) for line in found.clauses]
    teams = dict(Team.objects.values_list("pk", "name"))
    units = [_unit(line, teams) for line in found.units]
    stages = _stages(found)
    said: dict[str, Any] = {
        "board": found,
        "clauses": clauses,
        "units": units,
        "stages": stages,
        "unit_chart": _unit_chart(units),
        "stage_chart": _stage_chart(stages),
        "inflow_chart": _inflow_chart(found),
        "inflow": [(f"{day:%m-%d}", count) for day, count in found.inflow],
        "list": cases_url(),
        "overdue_url": cases_url(due="overdue"),
        "soon_url": cases_url(due="soon"),
    }
    return page(request, "board", said, crumbs=[(_("Supervision board"), None)])


def scope_of(actor: Actor) -> sums.Scope:
    """What the actor's posts oversee: places for roles that reach a place, the own team for its head."""
    roles = adoption.roles()
    paths, teams = set(), set()
    for post in actor.posts:
        role = roles.get(post.role)
        if role is None:
            continue
        if role.scope == "team":
            teams |= {post.team} if role.heads else set()
        else:
            paths.add("/" if role.scope == "all" else post.place)
    roots = set(Place.objects.filter(parent=None).values_list("path", flat=True))
    if "/" in paths or roots <= paths:
        return sums.Scope(whole=True)
    return sums.Scope(tuple(sorted(paths)), tuple(sorted(teams)))


def cases_url(**asked: str) -> str:
    return f"{url('desk:cases')}?{urlencode({'stage': 'open', **asked})}"


def _unit(line: sums.UnitLine, teams: dict[int, str]) -> dict[str, Any]:
    which = str(line.team) if line.team else "none"
    return {
        "name": teams.get(line.team, "") if line.team else _("Not dispatched"),
        "line": line,
        "url": cases_url(team=which),
        "overdue_url": cases_url(team=which, due="overdue"),
        "soon_url": cases_url(team=which, due="soon"),
    }


def _clause(line: sums.ClauseLine) -> dict[str, Any]:
    promise = _promise(line)
    return {
        "cited": citation(line.clause, locale()),
        "title": promise.title.say(locale()) if promise else line.promise,
        "line": line,
        "overdue_url": cases_url(clause=line.clause, due="overdue"),
        "soon_url": cases_url(clause=line.clause, due="soon"),
    }


def _promise(line: sums.ClauseLine) -> Promise | None:
    pack = adoption.editions().get(line.clause.partition("#")[0])
    for kind in pack.rows("kinds").values() if pack else ():
        for promise in kind.promises:
            if promise.id == line.promise:
                found: Promise = promise
                return found
    return None


def _stages(found: sums.Board) -> list[dict[str, Any]]:
    """Open cases by stage, in the order of the flows."""
    names: dict[str, str] = {}
    for pack in adoption.editions().values():
        for flow in pack.rows("flows").values():
            for stage in flow.stages:
                names.setdefault(stage.id, stage.title.say(locale()))
    counted = {line.stage: line.open for line in found.stages}
    ordered = [*(id for id in names if id in counted), *(id for id in counted if id not in names)]
    return [{"name": names.get(id, id), "open": counted[id], "url": cases_url(stage=id)} for id in ordered]


def _unit_chart(units: list[dict[str, Any]]) -> dict[str, Any]:
    shown = list(reversed(units[:10]))
    overdue = [{"value": unit["line"].overdue, "url": unit["overdue_url"]} for unit in shown]
    rest = [{"value": unit["line"].open - unit["line"].overdue, "url": unit["url"]} for unit in shown]
    return {
        "legend": {},
        "tooltip": {"trigger": "axis"},
        "xAxis": {"type": "value", "minInterval": 1},
        "yAxis": {"type": "category", "data": [unit["name"] for unit in shown]},
        "series": [
            {"name": _("overdue"), "type": "bar", "stack": "open", "data": overdue, "color": "#b3261e"},
            {"name": _("in time"), "type": "bar", "stack": "open", "data": rest, "color": "#0b6b80"},
        ],
    }


def _stage_chart(stages: list[dict[str, Any]]) -> dict[str, Any]:
    points = [{"value": stage["open"], "url": stage["url"]} for stage in stages]
    return {
        "tooltip": {"trigger": "axis"},
        "xAxis": {"type": "category", "data": [stage["name"] for stage in stages]},
        "yAxis": {"type": "value", "minInterval": 1},
        "series": [{"name": _("open cases"), "type": "bar", "data": points, "color": "#1a5fa8"}],
    }


def _inflow_chart(found: sums.Board) -> dict[str, Any]:
    points = [
        {"value": count, "url": cases_url(stage="all", since=f"{day}", to=f"{day}")}
        for day, count in found.inflow
    ]
    return {
        "tooltip": {"trigger": "axis"},
        "xAxis": {"type": "category", "data": [f"{day:%m-%d}" for day, _count in found.inflow]},
        "yAxis": {"type": "value", "minInterval": 1},
        "series": [{"name": _("opened"), "type": "bar", "data": points, "color": "#0b6b80"}],
    }

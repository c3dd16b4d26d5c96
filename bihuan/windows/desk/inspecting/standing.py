"""The ranking of a period: chart, table, spreadsheet; who is honoured and why not; events that cost the award."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bihuan.engines.inspections import actions
from bihuan.engines.inspections.models import Incident
from bihuan.engines.inspections.periods import days_of, period_of
from bihuan.engines.inspections.ranking import Ranked
from bihuan.engines.inspections.standings import Table, standings
from bihuan.engines.inspections.wording import period_words
from bihuan.ground.directory.models import Place
from bihuan.ground.journal.errors import NotAllowed, NotFound
from bihuan.ground.standards.holding import holds
from bihuan.windows.desk.administering import done
from bihuan.windows.desk.http import go, page, staff, today
from bihuan.windows.desk.inspecting.forms import IncidentForm
from bihuan.windows.desk.inspecting.reach import Scope, scopes
from bihuan.windows.desk.inspecting.workbook import ranking_book
from bihuan.windows.look.http import XLSX, Request, locale, new_key, saved, url


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def ranking(request: Request) -> HttpResponse:
    """How the places of a programme stand in a half-year or a year."""
    scope, period = _asked(request)
    programme = scope.held.programme
    office = holds(request.actor, "inspections", scope.place.path, today(request))
    table = standings(scope.held, scope.place, period)
    form = IncidentForm(
        request.POST if request.method == "POST" else None,
        places=table.places.values(),
        gates=[(gate.id, gate.title.say(locale())) for gate in programme.awards.gates],
    )
    if request.method == "POST":
        if not office:
            raise NotAllowed
        if _recorded(request, scope, form):
            return go("desk:inspecting_ranking")
    first, last = days_of(period)
    incidents = Incident.objects.filter(
        place__in=table.places, programme=programme.id, day__range=(first, last), taken_back_at=None
    ).select_related("place")
    said = {
        "period": period_words(period),
        "periods": [(one, period_words(one), one == period) for one in _periods(request, scope)],
        "rows": [_row(one, table, scope) for one in table.ranked],
        "lacking": table.lacking,
        "sheets": _sheets(scope),
        "awards": programme.awards,
        "edition": scope.held.pack.name,
        "chart_rows": [(table.places[one.place].name, _mean(one)) for one in table.ranked],
        "option": _chart(table),
        "incidents": [(one, _gate(scope, one.gate)) for one in incidents],
        "form": form if office else None,
        "book": f"{url('desk:inspecting_ranking_book')}?period={period}",
        "key": new_key(),
    }
    crumbs = [(_("Inspections"), url("desk:inspecting")), (_("Ranking"), None)]
    return page(request, "inspecting/ranking", said, crumbs=crumbs, status=422 if form.errors else 200)


def _asked(request: Request) -> tuple[Scope, str]:
    found = scopes(request)
    if not found:
        raise NotAllowed
    period = request.GET.get("period") or period_of(today(request), found[0].held.programme.every)
    try:
        days_of(period)
    except ValueError:
        raise NotFound from None
    return found[0], period


def _recorded(request: Request, scope: Scope, form: IncidentForm) -> bool:
    def do() -> None:
        said = form.cleaned_data
        actions.record_incident(
            Place.objects.get(pk=said["place"]), scope.held.programme.id, said["gate"], said["day"], said["text"],
            by=request.actor, at=request.at,
        )  # fmt: skip

    if not done(request, form, do):
        return False
    messages.success(request, _("The event is recorded."))
    return True


def _periods(request: Request, scope: Scope) -> list[str]:
    year = today(request).year
    halves = scope.held.programme.every == "half_year"
    return [
        one
        for each in (year, year - 1)
        for one in (f"{each}", *((f"{each}-2", f"{each}-1") if halves else ()))
    ]


def _sheets(scope: Scope) -> list[tuple[str, str]]:
    rows = scope.held.pack.rows("sheets")
    return [(id, rows[id].title.say(locale())) for id in scope.held.programme.sheets]


def _mean(one: Ranked) -> str:
    return f"{float(one.mean):.2f}"


def _row(one: Ranked, table: Table, scope: Scope) -> dict[str, Any]:
    points = table.points[one.place].points
    return {
        "rank": one.rank,
        "place": table.places[one.place],
        "mean": _mean(one),
        "sheets": [
            " / ".join(f"{points[key].normalize():f}" for key in sorted(points) if key[0] == sheet)
            for sheet in scope.held.programme.sheets
        ],
        "honoured": one.honoured,
        "why": ", ".join(_why(scope, why) for why in one.why),
    }


def _why(scope: Scope, why: str) -> str:
    awards = scope.held.programme.awards
    words = {
        "points": _("fewer than %(points)s points") % {"points": awards.at_least},
        "veto": _("a veto"),
        "place": _("not among the first %(best)s") % {"best": awards.best},
    }
    return words.get(why) or _gate(scope, why)


def _gate(scope: Scope, id: str) -> str:
    gates = scope.held.programme.awards.gates
    return next((gate.title.say(locale()) for gate in gates if gate.id == id), id)


def _chart(table: Table) -> dict[str, Any]:
    order = list(reversed(table.ranked))
    return {
        "xAxis": {"type": "value", "min": 0, "max": 100},
        "yAxis": {"type": "category", "data": [table.places[one.place].name for one in order]},
        "series": [
            {"name": _("Points"), "type": "bar", "data": [round(float(one.mean), 2) for one in order]}
        ],
    }


@require_safe
@staff
def book(request: Request) -> HttpResponse:
    """The ranking as a spreadsheet."""
    scope, period = _asked(request)
    table = standings(scope.held, scope.place, period)
    title = f"{scope.held.programme.title.say(locale())} {period_words(period)}"
    heads = (
        _("Rank"),
        _("Inspected place"),
        _("Points"),
        *(name for _id, name in _sheets(scope)),
        _("Honoured"),
        _("Why not"),
    )
    rows = [
        (
            row["rank"],
            row["place"].name,
            float(row["mean"]),
            *row["sheets"],
            _("yes") if row["honoured"] else "",
            row["why"],
        )
        for row in (_row(one, table, scope) for one in table.ranked)
    ]
    return saved(ranking_book(title, heads, rows), f"{title}.xlsx", XLSX)

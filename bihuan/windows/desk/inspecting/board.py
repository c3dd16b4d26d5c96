"""What there is to inspect, to sign and to decide; planning a visit; drawing the places of a period."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bihuan.engines.inspections import actions
from bihuan.engines.inspections.inforce import Held, held, held_by, reached
from bihuan.engines.inspections.models import Appeal, Sample, Visit
from bihuan.engines.inspections.periods import period_of
from bihuan.engines.inspections.rights import headed, visible_to
from bihuan.engines.inspections.wording import period_words
from bihuan.ground.directory import posts
from bihuan.ground.directory.models import Person, Place
from bihuan.ground.journal.errors import NotAllowed, NotFound
from bihuan.ground.standards.holding import reach
from bihuan.windows.desk.administering import done
from bihuan.windows.desk.http import go, page, staff, today
from bihuan.windows.desk.inspecting.forms import DrawForm, PlanForm
from bihuan.windows.desk.inspecting.reach import concerned, planned_paths
from bihuan.windows.look.http import Request, locale, new_key, url

MOST = 100


def sheet_title(visit: Visit) -> str:
    return str(held_by(visit).pack.rows("sheets")[visit.sheet].title.say(locale()))


@require_safe
@staff
def board(request: Request) -> HttpResponse:
    """What waits for the reader first, then everything he may see, the newest first."""
    actor, on = request.actor, today(request)
    if not concerned(actor, on):
        raise NotAllowed
    seen = visible_to(actor, on).select_related("place").prefetch_related("inspectors")
    ending = (Visit.State.SETTLED, Visit.State.CALLED_OFF)
    mine = seen.filter(inspectors=actor.person).exclude(state__in=ending).order_by("planned_for", "pk")
    heads = headed(actor, on)
    to_sign = seen.filter(state=Visit.State.HANDED).exclude(inspectors=actor.person) if heads else seen.none()
    decides = bool(reach(actor, "appeals", on))
    waiting = (
        Appeal.objects.filter(state=Appeal.State.OPEN, visit__in=visible_to(actor, on)) if decides else ()
    )
    said = {
        "mine": _rows(mine[:MOST]),
        "to_sign": _rows(
            one for one in to_sign[:MOST] if any(one.place.path.startswith(p) for p, _n in heads)
        ),
        "appeals": [
            (one, sheet_title(one.visit))
            for one in waiting.select_related("visit__place")[:MOST]  # type: ignore[union-attr]
        ]
        if decides
        else [],
        "all": _rows(seen.order_by("-planned_for", "-pk")[:MOST]),
        "plans": bool(reach(actor, "inspections", on)),
        "own": [(sheet, title) for sheet, title in own_sheets(request)],
        "key": new_key(),
    }
    return page(request, "inspecting/board", said, crumbs=[(_("Inspections"), None)])


def _rows(visits: Any) -> list[dict[str, Any]]:
    return [{"visit": one, "title": sheet_title(one)} for one in visits]


def own_sheets(request: Request) -> list[tuple[str, str]]:
    """`programme:sheet:place` of each own check that he can begin in this period."""
    found = []
    for path, names in headed(request.actor, today(request)):
        place = Place.objects.filter(path=path).first()
        for one in held([path], today(request)):
            if place is None or one.programme.id not in names or place.kind not in one.programme.places:
                continue
            there = set(
                Visit.objects.filter(
                    place=place,
                    programme=one.programme.id,
                    kind=Visit.Kind.OWN,
                    period=period_of(today(request), one.programme.every),
                )
                .exclude(state=Visit.State.CALLED_OFF)
                .values_list("sheet", flat=True)
            )
            sheets = [sheet for sheet in one.programme.sheets if sheet not in there]
            found += [
                (f"{one.programme.id}:{sheet}:{place.pk}", one.pack.rows("sheets")[sheet].title.say(locale()))
                for sheet in sheets
            ]
    return found


@require_POST
@staff
def own(request: Request) -> HttpResponse:
    """The head of a place begins its own check."""
    wanted = request.POST.get("what", "")
    if wanted not in {what for what, _title in own_sheets(request)}:
        raise NotFound
    programme, sheet, place = wanted.split(":")
    assert request.actor.person is not None
    me = Person.objects.get(pk=request.actor.person)
    plan = actions.Plan(programme, sheet, Place.objects.get(pk=int(place)), "own", today(request), [me])
    return go("desk:visit", actions.plan_visit(plan, by=request.actor, at=request.at).pk)


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def plan(request: Request) -> HttpResponse:
    """A review or a spot check."""
    paths = planned_paths(request)
    found = held(paths, today(request))
    form = plan_form(request, found)
    made: list[Visit] = []

    def do() -> None:
        said = form.cleaned_data
        programme, _colon, sheet = said["sheet"].partition(":")
        people = list(Person.objects.filter(pk__in=said["inspectors"]))
        place = Place.objects.get(pk=said["place"])
        wanted = actions.Plan(programme, sheet, place, said["kind"], said["day"], people, said["covert"])
        made.append(actions.plan_visit(wanted, by=request.actor, at=request.at))

    if request.method == "POST" and done(request, form, do):
        messages.success(request, _("The visit is planned."))
        return go("desk:inspecting")
    crumbs = [(_("Inspections"), url("desk:inspecting")), (_("Plan a visit"), None)]
    said = {"form": form, "key": new_key()}
    return page(request, "inspecting/plan", said, crumbs=crumbs, status=422 if form.errors else 200)


def plan_form(request: Request, found: tuple[Held, ...]) -> PlanForm:
    sheets = [
        (f"{one.programme.id}:{sheet}", str(one.pack.rows("sheets")[sheet].title.say(locale())))
        for one in found
        for sheet in one.programme.sheets
    ]
    return PlanForm(
        request.POST if request.method == "POST" else None,
        sheets=sheets,
        places=own_places(request, found),
        people=inspectors(request, found),
        day=today(request),
    )


def own_places(request: Request, found: tuple[Held, ...]) -> list[Place]:
    """The places below his office that some programme is meant for."""
    kinds = {kind for one in found for kind in one.programme.places}
    where = Q(pk__in=())
    for path in planned_paths(request):
        where |= Q(path__startswith=path)
    return list(Place.objects.filter(where, kind__in=kinds, closed_at=None).order_by("path")[:500])


def inspectors(request: Request, found: tuple[Held, ...]) -> list[Person]:
    roles = tuple({one.programme.inspector for one in found})
    people = {
        person.pk: person
        for place in own_places(request, found)
        for person in posts.over_place(place.path, roles, request.at)
    }
    return list(people.values())


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def draw(request: Request) -> HttpResponse:
    """Draw the places of this period; below, what was drawn and whether it comes out again."""
    paths = planned_paths(request)
    found = held(paths, today(request))
    if not found:
        raise NotAllowed
    one, scope = found[0], Place.objects.get(path=paths[0])
    period = period_of(today(request), one.programme.every)
    form = DrawForm(request.POST if request.method == "POST" else None)

    def do() -> None:
        seed = form.cleaned_data["seed"]
        actions.draw_sample(scope, one.programme.id, seed, today(request), by=request.actor, at=request.at)

    if request.method == "POST" and done(request, form, do):
        messages.success(request, _("The places are drawn."))
        return go("desk:inspecting_draw")
    drawn = Sample.objects.filter(place=scope, programme=one.programme.id).select_related("by")[:20]
    names = {place.pk: place.name for place in reached(scope, one.programme)}
    said = {
        "form": None if any(row.period == period for row in drawn) else form,
        "rule": one.programme.sampling,
        "pool": len(names),
        "period": period_words(period),
        "samples": [
            {
                "row": row,
                "period": period_words(row.period),
                "places": [names.get(pk, str(pk)) for pk in row.chosen],
                "again": actions.comes_out_again(row),
            }
            for row in drawn
        ],
        "key": new_key(),
    }
    crumbs = [(_("Inspections"), url("desk:inspecting")), (_("Draw places"), None)]
    return page(request, "inspecting/draw", said, crumbs=crumbs, status=422 if form.errors else 200)

"""The points of a place's rounds, and the sheet with their labels."""

from collections.abc import Mapping
from datetime import date

import segno
from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bihuan.engines.duties import actions
from bihuan.engines.duties.codes import spaced
from bihuan.engines.duties.models import Point
from bihuan.engines.duties.shapes import route_of
from bihuan.ground.directory.actor import Actor
from bihuan.ground.directory.models import Place
from bihuan.ground.journal.errors import NotAllowed, NotFound
from bihuan.ground.standards import adoption
from bihuan.windows.desk.administering import done
from bihuan.windows.desk.duties.reach import overseen
from bihuan.windows.desk.http import go, page, staff, today
from bihuan.windows.look.http import Request, locale, new_key, url


class PointForm(forms.Form):
    number = forms.IntegerField(label=gettext_lazy("Number on the way"), min_value=1, max_value=999)
    label = forms.CharField(label=gettext_lazy("Where it hangs"), max_length=40)
    routes = forms.MultipleChoiceField(
        label=gettext_lazy("Rounds that lead past it"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: object, routes: Mapping[str, str], **named: object) -> None:
        super().__init__(*args, **named)  # type: ignore[arg-type]
        self.fields["routes"].choices = list(routes.items())  # type: ignore[attr-defined]


def routes_at(place: Place, on: date) -> dict[str, str]:
    """The routes that plans in force at the place ask for, by what they are called."""
    return {
        route_of(plan, proof): plan.title.say(locale())
        for pack in adoption.in_force(place, on)
        for plan in pack.rows("duties").values()
        for proof in plan.proofs
        if proof.kind == "scan" and (place.kind in plan.places or not plan.places)
    }


def places_with_routes(actor: Actor, on: date) -> list[Place]:
    """Those he heads where some round asks for points."""
    heads = overseen(actor, on)
    rows = Place.objects.filter(closed_at=None).order_by("path") if heads else Place.objects.none()
    return [one for one in rows if one.path.startswith(heads) and routes_at(one, on)]


def _place(request: Request, pk: int) -> tuple[Place, dict[str, str]]:
    """Raises NotFound."""
    heads = overseen(request.actor, today(request))
    place = Place.objects.filter(pk=pk, closed_at=None).first()
    routes = routes_at(place, today(request)) if place and heads and place.path.startswith(heads) else {}
    if place is None or not routes:
        raise NotFound
    return place, routes


def _point(place: Place, pk: int) -> Point:
    found = Point.objects.filter(pk=pk, place=place, closed_at=None).first()
    if found is None:
        raise NotFound
    return found


@require_safe
@staff
def choose(request: Request) -> HttpResponse:
    """Whose points? With one place only, straight there."""
    places = places_with_routes(request.actor, today(request))
    if not places:
        raise NotAllowed
    if len(places) == 1:
        return go("desk:points", places[0].pk)
    counts = {place.pk: place.points.filter(closed_at=None).count() for place in places[:60]}
    said = {"places": [(place, counts[place.pk]) for place in places[:60]]}
    return page(request, "duties/point_places", said, crumbs=_crumbs())


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def points(request: Request, place: int) -> HttpResponse:
    """The points in the order of the way, and the form that lays another."""
    where, routes = _place(request, place)
    rows = list(Point.objects.filter(place=where, closed_at=None))
    start = {"number": max((one.number for one in rows), default=0) + 1, "routes": list(routes)[:1]}
    form = PointForm(request.POST if request.method == "POST" else None, initial=start, routes=routes)

    def do() -> None:
        actions.lay_point(where, **form.cleaned_data, by=request.actor, at=request.at)

    if request.method == "POST" and done(request, form, do) is not None:
        messages.success(request, _("The point is laid. Print its label and hang it up there."))
        return go("desk:points", where.pk)
    said = {"place": where, "rows": rows, "routes": routes, "form": form, "new_key": new_key}
    crumbs = [*_crumbs(), (where.name, None)]
    return page(request, "duties/points", said, crumbs=crumbs, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def point(request: Request, place: int, pk: int) -> HttpResponse:
    """Change one: its number, what it is called, which rounds lead past it."""
    where, routes = _place(request, place)
    row = _point(where, pk)
    start = {"number": row.number, "label": row.label, "routes": row.routes}
    form = PointForm(request.POST if request.method == "POST" else None, initial=start, routes=routes)

    def do() -> None:
        actions.change_point(row, **form.cleaned_data, by=request.actor, at=request.at)

    if request.method == "POST" and done(request, form, do) is not None:
        messages.success(request, _("Saved."))
        return go("desk:points", where.pk)
    said = {"place": where, "row": row, "form": form, "key": new_key()}
    crumbs = [*_crumbs(), (where.name, url("desk:points", where.pk)), (row.label, None)]
    return page(request, "duties/point", said, crumbs=crumbs, status=422 if form.errors else 200)


@require_POST
@staff
def renew(request: Request, place: int, pk: int) -> HttpResponse:
    row = _point(_place(request, place)[0], pk)

    def do() -> None:
        actions.renew_code(row, by=request.actor, at=request.at)

    done(request, forms.Form(request.POST), do)
    messages.success(request, _("The old label shows nothing any more. Print the new one and hang it up."))
    return go("desk:points", place)


@require_POST
@staff
def take_away(request: Request, place: int, pk: int) -> HttpResponse:
    row = _point(_place(request, place)[0], pk)

    def do() -> None:
        actions.take_away(row, by=request.actor, at=request.at)

    done(request, forms.Form(request.POST), do)
    messages.success(request, _("The point is taken away. What was scanned there stays."))
    return go("desk:points", place)


@require_safe
@staff
def labels(request: Request, place: int) -> HttpResponse:
    """A4 sheets with a label for each point: its code to scan and to type. Whoever has them has been there, so heads only."""
    where, _routes = _place(request, place)
    rows = Point.objects.filter(place=where, closed_at=None)
    one = request.GET.get("point", "")
    if one.isdecimal() and len(one) < 18:
        rows = rows.filter(pk=int(one))
    start = request.build_absolute_uri(url("field:today"))
    made = [
        (
            row,
            spaced(row.code),
            segno.make(f"{start}#p={row.code}", error="q").svg_data_uri(scale=4, border=2),
        )
        for row in rows
    ]
    answer = render(request, "desk/duties/labels.html", {"place": where, "labels": made})
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _crumbs() -> list[tuple[str, str | None]]:
    return [
        (_("Duties of the day"), url("desk:duty_board")),
        (_("Points of the rounds"), url("desk:point_places")),
    ]

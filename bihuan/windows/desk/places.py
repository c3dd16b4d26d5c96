"""Administration of teams, places, and which edition is in force where."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bihuan.ground.directory import actions
from bihuan.ground.directory.models import Place, Team
from bihuan.ground.journal.errors import NotFound
from bihuan.ground.standards import adoption
from bihuan.ground.standards.actions import adopt, withdraw_adoption
from bihuan.ground.standards.models import Adoption
from bihuan.windows.desk.administering import administrators, done
from bihuan.windows.desk.forms.people import Adopt, EndAdoption, NewPlace, NewTeam
from bihuan.windows.desk.http import go, page, today
from bihuan.windows.look.http import Request, locale, new_key


@require_http_methods(["GET", "POST"])
@administrators
def teams(request: Request) -> HttpResponse:
    form = NewTeam(request.POST or None)

    def do() -> None:
        actions.open_team(**form.cleaned_data, by=request.actor, at=request.at)

    if request.method == "POST" and done(request, form, do):
        messages.success(request, _("The team is open."))
        return go("desk:teams")
    held = Q(memberships__since__lte=request.at) & (
        Q(memberships__until=None) | Q(memberships__until__gt=request.at)
    )
    rows = Team.objects.select_related("place", "superior").annotate(
        people=Count("memberships__person", filter=held, distinct=True)
    )
    said = {"rows": rows, "form": form, "key": new_key()}
    return page(request, "people/teams", said, crumbs=[(_("Teams"), None)], status=_status(form))


@require_http_methods(["GET", "POST"])
@administrators
def places(request: Request) -> HttpResponse:
    form = NewPlace(request.POST or None)

    def do() -> None:
        actions.open_place(**form.cleaned_data, by=request.actor, at=request.at)

    if request.method == "POST" and done(request, form, do):
        messages.success(request, _("The place is open."))
        return go("desk:places")
    rows = Place.objects.annotate(team_count=Count("teams"))
    said = {"rows": rows, "form": form, "key": new_key()}
    return page(request, "people/places", said, crumbs=[(_("Places"), None)], status=_status(form))


@require_http_methods(["GET", "POST"])
@administrators
def adoptions(request: Request) -> HttpResponse:
    form = Adopt(request.POST or None, locale=locale())

    def do() -> None:
        said = form.cleaned_data
        adopt(said["place"], said["pack"], since=said["since"], by=request.actor, at=request.at)

    if request.method == "POST" and done(request, form, do):
        messages.success(request, _("The edition is adopted; cases opened from then on live by it."))
        return go("desk:adoptions")
    return _adoption_page(request, form, _status(form))


@require_POST
@administrators
def end_adoption(request: Request, pk: int) -> HttpResponse:
    row = Adoption.objects.filter(pk=pk).first()
    if row is None:
        raise NotFound
    form = EndAdoption(request.POST)

    def do() -> None:
        withdraw_adoption(row, until=form.cleaned_data["until"], by=request.actor, at=request.at)

    if done(request, form, do):
        messages.success(request, _("The adoption ends. Cases that began under it keep it."))
        return go("desk:adoptions")
    return _adoption_page(request, Adopt(locale=locale()), 422, wrong=form)


def _adoption_page(
    request: Request, form: Adopt, status: int, wrong: EndAdoption | None = None
) -> HttpResponse:
    said: dict[str, Any] = {
        "rows": Adoption.objects.select_related("place").order_by("-since", "-id"),
        "titles": {name: pack.title.say(locale()) for name, pack in adoption.editions().items()},
        "form": form,
        "wrong": wrong,
        "key": new_key(),
        "new_key": new_key,
        "today": today(request),
    }
    return page(request, "people/adoption", said, crumbs=[(_("Adoption"), None)], status=status)


def _status(form: Any) -> int:
    return 422 if form.errors else 200

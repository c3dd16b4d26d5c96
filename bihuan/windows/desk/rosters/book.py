"""The handover book on the phone: the one who leaves counts and signs, the one who comes counts and signs."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bihuan.engines.rosters import actions
from bihuan.engines.rosters.counting import differs, lines_of
from bihuan.engines.rosters.handed_over import carried
from bihuan.engines.rosters.inforce import station_of
from bihuan.engines.rosters.models import Handover
from bihuan.ground.journal.errors import NotFound
from bihuan.windows.desk.administering import done
from bihuan.windows.desk.http import go, page, staff
from bihuan.windows.desk.rosters import forms as asked
from bihuan.windows.desk.rosters.mine import row_of
from bihuan.windows.desk.rosters.reach import page_of, shift_of
from bihuan.windows.look.http import Request, new_key, url


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def hand_over(request: Request, pk: int) -> HttpResponse:
    """The page that who leaves fills; once signed it leads to the page as it is."""
    shift = shift_of(request, pk)
    station = station_of(shift.roster)
    if station.handover is None:
        raise NotFound
    there = Handover.objects.filter(shift=shift).values_list("pk", flat=True).first()
    if there is not None and request.method != "POST":
        return go("desk:handover", there)
    place = shift.roster.place
    lines = lines_of(station, actions.last_counts(place, shift.roster.station))
    data = request.POST if request.method == "POST" else None
    form = asked.Counts(data, lines=lines, note=True)

    def do() -> Mapping[str, Any]:
        said = form.cleaned_data
        named: dict[str, Any] = {"by": request.actor, "at": request.at}
        made = actions.hand_over(shift, form.counts, why=said["why"], note_=said["note"], **named)
        return {"page": made.pk}

    if data is not None and (made := done(request, form, do)):
        messages.success(request, _("Signed. Now who comes counts and signs on his own phone."))
        return go("desk:handover", made["page"])
    said = {
        "row": row_of(shift), "form": form, "carried": carried(place, request.at), "key": new_key(),
        "clause": station.handover.clause, "edition": shift.roster.edition,
    }  # fmt: skip
    crumbs = [(_("My shifts"), url("desk:shifts")), (_("Hand over"), None)]
    return page(request, "rosters/hand_over", said, crumbs=crumbs, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def handover(request: Request, pk: int) -> HttpResponse:
    """A page of the book; who comes counts here, without seeing what the other counted."""
    found = page_of(request, pk)
    waits = found.in_at is None and request.actor.person != found.out_by_id
    takes = waits and actions.may_take(found, request.actor, request.at)
    data = request.POST if request.method == "POST" else None
    form = asked.Counts(data, lines=found.lines, note=False)

    def do() -> None:
        named: dict[str, Any] = {"by": request.actor, "at": request.at}
        actions.take_over(found, form.counts, why=form.cleaned_data["why"], **named)

    if data is not None and done(request, form, do):
        messages.success(request, _("Signed by both. The page stays as it is."))
        return go("desk:handover", pk)
    said = {
        "page": found, "row": row_of(found.shift), "form": form if takes or form.errors else None,
        "lines": [(one, differs(one)) for one in found.lines], "key": new_key(), "takes": takes,
    }  # fmt: skip
    crumbs = [(_("My shifts"), url("desk:shifts")), (_("Handover book"), None)]
    return page(request, "rosters/handover", said, crumbs=crumbs, status=422 if form.errors else 200)

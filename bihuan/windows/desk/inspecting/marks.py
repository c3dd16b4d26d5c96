"""The points that the standard leaves to the site: what is missing, and the page that sets them."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bihuan.engines.inspections import actions
from bihuan.engines.inspections.errors import BadInput, NotFound
from bihuan.engines.inspections.inforce import held, marking_at, points_at
from bihuan.engines.inspections.marked import open_items
from bihuan.ground.directory.models import Place
from bihuan.ground.sheets.shapes import Sheet
from bihuan.windows.desk.http import go, page, staff, today
from bihuan.windows.desk.inspecting.reach import planned_paths
from bihuan.windows.look.http import Request, locale, url


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def points(request: Request, name: str = "") -> HttpResponse:
    """The items of a sheet that have no points of their own, with the site's."""
    paths = planned_paths(request)
    place = Place.objects.get(path=paths[0])
    found = [(one, sheet) for one in held(paths, today(request)) for sheet in one.programme.sheets]
    chosen = next(((one, sheet) for one, sheet in found if sheet == name or not name), None)
    if chosen is None:
        raise NotFound
    one, id = chosen
    sheet: Sheet = one.pack.rows("sheets")[id]
    given = points_at(place, one.pack, id)
    wrong: dict[str, str] = {}
    if request.method == "POST":
        given = {item.id: request.POST.get(item.id, "") for item in open_items(sheet)}
        every = request.POST.get("every", "").strip()
        given = {key: value.strip() or every for key, value in given.items()}
        try:
            actions.set_points(place, one.programme.id, id, given, by=request.actor, at=request.at)
        except BadInput as error:
            wrong = {key: str(text) for key, text in error.fields.items()} or {"every": str(error)}
        else:
            messages.success(request, _("The points are kept; visits that begin from now on use them."))
            return go("desk:inspecting_points", id)
    said = {
        "sheets": [
            (url("desk:inspecting_points", each), row.pack.rows("sheets")[each].title.say(locale()))
            for row, each in found
        ],
        "here": url("desk:inspecting_points", id),
        "title": sheet.title.say(locale()),
        "sections": _sections(sheet, given, wrong),
        "missing": sum(1 for item in open_items(sheet) if not given.get(item.id)),
        "wrong": wrong,
        "marking": marking_at(place, one.pack, id),
        "place": place,
    }
    crumbs = [(_("Inspections"), url("desk:inspecting")), (_("Points"), None)]
    return page(request, "inspecting/points", said, crumbs=crumbs, status=422 if wrong else 200)


def _sections(sheet: Sheet, given: dict[str, str], wrong: dict[str, str]) -> list[dict[str, Any]]:
    open_ids = {item.id for item in open_items(sheet)}
    return [
        {
            "title": section.title.say(locale()),
            "items": [
                {
                    "item": item,
                    "title": item.title.say(locale()),
                    "value": given.get(item.id, ""),
                    "error": wrong.get(item.id),
                }
                for item in section.items
                if item.id in open_ids
            ],
        }
        for section in sheet.sections
    ]

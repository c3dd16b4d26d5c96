"""Period reports on the desk: what is owed, what was sent, one report with the cases behind each figure."""

from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from bihuan.engines.cases.models import Case
from bihuan.ground.journal.errors import NotFound, Refused
from bihuan.ground.standards import adoption
from bihuan.reports import actions, facts, rights, schedule, workbook
from bihuan.reports.errors import Overtaken
from bihuan.reports.indicators import SUMS
from bihuan.reports.models import PeriodReport
from bihuan.reports.shapes import Report
from bihuan.reports.spans import span_on
from bihuan.windows.desk import report_showing as showing
from bihuan.windows.desk.http import Crumbs, go, page, staff
from bihuan.windows.desk.report_forms import MakeForm, WordsForm, make_form, open_places, row_for, whose_of
from bihuan.windows.desk.showing import row_of
from bihuan.windows.look.forms import blame
from bihuan.windows.look.http import XLSX, Request, locale, saved, url

PER_PAGE = 30
#: How many owed reports the page shows before it asks to look at the late ones first.
OWED_SHOWN = 40


@require_GET
@staff
def reports(request: Request) -> HttpResponse:
    return _list(request, make_form(request))


def _list(request: Request, form: MakeForm | None, status: int = 200) -> HttpResponse:
    reach = rights.reach_of(request.actor, adoption.roles())
    kept = PeriodReport.objects.visible_to(request.actor, adoption.roles())
    kind, kinds = request.GET.get("report", ""), _titles()
    if kind in dict(kinds):
        kept = kept.filter(report=kind)
    rows = kept.without_figures().select_related("place", "team", "submitted_by")
    places = [place for place in open_places() if reach.covers(place.path, None)]
    owed = [one for one in schedule.owed(request.at, places) if one.sent is None] if places else []
    owed.sort(key=lambda one: (not one.is_late(request.at), -one.span.last.toordinal()))
    said = {
        "nothing": reach.nothing,
        "owed": [_owed(request, one) for one in owed[:OWED_SHOWN]],
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "form": form,
        "kinds": kinds,
        "kind": kind,
    }
    return page(request, "reports/list", said, crumbs=[(_("Reports"), None)], status=status)


def _owed(request: Request, one: schedule.Owed) -> dict[str, Any]:
    return {
        "name": one.name,
        "title": one.row.title.say(locale()),
        "place": one.place,
        "due_at": one.due_at,
        "late": one.is_late(request.at),
        "draft": one.draft,
        "report": one.row.id,
        "whose": f"place:{one.place.pk}",
        "on": one.span.first,
        "may": rights.may_make(one.row, one.place.path, None, request.actor, adoption.roles()),
    }


@require_POST
@staff
def make(request: Request) -> HttpResponse:
    form = make_form(request, bound=True)
    if form is None:
        raise NotFound
    if form.is_valid():
        place, team = whose_of(form.cleaned_data["whose"])
        try:
            row = row_for(form.cleaned_data["report"], place, form.cleaned_data["on"])
            span = span_on(row.period, form.cleaned_data["on"])
            made = actions.draft(row.id, place, span, by=request.actor, at=request.at, team=team)
        except Refused as refusal:
            blame(form, refusal)
            return _list(request, form, refusal.status)
        return go("desk:report", made.pk)
    return _list(request, form, 422)


def _titles() -> list[tuple[str, str]]:
    """Every report a known standard has, for the filter."""
    found = {
        row.id: row.title.say(locale())
        for pack in adoption.editions().values()
        for row in pack.rows("reports").values()
    }
    return list(found.items())


def _report(request: Request, pk: int) -> PeriodReport:
    """The report if it exists for this reader. Raises NotFound."""
    seen = PeriodReport.objects.visible_to(request.actor, adoption.roles())
    people = ("made_by", "reviewed_by", "submitted_by")
    found: PeriodReport | None = (
        seen.select_related("place", "team", "supersedes", *people).filter(pk=pk).first()
    )
    if found is None:
        raise NotFound
    return found


@require_GET
@staff
def report(request: Request, pk: int) -> HttpResponse:
    return _show(request, _report(request, pk))


def _show(
    request: Request, found: PeriodReport, words: WordsForm | None = None, status: int = 200
) -> HttpResponse:
    said = _said(request, found) | {"words_form": words or WordsForm(initial=_words(found))}
    return page(request, "reports/report", said, crumbs=_crumbs(found), status=status)


def _words(found: PeriodReport) -> dict[str, str]:
    return {"analysis": found.analysis, "proposal": found.proposal}


def _said(request: Request, found: PeriodReport) -> dict[str, Any]:
    row: Report = adoption.pack_of(found.edition).rows("reports")[found.report]
    makes = rights.may_make(row, found.place.path, found.team_id, request.actor, adoption.roles())
    reads = rights.may_review(row, found.place.path, request.actor)
    return {
        "report": found,
        "head": list(workbook.head_lines(found)),
        "chapters": showing.chapters(found, locale()),
        "differences": showing.differences(found, locale()),
        "late": found.is_late(request.at),
        "makes": makes,
        "reviews": found.is_draft and reads and found.reviewed_at is None,
        "archives": found.state == PeriodReport.State.SUBMITTED and (makes or reads),
    }


def _crumbs(found: PeriodReport, *more: tuple[str, str | None]) -> Crumbs:
    return [(_("Reports"), url("desk:reports")), (found.name, url("desk:report", found.pk)), *more]


@require_GET
@staff
def printed(request: Request, pk: int) -> HttpResponse:
    """One uniform form on A4 (S003 9.5.3)."""
    return page(request, "reports/print", _said(request, _report(request, pk)))


@require_GET
@staff
def sheet(request: Request, pk: int) -> HttpResponse:
    found = _report(request, pk)
    content = workbook.written(found, showing.spoken_in(locale()))
    return saved(content, workbook.file_name(found), XLSX)


@require_GET
@staff
def cases(request: Request, pk: int) -> HttpResponse:
    """The cases behind a number, as far as this reader may see them."""
    found = _report(request, pk)
    one = showing.figure_of(found, request.GET.get("figure", ""))
    if one is None:
        raise NotFound
    tally, key = request.GET.get("tally", ""), request.GET.get("row")
    row = next((row for row in one["rows"] if row["key"] == key), None) if key is not None else None
    if key is not None and row is None:
        raise NotFound
    behind = facts.cases_behind(
        SUMS[one["measure"]],
        adoption.pack_of(found.edition).rows("indicators")[one["id"]],
        facts.scope_of(found.place, found.team, found.span, found.made_at),
        tally,
        by=one["by"] if row else None,
        keys=row["keys"] if row else (),
    )
    visible = Case.objects.visible_to(request.actor, adoption.roles())
    seen = visible.filter(pk__in=behind.values("pk")).select_related("team", "handler").order_by("-id")
    pages = Paginator(seen, PER_PAGE).get_page(request.GET.get("page"))
    said = {
        "report": found,
        "figure": one["title"][showing.spoken_in(locale())],
        "row": row["label"][showing.spoken_in(locale())] if row else "",
        "page": pages,
        "rows": [row_of(case, request.at, locale()) for case in pages],
        "hidden": behind.count() - pages.paginator.count,
    }
    return page(request, "reports/cases", said, crumbs=_crumbs(found, (said["figure"], None)))


@require_POST
@staff
def words(request: Request, pk: int) -> HttpResponse:
    found = _report(request, pk)
    form = WordsForm(request.POST)
    if not form.is_valid():
        return _show(request, found, form, 422)
    seen = request.POST.get("seen", "")
    try:
        actions.explain(found, **form.cleaned_data, by=request.actor, at=request.at, seen=seen)
    except Overtaken as refusal:
        blame(form, refusal)
        return _show(request, found, form, refusal.status)
    return go("desk:report", pk)


def _acted(verb: Callable[..., PeriodReport]) -> Callable[..., HttpResponse]:
    """A view for a verb that asks nothing but which figures its reader saw."""

    @require_POST
    @staff
    def view(request: Request, pk: int) -> HttpResponse:
        verb(_report(request, pk), by=request.actor, at=request.at, seen=request.POST.get("seen", ""))
        return go("desk:report", pk)

    return view


@require_POST
@staff
def archive(request: Request, pk: int) -> HttpResponse:
    actions.archive(_report(request, pk), by=request.actor, at=request.at)
    return go("desk:report", pk)


@require_POST
@staff
def again(request: Request, pk: int) -> HttpResponse:
    """Make the figures anew: a draft in its place, a sent report as its next issue."""
    found = _report(request, pk)
    made = actions.draft(
        found.report, found.place, found.span, by=request.actor, at=request.at, team=found.team
    )
    return go("desk:report", made.pk)


urlpatterns = [
    path("", reports, name="reports"),
    path("make/", make, name="report_make"),
    path("<int:pk>/", report, name="report"),
    path("<int:pk>/cases/", cases, name="report_cases"),
    path("<int:pk>/print/", printed, name="report_print"),
    path("<int:pk>/workbook/", sheet, name="report_workbook"),
    path("<int:pk>/words/", words, name="report_words"),
    path("<int:pk>/again/", again, name="report_again"),
    path("<int:pk>/review/", _acted(actions.review), name="report_review"),
    path("<int:pk>/submission/", _acted(actions.submit), name="report_submit"),
    path("<int:pk>/archive/", archive, name="report_archive"),
]

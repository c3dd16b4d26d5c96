"""A result that counts: each item beside its clause, how it came about, the own check beside it, appeals."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bihuan.engines.inspections import actions
from bihuan.engines.inspections.inforce import held_by, sheet_of
from bihuan.engines.inspections.marked import filling_of
from bihuan.engines.inspections.models import Appeal, Result, Visit
from bihuan.engines.inspections.rights import inspects, speaks_for
from bihuan.engines.inspections.wording import period_words
from bihuan.ground.journal.errors import NotAllowed, NotFound
from bihuan.ground.sheets.points import NOT_APPLICABLE
from bihuan.ground.sheets.scoring import differences, score
from bihuan.ground.sheets.shapes import Item, Sheet
from bihuan.ground.standards.holding import holds
from bihuan.windows.desk.administering import done
from bihuan.windows.desk.http import go, page, staff, today
from bihuan.windows.desk.inspecting.forms import AppealForm, DecisionForm
from bihuan.windows.desk.inspecting.reach import visit_of
from bihuan.windows.desk.inspecting.workbook import result_book
from bihuan.windows.look.http import XLSX, Request, locale, new_key, saved, url


def result_page(request: Request, row: Visit, form: AppealForm | None = None) -> HttpResponse:
    sheet, one = sheet_of(row), held_by(row)
    results = list(row.results.order_by("number"))
    newest = results[-1]
    cases = {failure.item: failure.case for failure in row.failures.select_related("case")}
    last = actions.last_appeal_day(row)
    speaks = speaks_for(row, request.actor) and row.kind != Visit.Kind.OWN
    appeals = list(row.appeals.select_related("by", "decided_by"))
    open_to = [
        (item.id, item.title.say(locale()))
        for item in sheet.items()
        if item.id in newest.told["findings"] and item.id not in {appeal.item for appeal in appeals}
    ]
    may_appeal = speaks and today(request) <= last and bool(open_to)
    said = {
        "visit": row,
        "title": sheet.title.say(locale()),
        "inspectors": ", ".join(person.name for person in row.inspectors.all()),
        "period": period_words(row.period),
        "edition": one.pack.name,
        "newest": newest,
        "older": results[:-1],
        "failed": [_failed(item, row, newest, cases) for item in _of(sheet, newest.told["findings"])],
        "steps": [step["zh" if locale().startswith("zh") else "en"] for step in newest.told["steps"]],
        "parts": _parts(sheet, newest),
        "differences": _beside(row, sheet, newest),
        "appeals": [(appeal, _title(sheet, appeal.item)) for appeal in appeals],
        "decides": holds(request.actor, "appeals", row.place.path, today(request))
        and not inspects(row, request.actor),
        "appeal_form": (form or AppealForm(None, items=open_to)) if may_appeal else None,
        "last_day": last,
        "key": new_key(),
    }
    crumbs = [(_("Inspections"), url("desk:inspecting")), (f"{row.place.name} {said['title']}", None)]
    status = 422 if form is not None and form.errors else 200
    return page(request, "inspecting/result", said, crumbs=crumbs, status=status)


def _of(sheet: Sheet, ids: list[str]) -> list[Item]:
    return [item for item in sheet.items() if item.id in ids]


def _title(sheet: Sheet, id: str) -> str:
    return next(item.title.say(locale()) for item in sheet.items() if item.id == id)


def _failed(item: Item, row: Visit, result: Result, cases: Any) -> dict[str, Any]:
    return {
        "title": item.title.say(locale()),
        "clause": item.clause,
        "answer": told(item, result.answers.get(item.id)),
        "off": result.told["off"].get(item.id, "0"),
        "note": row.notes.get(item.id, ""),
        "again": item.id in row.before,
        "case": cases.get(item.id),
        "photos": [photo for photo in row.photos.all() if photo.item == item.id],
    }


def told(item: Item, answer: Any) -> str:
    """An answer in words."""
    if answer is None:
        return "—"
    if answer == NOT_APPLICABLE:
        return _("Does not apply")
    if isinstance(answer, bool):
        return _("In order") if answer else _("Not in order")
    chosen = next((option.title.say(locale()) for option in item.options if option.id == answer), None)
    return chosen or f"{answer} {item.unit.say(locale()) if item.unit else ''}".strip()


def _parts(sheet: Sheet, result: Result) -> list[tuple[str, str, str]]:
    return [
        (section.title.say(locale()), part["base"], part["off"])
        for section in sheet.sections
        if (part := result.told["parts"].get(section.id)) is not None
    ]


def _beside(row: Visit, sheet: Sheet, newest: Result) -> list[dict[str, Any]] | None:
    """Where the place's own check of the period saw it otherwise; None where there is none to compare with."""
    own = Visit.objects.filter(
        place=row.place, programme=row.programme, sheet=row.sheet, period=row.period,
        kind=Visit.Kind.OWN, state=Visit.State.SETTLED, edition=row.edition,
    ).first()  # fmt: skip
    if own is None or row.kind == Visit.Kind.OWN:
        return None
    theirs = score(sheet, filling_of(sheet, own.results.latest("number").answers), before=row.before)
    ours = score(sheet, filling_of(sheet, newest.answers), before=row.before)
    return [
        {
            "title": one.item.title.say(locale()),
            "clause": one.item.clause,
            "own": told(one.item, one.one),
            "review": told(one.item, one.other),
            "off": one.off,
        }
        for one in differences(theirs, ours)
    ]


def _settled(request: Request, pk: int) -> Visit:
    row = visit_of(request, pk)
    if row.state != Visit.State.SETTLED:
        raise NotFound
    return row


@require_POST
@staff
def appeal(request: Request, pk: int) -> HttpResponse:
    row = _settled(request, pk)
    if not speaks_for(row, request.actor):
        raise NotAllowed
    form = AppealForm(
        request.POST, items=[(item.id, item.title.say(locale())) for item in sheet_of(row).items()]
    )

    def do() -> None:
        said = form.cleaned_data
        actions.appeal(row, said["item"], said["why"], by=request.actor, at=request.at)

    if done(request, form, do):
        messages.success(request, _("The appeal is made; somebody who did not inspect decides."))
        return go("desk:visit", pk)
    return result_page(request, row, form)


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def decide(request: Request, pk: int, number: int) -> HttpResponse:
    """Somebody who did not inspect decides on an appeal."""
    row = _settled(request, pk)
    asked = Appeal.objects.filter(visit=row, pk=number).select_related("by").first()
    if asked is None:
        raise NotFound
    if not holds(request.actor, "appeals", row.place.path, today(request)):
        raise NotAllowed
    sheet = sheet_of(row)
    item = next(one for one in sheet.items() if one.id == asked.item)
    form = DecisionForm(request.POST if request.method == "POST" else None, item=item)

    def do() -> None:
        said = form.cleaned_data
        actions.decide_appeal(
            asked, said["grant"] == "yes", said["why"], said["corrected"], by=request.actor, at=request.at
        )

    if request.method == "POST" and done(request, form, do):
        messages.success(request, _("The appeal is decided."))
        return go("desk:visit", pk)
    newest = row.results.latest("number")
    shown = {
        "visit": row,
        "appeal": asked,
        "failed": _failed(item, row, newest, {}),
        "form": form,
        "key": new_key(),
    }
    crumbs = [
        (_("Inspections"), url("desk:inspecting")),
        (row.place.name, url("desk:visit", pk)),
        (_("Appeal"), None),
    ]
    return page(request, "inspecting/appeal", shown, crumbs=crumbs, status=422 if form.errors else 200)


@require_safe
@staff
def sheet(request: Request, pk: int) -> HttpResponse:
    """The result as a spreadsheet."""
    row = _settled(request, pk)
    made = result_book(row, sheet_of(row), row.results.latest("number"), told)
    name = f"{row.place.name} {sheet_of(row).title.say(locale())} {row.planned_for:%Y-%m-%d}.xlsx"
    return saved(made, name, XLSX)

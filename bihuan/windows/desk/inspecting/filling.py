"""A visit on the spot: begun, filled in section by section and kept as it goes, handed over, signed."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bihuan.engines.inspections import actions
from bihuan.engines.inspections.errors import BadInput, NotAllowed, NotFound, Refused
from bihuan.engines.inspections.inforce import Held, held_by, sheet_of
from bihuan.engines.inspections.marked import unanswered
from bihuan.engines.inspections.models import Visit
from bihuan.engines.inspections.rights import inspects, speaks_for
from bihuan.engines.inspections.wording import period_words
from bihuan.ground.sheets.shapes import Section, Sheet
from bihuan.windows.desk.administering import done
from bihuan.windows.desk.http import fragment, go, page, staff, wants_fragment
from bihuan.windows.desk.inspecting.forms import SectionForm, WhyForm
from bihuan.windows.desk.inspecting.reach import visit_of
from bihuan.windows.desk.inspecting.result import result_page
from bihuan.windows.look.http import Request, handed_over, locale, new_key, see_other, url


@require_safe
@staff
def visit(request: Request, pk: int) -> HttpResponse:
    """Where the visit stands: before it, its sheet, what is to be signed, or its result."""
    row = visit_of(request, pk)
    if row.state == Visit.State.SETTLED:
        return result_page(request, row)
    return _under_way(request, row)


def _under_way(request: Request, row: Visit) -> HttpResponse:
    sheet, one = sheet_of(row), held_by(row)
    mine = inspects(row, request.actor)
    said = {
        **facts_of(row, sheet, one),
        "mine": mine,
        "sections": _sections(row, sheet),
        "left": len(unanswered(sheet, row.answers)),
        "wrong": [_shown(item, row, one) for item in sheet.items() if row.answers.get(item.id) is False],
        "signs": row.state == Visit.State.HANDED and not mine and speaks_for(row, request.actor),
        "unsigned": WhyForm() if row.state == Visit.State.HANDED and mine else None,
        "key": new_key(),
        "other_key": new_key(),
    }
    return page(request, "inspecting/visit", said, crumbs=crumbs_of(row, sheet))


def facts_of(row: Visit, sheet: Sheet, one: Held) -> dict[str, Any]:
    return {
        "visit": row,
        "title": sheet.title.say(locale()),
        "inspectors": ", ".join(person.name for person in row.inspectors.all()),
        "period": period_words(row.period),
        "programme": one.programme,
        "edition": one.pack.name,
    }


def crumbs_of(row: Visit, sheet: Sheet) -> list[tuple[str, str | None]]:
    return [
        (_("Inspections"), url("desk:inspecting")),
        (f"{row.place.name} {sheet.title.say(locale())}", None),
    ]


def _sections(row: Visit, sheet: Sheet) -> list[dict[str, Any]]:
    return [
        {
            "section": section,
            "title": section.title.say(locale()),
            "all": len(section.items),
            "done": sum(1 for item in section.items if row.answers.get(item.id) not in (None, "")),
        }
        for section in sheet.sections
    ]


def _shown(item: Any, row: Visit, one: Held) -> dict[str, Any]:
    return {"title": item.title.say(locale()), "clause": item.clause, "note": row.notes.get(item.id, "")}


@require_POST
@staff
def begin(request: Request, pk: int) -> HttpResponse:
    row = visit_of(request, pk)
    _try(request, lambda: actions.begin_visit(row, by=request.actor, at=request.at))
    return go("desk:visit", pk)


@staff
def section(request: Request, pk: int, name: str) -> HttpResponse:
    """One section: a change is kept at once where scripts run, all of it by the button where they do not."""
    row = visit_of(request, pk)
    if not inspects(row, request.actor):
        raise NotAllowed
    if row.state != Visit.State.BEGUN:
        return go("desk:visit", pk)
    sheet = sheet_of(row)
    here = next((one for one in sheet.sections if one.id == name), None)
    if here is None:
        raise NotFound
    data = request.POST if request.method == "POST" else None
    form = SectionForm(data, section=here, answers=row.answers, notes=row.notes)
    if request.method == "POST":
        _keep(request, row, form)
        if wants_fragment(request):
            return fragment(request, "inspecting/_kept", {"form": form})
        if not form.errors:
            return see_other(_next(row, sheet, here))
    return _section_page(request, row, sheet, form)


def _keep(request: Request, row: Visit, form: SectionForm) -> None:
    """Keep what fits; what does not is told at its field, and costs nothing else."""
    answers, notes = form.answers(), form.notes()
    form.is_valid()
    bad = {name.partition("__")[2] or name for name in form.errors}
    for _time in range(2):
        fit = {id: value for id, value in answers.items() if id not in bad}
        said = {id: text for id, text in notes.items() if id not in bad}
        try:
            actions.answer(row, fit, said, by=request.actor, at=request.at)
            return
        except BadInput as error:
            for id, text in error.fields.items():
                form.add_error(id, str(text))
            bad |= set(error.fields)


def _next(row: Visit, sheet: Sheet, here: Section) -> str:
    place = sheet.sections.index(here) + 1
    if place < len(sheet.sections):
        return url("desk:visit_section", row.pk, sheet.sections[place].id)
    return url("desk:visit", row.pk)


def _section_page(request: Request, row: Visit, sheet: Sheet, form: SectionForm) -> HttpResponse:
    one, here = held_by(row), form.section
    photos: dict[str, list[Any]] = {}
    for photo in row.photos.all():
        photos.setdefault(photo.item, []).append(photo)
    rows = [
        {
            **found,
            "text": one.pack.clauses[found["item"].clause].wording.say(locale())
            if found["item"].clause
            else "",
            "photos": photos.get(found["item"].id, []),
            "before": found["item"].id in row.before,
        }
        for found in form.rows()
    ]
    said = {
        **facts_of(row, sheet, one),
        "form": form,
        "rows": rows,
        "section": here,
        "sections": _sections(row, sheet),
        "last": sheet.sections[-1] is here,
        "most_bytes": settings.ATTACHMENT_MAX_BYTES,
    }
    crumbs = [
        *crumbs_of(row, sheet)[:1],
        (row.place.name, url("desk:visit", row.pk)),
        (here.title.say(locale()), None),
    ]
    return page(request, "inspecting/section", said, crumbs=crumbs, status=422 if form.errors else 200)


@require_POST
@staff
def photo_new(request: Request, pk: int, name: str) -> HttpResponse:
    """A photo for an item of the section."""
    row = visit_of(request, pk)
    file = request.FILES.get("photo")
    back = see_other(url("desk:visit_section", pk, name))
    if file is None or not file.size or file.size > settings.ATTACHMENT_MAX_BYTES:
        messages.error(request, _("Choose a photo that is not too large."))
        return back

    def do() -> None:
        actions.photograph(
            row, request.POST.get("item", ""), file.name or "photo", file.read(),
            most=settings.ATTACHMENT_MAX_BYTES, by=request.actor, at=request.at,
        )  # fmt: skip

    _try(request, do, _("The photo is kept."))
    return back


@require_safe
@staff
def photo(request: Request, pk: int, number: int) -> FileResponse:
    """A photo, for whoever may see the visit."""
    row = visit_of(request, pk).photos.filter(pk=number).first()
    if row is None:
        raise NotFound
    return handed_over(row, shown=True)


@require_POST
@staff
def hand_over(request: Request, pk: int) -> HttpResponse:
    row = visit_of(request, pk)
    _try(
        request,
        lambda: actions.hand_over(row, by=request.actor, at=request.at),
        _("The sheet is handed over."),
    )
    return go("desk:visit", pk)


@require_POST
@staff
def sign(request: Request, pk: int) -> HttpResponse:
    row = visit_of(request, pk)
    _try(
        request,
        lambda: actions.countersign(row, by=request.actor, at=request.at),
        _("Signed; the result counts."),
    )
    return go("desk:visit", pk)


@require_POST
@staff
def unsigned(request: Request, pk: int) -> HttpResponse:
    row = visit_of(request, pk)
    form = WhyForm(request.POST)

    def do() -> None:
        actions.leave_unsigned(row, form.cleaned_data["why"], by=request.actor, at=request.at)

    if done(request, form, do):
        messages.success(request, _("Kept without a signature; the result counts."))
    else:
        messages.error(request, str(next(iter(form.errors.values()))[0]))
    return go("desk:visit", pk)


@require_POST
@staff
def call_off(request: Request, pk: int) -> HttpResponse:
    row = visit_of(request, pk)
    form = WhyForm(request.POST)

    def do() -> None:
        actions.call_off(row, form.cleaned_data["why"], by=request.actor, at=request.at)

    if done(request, form, do):
        messages.success(request, _("The visit is called off."))
    else:
        messages.error(request, str(next(iter(form.errors.values()))[0]))
    return go("desk:inspecting")


def _try(request: Request, do: Any, told: str = "") -> None:
    """Do it; a refusal is told on the next page."""
    try:
        do()
    except (NotAllowed, NotFound):
        raise
    except Refused as error:
        texts = [str(text) for text in error.fields.values()] or [str(error)]
        messages.error(request, texts[0])
        return
    if told:
        messages.success(request, told)

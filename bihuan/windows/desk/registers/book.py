"""One register: a new line first, what is in below; its labels to print, and the whole as a spreadsheet."""

from io import BytesIO

import segno
from django.contrib import messages
from django.db.models import F
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from xlsxwriter import Workbook

from bihuan.engines.registers import actions
from bihuan.engines.registers.checking import label_key
from bihuan.engines.registers.inforce import Kept
from bihuan.engines.registers.models import Line
from bihuan.ground.worktime.zone import SHANGHAI
from bihuan.windows.desk.administering import done
from bihuan.windows.desk.http import page, staff
from bihuan.windows.desk.registers.forms import Find, entry
from bihuan.windows.desk.registers.reach import lines_in, register_of
from bihuan.windows.desk.registers.showing import row_of
from bihuan.windows.look.http import XLSX, Request, locale, new_key, saved, see_other, url

MOST, MOST_LABELS, MOST_ROWS = 60, 120, 20_000


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def book(request: Request, place: int, register: str) -> HttpResponse:
    """A new line by one form that the cursor stands in; Enter writes it and the cursor is back."""
    kept = register_of(request, place, register)
    form = entry(kept.register, request.POST if request.method == "POST" else None)

    def do() -> dict[str, str]:
        line = actions.enter(kept, form.cleaned_data, by=request.actor, at=request.at)
        return {"label": line.label, "line": str(line.pk)}

    if request.method == "POST" and (answer := done(request, form, do)):
        messages.success(request, _("%(label)s is written down.") % {"label": answer["label"]})
        return see_other(f"{url('desk:register', place, register)}?new={answer['line']}")
    lines = lines_in([kept]).filter(closed_at=None).select_related("book__place")
    rows = lines.order_by(F("due_at").asc(nulls_last=True), "-pk")[:MOST]
    new = lines.filter(pk=request.GET["new"]).first() if request.GET.get("new", "").isdecimal() else None
    said = {
        "kept": kept,
        "title": kept.register.title.say(locale()),
        "form": form if kept.keeps(request.actor) else None,
        "find": Find(),
        "new": row_of(new, kept, request.at) if new else None,
        "rows": [row_of(one, kept, request.at) for one in rows],
        "taken": lines.filter(state__in=[one.id for one in kept.register.states if one.holds]).count(),
        "key": new_key(),
    }
    crumbs = [(_("Registers"), url("desk:registers")), (kept.register.title.say(locale()), None)]
    return page(request, "registers/book", said, crumbs=crumbs, status=422 if form.errors else 200)


@require_safe
@staff
def labels(request: Request, place: int, register: str) -> HttpResponse:
    """The labels of what is in, in the order of the shelf, with a code for the scanner."""
    kept = register_of(request, place, register)
    names = lines_in([kept]).filter(closed_at=None).order_by("-pk").values_list("label", flat=True)
    shown = sorted(names[:MOST_LABELS], key=label_key)
    said = {
        "labels": [(one, segno.make(one, error="m", micro=False).svg_data_uri(scale=4)) for one in shown],
        "title": kept.register.title.say(locale()),
        "place": kept.place.name,
    }
    crumbs = [
        (_("Registers"), url("desk:registers")),
        (kept.register.title.say(locale()), url("desk:register", place, register)),
        (_("Labels"), None),
    ]
    return page(request, "registers/labels", said, crumbs=crumbs)


@require_safe
@staff
def sheet(request: Request, place: int, register: str) -> HttpResponse:
    """The register as a spreadsheet, what is personal masked."""
    kept = register_of(request, place, register)
    name = f"{kept.register.title.say(locale())} {request.at.astimezone(SHANGHAI):%Y-%m-%d}.xlsx"
    return saved(_written(request, kept), name, XLSX)


def _written(request: Request, kept: Kept) -> bytes:
    file = BytesIO()
    workbook = Workbook(file, {"in_memory": True, "constant_memory": True, "strings_to_formulas": False})
    bold, page_ = workbook.add_format({"bold": True}), workbook.add_worksheet()
    columns = [one.title.say(locale()) for one in kept.register.columns]
    heads = [_("Label"), _("State"), _("Written at"), _("Due by"), _("Ended at"), _("Reason"), *columns]
    for number, head in enumerate(heads):
        page_.write_string(0, number, head, bold)
    lines = lines_in([kept]).order_by("-pk").select_related("book__place")[:MOST_ROWS]
    for at, line in enumerate(lines.iterator(chunk_size=2000), start=1):
        for number, cell in enumerate(_cells(line, kept, request)):
            page_.write_string(at, number, cell)
    workbook.close()
    return file.getvalue()


def _cells(line: Line, kept: Kept, request: Request) -> list[str]:
    row = row_of(line, kept, request.at)
    times = (line.entered_at, line.due_at, line.closed_at)
    said = [one.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M") if one else "" for one in times]
    return [line.label, row.said, *said, line.reason, *row.cells]

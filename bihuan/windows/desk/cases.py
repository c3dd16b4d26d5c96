"""The list of cases, one case, the receipt of one of its clocks, one of its papers."""

from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from bihuan.engines.cases import clocks as sums
from bihuan.engines.cases import running
from bihuan.engines.cases.models import Case
from bihuan.ground.journal import prepared
from bihuan.ground.journal.errors import NotFound
from bihuan.ground.standards import adoption
from bihuan.windows.desk import dossier, filters
from bihuan.windows.desk.http import case_of, fragment, page, reach, staff, today, wants_fragment
from bihuan.windows.desk.leafing import leaf
from bihuan.windows.desk.posts import packs_of
from bihuan.windows.desk.showing import SHOWN, citation, promise_of, rows_of
from bihuan.windows.look.http import Request, handed_over, locale, url

LIST_PAGE = 20
#: Nobody leafs further than this; the note says to narrow the query.
LAST_PAGE = 50


@require_GET
@staff
def cases(request: Request) -> HttpResponse:
    said = filters.asked(request.GET)
    packs = packs_of(request.actor, today(request))
    visible = Case.objects.visible_to(request.actor, adoption.roles())

    def found(first: int, beyond: int) -> list[Case]:
        def asked() -> QuerySet[Case]:
            answering = filters.answering(visible, said, request.actor, packs, request.at)
            return answering.select_related("team", "handler").only(*SHOWN)[first:beyond]

        if said.due:
            return list(asked())  # the moment is part of the question
        shape = ("list", said, first, *(pack.hash for pack in packs), *reach(request.actor))
        return prepared.ask(shape, asked)

    shown = leaf(request, LIST_PAGE, LAST_PAGE, found)
    facts: dict[str, Any] = {
        "leaf": shown,
        "rows": rows_of(shown.rows, request.at, locale()),
        "asked": said,
        "choices": filters.choices(packs, locale()),
        "options": filters.options,
        "clause": citation(said.clause, locale()),
    }
    return page(request, "cases/list", facts, crumbs=[(_("Cases"), None)])


@require_GET
@staff
def show(request: Request, pk: int) -> HttpResponse:
    return dossier.case_page(request, case_of(request, pk))


@require_GET
@staff
def receipt(request: Request, pk: int, clock: int) -> HttpResponse:
    """How a due time came about, line by line, printable."""
    case = case_of(request, pk)
    row = case.clocks.filter(pk=clock).select_related("order__team").first()
    pack = adoption.pack_of(case.edition)
    promise = promise_of(pack, case, row) if row else None
    if row is None or promise is None:
        raise NotFound
    calendar = pack.calendar(promise.calendar)
    proof = sums.proof(promise, row.started_at, calendar, running.time_events(row))
    said: dict[str, Any] = {
        "case": case,
        "clock": row,
        "promise": promise,
        "proof": proof,
        "lines": list(proof.rows(locale())),
        "conclusion": proof.conclusion(locale()),
        "allowance": proof.allowance.describe(locale()),
        "notices": [notice.text(locale()) for notice in proof.notices],
        "clause": pack.clauses[promise.clause],
        "cited": citation(row.clause, locale()),
        "pack": pack,
        "calendar": f"{pack.rows('calendars')[promise.calendar].title.say(locale())} · {calendar.version}",
        "state": dossier.clock_state(row, request.at),
    }
    if wants_fragment(request):
        return fragment(request, "cases/_receipt", said)
    crumbs = [
        (_("Cases"), url("desk:cases")),
        (case.number, url("desk:case", pk)),
        (_("Receipt"), None),
    ]
    return page(request, "cases/receipt", said, crumbs=crumbs)


@require_GET
@staff
def paper(request: Request, pk: int, paper: int) -> FileResponse:
    """A file of a case, for whoever may see the case; shown in the browser only when that cannot run anything."""
    case = case_of(request, pk)
    row = case.attachments.filter(pk=paper).first()
    if row is None:
        raise NotFound
    return handed_over(row, shown=row.mime.startswith("image/") or row.mime == "application/pdf")

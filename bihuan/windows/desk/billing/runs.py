"""Bill runs: begin one, watch it go, see who was left out and why."""

from collections import Counter
from datetime import timedelta

from django.contrib import messages
from django.db.models import Q, QuerySet, Sum
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bihuan.engines.billing import actions
from bihuan.engines.billing.actions.correcting import DUE_DAYS, left_words
from bihuan.engines.billing.models import Account, BillRun
from bihuan.engines.papers.booklets import BOOKLET, booklets_of
from bihuan.ground.directory.models import Place
from bihuan.ground.journal.errors import NotFound
from bihuan.windows.desk.administering import done
from bihuan.windows.desk.billing.forms import NewRun
from bihuan.windows.desk.billing.reach import places_or_refuse
from bihuan.windows.desk.http import go, page, staff, today
from bihuan.windows.look.http import Request, new_key, url

MOST = 40


def below(paths: tuple[str, ...]) -> "QuerySet[Place]":
    """Open places at and below some."""
    where = Q(pk__in=())
    for path in paths:
        where |= Q(path__startswith=path)
    return Place.objects.filter(where, closed_at=None).order_by("path")


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def runs(request: Request) -> HttpResponse:
    """The runs of one's places, the latest first, and a form to begin the next."""
    places = below(places_or_refuse(request, "bill_runs"))
    last = today(request).replace(day=1) - timedelta(1)
    start = {"until": last, "due_on": today(request) + timedelta(DUE_DAYS), "place": places.first()}
    form = NewRun(request.POST if request.method == "POST" else None, initial=start, places=places)
    begun: list[int] = []

    def do() -> None:
        said = form.cleaned_data
        run = actions.start_run(said["place"], said["until"], said["due_on"], by=request.actor, at=request.at)
        begun.append(run.pk)

    if request.method == "POST" and done(request, form, do):
        messages.success(request, _("The run has begun; it is worked off in the background."))
        return go("desk:bill_run", begun[0]) if begun else go("desk:bill_runs")
    rows = BillRun.objects.filter(place__in=places).select_related("place")
    totals = rows.annotate(total=Sum("parts__total"), made=Sum("parts__bills")).order_by("-pk")[:MOST]
    said = {"rows": list(totals), "form": form, "key": new_key()}
    status = 422 if form.errors else 200
    return page(request, "billing/runs", said, crumbs=[(_("Bill runs"), None)], status=status)


@require_safe
@staff
def run(request: Request, pk: int) -> HttpResponse:
    """How far it is, what it comes to, and who was left out."""
    places = below(places_or_refuse(request, "bill_runs"))
    row = BillRun.objects.filter(pk=pk, place__in=places).select_related("place").first()
    if row is None:
        raise NotFound
    parts = list(row.parts.order_by("pk"))
    left: Counter[str] = Counter()
    for part in parts:
        left.update(part.left)
    seen = Account.objects.within([row.place.path])
    odd = (
        row.bills.exclude(odd={})
        .filter(account__in=seen)
        .select_related("account__premise")
        .order_by("-total")
    )
    ready = sum(1 for part in parts if part.done_at)
    said = {
        "run": row,
        "ready": ready,
        "booklets": booklets_of(row),
        "booklet": BOOKLET,
        "parts": len(parts),
        "percent": 100 * ready // len(parts) if parts else 100,
        "bills": sum(part.bills for part in parts),
        "total": sum(part.total for part in parts),
        "left": [(left_words(reason), count) for reason, count in left.most_common()],
        "odd": list(odd[:MOST]),
    }
    crumbs = [(_("Bill runs"), url("desk:bill_runs")), (f"{row.place} {row.until}", None)]
    return page(request, "billing/run", said, crumbs=crumbs)

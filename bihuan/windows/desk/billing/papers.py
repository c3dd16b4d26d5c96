"""Papers at the desk: masked by itself; with name and door only on purpose, which stays in the account's journal."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bihuan.engines.billing import actions
from bihuan.engines.billing.models import BillRun
from bihuan.engines.papers.bills import bill_paper
from bihuan.engines.papers.booklets import print_booklet
from bihuan.engines.papers.errors import BadInput, NotFound
from bihuan.engines.papers.receipts import receipt_paper
from bihuan.windows.desk.billing.reach import bill_of, payment_of, places_or_refuse
from bihuan.windows.desk.billing.runs import below
from bihuan.windows.desk.http import go, staff
from bihuan.windows.look.http import Request, pdf, url


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def bill(request: Request, pk: int) -> HttpResponse:
    """A POST prints it for the customer, with everything on it."""
    row = bill_of(request, pk)
    full = request.method == "POST"
    if full:
        actions.reveal_account(row.account, by=request.actor, at=request.at)
    link = settings.SITE_URL.rstrip("/") + url("portal:bill", row.number)
    return pdf(bill_paper(row, link=link, masked=not full), f"{row.number}.pdf")


@require_safe
@staff
def receipt(request: Request, pk: int) -> HttpResponse:
    row = payment_of(request, pk)
    return pdf(receipt_paper(row), f"{row.number}.pdf")


@require_POST
@staff
def booklet(request: Request, pk: int) -> HttpResponse:
    """A booklet of a run's bills, printed to be sent out."""
    places = below(places_or_refuse(request, "bill_runs"))
    row = BillRun.objects.filter(pk=pk, place__in=places).select_related("place").first()
    if row is None:
        raise NotFound
    asked = request.POST.get("number", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 8 else 0
    site = settings.SITE_URL.rstrip("/")
    try:
        paper = print_booklet(
            row,
            number,
            link=lambda one: site + url("portal:bill", one.number),
            by=request.actor,
            at=request.at,
        )
    except BadInput as error:
        messages.error(request, str(error.fields["number"]))
        return go("desk:bill_run", pk)
    return pdf(paper, f"{row.until}-{row.place.code}-{number}.pdf")

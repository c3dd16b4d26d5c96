"""Papers at the desk: masked by itself; with name and door only on purpose, which stays in the account's journal."""

from django.conf import settings
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from bihuan.engines.billing import actions
from bihuan.engines.papers.bills import bill_paper
from bihuan.engines.papers.receipts import receipt_paper
from bihuan.windows.desk.billing.reach import bill_of, payment_of
from bihuan.windows.desk.http import staff
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

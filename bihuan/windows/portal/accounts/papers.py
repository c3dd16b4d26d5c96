"""The customer's papers: a bill, a receipt, each fetched through him."""

from datetime import date, timedelta

from django.conf import settings
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from bihuan.engines.billing.models import Binding
from bihuan.engines.papers.bills import bill_paper
from bihuan.engines.papers.receipts import receipt_paper
from bihuan.engines.papers.statements import statement_paper
from bihuan.ground.journal.errors import NotFound
from bihuan.ground.worktime.zone import local_day
from bihuan.windows.look.http import Request, pdf, url
from bihuan.windows.portal.accounts.fetching import account_of, bill_of, payment_of
from bihuan.windows.portal.accounts.session import signed_in


@require_safe
@signed_in
def bill(request: Request, phone: str, number: str) -> HttpResponse:
    """Who only was let in sees the holder and the door masked."""
    row = bill_of(number, phone, request.at)
    _account, binding = account_of(row.account.number, phone, request.at)
    link = settings.SITE_URL.rstrip("/") + url("portal:bill", number)
    masked = binding.role != Binding.Role.HOLDER
    return pdf(bill_paper(row, link=link, masked=masked), f"{row.number}.pdf")


@require_safe
@signed_in
def receipt(request: Request, phone: str, secret: str) -> HttpResponse:
    row = payment_of(secret, phone, request.at)
    return pdf(receipt_paper(row), f"{row.number}.pdf")


@require_safe
@signed_in
def statement(request: Request, phone: str, number: str) -> HttpResponse:
    """What the books say of an account in a calendar year; the last twelve months where none is named."""
    row, binding = account_of(number, phone, request.at)
    today = local_day(request.at)
    year = request.GET.get("year", "")
    if not year:
        first, last = today - timedelta(365), today
    elif year.isascii() and year.isdigit() and row.opened_on.year <= int(year[:9]) <= today.year:
        first, last = date(int(year), 1, 1), min(date(int(year), 12, 31), today)
    else:
        raise NotFound
    masked = binding.role != Binding.Role.HOLDER
    paper = statement_paper(row, first, last, masked=masked, at=request.at)
    return pdf(paper, f"{row.number}-{first}-{last}.pdf")

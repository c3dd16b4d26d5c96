"""One bill with every step of its sum."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from bihuan.engines.applications.inforce import takes_doubts
from bihuan.engines.billing.retelling import retell
from bihuan.engines.payments.models import Share
from bihuan.ground.worktime.zone import local_day
from bihuan.windows.look.http import Request, locale, new_key
from bihuan.windows.portal import fees_showing
from bihuan.windows.portal.accounts.fetching import bill_of
from bihuan.windows.portal.accounts.session import signed_in
from bihuan.windows.portal.http import page
from bihuan.windows.portal.site import here


@require_safe
@signed_in
def bill(request: Request, phone: str, number: str) -> HttpResponse:
    row = bill_of(number, phone, request.at)
    told = retell(row)
    paid = Share.objects.filter(bill=row, payment__state="paid").select_related("payment").order_by("pk")
    said = {
        "bill": row,
        "sum": fees_showing.result(told.charge, None, locale()),
        "same": told.same,
        "shares": list(paid),
        "once": new_key(),
        "may_doubt": takes_doubts(row.account.premise.place, request.at),
        "today": local_day(request.at),
    }
    return page(request, "accounts/bill", here(request.at), said)

"""A bill is doubted from its own page; the case carries it along."""

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bihuan.engines.applications import actions
from bihuan.ground.directory.actor import customer
from bihuan.ground.journal.errors import BadInput, NotFound
from bihuan.windows.look.http import Request, see_other, url
from bihuan.windows.portal import limits
from bihuan.windows.portal.accounts.fetching import bill_of
from bihuan.windows.portal.accounts.session import signed_in


@require_POST
@signed_in
def doubt(request: Request, phone: str, number: str) -> HttpResponse:
    """The answer's time begins to run. A second press finds the same case."""
    bill = bill_of(number, phone, request.at)
    text = request.POST.get("text", "")[:2000]
    limits.count("submit", phone, limits.SUBMISSIONS, at=request.at)
    try:
        case = actions.doubt(bill, text, phone=phone, by=customer(phone), at=request.at)
    except BadInput as error:
        messages.error(request, str(next(iter(error.fields.values()), error)))
        return see_other(url("portal:bill", number))
    except NotFound:
        messages.error(request, _("Please call us about this bill."))
        return see_other(url("portal:bill", number))
    return see_other(url("portal:done", case.secret))

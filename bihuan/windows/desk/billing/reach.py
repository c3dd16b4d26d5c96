"""What somebody's posts open here, and rows fetched through them."""

from bihuan.engines.billing.models import Account, Bill
from bihuan.engines.payments.models import Payment
from bihuan.ground.journal.errors import NotAllowed, NotFound
from bihuan.ground.standards.holding import reach
from bihuan.windows.desk.http import today
from bihuan.windows.look.http import Request


def places_or_refuse(request: Request, office: str) -> tuple[str, ...]:
    """The place paths at which the reader holds the office. Raises NotAllowed when nowhere."""
    found = reach(request.actor, office, today(request))
    if not found:
        raise NotAllowed
    return found


def account_of(request: Request, pk: int, office: str = "accounts") -> Account:
    """Raises NotAllowed, NotFound."""
    rows = Account.objects.within(places_or_refuse(request, office))
    found = rows.select_related("premise__place", "book").filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def bill_of(request: Request, pk: int, office: str = "accounts") -> Bill:
    """Raises NotAllowed, NotFound."""
    seen = Account.objects.within(places_or_refuse(request, office))
    rows = Bill.objects.filter(pk=pk, account__in=seen).select_related(
        "account__premise__place", "account__book"
    )
    found = rows.first()
    if found is None:
        raise NotFound
    return found


def payment_of(request: Request, pk: int, office: str = "accounts") -> Payment:
    """Raises NotAllowed, NotFound."""
    found = Payment.objects.within(places_or_refuse(request, office)).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found

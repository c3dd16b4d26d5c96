"""Every bill of a customer's accounts, to be found by year, account, commodity, state and amount."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet, Sum
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from bihuan.engines.billing.models import Account, Bill
from bihuan.engines.billing.models.account import COMMODITIES
from bihuan.ground.worktime.zone import local_day
from bihuan.windows.look.http import Request
from bihuan.windows.portal.accounts.session import signed_in
from bihuan.windows.portal.http import page
from bihuan.windows.portal.site import here

PER_PAGE = 24
STATES = {
    "open": gettext_lazy("to be paid"),
    "late": gettext_lazy("overdue"),
    "paid": gettext_lazy("paid"),
    "taken_back": gettext_lazy("taken back"),
}
TONES = {"open": "soon", "late": "overdue", "paid": "done", "taken_back": "still"}


class Query(forms.Form):
    """What to look for; nothing chosen: everything."""

    account = forms.ChoiceField(label=gettext_lazy("Account"), required=False)
    commodity = forms.ChoiceField(label=gettext_lazy("What for"), required=False)
    year = forms.ChoiceField(label=gettext_lazy("Year"), required=False)
    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)
    least = forms.DecimalField(
        label=gettext_lazy("From, yuan"), required=False, min_value=0, max_digits=12, decimal_places=2
    )
    most = forms.DecimalField(
        label=gettext_lazy("Up to, yuan"), required=False, min_value=0, max_digits=12, decimal_places=2
    )

    def __init__(self, *args: Any, accounts: list[Account], years: list[int], **said: Any) -> None:
        super().__init__(*args, **said)
        held = {one.commodity for one in accounts}
        choices: dict[str, list[Any]] = {
            "account": [(one.number, f"{one.get_commodity_display()} {one.number}") for one in accounts],
            "commodity": [(id, title) for id, title in COMMODITIES if id in held],
            "year": [(str(one), str(one)) for one in years],
            "state": list(STATES.items()),
        }
        for name, those in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", _("All")), *those]

    def narrowed(self, rows: QuerySet[Bill], today: date) -> QuerySet[Bill]:
        said = self.cleaned_data
        asked = {
            "account__number": said["account"],
            "account__commodity": said["commodity"],
            "last__year": said["year"],
            "total__gte": said["least"],
            "total__lte": said["most"],
        }
        rows = rows.filter(**{name: value for name, value in asked.items() if value not in ("", None)})
        return rows.filter(_in_state(said["state"], today)) if said["state"] else rows


def _in_state(state: str, today: date) -> Q:
    live = Q(reversed_at=None, reverses=None)
    return {
        "open": live & Q(settled_at=None, due_on__gte=today),
        "late": live & Q(settled_at=None, due_on__lt=today),
        "paid": live & Q(settled_at__isnull=False),
        "taken_back": ~live,
    }[state]


@dataclass(frozen=True, slots=True)
class Shown:
    """A bill as a list shows it."""

    bill: Bill
    state: str
    tone: str


def shown(bill: Bill, today: date) -> Shown:
    if bill.reversed_at is not None or bill.reverses_id is not None:
        state = "taken_back"
    elif bill.settled_at is not None:
        state = "paid"
    else:
        state = "late" if bill.due_on < today else "open"
    return Shown(bill, str(STATES[state]), TONES[state])


@require_safe
@signed_in
def bills(request: Request, phone: str) -> HttpResponse:
    today = local_day(request.at)
    mine = Account.objects.of_customer(phone, request.at)
    accounts = list(mine.select_related("premise"))
    years = list(range(today.year, min((one.opened_on.year for one in accounts), default=today.year) - 1, -1))
    form = Query(request.GET, accounts=accounts, years=years)
    every = Bill.objects.in_short().filter(account__in=accounts).select_related("account__premise")
    found = form.narrowed(every, today) if form.is_valid() else every.none()
    pages = Paginator(found.order_by("-last", "-id"), PER_PAGE).get_page(request.GET.get("page"))
    sums = every.unpaid().aggregate(total=Sum("total"), paid=Sum("paid"))
    said = {
        "accounts": accounts,
        "form": form,
        "pages": pages,
        "rows": [shown(one, today) for one in pages],
        "owed": f"{(sums['total'] or Decimal(0)) - (sums['paid'] or Decimal(0)):.2f}",
    }
    return page(request, "palm/bills", here(request.at), said, status=200 if form.is_valid() else 422)

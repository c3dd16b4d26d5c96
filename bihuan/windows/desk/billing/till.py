"""The cashier's counter: open the till, find the account, take the money aloud, close with somebody else."""

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bihuan.engines.billing.models import Account
from bihuan.engines.ledger.actions import book
from bihuan.engines.ledger.balances import balance
from bihuan.engines.ledger.models import Book
from bihuan.engines.payments import actions
from bihuan.engines.payments.models import NOTHING, Payment, Till
from bihuan.engines.payments.owed import open_bills
from bihuan.ground.journal.errors import NotFound
from bihuan.windows.desk.administering import done
from bihuan.windows.desk.billing.forms import CloseTill, OpenTill, TakeCash
from bihuan.windows.desk.billing.reach import places_or_refuse
from bihuan.windows.desk.billing.runs import below
from bihuan.windows.desk.http import go, page, staff, today
from bihuan.windows.look.http import Request, new_key, see_other, url


def own(request: Request) -> Till | None:
    rows = Till.objects.filter(person=request.actor.person, closed_at=None)
    return rows.select_related("place").first()


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def till(request: Request) -> HttpResponse:
    """One's till, or the form that opens it; and the tills of others that wait to be counted."""
    reach = places_or_refuse(request, "till")
    places = below(reach)
    mine = own(request)
    form = OpenTill(
        request.POST if request.method == "POST" else None,
        initial={"place": places.first(), "begun_with": 200},
        places=places,
    )

    def do() -> None:
        said = form.cleaned_data
        actions.open_till(said["place"], said["begun_with"], by=request.actor, at=request.at)

    if request.method == "POST" and mine is None and done(request, form, do):
        return go("desk:till")
    asked = request.GET.get("q", "").replace("\x00", "").strip()[:20]
    account = (
        Account.objects.within(reach).filter(number=asked).select_related("premise").first()
        if asked
        else None
    )
    accounts = list(account.premise.accounts.values_list("pk", flat=True)) if account else []
    bills = open_bills(accounts)
    others = Till.objects.filter(place__in=places, closed_at=None).exclude(person=request.actor.person)
    said = {
        "till": mine,
        "inside": balance(book(Book.Kind.CASH, f"till:{mine.pk}")) if mine else None,
        "taken": list(mine.payments.order_by("-pk")[:10]) if mine else [],
        "form": form,
        "asked": asked,
        "account": account,
        "bills": bills,
        "total": sum((one.open_amount for one in bills), NOTHING),
        "cash": TakeCash(),
        "others": list(others.select_related("person", "place")),
        "key": new_key(),
        "today": today(request),
    }
    return page(request, "billing/till", said, crumbs=[(_("Till"), None)], status=422 if form.errors else 200)


@require_POST
@staff
def take(request: Request, number: str) -> HttpResponse:
    """Take cash for the chosen bills of one premise."""
    reach = places_or_refuse(request, "till")
    account = Account.objects.within(reach).filter(number=number).first()
    if account is None:
        raise NotFound
    form = TakeCash(request.POST)
    chosen = [
        int(one) for one in request.POST.getlist("bill") if one.isascii() and one.isdigit() and len(one) < 18
    ]
    accounts = list(account.premise.accounts.values_list("pk", flat=True))
    made: list[Payment] = []

    def do() -> None:
        key = f"{request.actor.ref}:{request.POST.get('once', '')[:40]}"
        made.append(
            actions.take_cash(
                chosen, accounts, form.cleaned_data["received"], key=key, by=request.actor, at=request.at
            )
        )

    if done(request, form, do):
        if made:
            told = _("Received %(received)s yuan, %(amount)s yuan to pay, %(change)s yuan back.")
            messages.success(
                request,
                told % {"received": made[0].received, "amount": made[0].amount, "change": made[0].change},
            )
        return go("desk:till")
    for errors in form.errors.values():
        for error in errors:
            messages.error(request, str(error))
    return see_other(f"{url('desk:till')}?q={number}")


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def close(request: Request, pk: int) -> HttpResponse:
    """Count somebody's till with him."""
    places = below(places_or_refuse(request, "till"))
    row = Till.objects.filter(pk=pk, place__in=places).select_related("person", "place").first()
    if row is None:
        raise NotFound
    form = CloseTill(request.POST if request.method == "POST" else None)

    def do() -> None:
        actions.close_till(row, form.counted, why=form.cleaned_data["why"], by=request.actor, at=request.at)

    if request.method == "POST" and done(request, form, do):
        messages.success(request, _("The till is closed."))
        return go("desk:till")
    said = {
        "till": row,
        "inside": balance(book(Book.Kind.CASH, f"till:{row.pk}")),
        "form": form,
        "key": new_key(),
        "own": row.person_id == request.actor.person,
    }
    crumbs = [(_("Till"), url("desk:till")), (row.person.name, None)]
    return page(request, "billing/till_close", said, crumbs=crumbs, status=422 if form.errors else 200)

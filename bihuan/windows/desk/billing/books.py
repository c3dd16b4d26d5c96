"""The books: what is paid, refunds that wait, days to be reconciled, and the trial balance."""

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bihuan.engines.billing.models import Account
from bihuan.engines.ledger.balances import trial_balance
from bihuan.engines.ledger.models import Book
from bihuan.engines.payments import actions
from bihuan.engines.payments.drivers import driver_of, offered
from bihuan.engines.payments.models import Channel, Difference, Payment, Refund, Statement
from bihuan.ground.journal.errors import NotFound, Refused
from bihuan.ground.standards.holding import holds
from bihuan.windows.desk.administering import done
from bihuan.windows.desk.billing.forms import AskRefund, ReadStatement, Why
from bihuan.windows.desk.billing.reach import payment_of, places_or_refuse
from bihuan.windows.desk.http import go, page, staff, today
from bihuan.windows.look.http import Request, new_key

MOST = 50


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def payment(request: Request, pk: int) -> HttpResponse:
    """One payment, and the form that asks for money to go back."""
    row = payment_of(request, pk)
    shares = list(row.shares.select_related("account__premise__place", "bill").order_by("pk"))
    first = shares[0].account
    form = AskRefund(request.POST if request.method == "POST" else None)

    def do() -> None:
        said = form.cleaned_data
        actions.ask_refund(row, first, said["amount"], why=said["why"], by=request.actor, at=request.at)

    if request.method == "POST" and done(request, form, do):
        messages.success(request, _("The refund waits for approval."))
        return go("desk:payment", pk)
    may = holds(request.actor, "till", first.premise.place.path, today(request))
    said = {
        "payment": row,
        "shares": shares,
        "refunds": list(row.refunds.select_related("asked_by", "decided_by")),
        "form": form if may and row.state == Payment.State.PAID else None,
        "key": new_key(),
    }
    crumbs = [(_("Payment"), None), (row.number, None)]
    return page(request, "billing/payment", said, crumbs=crumbs, status=422 if form.errors else 200)


@require_safe
@staff
def refunds(request: Request) -> HttpResponse:
    """Those that wait at one's places, the oldest first."""
    seen = Account.objects.within(places_or_refuse(request, "refunds"))
    rows = Refund.objects.filter(state=Refund.State.ASKED, account__in=seen)
    said = {
        "rows": list(rows.select_related("payment", "account", "asked_by").order_by("pk")[:MOST]),
        "key": new_key(),
    }
    return page(request, "billing/refunds", said, crumbs=[(_("Refunds"), None)])


@require_POST
@staff
def decide(request: Request, pk: int) -> HttpResponse:
    seen = Account.objects.within(places_or_refuse(request, "refunds"))
    row = Refund.objects.filter(pk=pk, account__in=seen).first()
    if row is None:
        raise NotFound
    approve = request.POST.get("do") == "approve"
    try:
        actions.decide_refund(
            row, approve=approve, why=request.POST.get("why", "")[:200], by=request.actor, at=request.at
        )
    except Refused as error:
        messages.error(request, next(iter(map(str, error.fields.values())), str(error)))
    else:
        messages.success(request, _("The money goes back.") if approve else _("The refund is refused."))
    return go("desk:refunds")


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def books(request: Request) -> HttpResponse:
    """Trial balance; lists of providers that were read, and what differs still."""
    places_or_refuse(request, "books")
    channels = [(one, Channel(one).label) for one in offered()]
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = ReadStatement(*sent, channels=channels)

    def do() -> None:
        said = form.cleaned_data
        channel, day, file = said["channel"], said["day"], said["file"]
        lines = file.lines if file else driver_of(channel).statement(channel, day)
        sha256 = file.sha256 if file else ""
        actions.read_statement(channel, day, lines, sha256=sha256, by=request.actor, at=request.at)

    if request.method == "POST" and done(request, form, do):
        messages.success(request, _("The list is read."))
        return go("desk:books")
    standing = [(Book.Kind(one.kind).label, one) for one in trial_balance(request.at)]
    said = {
        "standing": standing,
        "debits": sum(one.debits for _label, one in standing),
        "credits": sum(one.credits for _label, one in standing),
        "differences": list(Difference.objects.filter(settled_at=None).select_related("statement")[:MOST]),
        "statements": list(Statement.objects.all()[:12]),
        "form": form,
        "channels": channels,
        "key": new_key(),
    }
    return page(
        request, "billing/books", said, crumbs=[(_("Books"), None)], status=422 if form.errors else 200
    )


@require_POST
@staff
def settle(request: Request, pk: int) -> HttpResponse:
    places_or_refuse(request, "books")
    row = Difference.objects.filter(pk=pk).first()
    if row is None:
        raise NotFound
    if request.POST.get("do") == "take_up":
        return _take_up(request, row)
    form = Why(request.POST)

    def do() -> None:
        actions.settle_difference(row, why=form.cleaned_data["why"], by=request.actor, at=request.at)

    if done(request, form, do):
        messages.success(request, _("The difference is settled."))
    else:
        messages.error(request, next(str(one) for errors in form.errors.values() for one in errors))
    return go("desk:books")


def _take_up(request: Request, row: Difference) -> HttpResponse:
    try:
        actions.take_up(row, by=request.actor, at=request.at)
    except Refused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The payment is booked."))
    return go("desk:books")

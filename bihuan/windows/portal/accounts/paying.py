"""Paying: choose bills and a way, come back, and be told the truth. No page pays by being looked at."""

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bihuan.engines.billing.models import Account
from bihuan.engines.payments import actions
from bihuan.engines.payments.drivers import offered, sandbox
from bihuan.engines.payments.errors import BadInput, BadSignature
from bihuan.engines.payments.models import Channel, Payment, SandboxOrder
from bihuan.engines.payments.owed import open_bills
from bihuan.ground.directory.actor import customer
from bihuan.ground.journal.errors import NotFound
from bihuan.ground.worktime.zone import local_day
from bihuan.windows.look.http import Request, key_of, new_key, see_other, url
from bihuan.windows.portal.accounts.fetching import payment_of
from bihuan.windows.portal.accounts.session import signed_in
from bihuan.windows.portal.http import page
from bihuan.windows.portal.site import here


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def pay(request: Request, phone: str) -> HttpResponse:
    """The bills that are chosen (all that are open, when none is), and the ways they can be paid."""
    mine = list(Account.objects.of_customer(phone, request.at).values_list("pk", flat=True))
    asked = request.POST if request.method == "POST" else request.GET
    chosen = {int(one) for one in asked.getlist("bill") if one.isascii() and one.isdigit() and len(one) < 18}
    bills = [one for one in open_bills(mine) if not chosen or one.pk in chosen]
    if request.method == "POST" and request.POST.get("channel") is not None and bills:
        for account in {one.account_id for one in bills}:
            actions.spend_credit(account, by=customer(phone), at=request.at)
        # What was held may have paid some of them.
        left = {one.pk for one in open_bills(mine)}
        bills = [one for one in bills if one.pk in left]
        if not bills:
            messages.success(request, _("What was held for you has paid these bills."))
            return see_other(url("portal:mine"))
        key = f"{phone}:{key_of(request.POST.get('once', '')) or new_key()}"
        try:
            _payment, where = actions.start_payment(
                [one.pk for one in bills],
                mine,
                request.POST["channel"],
                key=key,
                phone=phone,
                by=customer(phone),
                at=request.at,
            )
        except BadInput as error:
            messages.error(request, str(error.fields["channel"]))
        else:
            return see_other(where)
    said = {
        "bills": bills,
        "total": sum(one.open_amount for one in bills),
        "channels": [(one, Channel(one).label) for one in offered()],
        "once": new_key(),
        "today": local_day(request.at),
    }
    return page(request, "accounts/pay", here(request.at), said)


@require_safe
@signed_in
def payment(request: Request, phone: str, secret: str) -> HttpResponse:
    """How a payment stands, as the provider told us and not as the address says."""
    row = payment_of(secret, phone, request.at)
    shares = row.shares.select_related("bill__account").order_by("pk")
    said = {"payment": row, "shares": list(shares), "waiting": row.state == Payment.State.STARTED}
    return page(request, "accounts/payment", here(request.at), said)


@require_POST
@signed_in
def asked(request: Request, phone: str, secret: str) -> HttpResponse:
    """“I have paid”: the provider is asked at once instead of being waited for."""
    row = payment_of(secret, phone, request.at)
    if row.state == Payment.State.STARTED:
        row = actions.look_after(row, at=request.at)
        if row.state == Payment.State.STARTED:
            messages.info(request, _("The provider does not know of a payment yet."))
    return see_other(url("portal:payment", secret))


@csrf_exempt
@require_POST
def callback(request: Request, channel: str) -> HttpResponse:
    """A provider speaks. Whoever it is proves it by a signature; the answer says only whether it was heard."""
    if channel not in offered():
        raise NotFound
    said = {name: str(value)[:200] for name, value in request.POST.items()}
    try:
        told = actions.take_notice(channel, said, at=request.at)
    except BadSignature:
        return JsonResponse({"heard": False}, status=403)
    return JsonResponse({"heard": True, "verdict": told.verdict})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def practice(request: Request, phone: str, order: str) -> HttpResponse:
    """The practice gateway's own page: pay, fail, be told twice, later or never. It stands for a provider's app."""
    row = SandboxOrder.objects.filter(order=order).first()
    mine = Payment.objects.filter(
        phone=phone, pk=int(order[1:]) if order[1:].isdigit() and len(order) < 19 else 0
    )
    found = mine.first()
    if row is None or found is None or not offered():
        raise NotFound
    if request.method == "POST":
        what = request.POST.get("do", "")
        if what in ("pay", "twice", "silent"):
            sandbox.pay(row, at=request.at)
            for _time in range({"pay": 1, "twice": 2}.get(what, 0)):
                actions.take_notice(row.channel, sandbox.message(row), at=request.at)
        elif what == "fail" and row.paid_at is None:
            actions.take_notice(row.channel, sandbox.message(row, paid=False), at=request.at)
        return see_other(url("portal:payment", found.secret))
    said = {"order": row, "channel": Channel(row.channel).label}
    return page(request, "accounts/practice", here(request.at), said)

"""What is kept of a customer, what is under way, what is sent to him, who looked, and where he is signed in."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bihuan.engines.billing.actions import subscribing
from bihuan.engines.billing.models import Binding
from bihuan.engines.billing.models.subscription import Subscription
from bihuan.engines.cases.models import Case
from bihuan.engines.payments.models import Payment
from bihuan.ground.directory import signins
from bihuan.ground.directory.actor import customer
from bihuan.ground.journal.errors import NotFound
from bihuan.ground.journal.models import Delivery, Entry
from bihuan.windows.look.http import Request, see_other, url
from bihuan.windows.portal.accounts.fetching import account_of
from bihuan.windows.portal.accounts.session import signed_in, who
from bihuan.windows.portal.hall_numbers import of_phone
from bihuan.windows.portal.http import page
from bihuan.windows.portal.site import here
from bihuan.windows.portal.track import rows_of

MOST = 20
#: Payments are told in full beside each bill; here only the last ones.
PAYMENTS = 3


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def my_data(request: Request, phone: str) -> HttpResponse:
    """What is kept of me, what is sent to me, who looked, and on which devices I am signed in."""
    if request.method == "POST":
        return _switch(request, phone)
    bindings = list(Binding.objects.held(request.at).filter(phone=phone).select_related("account__premise"))
    said = {
        "phone": phone,
        "bindings": bindings,
        "switches": _switches(phone, bindings),
        "kinds": Subscription.Kind.choices,
        "looks": _looks(phone, bindings),
        "letters": _letters(phone),
        "devices": signins.alive(request.at).filter(phone=phone)[:MOST],
        "here": here_now.pk if (here_now := who(request)) else 0,
        "cases": rows_of(phone, MOST),
        "visits": of_phone(phone, request.at, MOST),
        "payments": Payment.objects.of_customer(phone, request.at).order_by("-pk")[:PAYMENTS],
    }
    return page(request, "palm/data", here(request.at), said)


def _switch(request: Request, phone: str) -> HttpResponse:
    account, _binding = account_of(request.POST.get("account", "")[:20], phone, request.at)
    wanted = set(request.POST.getlist("kind")) & set(Subscription.Kind.values)
    subscribing.subscribe(account, phone, wanted, by=customer(phone), at=request.at)
    messages.success(request, _("It is set as you wish."))
    return see_other(url("portal:my_data"))


def _switches(phone: str, bindings: list[Binding]) -> list[tuple[Binding, set[str]]]:
    rows = Subscription.objects.filter(phone=phone, until=None)
    known: dict[int, set[str]] = {}
    for one in rows:
        known.setdefault(one.account_id, set()).add(one.kind)
    return [(one, known.get(one.account_id, set())) for one in bindings]


def _looks(phone: str, bindings: list[Binding]) -> list[Entry]:
    """Every time somebody had personal data shown to him, in my matters and in the accounts that I hold."""
    cases = Case.objects.filter(reporter_phone=phone).values("pk")
    held = [one.account_id for one in bindings if one.role == Binding.Role.HOLDER]
    about = Q(kind="case", subject__in=cases) | Q(kind="account", subject__in=held)
    found = Entry.objects.filter(about, verb__in=("case.reveal", "account.revealed"))
    return list(found.order_by("-id")[:MOST])


def _letters(phone: str) -> list[Mapping[str, Any]]:
    """Text messages of the last weeks; a code is blanked once it was sent, so it cannot be read here."""
    rows = Delivery.objects.filter(channel=Delivery.Channel.SMS, address=phone).exclude(body="")
    sent = rows.exclude(once__startswith="code:").order_by("-id")[:MOST]
    return [{"at": one.written_at, "subject": one.subject, "body": one.body} for one in sent]


@require_POST
@signed_in
def sign_out_device(request: Request, phone: str) -> HttpResponse:
    """Another device of the same phone, or every one."""
    mine, which = who(request), request.POST.get("device", "")
    assert mine is not None
    if which == "all":
        signins.sign_out_everywhere(mine, at=request.at)
        return see_other(url("portal:home"))
    if not (which.isascii() and which.isdigit() and len(which) < 19):
        raise NotFound
    signins.sign_out(mine, int(which), at=request.at)
    messages.success(request, _("That device is signed out."))
    return see_other(url("portal:my_data"))

"""The customer's accounts: what is open, and who may look at them."""

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bihuan.engines.billing import actions
from bihuan.engines.billing.models import Account, Bill, Binding
from bihuan.engines.payments.owed import credits_of, open_bills
from bihuan.ground.directory.actor import customer
from bihuan.ground.directory.masks import mask_name, mask_phone
from bihuan.ground.journal.errors import Refused
from bihuan.ground.worktime.zone import local_day
from bihuan.windows.look.forms import blame
from bihuan.windows.look.http import Request, new_key, see_other, url
from bihuan.windows.portal.accounts.fetching import account_of
from bihuan.windows.portal.accounts.forms import Bind, LetIn
from bihuan.windows.portal.accounts.session import signed_in
from bihuan.windows.portal.http import page
from bihuan.windows.portal.site import here

ICONS = {"electricity": "bolt", "water": "droplet", "gas": "flame", "heating": "sun", "property": "building"}

BILLS = 24


@require_safe
@signed_in
def mine(request: Request, phone: str) -> HttpResponse:
    """Every account of the customer, and the bills that are open, ready to be paid together."""
    accounts = list(
        Account.objects.of_customer(phone, request.at).select_related("premise__place", "book").order_by("pk")
    )
    held = credits_of(accounts) if accounts else {}
    bills = open_bills([one.pk for one in accounts])
    bound = {one.account_id for one in Binding.objects.held(request.at).filter(phone=phone)}
    own = Account.objects.open().filter(holder_phone=phone).exclude(pk__in=bound).select_related("premise")
    said = {
        "phone": mask_phone(phone),
        "accounts": [(one, held.get(one.pk, 0)) for one in accounts],
        "bills": bills,
        "total": sum(one.open_amount for one in bills),
        "own": list(own[:10]),
        "icons": ICONS,
        "once": new_key(),
        "today": local_day(request.at),
    }
    return page(request, "accounts/mine", here(request.at), said)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def bind(request: Request, phone: str) -> HttpResponse:
    """Put an account on one's list: the holder's own phone is proof enough, others need a bill."""
    form = Bind(request.POST or None)
    status = 200
    if request.method == "POST":
        try:
            account = _bound(request, form, phone)
        except Refused as error:
            blame(form, error)
            status = error.status
        else:
            if account is not None:
                messages.success(
                    request, _("Account %(number)s is on your list.") % {"number": account.number}
                )
                return see_other(url("portal:mine"))
            status = 422
    return page(request, "accounts/bind", here(request.at), {"form": form}, status=status)


def _bound(request: Request, form: Bind, phone: str) -> Account | None:
    """None when the form does not say enough."""
    own = request.POST.get("own", "")
    by = customer(phone)
    if own:
        found = Account.objects.open().filter(holder_phone=phone, number=own[:20]).first()
        if found is not None:
            actions.bind_by_phone(found, phone, by=by, at=request.at)
            return found
    if not form.is_valid():
        return None
    said = form.cleaned_data
    binding = actions.bind_by_bill(said["number"], said["name"], said["amount"], phone, by=by, at=request.at)
    return binding.account


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def account(request: Request, phone: str, number: str) -> HttpResponse:
    """One account: its bills, and who looks at it; what was used is drawn on a page of its own."""
    row, binding = account_of(number, phone, request.at)
    form = LetIn(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.let_in(
                    row, form.cleaned_data["phone"], phone=phone, by=customer(phone), at=request.at
                )
            except Refused as error:
                blame(form, error)
                status = error.status
            else:
                messages.success(
                    request, _("They see this account as soon as they sign in with their phone.")
                )
                return see_other(url("portal:account", number))
    holder = binding.role == Binding.Role.HOLDER
    family = Binding.objects.held(request.at).filter(account=row) if holder else [binding]
    said = {
        "account": row,
        "name": row.holder_name if holder else mask_name(row.holder_name),
        "holder": holder,
        "family": [(one, mask_phone(one.phone), one.pk == binding.pk) for one in family],
        "held": credits_of([row])[row.pk],
        "form": form,
        "bills": list(Bill.objects.live().filter(account=row).order_by("-last")[:BILLS]),
        "today": local_day(request.at),
        "years": list(range(local_day(request.at).year, row.opened_on.year - 1, -1))[:5],
    }
    return page(request, "accounts/account", here(request.at), said, status=status)


@require_POST
@signed_in
def release(request: Request, phone: str, number: str) -> HttpResponse:
    """Take oneself, or for the holder somebody else, off the account."""
    row, _binding = account_of(number, phone, request.at)
    pk = request.POST.get("binding", "")
    which = int(pk) if pk.isascii() and pk.isdigit() and len(pk) < 18 else 0
    if not Binding.objects.filter(pk=which, account=row).exists():
        which = _binding.pk
    actions.release(which, phone=phone, by=customer(phone), at=request.at)
    messages.success(request, _("Done: this phone does not see the account any more."))
    return see_other(url("portal:mine"))

"""What can be applied for, and what one needs for it; then the application is begun."""

from collections.abc import Sequence

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bihuan.engines.applications import actions
from bihuan.engines.applications.inforce import business_of, businesses, standard_at
from bihuan.engines.applications.models import Application
from bihuan.engines.applications.shapes import Business
from bihuan.engines.billing.models import Account
from bihuan.engines.cases.turn import stage_of
from bihuan.ground.directory.actor import customer
from bihuan.ground.journal import actions as journal
from bihuan.ground.journal.errors import NotFound, Refused
from bihuan.ground.standards import adoption
from bihuan.windows.look.forms import blame
from bihuan.windows.look.http import Request, locale, new_key, see_other, url
from bihuan.windows.portal import limits
from bihuan.windows.portal.accounts.session import phone_of
from bihuan.windows.portal.applying.forms import Questions, Wanted
from bihuan.windows.portal.http import page
from bihuan.windows.portal.site import Site, here

#: So many of his applications are listed; the older ones are found by their number.
SHOWN = 20


@require_safe
def apply(request: Request) -> HttpResponse:
    """Every business that the standard in force knows, and the customer's own applications."""
    site = here(request.at)
    pack = standard_at(site.company, request.at)
    rows = [row for row in businesses(pack).values() if row.effect != "doubt"] if pack else []
    phone = phone_of(request)
    own = Application.objects.filter(phone=phone).exclude(phone="").select_related("case")
    said = {"rows": rows, "own": [(one, _title(one), _stage(one)) for one in own[:SHOWN]]}
    return page(request, "apply/choose", site, said)


def _title(application: Application) -> str:
    return business_of(application).title.say(locale())


def _stage(application: Application) -> str:
    if application.case is None:
        return _("Not sent yet")
    pack = adoption.pack_of(application.case.edition)
    return stage_of(pack, application.case).plain.say(locale())


@require_http_methods(["GET", "HEAD", "POST"])
def apply_to(request: Request, business: str) -> HttpResponse:
    """First the questions, then the list of what is needed; who is signed in goes on from there."""
    site = here(request.at)
    pack = standard_at(site.company, request.at)
    row = businesses(pack).get(business) if pack else None
    if pack is None or row is None or row.effect == "doubt":
        raise NotFound
    asked = Questions(request.GET if request.GET else None, business=row)
    phone = phone_of(request)
    accounts = list(_accounts(phone, request)) if phone and row.account else []
    if request.method == "POST" and phone:
        return _begun(request, site, row, accounts, phone)
    ready = not row.questions or (asked.is_bound and asked.is_valid())
    wanted = _wanted(request, site, row, accounts) if ready and phone else None
    said = {
        "row": row,
        "asked": asked,
        "ready": ready,
        "papers": row.wanted(asked.answers if row.questions else {}) if ready else (),
        "form": wanted,
        "accounts": accounts,
        "phone": phone,
        "back": request.get_full_path(),
    }
    return page(request, "apply/business", site, said)


def _accounts(phone: str, request: Request) -> Sequence[Account]:
    rows = Account.objects.of_customer(phone, request.at).filter(commodity="electricity", closed_at=None)
    return list(rows.select_related("premise__place").order_by("pk"))


def _wanted(
    request: Request, site: Site, row: Business, accounts: Sequence[Account], data: object = None
) -> Wanted:
    start = {one.id: request.GET.get(one.id, "") for one in row.questions} | {"once": new_key()}
    return Wanted(
        data,
        initial=None if data else start,
        business=row,
        accounts=accounts,
        at=request.at,
        site=site,
    )


def _begun(
    request: Request, site: Site, row: Business, accounts: Sequence[Account], phone: str
) -> HttpResponse:
    form = _wanted(request, site, row, accounts, request.POST)
    if form.is_valid():
        try:
            limits.count("apply", phone, limits.SUBMISSIONS, at=request.at)
            return see_other(url("portal:application", _once(request, site, row, form, accounts, phone)))
        except Refused as error:
            blame(form, error)
    said = {
        "row": row,
        "asked": Questions(request.POST, business=row),
        "ready": True,
        "papers": row.wanted(form.answers)
        if not set(form.errors) & {one.id for one in row.questions}
        else (),
        "form": form,
        "accounts": accounts,
        "phone": phone,
        "back": url("portal:apply_to", row.id),
    }
    return page(request, "apply/business", site, said, status=422)


def _once(
    request: Request, site: Site, row: Business, form: Wanted, accounts: Sequence[Account], phone: str
) -> str:
    """Begin it, the same form once; the secret of its address. Raises Refused."""
    near = form.cleaned_data.get("place")
    place = site.place(int(near)) if near else site.company
    account = next((one for one in accounts if one.number == form.cleaned_data.get("account")), None)
    pack = standard_at(site.company, request.at)
    assert pack is not None

    def begin() -> dict[str, str]:
        made = actions.begin_application(
            pack,
            row.id,
            place=place,
            name=form.cleaned_data["name"],
            phone=phone,
            account=account,
            answers=form.answers,
            said=form.said,
            at=request.at,
        )
        return {"secret": made.secret}

    number = account.number if account else ""
    content = {"business": row.id, **form.answers, **form.said, "place": place.pk, "account": number}
    content["name"] = form.cleaned_data["name"]
    key = request.POST.get("once", "")[:64] or new_key()
    answer, _again = journal.once(customer(phone).ref, key, content, begin, at=request.at)
    return str(answer["secret"])

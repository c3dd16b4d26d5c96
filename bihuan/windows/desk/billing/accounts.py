"""Accounts: found by number, meter, address or phone; one account with its meters, readings and bills."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bihuan.engines.billing import actions
from bihuan.engines.billing.choosing import latest
from bihuan.engines.billing.errors import Implausible
from bihuan.engines.billing.history import last_bill
from bihuan.engines.billing.inforce import versions_at
from bihuan.engines.billing.models import Account, Bill, Meter
from bihuan.engines.billing.retelling import retell
from bihuan.engines.billing.shapes import Measure
from bihuan.engines.payments.owed import credits_of
from bihuan.ground.directory.phones import BadPhone, normal
from bihuan.ground.journal.errors import Refused
from bihuan.ground.standards.holding import holds, reach
from bihuan.windows.desk.administering import done
from bihuan.windows.desk.billing.forms import NewReading, Why
from bihuan.windows.desk.billing.reach import account_of, bill_of, places_or_refuse
from bihuan.windows.desk.http import go, page, staff, today
from bihuan.windows.look.http import Request, locale, new_key, url

MOST = 50
READINGS, BILLS = 18, 24


@require_safe
@staff
def accounts(request: Request) -> HttpResponse:
    """Nothing is listed until something is asked for: nobody leafs through the town."""
    seen = Account.objects.within(places_or_refuse(request, "accounts"))
    asked = request.GET.get("q", "").replace("\x00", "").strip()[:80]
    rows = list(_found(seen, asked)[: MOST + 1]) if asked else []
    odd = Bill.objects.live().filter(account__in=seen).exclude(odd={}).order_by("-pk")
    said = {
        "asked": asked,
        "rows": rows[:MOST],
        "more": len(rows) > MOST,
        "may_open": bool(reach(request.actor, "readings", today(request))),
        "odd": [] if asked else list(odd.select_related("account__premise")[:12]),
    }
    return page(request, "billing/accounts", said, crumbs=[(_("Customer accounts"), None)])


def _found(seen: "QuerySet[Account]", asked: str) -> "QuerySet[Account]":
    """By the first of these that fits: number, meter, phone, the whole name, a part of the address."""
    rows = seen.select_related("premise__place").order_by("pk")
    for which in _ways(asked):
        if (found := rows.filter(**which)).exists():
            return found
    return rows.none()


def _ways(asked: str) -> Iterator[dict[str, Any]]:
    yield {"number": asked}
    yield {"pk__in": Meter.objects.filter(serial=asked).values("account")}
    with suppress(BadPhone):
        yield {"holder_phone": normal(asked)}
    yield {"holder_name": asked}
    if len(asked) >= 2:
        yield {"premise__address__contains": asked}


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def account(request: Request, pk: int) -> HttpResponse:
    """One account; a POST reveals who it belongs to, which is journaled."""
    row = account_of(request, pk)
    revealed = request.method == "POST"
    if revealed:
        actions.reveal_account(row, by=request.actor, at=request.at)
    return _draw(request, row, revealed=revealed)


@require_POST
@staff
def read(request: Request, pk: int) -> HttpResponse:
    """Enter what the meter shows; a doubtful reading is asked for once more."""
    row = account_of(request, pk, "readings")
    form = _reading_form(request, row)
    if form is None:
        return go("desk:account", pk)

    def do() -> None:
        said = form.cleaned_data
        try:
            actions.enter_reading(
                row, form.values, on=said["on"], sure=said["sure"], by=request.actor, at=request.at
            )
        except Implausible as error:
            form.add_error("sure", str(error))
            raise

    if done(request, form, do):
        messages.success(request, _("The reading is entered."))
        return go("desk:account", pk)
    return _draw(request, row, form=form, status=422)


@require_POST
@staff
def estimate(request: Request, pk: int) -> HttpResponse:
    """The meter cannot be read: the usual use, until it can."""
    row = account_of(request, pk, "readings")
    form = Why(request.POST)

    def do() -> None:
        actions.estimate_reading(
            row, on=today(request), why=form.cleaned_data["why"], by=request.actor, at=request.at
        )

    if done(request, form, do):
        messages.success(request, _("The reading is estimated."))
    else:
        messages.error(request, _first(form))
    return go("desk:account", pk)


@require_safe
@staff
def bill(request: Request, pk: int) -> HttpResponse:
    """One bill with every step of its sum, and whether it still comes out the same."""
    row = bill_of(request, pk)
    told = retell(row)
    said = {
        "bill": row,
        "lines": [(line, line.name(locale()), line.sum_up(locale())) for line in told.charge.lines],
        "steps": told.charge.derivation(locale()),
        "same": told.same,
        "may_correct": holds(request.actor, "bill_runs", row.account.premise.place.path, today(request)),
        "key": new_key(),
    }
    crumbs = [
        (_("Customer accounts"), url("desk:accounts")),
        (row.account.number, url("desk:account", row.account_id)),
    ]
    return page(request, "billing/bill", said, crumbs=[*crumbs, (row.number, None)])


@require_POST
@staff
def take_back(request: Request, pk: int) -> HttpResponse:
    row = bill_of(request, pk, "bill_runs")
    form = Why(request.POST)

    def do() -> None:
        actions.take_back(row, why=form.cleaned_data["why"], by=request.actor, at=request.at)

    if done(request, form, do):
        messages.success(request, _("The bill is taken back."))
        return go("desk:account", row.account_id)
    messages.error(request, _first(form))
    return go("desk:bill", pk)


@require_POST
@staff
def bill_now(request: Request, pk: int) -> HttpResponse:
    """One account's bill outside of the runs."""
    row = account_of(request, pk, "bill_runs")
    try:
        made = actions.bill_now(row.pk, until=today(request), by=request.actor, at=request.at)
    except Refused as error:
        messages.error(request, str(error))
        return go("desk:account", pk)
    messages.success(request, _("Bill %(number)s is made.") % {"number": made.number})
    return go("desk:bill", made.pk)


def _first(form: "Why") -> str:
    return next((str(error) for errors in form.errors.values() for error in errors), "")


def _measures(row: Account, request: Request) -> dict[str, Measure]:
    found = latest(versions_at(row.premise.place.path, row.series, today(request)), today(request))
    return dict(found.tariff.by_id) if found else {}


def _reading_form(request: Request, row: Account) -> NewReading | None:
    meter = row.meters.filter(removed_on=None).first()
    if meter is None:
        return None
    data = request.POST if request.method == "POST" and request.path != url("desk:account", row.pk) else None
    start = {"on": today(request)}
    return NewReading(data, initial=start, meter=meter, measures=_measures(row, request))


def _draw(
    request: Request,
    row: Account,
    *,
    revealed: bool = False,
    form: NewReading | None = None,
    status: int = 200,
) -> HttpResponse:
    place, on = row.premise.place.path, today(request)
    may: dict[str, Any] = {
        office: holds(request.actor, office, place, on) for office in ("readings", "bill_runs", "till")
    }
    bills = Bill.objects.filter(account=row, reverses=None).order_by("-last", "-pk")[:BILLS]
    said = {
        "account": row,
        "revealed": revealed,
        "held": credits_of([row])[row.pk],
        "meters": (meters := list(row.meters.order_by("-fitted_on"))),
        "running": any(one.removed_on is None for one in meters),
        "readings": list(row.readings.select_related("by").order_by("-on", "-pk")[:READINGS]),
        "billed_to": last.last if (last := last_bill(row)) else None,
        "measures": {id: one.title.say(locale()) for id, one in _measures(row, request).items()},
        "bills": list(bills),
        "form": form or (_reading_form(request, row) if may["readings"] else None),
        "may": may,
        "key": new_key(),
        "today": on,
    }
    crumbs = [(_("Customer accounts"), url("desk:accounts")), (row.number, None)]
    return page(request, "billing/account", said, crumbs=crumbs, status=status)

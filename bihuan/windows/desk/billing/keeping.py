"""Accounts as they are kept: opened, given another meter or holder, closed; a reading that was wrong is refused."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bihuan.engines.billing import actions
from bihuan.engines.billing.actions import Opening
from bihuan.engines.billing.choosing import latest
from bihuan.engines.billing.choosing import series as all_series
from bihuan.engines.billing.inforce import versions_at
from bihuan.engines.billing.models import Account, Meter, Premise, Reading
from bihuan.ground.directory import places
from bihuan.ground.directory.models import Place
from bihuan.ground.journal.errors import NotFound, Refused
from bihuan.ground.standards import adoption
from bihuan.windows.desk.administering import done
from bihuan.windows.desk.billing.forms import NewAccount, NewHolder, NewMeter, Registers, WhatToOpen, Why
from bihuan.windows.desk.billing.reach import account_of, places_or_refuse
from bihuan.windows.desk.http import go, page, staff, today
from bihuan.windows.look.http import Request, locale, new_key, url


def _crumbs(*more: tuple[str, str | None]) -> list[tuple[str, str | None]]:
    return [(_("Customer accounts"), url("desk:accounts")), *more]


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def open_account(request: Request) -> HttpResponse:
    """First where and what is used, since the registers depend on it; then whose, and which meter."""
    paths = places_or_refuse(request, "readings")
    ids = [pk for pk, path in places.paths().items() if any(path.startswith(one) for one in paths)]
    own = Place.objects.filter(pk__in=ids, closed_at=None).order_by("path")
    what = WhatToOpen(request.GET or None, places=own, series=_offered(paths, today(request)))
    if not what.is_valid():
        said = {"form": what, "step": 1, "key": new_key()}
        status = 422 if what.is_bound else 200
        return page(
            request, "billing/open", said, crumbs=_crumbs((_("Open an account"), None)), status=status
        )
    place, name = what.cleaned_data["place"], what.cleaned_data["series"]
    titles = _titles(place.path, name, today(request))
    data = request.POST if request.method == "POST" else None
    form = NewAccount(data, titles=titles, initial={"on": today(request)})
    if data is not None:
        answer = done(request, form, lambda: _opened(request, form, place, name))
        if answer is not None:
            messages.success(request, _("The account is opened."))
            return go("desk:account", answer["account"])
    said = {"form": form, "step": 2, "place": place, "series": name, "key": new_key()}
    crumbs = _crumbs((_("Open an account"), url("desk:account_open")), (place.name, None))
    return page(request, "billing/open", said, crumbs=crumbs, status=422 if form.errors else 200)


def _opened(request: Request, form: NewAccount, place: Place, name: str) -> Mapping[str, Any]:
    said = form.cleaned_data
    shows = form.values("shows")
    address = " ".join(said["address"].split())
    premise = Premise.objects.filter(place=place, address=address).order_by("pk").first()
    opening = Opening(
        premise or Premise.objects.create(place=place, address=address),
        name,
        said["holder_name"],
        said["holder_phone"],
        people=said["people"] or 0,
        important=said["important"],
        serial=said["serial"],
        digits=said["digits"],
        multiplier=said["multiplier"] or Decimal(1),
        starts=shows if said["serial"] else {},
        fixed={} if said["serial"] else shows,
    )
    account = actions.open_account(opening, on=said["on"], by=request.actor, at=request.at)
    return {"account": account.pk}


def _offered(paths: tuple[str, ...], on: date) -> list[tuple[str, str]]:
    """The tariffs in force where the reader opens accounts."""
    found: dict[str, str] = {}
    for path in paths:
        for name, versions in all_series(adoption.in_force(path, on)).items():
            version = latest(versions, on)
            if version is not None:
                found.setdefault(name, version.tariff.title.say(locale()))
    return sorted(found.items(), key=lambda one: one[1])


def _titles(place: str, name: str, on: date) -> dict[str, str]:
    version = latest(versions_at(place, name, on), on)
    if version is None:
        return {}
    return {id: one.title.say(locale()) for id, one in version.tariff.by_id.items()}


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def meter(request: Request, pk: int) -> HttpResponse:
    """Another meter takes this one's place, or none does."""
    row = account_of(request, pk, "readings")
    old = row.meters.filter(removed_on=None).first()
    if old is None:
        raise NotFound
    known = _titles(row.premise.place.path, row.series, today(request))
    titles = {id: known.get(id, id) for id in old.starts}
    data = request.POST if request.method == "POST" else None
    form = NewMeter(data, titles=titles, initial={"on": today(request), "digits": old.digits})
    title = _("Change or take away the meter")

    def do() -> None:
        said = form.cleaned_data
        told: dict[str, Any] = {
            "on": said["on"], "why": said["why"], "by": request.actor, "at": request.at,
        }  # fmt: skip
        try:
            if not said["serial"]:
                actions.remove_meter(row, form.values("ends"), **told)
                return
            starts = {id: str(value) for id, value in form.values("starts").items()}
            new = Meter(
                serial=said["serial"],
                digits=said["digits"],
                multiplier=said["multiplier"] or Decimal(1),
                starts=starts,
            )
            actions.change_meter(row, form.values("ends"), new, **told)
        except Refused as error:
            _blamed(form, error)

    return _carried_out(request, row, form, do, title, _("The meter is changed."))


def _blamed(form: Registers, error: Refused) -> None:
    """Say at the old meter's registers what is wrong with them, then refuse."""
    own = form.renamed("ends")
    if error.fields.keys() & own.keys():
        error.fields = {own.get(name, name): text for name, text in error.fields.items()}
    raise error


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def holder(request: Request, pk: int) -> HttpResponse:
    """The account passes to somebody else; what is owed stays with it."""
    row = account_of(request, pk, "bill_runs")
    form = NewHolder(request.POST if request.method == "POST" else None)

    def do() -> None:
        said = form.cleaned_data
        actions.change_holder(
            row, said["holder_name"], said["holder_phone"], why=said["why"], by=request.actor, at=request.at
        )

    told = _("The account has a new holder.")
    return _carried_out(request, row, form, do, _("Transfer of ownership"), told)


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def close(request: Request, pk: int) -> HttpResponse:
    row = account_of(request, pk, "bill_runs")
    form = Why(request.POST if request.method == "POST" else None)

    def do() -> None:
        actions.close_account(row, why=form.cleaned_data["why"], by=request.actor, at=request.at)

    return _carried_out(request, row, form, do, _("Close the account"), _("The account is closed."))


def _carried_out(
    request: Request, row: Account, form: forms.Form, do: Any, title: str, told: str
) -> HttpResponse:
    if request.method == "POST" and done(request, form, do):
        messages.success(request, told)
        return go("desk:account", row.pk)
    said = {"account": row, "form": form, "title": title, "key": new_key()}
    crumbs = _crumbs((row.number, url("desk:account", row.pk)), (title, None))
    return page(request, "billing/keep", said, crumbs=crumbs, status=422 if form.errors else 200)


@require_POST
@staff
def refuse(request: Request, pk: int) -> HttpResponse:
    """A reading was wrong: it does not count any more, and stays to be seen."""
    reading = Reading.objects.filter(pk=pk).first()
    if reading is None:
        places_or_refuse(request, "readings")
        raise NotFound
    row = account_of(request, reading.account_id, "readings")
    form = Why(request.POST)

    def do() -> None:
        actions.refuse_reading(reading, why=form.cleaned_data["why"], by=request.actor, at=request.at)

    if done(request, form, do):
        messages.success(request, _("The reading does not count any more."))
    else:
        messages.error(request, next((str(one) for all in form.errors.values() for one in all), ""))
    return go("desk:account", row.pk)

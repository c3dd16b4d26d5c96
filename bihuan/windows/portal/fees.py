"""What would it cost? Published prices to look up and to try, every step shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from bihuan.engines.billing.charges import Charge, Version
from bihuan.engines.billing.choosing import latest, series
from bihuan.engines.billing.refusals import BadUsage, NoTariff
from bihuan.engines.billing.tariffs import charge
from bihuan.ground.journal.errors import NotFound
from bihuan.ground.standards import adoption
from bihuan.ground.standards.errors import ChangedPack
from bihuan.ground.worktime.zone import SHANGHAI
from bihuan.windows.look.http import Request, locale
from bihuan.windows.portal import fees_showing
from bihuan.windows.portal.fees_forms import QUANTITY, Fees, Narrowing
from bihuan.windows.portal.http import page
from bihuan.windows.portal.site import NotReady, Site, here

Versions = tuple[Version, ...]


@dataclass(frozen=True, slots=True)
class Tried:
    """A sum and what it is called by: the tariff of its days, or that of another day to compare with."""

    charge: Charge
    as_of: date | None = None


def tariffs(site: Site, on: date) -> Mapping[str, Versions]:
    """The tariffs in force for the company, with their earlier and later versions. Raises NotReady."""
    try:
        return series(adoption.in_force(site.company, on))
    except ChangedPack as error:
        raise NotReady from error


@require_safe
def choose(request: Request) -> HttpResponse:
    """The tariffs there are, narrowed by commodity, area and customers."""
    site, today = here(request.at), request.at.astimezone(SHANGHAI).date()
    known = tariffs(site, today)
    shown = {name: latest(versions, today) or versions[0] for name, versions in known.items()}
    form = Narrowing(request.GET, versions=shown.values())
    rows = fees_showing.cards({name: one for name, one in shown.items() if form.fits(one)}, today, locale())
    said = {"form": form, "rows": rows, "count": len(known)}
    return page(request, "fees/choose", site, said, status=200 if form.is_valid() else 422)


@require_safe
def fees(request: Request, name: str) -> HttpResponse:
    """One tariff: what it says, and what a usage comes to."""
    site, today = here(request.at), request.at.astimezone(SHANGHAI).date()
    versions = tariffs(site, today).get(name)
    if versions is None:
        raise NotFound
    asked = any(name.startswith(QUANTITY) for name in request.GET)
    form = Fees(request.GET if asked else None, versions=versions, today=today)
    tried = _tried(form, versions)
    shown = tried[0].charge.versions[-1] if tried else latest(versions, form.last or today) or versions[0]
    said: dict[str, Any] = {
        "form": form,
        "tried": [fees_showing.result(one.charge, one.as_of, locale()) for one in tried],
        "change": tried[1].charge.total - tried[0].charge.total if len(tried) > 1 else None,
        "versions": fees_showing.history(versions, locale()),
        "prices": fees_showing.prices(shown, form.last or today, form.people, locale()),
        "tariff": shown.tariff,
    }
    return page(request, "fees/fees", site, said, status=422 if form.errors else 200)


def _tried(form: Fees, versions: Versions) -> list[Tried]:
    """The sum asked for, and the one to compare it with; empty, with every reason in the form, when it cannot be."""
    if not form.is_bound or not form.is_valid():
        return []
    found: list[Tried] = []
    for as_of in (None, form.cleaned_data["against"]):
        if as_of is None and found:
            break
        try:
            found.append(Tried(charge(versions, form.usage(), as_of=as_of), as_of))
        except BadUsage as error:
            form.blame(error)
            return []
        except NoTariff as error:
            form.no_tariff(error, as_of)
            break
    return found

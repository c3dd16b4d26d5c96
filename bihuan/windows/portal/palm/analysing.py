"""Usage analysis: curves, the same period a year before, steps of the price to come, peak and valley, grade and tips."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bihuan.engines.billing import analysis, wording
from bihuan.engines.billing.analysis import Graded, Period, Reach
from bihuan.engines.billing.charges import Version
from bihuan.engines.billing.choosing import latest
from bihuan.engines.billing.history import last_bill, used
from bihuan.engines.billing.inforce import versions_at
from bihuan.engines.billing.ladders import limits_of
from bihuan.engines.billing.models import Account
from bihuan.ground.journal.errors import NotFound
from bihuan.ground.worktime.zone import local_day
from bihuan.windows.look.http import Request, locale
from bihuan.windows.portal.accounts.session import signed_in
from bihuan.windows.portal.http import page
from bihuan.windows.portal.palm.telling import told_grade, told_tips
from bihuan.windows.portal.site import here

#: Bills a page looks back on: three years of months.
BILLS = 40
VIEWS = ("month", "day", "year")
#: The pace is that of so many last days, or of the last bill where that is longer.
PACE_DAYS = 80


@dataclass(frozen=True, slots=True)
class Drawn:
    """A chart and the same figures as a table."""

    title: str
    option: Mapping[str, Any]
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Findings:
    """What the bills of an account say."""

    last: Period
    pace: Fraction
    before: Period | None
    trend: Decimal | None
    reaches: Sequence[Reach]
    until: date | None
    shares: Mapping[str, Decimal]
    graded: Graded


@require_safe
@signed_in
def analyse(request: Request, phone: str) -> HttpResponse:
    mine = Account.objects.of_customer(phone, request.at).select_related("premise__place")
    accounts = list(mine)
    asked = request.GET.get("account", "")
    found = next((one for one in accounts if one.number == asked or not asked), None)
    if asked and found is None:
        raise NotFound
    view = request.GET.get("by", "month")
    view = view if view in VIEWS else "month"
    said: dict[str, Any] = {"accounts": accounts, "account": found, "view": view, "one": None}
    if found is not None:
        said |= _said(found, view, local_day(request.at))
    return page(request, "palm/analysis", here(request.at), said)


def _said(account: Account, view: str, today: date) -> dict[str, Any]:
    periods = used(account, BILLS)
    version = latest(versions_at(account.premise.place.path, account.series, today), today)
    if not periods or version is None:
        return {}
    one = findings(account, periods, version)
    unit = wording.unit(version.tariff.measures[0].unit, locale())
    names = {id.id: id.title.say(locale()) for id in version.tariff.measures}
    valley = one.shares.get("valley")
    return {
        "one": one,
        "unit": unit,
        "tariff": version.tariff,
        "curve": {"month": _months, "day": _days, "year": _years}[view](periods[::-1], unit),
        "split": _split(one.shares, names) if len(one.shares) > 1 else None,
        "pace": analysis.shown(one.pace),
        "reaches": one.reaches,
        "plain": wording.plain,
        "step_name": lambda tier: wording.tier_name(tier, locale()),
        "grade": told_grade(one.graded),
        "tips": told_tips(analysis.tips(one.trend, one.reaches, valley, today), account.commodity),
    }


def findings(account: Account, periods: Sequence[Period], version: Version) -> Findings:
    """`periods`: the latest first."""
    last, pace = periods[0], _pace(periods)
    before = analysis.same_period(periods, last.last)
    trend = analysis.change(last.a_day, before.a_day) if before else None
    limits, yearly, until = _limits(account, version, last.last)
    counted = last_bill(account)
    reaches: Sequence[Reach] = ()
    if limits and yearly and until and counted is not None:
        reaches = analysis.forecast(counted.counted, last.last, pace, limits, until)
    span = Fraction(365, 1 if yearly else 12)
    step = 1 + sum(1 for limit in limits if pace * span > limit) if limits else None
    shares = analysis.shares(_sum(periods[:12]))
    graded = analysis.grade(step, trend, shares.get("valley"))
    return Findings(last, pace, before, trend, reaches, until, shares, graded)


def _pace(periods: Sequence[Period]) -> Fraction:
    quantity, days = Fraction(0), 0
    for one in periods:
        if days >= PACE_DAYS:
            break
        quantity, days = quantity + Fraction(one.total), days + one.days
    return quantity / days


def _limits(account: Account, version: Version, on: date) -> tuple[Sequence[Decimal], bool, date | None]:
    """The steps' ends, whether they count a year, and the last day of that count."""
    ladder = version.tariff.ladder
    if ladder is None:
        return (), False, None
    limits = limits_of(version.tariff, ladder, account.people, on.month)
    if ladder.run == "month":
        return limits, False, None
    month, day = map(int, ladder.begins.split("-"))
    begins = date(on.year, month, day)
    anew = begins if begins > on else date(on.year + 1, month, day)
    whole = tuple(one * 12 for one in limits) if ladder.limits_per == "month" else limits
    return whole, True, anew - timedelta(1)


def _sum(periods: Sequence[Period]) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for one in periods:
        for id, quantity in one.quantities.items():
            found[id] = found.get(id, Decimal(0)) + quantity
    return found


def _months(periods: Sequence[Period], unit: str) -> Drawn:
    """The last twelve months beside the same months a year before."""
    known = analysis.by_month(periods)
    shown = list(known)[-12:]
    now = [known[one] for one in shown]
    before = [known.get((year - 1, month)) for year, month in shown]
    names = [f"{year}-{month:02d}" for year, month in shown]
    series = [_bars(_("last twelve months"), now), _bars(_("a year before"), before)]
    rows = [(name, _plain(one), _plain(other)) for name, one, other in zip(names, now, before, strict=True)]
    columns = (
        _("Month"),
        _("Usage, %(unit)s") % {"unit": unit},
        _("A year before, %(unit)s") % {"unit": unit},
    )
    return Drawn(_("Usage by month"), _option(names, series, unit), columns, rows)


def _days(periods: Sequence[Period], unit: str) -> Drawn:
    """What a day took on average, bill by bill."""
    names = [f"{one.first:%y-%m-%d}" for one in periods[-24:]]
    values = [one.a_day for one in periods[-24:]]
    series = [{**_bars(_("on average a day"), values), "type": "line", "step": "middle"}]
    columns = (_("From"), _("A day, %(unit)s") % {"unit": unit})
    rows = [(f"{one.first} – {one.last}", _plain(one.a_day)) for one in periods[-24:]]
    return Drawn(_("Usage a day, on average of each bill"), _option(names, series, unit), columns, rows)


def _years(periods: Sequence[Period], unit: str) -> Drawn:
    known = analysis.by_year(periods)
    names = [str(year) for year in known]
    columns = (_("Year"), _("Usage, %(unit)s") % {"unit": unit})
    rows = [(name, _plain(one)) for name, one in zip(names, known.values(), strict=True)]
    series = [_bars(_("Usage"), list(known.values()))]
    return Drawn(_("Usage by year"), _option(names, series, unit), columns, rows)


def _split(shares: Mapping[str, Decimal], names: Mapping[str, str]) -> Drawn:
    rows = [(names.get(id, id), f"{share} %") for id, share in shares.items()]
    data = [{"name": names.get(id, id), "value": float(share)} for id, share in shares.items()]
    option = {"series": [{"type": "pie", "radius": ["45%", "70%"], "data": data}], "legend": {"show": True}}
    title = _("Shares of the hours, last twelve bills")
    return Drawn(title, option, (_("Hours"), _("Share")), rows)


def _bars(name: str, values: Sequence[Fraction | None]) -> dict[str, Any]:
    data = [None if one is None else float(analysis.shown(one)) for one in values]
    return {"type": "bar", "name": name, "barMaxWidth": 28, "data": data}


def _option(names: Sequence[str], series: Sequence[Mapping[str, Any]], unit: str) -> dict[str, Any]:
    return {
        "grid": {"left": 8, "right": 16, "top": 56, "bottom": 8, "containLabel": True},
        "legend": {"show": len(series) > 1},
        "xAxis": {"type": "category", "data": names},
        "yAxis": {"type": "value", "name": unit},
        "series": series,
    }


def _plain(value: Fraction | None) -> str:
    return "–" if value is None else wording.plain(analysis.shown(value))

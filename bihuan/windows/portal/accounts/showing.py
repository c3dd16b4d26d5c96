"""An account's bills and use, as pages show them."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from bihuan.engines.billing.history import Past, used
from bihuan.engines.billing.models import Account, Bill
from bihuan.engines.billing.wording import plain

MONTHS = 13


def history(account: Account) -> Mapping[str, Any]:
    """The last bills, and the same as a chart with its table: what was used in each, and a year before."""
    bills = list(Bill.objects.live().filter(account=account).order_by("-last")[:24])
    past = list(reversed(used(account, 2 * MONTHS)))
    rows = [
        (f"{one.last:%Y-%m}", plain(one.total), plain(before.total) if before else "–", f"{one.amount:f}")
        for one in past[-MONTHS:]
        for before in [_year_before(past, one)]
    ]
    columns = (_("Month"), _("Used"), _("A year before"), _("Amount, yuan"))
    return {"bills": bills, "used_chart": _chart(rows), "columns": columns, "rows": rows}


def _year_before(past: Sequence[Past], one: Past) -> Past | None:
    about = one.last - timedelta(365)
    return next((row for row in past if abs((row.last - about).days) <= 15), None)


def _chart(rows: Sequence[tuple[str, str, str, str]]) -> Mapping[str, Any] | None:
    if len(rows) < 2:
        return None
    return {
        "legend": {"data": [_("Used"), _("A year before")]},
        "xAxis": {"type": "category", "data": [row[0] for row in rows]},
        "yAxis": {"type": "value"},
        "series": [
            {"name": _("Used"), "type": "bar", "data": [float(row[1]) for row in rows]},
            {
                "name": _("A year before"),
                "type": "line",
                "data": [None if row[2] == "–" else float(row[2]) for row in rows],
            },
        ],
    }

"""Runners for a pack's worked examples on reports and indicators. Pure."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from bihuan.ground.standards.packs import Pack
from bihuan.ground.standards.scenarios import register_runner
from bihuan.ground.standards.shapes import Scenario
from bihuan.reports.indicators import share
from bihuan.reports.naming import covered, due_of, name_of
from bihuan.reports.shapes import Indicator, Report


def play_report(pack: Pack, scenario: Scenario) -> Mapping[str, Any]:
    """`given: {report, on}`, `then: {name, from, to, due}`; `on` is any day of the period."""
    report: Report = pack.rows("reports")[scenario.given["report"]]
    on = date.fromisoformat(scenario.given["on"])
    first, last = covered(report.period, on)
    found = {"name": name_of(report, on), "from": first.isoformat(), "to": last.isoformat()}
    calendar = pack.calendar(report.calendar)
    if at := due_of(report, on, calendar):
        local = at.astimezone(calendar.tz)
        found["due"] = f"{local:%Y-%m-%d %H:%M}"
        if (local.hour, local.minute) == (0, 0):
            found["due"] = f"{local - timedelta(days=1):%Y-%m-%d} 24:00"
    return found


def play_indicator(pack: Pack, scenario: Scenario) -> Mapping[str, Any]:
    """`given: {indicator, part, whole}`, `then: {value, target}`; target is met, missed, or none due."""
    indicator: Indicator = pack.rows("indicators")[scenario.given["indicator"]]
    value = share(int(scenario.given["part"]), int(scenario.given["whole"]))
    if value is None:
        return {"value": "none due", "target": "none due"}
    found = {"value": f"{value}%"}
    if indicator.target is not None:
        goal = Decimal(indicator.target.rstrip("%"))
        met = value >= goal if indicator.better == "higher" else value <= goal
        found["target"] = "met" if met else "missed"
    return found


register_runner("report", play_report)
register_runner("indicator", play_indicator)

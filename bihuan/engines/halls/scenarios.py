"""A pack's worked examples of halls: who is called next and why, and how long one waits with so many windows. Pure."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from bihuan.engines.halls.bands import bands_on
from bihuan.engines.halls.queueing import Law, Waiting, Window, order
from bihuan.engines.halls.shapes import HallRules, span
from bihuan.engines.halls.staffing import Flow, Limit, Overloaded, mean_wait, mean_waiting, windows_needed
from bihuan.ground.standards.packs import Pack
from bihuan.ground.standards.scenarios import register_runner
from bihuan.ground.standards.shapes import Scenario
from bihuan.ground.worktime.zone import SHANGHAI

_DAY = date(2026, 6, 4)


def play_queue(pack: Pack, scenario: Scenario) -> Mapping[str, Any]:
    """`given: {rules, at, counter: [services], gap}`, `when:` who waits, `then: {next, why, order}`.

    Somebody waits as `{ticket, service, entered, priority, band, language, overtaken}`; times are local `HH:MM`.
    """
    rules = _rules(pack, scenario)
    law = law_of(rules)
    names = {n: str(row["ticket"]) for n, row in enumerate(scenario.when)}
    waiting = [_waiting(rules, n, row) for n, row in enumerate(scenario.when)]
    services = scenario.given.get("counter")
    gap = span(str(scenario.given["gap"])) if "gap" in scenario.given else timedelta(0)
    window = Window(frozenset(services) if services else None, gap=gap)
    called = list(order(waiting, window, law, _time(scenario.given["at"])))
    if not called:
        return {"next": "none"}
    return {
        "next": names[called[0].one.id],
        "why": str(called[0].why),
        "overtakes": ", ".join(names[id] for id in called[0].overtakes) or "none",
        "order": ", ".join(names[choice.one.id] for choice in called),
    }


def law_of(rules: HallRules) -> Law:
    """The laws of the queue as the pack sets them."""
    return Law(rules.fairness.overtaken_most, span(rules.no_show.keep))


def _waiting(rules: HallRules, n: int, row: Mapping[str, Any]) -> Waiting:
    if row["service"] not in rules.services:
        raise ValueError(f"service {row['service']!r} is not offered by {rules.id}")
    priority = rules.priority(str(row["priority"])) if "priority" in row else None
    if "priority" in row and priority is None:
        raise ValueError(f"priority {row['priority']!r} is not one of {rules.id}")
    start, _dash, end = str(row.get("band", "")).partition("-")
    return Waiting(
        id=n,
        service=str(row["service"]),
        entered_at=_time(row["entered"]),
        rank=priority.rank if priority else 0,
        most_wait=span(priority.most_wait) if priority and priority.most_wait else None,
        band=(_time(start), _time(end)) if start else None,
        language=str(row.get("language", "zh")),
        overtaken=int(row.get("overtaken", 0)),
    )


def play_staffing(pack: Pack, scenario: Scenario) -> Mapping[str, Any]:
    """`given: {rules, arrivals an hour, minutes each, windows}`, `then: {wait, waiting, needed, refused}`.

    `wait` in whole seconds and `waiting` people for each window on average; `needed` windows hold the rules' limit.
    """
    rules = _rules(pack, scenario)
    flow = Flow(float(scenario.given["arrivals"]), float(scenario.given["minutes"]))
    windows = int(scenario.given.get("windows", 1))
    found: dict[str, Any] = {"needed": windows_needed(flow, limit_of(rules))}
    try:
        found["wait"] = round(mean_wait(flow, windows) * 60)
        found["waiting"] = f"{mean_waiting(flow, windows) / windows:.1f}"
    except Overloaded as refused:
        found["refused"] = f"at least {refused.least}"
    return found


def limit_of(rules: HallRules) -> Limit:
    """What the windows have to hold; without a figure in the rules, four in five called within ten minutes."""
    if rules.waiting_per_window is not None:
        return Limit(waiting_per_window=rules.waiting_per_window.most)
    return Limit(share=0.8, within_minutes=10)


def play_bands(pack: Pack, scenario: Scenario) -> Mapping[str, Any]:
    """`given: {rules, on}`, `then:` the quota by start of the band, such as `{"09:00": 2, "12:00": none}`."""
    rules = _rules(pack, scenario)
    on = date.fromisoformat(str(scenario.given["on"]))
    found = bands_on(on, rules.bands, pack.calendar(rules.calendar))
    return {f"{band.start:%H:%M}": band.quota for band in found}


def _rules(pack: Pack, scenario: Scenario) -> HallRules:
    rules: HallRules = pack.rows("halls")[scenario.given["rules"]]
    return rules


def _time(text: Any) -> datetime:
    return datetime.combine(_DAY, datetime.strptime(str(text), "%H:%M").time(), SHANGHAI)  # noqa: DTZ007


register_runner("queue", play_queue)
register_runner("staffing", play_staffing)
register_runner("bands", play_bands)

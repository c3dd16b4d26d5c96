"""The promises and indicators that the decisions of a draft make. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from bihuan.engines.cases.kinds import CaseKind, Promise
from bihuan.engines.drafts import phrases
from bihuan.engines.drafts.holding import Item
from bihuan.engines.drafts.rules import ToIndicator, ToPromise
from bihuan.ground.standards.packs import Pack
from bihuan.ground.worktime import Allowance

_STEPS = [
    {"at": "50%", "tell": ["holder"]},
    {"at": "80%", "tell": ["holder", "head"]},
    {"at": "due", "tell": ["head", "commissioner"]},
]


@dataclass(slots=True)
class Made:
    """Rows as plain data: promises by the kind that makes them, indicators, and the report that shows them."""

    promises: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    indicators: list[dict[str, Any]] = field(default_factory=list)
    reports: list[dict[str, Any]] = field(default_factory=list)


def made(items: Iterable[Item], base: Pack) -> Made:
    """In the order of the document; a kind that the base does not know is left out, and the loader will say so."""
    found = Made()
    told = list(items)
    for item in told:
        for one in item.bound(ToPromise):
            assert isinstance(one.binding, ToPromise)
            for kind in one.binding.kinds:
                rows = found.promises.setdefault(kind, [])
                rows.append(_promise(item, one.binding, kind, base, {row["id"] for row in rows}))
    for item in told:
        for one in item.bound(ToIndicator):
            assert isinstance(one.binding, ToIndicator)
            known = {row["id"] for row in found.indicators}
            found.indicators.append(_indicator(item, one.binding, found, known))
    found.reports = _reports(found.indicators, base)
    return found


def _reports(indicators: list[dict[str, Any]], base: Pack) -> list[dict[str, Any]]:
    """A figure that nobody sees holds nothing: a month's figures go from and to whom the base's monthly report does."""
    like = _monthly(base)
    roles = [role.id for role in base.roles]
    if not indicators or not (like or roles):
        return []
    heads = next((role.id for role in base.roles if role.heads), roles[-1] if roles else "")
    section = {
        "id": "figures",
        "title": phrases.FIGURES.model_dump(),
        "indicators": [row["id"] for row in indicators],
    }
    report = {
        "id": "drafted-monthly",
        "title": phrases.REPORT.model_dump(),
        "name": phrases.REPORT.zh,
        "period": "month",
        "sections": [section],
        "clause": indicators[0]["clause"],
        "calendar": "always" if "always" in base.rows("calendars") else next(iter(base.rows("calendars"))),
        "owner": like.owner if like else roles[0],
        "recipient": like.recipient if like else heads,
    }
    return [report]


def _monthly(base: Pack) -> Any:
    """The base's monthly report with the most figures that have a target; None without one."""
    aimed = {row.id for row in base.rows("indicators").values() if row.target}
    monthly = [row for row in base.rows("reports").values() if row.period == "month"]
    return max(
        monthly,
        key=lambda row: sum(one in aimed for section in row.sections for one in section.indicators),
        default=None,
    )


def _promise(item: Item, binding: ToPromise, kind: str, base: Pack, used: set[str]) -> dict[str, Any]:
    model = _model(binding, kind, base)
    row: dict[str, Any] = {
        "id": _free(model.id if model else phrases.NAMES[binding.stop], used),
        "title": _title(binding, model),
        "clause": item.number,
        "allowance": binding.allowance,
        "calendar": _calendar(binding, model, base),
        "start": binding.start,
        "stop": binding.stop,
        "gravity": binding.gravity,
        "public": binding.public,
    }
    if binding.public:
        row["plain"] = _said(binding)
    if model is not None:
        row |= {"per": model.per, "pausable": model.pausable}
    if model is not None and Allowance.parse(model.allowance).kind == Allowance.parse(binding.allowance).kind:
        row["steps"] = [step.model_dump(mode="json") for step in model.steps]
    else:
        row["steps"] = [dict(step) for step in _STEPS]
    return row


def _model(binding: ToPromise, kind: str, base: Pack) -> Promise | None:
    """The base's promise between the same events: whom it tells, and whether it pauses, is taken from it.

    How days are counted is not: that is what the other document said.
    """
    known: CaseKind | None = base.rows("kinds").get(kind)
    alike = [
        one
        for one in (known.promises if known else ())
        if (one.start, one.stop) == (binding.start, binding.stop)
    ]
    return min(
        alike, key=lambda one: (one.gravity != binding.gravity, one.public != binding.public), default=None
    )


def _title(binding: ToPromise, model: Promise | None) -> dict[str, str]:
    text = model.title if model else phrases.TITLES[binding.stop]
    return {"zh": text.zh, "en": text.en}


def _said(binding: ToPromise) -> dict[str, str]:
    """What the customer reads."""
    allowance = Allowance.parse(binding.allowance)
    text = phrases.PLAIN.get(binding.stop, phrases.TITLES[binding.stop])
    return {
        "zh": text.zh.format(time=allowance.describe("zh-hans")),
        "en": text.en.format(time=allowance.describe("en")),
    }


def _calendar(binding: ToPromise, model: Promise | None, base: Pack) -> str:
    known = base.rows("calendars")
    plain = Allowance.parse(binding.allowance).kind == "clock"
    wanted = (
        ["always"]
        if plain
        else [*([model.calendar] if model and model.calendar != "always" else []), "office"]
    )
    return next((name for name in wanted if name in known), next(iter(known), "office"))


def _indicator(item: Item, binding: ToIndicator, found: Made, used: set[str]) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": _free(binding.measure, used),
        "title": {"zh": binding.title},
        "clause": item.number,
        "measured_by": binding.measure,
        "kinds": [binding.kind],
        "target": binding.target,
        "better": binding.better,
    }
    stops = {"share_called_back": {"called_back"}, "share_on_time": _stops(binding.title)}.get(
        binding.measure
    )
    if stops:
        looked_at = [row["id"] for row in found.promises.get(binding.kind, []) if row["stop"] in stops]
        if looked_at:
            row["promises"] = looked_at
    return row


def _stops(title: str) -> set[str]:
    """The events that a rate's own words name; none when it speaks of all."""
    return {event for pattern, event in phrases.EVENTS if event != "opened" and pattern.search(title)}


def _free(wanted: str, used: set[str]) -> str:
    name, again = wanted, 1
    while name in used:
        again += 1
        name = f"{wanted}_{again}"
    return name

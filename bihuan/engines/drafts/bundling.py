"""From the decisions on a draft to the files of a pack that the strict loader accepts. Pure.

Flows, roles, calendars, channels, categories, guided questions and wording are the base's; what its clauses held is not,
for they are another document's. What no clause of the draft speaks of is carried over under a clause that says so.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

import yaml

from bihuan.engines.drafts import phrases
from bihuan.engines.drafts.examples import examples
from bihuan.engines.drafts.holding import Item, holding
from bihuan.engines.drafts.making import Made, made
from bihuan.engines.drafts.rules import ToDuty, ToSheet
from bihuan.ground.standards.base import Strict, Text, chapters
from bihuan.ground.standards.packs import Pack

_CARRIED = ("channels", "categories", "questions", "flows", "calendars")
#: What the decisions make; the base's own are those of another text.
_MADE = ("kinds", "sheets", "indicators", "reports", "tighten")


@dataclass(frozen=True, slots=True)
class Page:
    """The title page of the edition, and the edition whose flows, roles and calendars it starts from."""

    id: str
    edition: str
    title: str
    issuer: str
    in_force: date
    source: str
    base: Pack


#: The C dumper is ten times as fast where PyYAML was built with it.
_BASE: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


class _Dumper(_BASE):  # type: ignore[misc]
    """Packs allow no aliases."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def files(page: Page, items: Iterable[Item]) -> dict[str, str]:
    """The text of each file by its path inside the pack."""
    told = [item for item in items if item.wording]
    rows = made(told, page.base)
    content: dict[str, Any] = {"pack.yaml": _title_page(page)}
    carried = _carried_number(told)
    kinds = list(_kinds(rows, page.base, carried))
    others = _others(page, carried)
    needed = bool(others) or any(kind["clause"] == carried for kind in kinds)
    content |= _clauses(told, page, carried if needed else None)
    for name in _CARRIED:
        content |= _filed(name, [_plain(row) for row in page.base.rows(name).values()])
    content |= others
    content |= {f"kinds/{kind['id']}.yaml": kind for kind in kinds}
    content |= {f"sheets/{sheet['id']}.yaml": sheet for sheet in _sheets(told, page.base)}
    if rows.indicators:
        content["indicators.yaml"] = rows.indicators
    if rows.reports:
        content["reports.yaml"] = rows.reports
    for locale in ("zh-Hans", "en"):
        if words := page.base.texts(locale):
            content[f"texts/{locale}.yaml"] = dict(words)
    content["scenarios/decisions.yaml"] = examples(told, rows, page.base, page.in_force)
    return {path: _dumped(data) for path, data in content.items()}


def _title_page(page: Page) -> dict[str, Any]:
    return {
        "id": page.id,
        "edition": page.edition,
        "title": {"zh": page.title},
        "issuer": {"zh": page.issuer},
        "in_force": page.in_force.isoformat(),
        "source": {"zh": page.source},
        "roles": [_plain(role) for role in page.base.roles],
    }


def _clauses(told: list[Item], page: Page, carried: str | None) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for chapter, group in groupby(told, key=lambda item: item.chapter):
        items = list(group)
        found[f"clauses/{chapter:04}.yaml"] = {
            "chapter": items[0].number,
            "title": {"zh": items[0].wording[:80]},
            "clauses": [_clause(item) for item in items],
        }
    if carried is not None:
        base = f"{page.base.title.zh} {page.base.edition}"
        wording = {"zh": phrases.CARRIED_WORDING.zh.format(base=base),
                   "en": phrases.CARRIED_WORDING.en.format(base=f"{page.base.title.say('en')} {page.base.edition}")}  # fmt: skip
        clause = {"number": carried, "wording": wording, "held_by": "machine"}
        found["clauses/carried.yaml"] = {
            "chapter": carried,
            "title": _both(phrases.CARRIED),
            "clauses": [clause],
        }
    return found


def _carried_number(told: list[Item]) -> str:
    """A number for the pack's own clause that the document does not use."""
    used = {item.number for item in told}
    number = phrases.CARRIED.zh
    while number in used:
        number += "·"
    return number


def _clause(item: Item) -> dict[str, Any]:
    held = holding(item)
    row: dict[str, Any] = {
        "number": item.number,
        "wording": {"zh": item.wording},
        "held_by": "text" if held == "open" else held,
    }
    rules = [one.rule for one in item.standing] or list(item.open)
    if rules and all(rule.modality in ("should", "may") for rule in rules):
        row["severity"] = rules[0].modality
    if row["held_by"] == "text":
        row["why"] = _why(item)
    kept = [
        *item.open,
        *(one.rule for one in item.standing if one.binding is None or isinstance(one.binding, ToDuty)),
    ]
    if kept:
        row["proposed"] = [rule.proposed() for rule in kept]
    return row


def _why(item: Item) -> dict[str, str]:
    if item.held == "text" and item.why:
        return {"zh": item.why}
    if item.standing:
        return _both(phrases.UNBOUND)
    if item.open:
        return _both(phrases.UNDECIDED)
    if item.rejected or item.held == "text":
        return _both(phrases.REJECTED)
    return _both(phrases.HEADING if item.heading else phrases.NOTHING_READ)


def _kinds(rows: Made, base: Pack, carried: str) -> Iterator[dict[str, Any]]:
    """The base's kinds with the promises of the draft; one that got none cites the clause on what is carried over."""
    for kind in base.rows("kinds").values():
        promises = rows.promises.get(kind.id, [])
        plain = _plain(kind)
        plain["clause"] = promises[0]["clause"] if promises else carried
        plain["promises"] = promises
        yield plain


def _others(page: Page, carried: str) -> dict[str, Any]:
    """Chapters of other engines, such as the rules of halls, when this is the next edition of the base itself.

    Another standard is adopted beside the base, which goes on holding them under its own clauses.
    """
    found: dict[str, Any] = {}
    if page.id == page.base.id:
        for name in page.base.chapters.keys() - {*_CARRIED, *_MADE}:
            rows = [_recited(_dumped_row(row), carried) for row in page.base.rows(name).values()]
            found |= _filed(name, rows)
        sheets = page.base.rows("sheets")
        for id in sorted({*_named(found, "sheet")} & sheets.keys()):
            found[f"sheets/{id}.yaml"] = _recited(_dumped_row(sheets[id]), carried)
    return found


def _named(data: Any, key: str) -> Iterator[str]:
    """What stands under a key, however deep: the sheets that carried rows ask for."""
    if isinstance(data, dict):
        for name, value in data.items():
            if name == key and isinstance(value, str):
                yield value
            yield from _named(value, key)
    elif isinstance(data, list | tuple):
        for value in data:
            yield from _named(value, key)


def _filed(name: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    if chapters()[name].folder:
        return {f"{name}/{row['id']}.yaml": row for row in rows}
    return {f"{name}.yaml": rows} if rows else {}


def _sheets(told: list[Item], base: Pack) -> Iterator[dict[str, Any]]:
    """What the base's callbacks ask, what people check, and what they record as done."""
    asked = {kind.callback.sheet for kind in base.rows("kinds").values() if kind.callback}
    yield from (_plain(sheet) for id, sheet in base.rows("sheets").items() if id in asked)
    checked = [
        (item, one.rule.words)
        for item in told
        for one in item.bound(ToSheet)
    ] + [(item, item.wording) for item in told if item.held == "people"]  # fmt: skip
    if checked:
        yield _sheet("drafted-check", phrases.CHECK, "inspection", "event", checked)
    for every, title in phrases.DUTIES.items():
        done = [
            (item, one.rule.words)
            for item in told
            for one in item.bound(ToDuty)
            if isinstance(one.binding, ToDuty) and one.binding.every == every
        ]
        if done:
            yield _sheet(f"drafted-duties-{every}", title, "record", every, done)


def _sheet(id: str, title: Text, use: str, every: str, asked: list[tuple[Item, str]]) -> dict[str, Any]:
    items = [
        {
            "id": f"i{at}",
            "title": {"zh": item.wording if len(item.wording) <= 120 else words},
            "answer": "yes_no",
            "clause": item.number,
        }
        for at, (item, words) in enumerate(asked, 1)
    ]
    section = {"id": "all", "title": _both(title), "items": items}
    return {"id": id, "title": _both(title), "use": use, "every": every, "sections": [section]}


def _plain(row: Strict) -> dict[str, Any]:
    """A row of the base as data, without what ties it to the base's clauses."""
    found: dict[str, Any] = _unbound(_dumped_row(row))
    return found


def _dumped_row(row: Strict) -> dict[str, Any]:
    return row.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def _unbound(data: Any) -> Any:
    if isinstance(data, Mapping):
        return {name: _unbound(value) for name, value in data.items() if name not in ("clause", "promises")}
    return [_unbound(one) for one in data] if isinstance(data, list) else data


def _recited(data: Any, number: str) -> Any:
    """The same with every clause it cites replaced by one."""
    if isinstance(data, Mapping):
        return {
            name: number if name.endswith("clause") and isinstance(value, str) else _recited(value, number)
            for name, value in data.items()
        }
    return [_recited(one, number) for one in data] if isinstance(data, list) else data


def _both(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


def _dumped(content: Any) -> str:
    text: str = yaml.dump(content, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110)
    return text

"""A site's pack over the standard it extends: everything is inherited, and values only get stricter. Pure."""

from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from bihuan.ground.standards.reading import PackError, Problem
from bihuan.ground.standards.said import told
from bihuan.ground.standards.shapes import Tightening
from bihuan.ground.worktime.allowances import Allowance

if TYPE_CHECKING:
    from bihuan.ground.standards.packs import Pack


_MOST_POINTS = 100_000


class _Loose(Exception):
    """A tightening that does not tighten, or that points at nothing."""

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence
        super().__init__(sentence)


def over(base: "Pack", site: "Pack") -> "Pack":
    """The base pack with what the site adds and tightens. Raises PackError naming clauses it would loosen."""
    problems = [*_repeated(base, site)]
    rows: dict[str, dict[str, Any]] = {name: dict(chapter) for name, chapter in base.chapters.items()}
    clauses = {**base.clauses, **site.clauses}
    for name, chapter in site.chapters.items():
        rows.setdefault(name, {}).update(chapter)
    for row in sorted(site.rows("tighten").values(), key=_whole_sheets_last):
        try:
            number, holder = _tighten(rows, row)
            if number is not None and number in base.clauses:
                # The tightened part now cites the site's clause; it still holds the one it came from.
                clauses[number] = clauses[number].model_copy(update={"by": (*clauses[number].by, holder)})
        except _Loose as error:
            path, line = site.where["tighten", row.id]
            problems.append(Problem(path, line, told("{name}: {said}", name=row.id, said=error.sentence)))
    if problems:
        raise PackError(problems)
    return replace(
        site,
        roles=(*base.roles, *site.roles),
        parts=(*base.parts, *site.parts),
        clauses=clauses,
        chapters=rows,
        words={
            locale: {**base.words.get(locale, {}), **site.words.get(locale, {})}
            for locale in ("zh-Hans", "en")
        },
        where={**base.where, **site.where},
    )


def shorter(new: str, old: str) -> bool | None:
    """Whether an allowance gives no more time: True, False, or None where the units cannot be compared."""
    one, other = Allowance.parse(new), Allowance.parse(old)
    if one.lead or other.lead:
        # A lead before an event is stricter when it is longer.
        return None if one.kind != other.kind or one.lead != other.lead else abs(one.size) >= abs(other.size)
    if one.kind == "named" or other.kind == "named":
        return one == other or (_within_period(one, other) if one.unit == other.unit else None)
    if one.kind == other.kind:
        return one.size <= other.size
    return None


def _within_period(one: Allowance, other: Allowance) -> bool | None:
    if one.day == 0 or other.day == 0:
        return None
    return (one.day or 0, one.minute or 0) <= (other.day or 0, other.minute or 0)


def _repeated(base: "Pack", site: "Pack") -> list[Problem]:
    """A row that the base already has would replace it in silence."""
    found = [("roles", role.id) for role in site.roles if base.role(role.id)]
    found += [("clauses", number) for number in site.clauses if number in base.clauses]
    found += [(name, id) for name, rows in site.chapters.items() for id in rows if id in base.rows(name)]
    sentence = "{chapter} {id!r} is already in {base}; tighten it in tighten.yaml instead"
    return [
        Problem(*site.where[chapter, id], told(sentence, chapter=chapter, id=id, base=base.name))
        for chapter, id in found
    ]


def _tighten(rows: dict[str, dict[str, Any]], row: Tightening) -> tuple[str | None, str]:
    """Change the row in place of the base's; the clause it held before, and what holds it."""
    changes = {"promise": _promise, "indicator": _indicator, "limit": _limit, "points": _points}
    named = [name for name in changes if getattr(row, name)]
    if len(named) != 1:
        raise _Loose(told("name exactly one of promise, indicator, limit and points"))
    return changes[named[0]](rows, row, str(getattr(row, named[0])))


def _promise(rows: dict[str, dict[str, Any]], row: Tightening, target: str) -> tuple[str | None, str]:
    kind, promise = _inside(rows, target, "promises")
    stricter = _comparable(str(row.to), promise.allowance)
    if not stricter:
        sentence = "clause {clause} allows {old}; {new} gives more time; a site may only tighten"
        if stricter is None:
            sentence = "clause {clause} allows {old}; {new} is another unit, so it cannot be compared"
        raise _Loose(told(sentence, clause=promise.clause, old=promise.allowance, new=row.to))
    if promise.plain is not None and row.plain is None:
        raise _Loose(
            told("customers read “{plain}”; say under plain what they read now", plain=promise.plain)
        )
    said = {"allowance": str(row.to), "clause": row.clause, "plain": row.plain}
    changed = promise.model_copy(update=said)
    rows["kinds"][kind.id] = kind.model_copy(
        update={"promises": tuple(changed if one.id == promise.id else one for one in kind.promises)}
    )
    return promise.clause, f"kinds:{target}"


def _comparable(new: str, old: str) -> bool | None:
    try:
        return shorter(new, old)
    except ValueError as error:
        raise _Loose(told("{why}", why=error)) from None


def _indicator(rows: dict[str, dict[str, Any]], row: Tightening, target: str) -> tuple[str | None, str]:
    indicator = rows.get("indicators", {}).get(target)
    if indicator is None or indicator.target is None:
        raise _Loose(told("indicator {name!r} is not in the extended pack, or has no target", name=target))
    try:
        new, old = (Decimal(str(text).rstrip("%")) for text in (row.to, indicator.target))
    except InvalidOperation:
        raise _Loose(told("to: {given!r} is not a target; write 98%", given=row.to)) from None
    if new < old if indicator.better == "higher" else new > old:
        sentence = "clause {clause} sets {old}; {new} is easier; a site may only tighten"
        raise _Loose(told(sentence, clause=indicator.clause, old=indicator.target, new=row.to))
    rows["indicators"][target] = indicator.model_copy(update={"target": str(row.to), "clause": row.clause})
    return indicator.clause, f"indicators:{target}"


def _limit(rows: dict[str, dict[str, Any]], row: Tightening, target: str) -> tuple[str | None, str]:
    kind_id, _, name = target.partition(".")
    kind = rows.get("kinds", {}).get(kind_id)
    if kind is None or name not in type(kind.limits).model_fields:
        sentence = "limit {name!r} is not in the extended pack; write kind.limit, such as complaint.returns"
        raise _Loose(told(sentence, name=target))
    old = getattr(kind.limits, name)
    if not _stricter(name, row.to, old):
        sentence = "{name} is {old}; {new} is easier or cannot be compared; a site may only tighten"
        raise _Loose(told(sentence, name=target, old=old, new=row.to))
    rows["kinds"][kind_id] = kind.model_copy(update={"limits": kind.limits.model_copy(update={name: row.to})})
    return None, f"kinds:{kind_id}"


def _stricter(name: str, new: str | int, old: str | int) -> bool | None:
    """Customers may come back for longer; everything else gets less."""
    if isinstance(new, int) and isinstance(old, int):
        return new <= old
    return _comparable(str(old), str(new)) if name == "reopen_within" else _comparable(str(new), str(old))


def _whole_sheets_last(row: Tightening) -> bool:
    """What is set for one item stands; a whole sheet's points fill what is left."""
    return row.points is not None and "." not in row.points


def _points(rows: dict[str, dict[str, Any]], row: Tightening, target: str) -> tuple[str | None, str]:
    """Set the points that the standard leaves to the site; it may not change the others, which weigh against them."""
    sheet_id, _, item_id = target.partition(".")
    sheet = rows.get("sheets", {}).get(sheet_id)
    items = [item for item in sheet.items() if item_id in ("", item.id)] if sheet is not None else []
    if sheet is None or not items:
        sentence = (
            "points {name!r} is not in the extended pack; write sheet.item, or a sheet for all that is open"
        )
        raise _Loose(told(sentence, name=target))
    if not any(item.points == "site" for item in items):
        raise _Loose(
            told("the points of {name} are not open: the standard or another row sets them", name=target)
        )
    try:
        value = Decimal(str(row.to))
    except InvalidOperation:
        value = Decimal("NaN")
    if not (value.is_finite() and 0 < value <= _MOST_POINTS):
        raise _Loose(told("to: {given!r} is no number of points; write such as 2", given=row.to))
    chosen = {item.id for item in items if item.points == "site"}
    sections = tuple(_with_points(section, chosen, value) for section in sheet.sections)
    rows["sheets"][sheet_id] = sheet.model_copy(update={"sections": sections})
    return None, f"sheets:{target}"


def _with_points(section: Any, chosen: set[str], value: Decimal) -> Any:
    changed = (
        item.model_copy(update={"points": value}) if item.id in chosen else item for item in section.items
    )
    return section.model_copy(update={"items": tuple(changed)})


def _inside(rows: dict[str, dict[str, Any]], target: str, field: str) -> tuple[Any, Any]:
    kind_id, _, name = target.partition(".")
    kind = rows.get("kinds", {}).get(kind_id)
    for part in getattr(kind, field, ()):
        if part.id == name:
            return kind, part
    sentence = "promise {name!r} is not in the extended pack; write kind.promise, such as complaint.answer"
    raise _Loose(told(sentence, name=target))

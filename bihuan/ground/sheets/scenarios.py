"""A pack's worked examples of scores: answers to a sheet, and what they come to. Pure."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from bihuan.ground.sheets.derivation import fraction, item_line, plain
from bihuan.ground.sheets.scoring import Score, lacking, score
from bihuan.ground.sheets.shapes import Filling, Item, Sheet, fill
from bihuan.ground.standards.packs import Pack
from bihuan.ground.standards.scenarios import register_runner
from bihuan.ground.standards.shapes import Scenario

_KNOWN = {"sheet", "answers", "rest", "points", "before", "photos", "countersigned"}


def play_score(pack: Pack, scenario: Scenario) -> Mapping[str, Any]:
    """`given: {sheet, answers: {item: answer}, rest: in_order, points, before, photos, countersigned}`.

    `points` are those of the items that the standard leaves open, in this example: one number, or one by item and
    `rest` for the others. `then: {score, exact, bonus, veto, off: {item}, why: {item}, sections: {section: {base,
    off}}, lacking}`; `why` in Chinese, `lacking` counts what is missing before the result counts.
    """
    given = scenario.given
    if strange := given.keys() - _KNOWN:
        raise ValueError(f"given: {min(strange)!r} is not known; known are {', '.join(sorted(_KNOWN))}")
    sheet = _with_points(pack.rows("sheets")[given["sheet"]], given.get("points"))
    filling = fill(sheet, _answers(sheet, given))
    made = score(sheet, filling, before=[str(id) for id in given.get("before", [])])
    return _shown(made, filling, given)


def _answers(sheet: Sheet, given: Mapping[str, Any]) -> dict[str, Any]:
    answers = dict(given.get("answers", {}))
    match given.get("rest", "none"):
        case "none":
            return answers
        case "in_order":
            return {item.id: _in_order(item) for item in sheet.items() if item.required} | answers
        case other:
            raise ValueError(f"rest: {other!r} is not known; write in_order, or answer every item")


def _in_order(item: Item) -> Any:
    """An answer that takes nothing off and gives no bonus."""
    if item.answer == "choice":
        return next((option.id for option in item.options if not option.off), None)
    if item.answer == "number":
        wanted = None if item.good is None else item.good.at_least
        return wanted if wanted is not None else max(Decimal(0), item.at_least or Decimal(0))
    return {"yes_no": not item.bonus, "text": "-"}.get(item.answer, item.at_most)


def _with_points(sheet: Sheet, points: Any) -> Sheet:
    """The sheet with the example's points where they are open."""
    data = sheet.model_dump(by_alias=True)
    for section in data["sections"]:
        for item in section["items"]:
            if item["points"] == "site":
                item["points"] = _of(points, item["id"])
    return Sheet.model_validate(data)


def _of(points: Any, id: str) -> Any:
    found = points.get(id, points.get("rest")) if isinstance(points, Mapping) else points
    return "site" if found is None else found


def _shown(made: Score, filling: Filling, given: Mapping[str, Any]) -> Mapping[str, Any]:
    lines = {one.item.id: item_line(one) for one in made.judged()}
    photos = [str(id) for id in given.get("photos", [])]
    missing = lacking(made.sheet, filling, photos=photos, countersigned=given.get("countersigned") is True)
    return {
        "score": "none" if made.points is None else f"{made.points:f}",
        "exact": "none" if made.exact is None else fraction(made.exact),
        "bonus": plain(made.bonus),
        "veto": ", ".join(item.id for item in made.vetoes) or "none",
        "off": {one.item.id: plain(one.off) for one in made.judged() if one.off},
        "why": {id: line.zh for id, line in lines.items() if line is not None},
        "sections": {
            part.section.id: {"base": plain(part.base), "off": plain(part.off)} for part in made.parts
        },
        "lacking": str(len(missing)),
    }


register_runner("score", play_score)

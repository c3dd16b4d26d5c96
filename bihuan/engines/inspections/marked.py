"""A sheet as it is scored at a site: with the points that the standard leaves open, and the programme's own rules. Pure."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from bihuan.engines.inspections.shapes import Programme
from bihuan.ground.sheets.derivation import derivation, fraction
from bihuan.ground.sheets.points import Countersign
from bihuan.ground.sheets.scoring import Score
from bihuan.ground.sheets.shapes import Filling, Item, Sheet

#: Full points of one item.
MOST_POINTS = Decimal(1000)


def open_items(sheet: Sheet) -> tuple[Item, ...]:
    """The items whose points the standard leaves to the site."""
    return tuple(item for item in sheet.items() if item.points == "site")


def marked(sheet: Sheet, programme: Programme, points: Mapping[str, str]) -> Sheet:
    """The sheet with a site's points where they are open; what it does not name stays open."""
    sections = tuple(
        section.model_copy(update={"items": tuple(_with(item, points) for item in section.items)})
        for section in sheet.sections
    )
    scoring = sheet.scoring
    if scoring is not None:
        sign = Countersign(role=programme.head) if programme.signed else None
        update = {"countersign": scoring.countersign or sign, "repeat": scoring.repeat or programme.repeat}
        scoring = scoring.model_copy(update=update)
    return sheet.model_copy(update={"sections": sections, "scoring": scoring})


def _with(item: Item, points: Mapping[str, str]) -> Item:
    if item.points != "site" or item.id not in points:
        return item
    return item.model_copy(update={"points": Decimal(points[item.id])})


def tidy_points(given: str) -> str | None:
    """Points as they are kept, such as `2` or `0.5`; None for what is none."""
    try:
        number = Decimal(given.strip())
    except InvalidOperation:
        return None
    if not number.is_finite() or not 0 < number <= MOST_POINTS or number != round(number, 2):
        return None
    return f"{number.normalize():f}"


def unanswered(sheet: Sheet, answers: Mapping[str, Any]) -> tuple[Item, ...]:
    """What still has to be answered before the sheet is whole."""
    return tuple(item for item in sheet.items() if item.required and answers.get(item.id) in (None, ""))


def frozen(score: Score, edition: str) -> dict[str, Any]:
    """A result as it is kept: how it came about, step by step, and what failed."""
    return {
        "points": None if score.points is None else str(score.points),
        "exact": None if score.exact is None else fraction(score.exact),
        "bonus": str(score.bonus),
        "vetoes": [item.id for item in score.vetoes],
        "off": {one.item.id: str(one.off) for one in score.judged() if one.off},
        "findings": [one.item.id for one in score.judged() if one.findings],
        "parts": {
            part.section.id: {"base": str(part.base), "asked": str(part.asked), "off": str(part.off)}
            for part in score.parts
        },
        "steps": [{"zh": step.zh, "en": step.say("en")} for step in derivation(score, edition)],
    }


def filling_of(sheet: Sheet, answers: Mapping[str, Any]) -> Filling:
    """Answers that were checked one by one when they were given."""
    return Filling(sheet.id, dict(answers), None)

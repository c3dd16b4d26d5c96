"""How a sheet is scored: points, what a finding takes off, caps, vetoes, bonuses, and what is open to the site. Pure."""

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from bihuan.ground.standards.base import ClauseNumber, Slug, Strict
from bihuan.ground.standards.said import told

#: The answer that an item did not apply, where the item allows it.
NOT_APPLICABLE = "na"


def _points(given: Any) -> Any:
    try:
        number = Decimal(str(given))
    except InvalidOperation:
        number = Decimal("NaN")
    if given != "site" and not (number.is_finite() and 0 < number <= 100_000):
        raise ValueError(
            told("{given!r} is no number of points; write such as 2 or 0.5, or site", given=given)
        )
    return given if given == "site" else number


#: More than nothing.
Positive = Annotated[Decimal, Field(gt=0, le=100_000)]
#: The full points of an item; `site`: the source prints none, so the site's own pack sets them.
Points = Annotated[Decimal | Literal["site"], BeforeValidator(_points)]


class Rung(Strict):
    """From so many findings on, so many points are off altogether."""

    from_: Positive = Field(alias="from")
    points: Positive


class Deduction(Strict):
    """What findings take off an item.

    `all`: any finding takes everything; `fixed`: any finding takes `points`; `each`: every finding takes `points`, up
    to `most` (left out: up to the item's points); `steps`: the highest rung that the number of findings reaches.
    """

    how: Literal["all", "fixed", "each", "steps"]
    points: Positive | None = None
    most: Positive | None = None
    steps: tuple[Rung, ...] = ()


class Good(Strict):
    """When a number is in order: what it falls short of or goes beyond counts as so many findings."""

    at_least: Decimal | None = None
    at_most: Decimal | None = None


class Repeat(Strict):
    """What an item had taken off at the check before is multiplied when it is found again."""

    factor: Annotated[Decimal, Field(gt=1, le=10)]
    clause: ClauseNumber | None = None


class Countersign(Strict):
    """The place that was checked signs on the spot; without it the result does not count yet."""

    role: Slug
    clause: ClauseNumber | None = None


class Scoring(Strict):
    """A result out of `out_of`, rounded once to `step`. Bonus points are added after scaling, up to `bonus_most`."""

    out_of: Positive = Decimal(100)
    step: Positive = Decimal("0.01")
    bonus_most: Positive | None = None
    repeat: Repeat | None = None
    countersign: Countersign | None = None


def broken(sheet: Any, pack: Any) -> Iterator[str]:
    """What is wrong with the points of a sheet."""
    if sheet.scoring is None:
        yield from _without_scoring(sheet)
        return
    if not any(item.points is not None and not item.bonus for item in sheet.items()):
        yield told("scoring needs at least one item with points")
    sign = sheet.scoring.countersign
    if sign is not None and pack.role(sign.role) is None:
        yield told("role {role!r} is not in pack.yaml", role=sign.role)
    if any(item.bonus for item in sheet.items()) and sheet.scoring.bonus_most is None:
        yield told("bonus items need scoring.bonus_most")
    scored = [section for section in sheet.sections if any(_counts(item) for item in section.items)]
    if len({section.weight is None for section in scored}) > 1:
        yield told("either every scored section has a weight, or none")
    for section in sheet.sections:
        if section not in scored and (section.weight is not None or section.most_off is not None):
            yield told("section {id}: weight and most_off need items with points", id=section.id)
    for item in sheet.items():
        for wrong in _wrong(item):
            yield told("item {id}: {said}", id=item.id, said=wrong)


def _counts(item: Any) -> bool:
    return item.points is not None and not item.bonus


def _without_scoring(sheet: Any) -> Iterator[str]:
    for item in sheet.items():
        if item.points is not None or item.veto or item.bonus:
            yield told("item {id}: points, veto and bonus need scoring on the sheet", id=item.id)
    for section in sheet.sections:
        if section.weight is not None or section.most_off is not None:
            yield told("section {id}: weight and most_off need scoring on the sheet", id=section.id)


def _wrong(item: Any) -> Iterator[str]:
    if item.points is None and not item.veto:
        if item.off is not None or item.bonus or any(option.off is not None for option in item.options):
            yield told("off and bonus need points")
        return
    if item.answer in ("rating", "text"):
        yield told("a rating or a text cannot be scored; use yes_no, number or choice")
    if not item.required and not item.bonus:
        yield told("a scored item is always answered; say under not_applicable when it does not apply")
    if item.answer == "number" and (item.at_least is None or (item.bonus and item.at_least < 0)):
        yield told("a scored number needs at_least, such as 0")
    if item.veto and item.bonus:
        yield told("a bonus cannot be a veto")
    if item.bonus and (item.off is not None or item.answer == "choice" or item.good is not None):
        yield told("a bonus is a yes_no, or a number of which each gives points")
    yield from _wrong_deduction(item)


def _wrong_deduction(item: Any) -> Iterator[str]:
    if item.answer == "choice":
        if item.off is not None:
            yield told("a choice says at each option what is off")
        if not item.bonus and not any(option.off for option in item.options):
            yield told("no option takes anything off")
        for option in item.options:
            if _beyond(option.off, item.points):
                yield told(
                    "{off} is more than the {points} points of the item", off=option.off, points=item.points
                )
        return
    off = item.off
    if off is None:
        return
    if (off.points is None) == (off.how in ("fixed", "each")):
        yield told("fixed and each need points, all and steps have none")
    if (off.how == "steps") != bool(off.steps):
        yield told("steps need rungs, the others have none")
    if off.most is not None and off.how != "each":
        yield told("only each has most")
    if any(
        low.from_ >= high.from_ or low.points >= high.points
        for low, high in zip(off.steps, off.steps[1:], strict=False)
    ):
        yield told("rungs rise, in findings and in points")
    for taken in (off.most or off.points, *(rung.points for rung in off.steps)):
        if _beyond(taken, item.points):
            yield told("{off} is more than the {points} points of the item", off=taken, points=item.points)


def _beyond(taken: Decimal | None, points: Any) -> bool:
    """What `site` leaves open cannot be compared yet; the sum caps it by the item's points."""
    return taken is not None and isinstance(points, Decimal) and taken > points

"""Sheets: declared questions, whoever asks them — a callback, an inspection, a record. Pure."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from bihuan.ground.sheets.points import NOT_APPLICABLE, Deduction, Good, Points, Positive, Scoring, broken
from bihuan.ground.standards.base import Chapter, ClauseNumber, Slug, Strict, Text, register
from bihuan.ground.standards.said import told

#: JSON-ready: a choice is its option's id, a number its decimal text, a rating a whole number.
Answer = str | bool | int


class Option(Strict):
    """One answer of a choice. `satisfied`: whether it counts as satisfied; left out, neither. `off`: points it takes."""

    id: Slug
    title: Text
    satisfied: bool | None = None
    off: Positive | None = None


class Item(Strict):
    """One question. `at_least` and `at_most` bound a number or a rating, and the length of a text.

    Where the sheet is scored: `points` are the item's own, `off` what findings take (left out: all of them), `good`
    when a number is in order (left out: at 0). `veto`: a finding makes the whole result nothing; `bonus`: the points
    are added. `not_applicable` says when the item may be left out of the count, `photo` what has to be photographed.
    """

    id: Slug
    title: Text
    answer: Literal["choice", "yes_no", "number", "rating", "text"]
    options: tuple[Option, ...] = ()
    required: bool = True
    at_least: Decimal | None = None
    at_most: Decimal | None = None
    unit: Text | None = None
    hint: Text | None = None
    clause: ClauseNumber | None = None
    points: Points | None = None
    off: Deduction | None = None
    good: Good | None = None
    veto: bool = False
    bonus: bool = False
    not_applicable: Text | None = None
    photo: Literal["finding", "always"] | None = None


class Section(Strict):
    """`weight` is its share of a scored result (left out: its points); `most_off` caps what its items take off."""

    id: Slug
    title: Text
    items: tuple[Item, ...]
    weight: Positive | None = None
    most_off: Positive | None = None


class Sheet(Strict):
    """`sheets/*.yaml`. An inspection's yes means that the item is in order."""

    id: Slug
    title: Text
    use: Literal["callback", "inspection", "record"]
    every: Literal["event", "day", "week", "month"] = "event"
    role: Slug | None = None
    clause: ClauseNumber | None = None
    scoring: Scoring | None = None
    sections: tuple[Section, ...]

    def items(self) -> Iterator[Item]:
        for section in self.sections:
            yield from section.items


class BadFilling(ValueError):
    """Answers that do not fit the sheet: for each item what is wrong and what would be right."""

    def __init__(self, items: Mapping[str, Text]) -> None:
        self.items = dict(items)
        super().__init__("; ".join(f"{id}: {text.say('en')}" for id, text in items.items()))


@dataclass(frozen=True, slots=True)
class Filling:
    """Answers that fit their sheet. `satisfied` is None when no given answer says anything about it."""

    sheet: str
    answers: Mapping[str, Answer]
    satisfied: bool | None

    def as_data(self) -> dict[str, Answer]:
        return dict(self.answers)


def fill(sheet: Sheet, answers: Mapping[str, Any]) -> Filling:
    """Check answers as a form or JSON sends them. Raises BadFilling with every wrong item at once."""
    wrong: dict[str, Text] = {}
    found: dict[str, Answer] = {}
    known = {item.id: item for item in sheet.items()}
    for stranger in answers.keys() - known.keys():
        wrong[str(stranger)] = Text(zh="本表没有这一项。", en="This sheet has no such item.")
    for item in known.values():
        given = answers.get(item.id)
        if given is None or (isinstance(given, str) and not given.strip()):
            if item.required:
                wrong[item.id] = Text(
                    zh=f"请填写“{item.title.zh}”。", en=f"Please answer “{item.title.say('en')}”."
                )
            continue
        try:
            found[item.id] = _value(item, given)
        except _Wrong as error:
            wrong[item.id] = error.text
    if wrong:
        raise BadFilling(wrong)
    return Filling(sheet.id, found, _satisfied(known.values(), found))


class _Wrong(Exception):
    def __init__(self, zh: str, en: str) -> None:
        self.text = Text(zh=zh, en=en)


def _value(item: Item, given: Any) -> Answer:
    if given == NOT_APPLICABLE and item.not_applicable is not None:
        return NOT_APPLICABLE
    match item.answer:
        case "choice":
            return _choice(item, given)
        case "yes_no":
            return _yes_no(given)
        case "number" | "rating":
            return _number(item, given)
        case "text":
            return _text(item, given)


def _choice(item: Item, given: Any) -> str:
    if given not in [option.id for option in item.options]:
        zh = "、".join(option.title.zh for option in item.options)
        en = ", ".join(option.title.say("en") for option in item.options)
        raise _Wrong(f"请从这些里选一个：{zh}。", f"Choose one of: {en}.")
    return str(given)


def _yes_no(given: Any) -> bool:
    if isinstance(given, bool):
        return given
    if given in ("yes", "no"):
        return bool(given == "yes")
    raise _Wrong("请选“是”或“否”。", "Answer yes or no.")


def _number(item: Item, given: Any) -> str | int:
    try:
        number = Decimal(str(given).strip())
    except InvalidOperation:
        number = Decimal("NaN")
    exponent = number.as_tuple().exponent
    # Written out, a number with a huge exponent would fill the memory.
    if isinstance(given, bool) or not isinstance(exponent, int) or abs(exponent) > 30:
        raise _Wrong("请填数字。", "Give a number.")
    if item.answer == "rating" and number != number.to_integral_value():
        raise _Wrong("请填整数。", "Give a whole number.")
    if not _within(item, number):
        raise _Wrong(*_bounds(item))
    return int(number) if item.answer == "rating" else f"{number:f}"


def _text(item: Item, given: Any) -> str:
    if not isinstance(given, str):
        raise _Wrong("请填文字。", "Give a text.")
    text = given.strip()
    if not _within(item, Decimal(len(text))):
        zh, en = _bounds(item)
        raise _Wrong(f"字数{zh}", f"Length: {en}")
    return text


def _within(item: Item, number: Decimal) -> bool:
    return (item.at_least is None or number >= item.at_least) and (
        item.at_most is None or number <= item.at_most
    )


def _bounds(item: Item) -> tuple[str, str]:
    low, high = item.at_least, item.at_most
    if low is None:
        return f"最多为{high}。", f"at most {high}."
    if high is None:
        return f"至少为{low}。", f"at least {low}."
    return f"应在{low}到{high}之间。", f"between {low} and {high}."


def _satisfied(items: Any, answers: Mapping[str, Answer]) -> bool | None:
    said = [
        option.satisfied
        for item in items
        for option in item.options
        if answers.get(item.id) == option.id and option.satisfied is not None
    ]
    return all(said) if said else None


def _broken_sheets(rows: Any, pack: Any) -> list[tuple[str, str]]:
    return [
        (sheet.id, wrong)
        for sheet in rows.values()
        for wrong in (*_broken(sheet, pack), *broken(sheet, pack))
    ]


def _broken(sheet: Any, pack: Any) -> Iterator[str]:
    if sheet.role is not None and pack.role(sheet.role) is None:
        yield told("role {role!r} is not in pack.yaml", role=sheet.role)
    ids = Counter(item.id for item in sheet.items())
    yield from (told("item {id!r} is there twice", id=id) for id in sorted(ids) if ids[id] > 1)
    for item in sheet.items():
        yield from _broken_item(item)
    if sheet.use == "callback" and all(
        option.satisfied is None for item in sheet.items() for option in item.options
    ):
        yield told("a callback sheet must say which answers count as satisfied")


def _broken_item(item: Item) -> Iterator[str]:
    if item.answer == "choice" and len(item.options) < 2:
        yield told("item {id}: a choice needs at least two options", id=item.id)
    if item.answer != "choice" and item.options:
        yield told("item {id}: only a choice has options", id=item.id)
    if item.answer == "rating" and (item.at_least is None or item.at_most is None):
        yield told("item {id}: a rating needs at_least and at_most", id=item.id)
    if item.good is not None and item.answer != "number":
        yield told("item {id}: only a number has good", id=item.id)
    if item.not_applicable is not None and item.answer == "text":
        yield told("item {id}: a text is left empty instead", id=item.id)
    if item.not_applicable is not None and NOT_APPLICABLE in {option.id for option in item.options}:
        yield told("item {id}: no option may be called na", id=item.id)


register(Chapter("sheets", Sheet, folder=True, check=_broken_sheets))

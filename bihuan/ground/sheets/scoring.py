"""What the answers of a scored sheet come to: exact to the end, rounded once. Pure.

An item's findings take off what its rule says, never more than its points; what was found at the check before as well is
multiplied. A section loses at most its cap, and never more than its points. Items that do not apply leave the base; a
section without any leaves the weights. Bonuses come on top, up to their cap. A veto makes everything nothing.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from bihuan.ground.sheets.points import NOT_APPLICABLE, Scoring
from bihuan.ground.sheets.shapes import Answer, Filling, Item, Section, Sheet
from bihuan.ground.standards.base import Text

_NOTHING = Decimal(0)


class NotScored(ValueError):
    """The sheet has no scoring, or points that the site has yet to set: the ids of those items."""

    def __init__(self, sheet: Sheet, open_items: Iterable[str] = ()) -> None:
        self.sheet, self.open_items = sheet, tuple(open_items)
        why = f"the site has yet to set the points of {', '.join(self.open_items)}"
        super().__init__(f"{sheet.id}: {why if self.open_items else 'this sheet is not scored'}")


@dataclass(frozen=True, slots=True)
class Judged:
    """One item: how many findings, and the points they take (`off`) or give (`plus`).

    `own` is what its rule takes before `factor` multiplies it; `answer` None: it was left empty.
    """

    item: Item
    answer: Answer | None
    findings: Decimal = _NOTHING
    own: Decimal = _NOTHING
    factor: Decimal = Decimal(1)
    plus: Decimal = _NOTHING

    @property
    def off(self) -> Decimal:
        return self.own * self.factor

    @property
    def applies(self) -> bool:
        return self.answer != NOT_APPLICABLE

    @property
    def points(self) -> Decimal:
        """What it adds to the base."""
        full = self.item.points
        counts = self.applies and not self.item.bonus and isinstance(full, Decimal)
        return full if counts and isinstance(full, Decimal) else _NOTHING


@dataclass(frozen=True, slots=True)
class Part:
    """A section: `asked` is what its items take together, `off` what they may."""

    section: Section
    judged: tuple[Judged, ...]
    base: Decimal
    asked: Decimal
    off: Decimal

    @property
    def share(self) -> Decimal:
        return self.section.weight if self.section.weight is not None else self.base


@dataclass(frozen=True, slots=True)
class Score:
    """`points` is None when no item applied. `scaled` and `exact` are not rounded: without, and with bonus and veto."""

    sheet: Sheet
    rules: Scoring
    parts: tuple[Part, ...]
    scaled: Fraction | None
    bonus: Decimal
    exact: Fraction | None
    points: Decimal | None
    vetoes: tuple[Item, ...]

    def judged(self) -> Iterator[Judged]:
        for part in self.parts:
            yield from part.judged


@dataclass(frozen=True, slots=True)
class Difference:
    """An item that two fillings of one sheet answer differently, such as a hall's own and the review."""

    item: Item
    one: Answer | None
    other: Answer | None
    off: tuple[Decimal, Decimal]


def score(sheet: Sheet, filling: Filling, *, before: Collection[str] = ()) -> Score:
    """The result of a filling; `before` are the items with findings at the check before. Raises NotScored."""
    rules = sheet.scoring
    if rules is None:
        raise NotScored(sheet)
    if left_open := [item.id for item in sheet.items() if item.points == "site"]:
        raise NotScored(sheet, left_open)
    parts = tuple(_part(section, filling.answers, before, rules) for section in sheet.sections)
    scaled = _scaled([part for part in parts if part.base], rules)
    everything = [one for part in parts for one in part.judged]
    vetoes = tuple(one.item for one in everything if one.item.veto and one.findings)
    bonus = min(sum((one.plus for one in everything), _NOTHING), rules.bonus_most or _NOTHING)
    exact = None if scaled is None else scaled + Fraction(bonus)
    if vetoes:
        exact = Fraction(0)
    points = None if exact is None else _rounded(exact, rules.step)
    return Score(sheet, rules, parts, scaled, bonus, exact, points, vetoes)


def lacking(
    sheet: Sheet, filling: Filling, *, photos: Collection[str] = (), countersigned: bool = False
) -> tuple[Text, ...]:
    """What is still missing before the result counts: photographs by item, the countersignature."""
    wanted = [item for item in sheet.items() if _wants_photo(item, filling.answers.get(item.id))]
    missing = [
        Text(zh=f"“{item.title.zh}”还缺照片。", en=f"“{item.title.say('en')}” still lacks a photograph.")
        for item in wanted
        if item.id not in photos
    ]
    if sheet.scoring is not None and sheet.scoring.countersign is not None and not countersigned:
        missing.append(
            Text(zh="受检单位还没有当场签字。", en="The place that was checked has not signed yet.")
        )
    return tuple(missing)


def differences(one: Score, other: Score) -> tuple[Difference, ...]:
    """Where two results of one sheet part, in the order of the sheet; ValueError for two sheets."""
    if one.sheet != other.sheet:
        raise ValueError("two different sheets cannot be compared")
    return tuple(
        Difference(mine.item, mine.answer, its.answer, (mine.off, its.off))
        for mine, its in zip(one.judged(), other.judged(), strict=True)
        if mine.answer != its.answer
    )


def _part(section: Section, answers: Mapping[str, Answer], before: Collection[str], rules: Scoring) -> Part:
    judged = tuple(_judged(item, answers.get(item.id), item.id in before, rules) for item in section.items)
    base = sum((one.points for one in judged), _NOTHING)
    asked = sum((one.off for one in judged), _NOTHING)
    most = base if section.most_off is None else min(base, section.most_off)
    return Part(section, judged, base, asked, min(asked, most))


def _judged(item: Item, answer: Answer | None, repeated: bool, rules: Scoring) -> Judged:
    if answer is None or answer == NOT_APPLICABLE:
        return Judged(item, answer)
    if item.bonus:
        return Judged(item, answer, plus=_given(item, answer))
    findings = _findings(item, answer)
    own = _taken(item, answer, findings)
    factor = rules.repeat.factor if rules.repeat is not None and repeated and own else Decimal(1)
    return Judged(item, answer, findings, own, factor)


def _given(item: Item, answer: Answer) -> Decimal:
    times = Decimal(str(answer)) if item.answer == "number" else Decimal(answer is True)
    return times * _full(item)


def _findings(item: Item, answer: Answer) -> Decimal:
    match item.answer:
        case "yes_no":
            return Decimal(answer is False)
        case "choice":
            return Decimal(any(option.id == answer and option.off for option in item.options))
        case "number":
            return _beside(item, Decimal(str(answer)))
        case _:
            return _NOTHING


def _beside(item: Item, number: Decimal) -> Decimal:
    """How far a number lies from what is in order."""
    if item.good is None:
        return max(_NOTHING, number)
    short = _NOTHING if item.good.at_least is None else item.good.at_least - number
    over = _NOTHING if item.good.at_most is None else number - item.good.at_most
    return max(_NOTHING, short, over)


def _taken(item: Item, answer: Answer, findings: Decimal) -> Decimal:
    full, off = _full(item), item.off
    if not findings or not full:
        return _NOTHING
    if item.answer == "choice":
        wanted = next((option.off or _NOTHING for option in item.options if option.id == answer), _NOTHING)
    elif off is None or off.how == "all":
        wanted = full
    elif off.how == "steps":
        wanted = max((rung.points for rung in off.steps if findings >= rung.from_), default=_NOTHING)
    else:
        each = off.points or _NOTHING
        wanted = each if off.how == "fixed" else min(each * findings, off.most or full)
    return min(wanted, full)


def _full(item: Item) -> Decimal:
    return item.points if isinstance(item.points, Decimal) else _NOTHING


def _scaled(parts: list[Part], rules: Scoring) -> Fraction | None:
    shares = sum((Fraction(part.share) for part in parts), Fraction(0))
    if not shares:
        return None
    kept = (Fraction(part.share) * Fraction(part.base - part.off) / Fraction(part.base) for part in parts)
    return sum(kept, Fraction(0)) / shares * Fraction(rules.out_of)


def _rounded(exact: Fraction, step: Decimal) -> Decimal:
    """Half goes up, at a step such as 0.01 or 0.5."""
    steps = (exact / Fraction(step) + Fraction(1, 2)).__floor__()
    return Decimal(steps) * step


def _wants_photo(item: Item, answer: Answer | None) -> bool:
    if item.photo is None or answer is None or answer == NOT_APPLICABLE:
        return False
    return item.photo == "always" or bool(_findings(item, answer))

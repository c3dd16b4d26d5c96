"""Scored sheets for the tests, a draw of any of them with answers, and a slow oracle of what they come to."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from bihuan.ground.sheets.shapes import Sheet


def sheet(*sections: dict[str, Any], **scoring: Any) -> Sheet:
    """A sheet of sections as `section` makes them, scored by these rules."""
    title = {"zh": "检查", "en": "Check"}
    data = {"id": "check", "title": title, "use": "inspection", "scoring": scoring, "sections": sections}
    return Sheet.model_validate(data)


def section(*items: dict[str, Any], id: str = "all", **more: Any) -> dict[str, Any]:
    return {"id": id, "title": {"zh": f"部分{id}", "en": f"Part {id}"}, "items": items, **more}


def item(id: str, answer: str = "yes_no", **more: Any) -> dict[str, Any]:
    if answer == "number":
        more.setdefault("at_least", 0)
    return {"id": id, "title": {"zh": f"项{id}", "en": f"Item {id}"}, "answer": answer, **more}


_tenths = st.integers(1, 60).map(lambda n: Decimal(n) / 10)
_LEFT_OUT = {"zh": "没有的不算", "en": "where there is none"}


@st.composite
def _deduction(draw: st.DrawFn, points: Decimal) -> dict[str, Any] | None:
    how = draw(st.sampled_from(["none", "all", "fixed", "each", "steps"]))
    part = st.integers(1, int(points * 10)).map(lambda n: Decimal(n) / 10)
    match how:
        case "none":
            return None
        case "fixed":
            return {"how": how, "points": draw(part)}
        case "each":
            each = draw(part)
            return {"how": how, "points": each, "most": draw(st.none() | part)}
        case "steps":
            takes = sorted(draw(st.sets(part, min_size=1, max_size=3)))
            starts = sorted(draw(st.sets(st.integers(1, 9), min_size=len(takes), max_size=len(takes))))
            return {
                "how": how,
                "steps": [{"from": n, "points": p} for n, p in zip(starts, takes, strict=True)],
            }
        case _:
            return {"how": how}


@st.composite
def _item(draw: st.DrawFn, id: str) -> tuple[dict[str, Any], Any]:
    points = draw(_tenths)
    answer = draw(st.sampled_from(["yes_no", "number"]))
    more: dict[str, Any] = {"points": points, "not_applicable": _LEFT_OUT}
    said = st.booleans() if answer == "yes_no" else st.integers(0, 12)
    if draw(st.integers(0, 9)) == 0:
        return item(id, answer, points=points, bonus=True), draw(said)
    if off := draw(_deduction(points)):
        more["off"] = off
    if answer == "number" and draw(st.booleans()):
        more["good"] = draw(st.sampled_from([{"at_least": 4}, {"at_most": 5}, {"at_least": 2, "at_most": 6}]))
    if draw(st.integers(0, 14)) == 0:
        more["veto"] = True
    return item(id, answer, **more), draw(said | st.just("na"))


@st.composite
def scored(draw: st.DrawFn) -> tuple[Sheet, dict[str, Any], frozenset[str]]:
    """A sheet, answers to all its items, and what was found at the check before."""
    weighed, sections, answers = draw(st.booleans()), [], {}
    for n in range(draw(st.integers(1, 3))):
        fixed = item(f"s{n}i0", points=draw(_tenths), not_applicable=_LEFT_OUT)
        answers[f"s{n}i0"] = draw(st.sampled_from([True, False, "na"]))
        items = [fixed]
        for i in range(1, draw(st.integers(1, 4))):
            made, said = draw(_item(f"s{n}i{i}"))
            items.append(made)
            answers[made["id"]] = said
        more = {"weight": draw(st.integers(1, 9))} if weighed else {}
        if draw(st.booleans()):
            more["most_off"] = draw(_tenths)
        sections.append(section(*items, id=f"s{n}", **more))
    rules: dict[str, Any] = {
        "bonus_most": draw(_tenths),
        "step": draw(st.sampled_from(["0.01", "0.1", "0.5", "1"])),
    }
    if draw(st.booleans()):
        rules["repeat"] = {"factor": draw(st.sampled_from(["1.5", "2", "3"]))}
    before = frozenset(draw(st.sets(st.sampled_from(sorted(answers)))))
    return sheet(*sections, **rules), answers, before


def oracle(one: Sheet, answers: dict[str, Any], before: frozenset[str] = frozenset()) -> Decimal | None:
    """The result counted finding by finding on thousandths of a point, knowing nothing of `scoring`."""
    rules = one.scoring
    assert rules is not None
    kept, whole, bonus, vetoed = Fraction(0), Fraction(0), 0, False
    for part in one.sections:
        purse = 0
        for row in part.items:
            if not row.bonus and answers[row.id] != "na":
                purse += _mills(row.points)
        full, allowed = purse, purse if part.most_off is None else _mills(part.most_off)
        for row in part.items:
            said = answers[row.id]
            if said == "na":
                continue
            count = int(said) if row.answer == "number" else (1 if said is row.bonus else 0)
            if row.bonus:
                for _ in range(count):
                    bonus += _mills(row.points)
                continue
            found = _found(row, count) if row.answer == "number" else count
            vetoed = vetoed or (row.veto and found > 0)
            take = _take(row, found)
            if rules.repeat and row.id in before:
                take = take * Fraction(rules.repeat.factor)
            take = min(take, allowed, purse)
            allowed, purse = allowed - take, purse - take
        if full:
            weight = Fraction(part.weight) if part.weight is not None else Fraction(full, 1000)
            whole += weight
            kept += weight * Fraction(purse, full)
    if vetoed:
        return Decimal(0)
    if not whole:
        return None
    exact = kept / whole * 100 + Fraction(min(bonus, _mills(rules.bonus_most)), 1000)
    steps = exact / Fraction(rules.step)
    # Six places more than any half could hide in: the denominators here stay far below.
    return (Decimal(steps.numerator) / Decimal(steps.denominator)).quantize(
        Decimal(1), ROUND_HALF_UP
    ) * rules.step


def _mills(points: Any) -> int:
    return int(Decimal(points) * 1000)


def _found(row: Any, count: int) -> int:
    wrong = 0
    if row.good is None:
        return count
    while row.good.at_most is not None and count > row.good.at_most:
        count, wrong = count - 1, wrong + 1
    while row.good.at_least is not None and count < row.good.at_least:
        count, wrong = count + 1, wrong + 1
    return wrong


def _take(row: Any, found: int) -> int:
    left, off = _mills(row.points), row.off
    if found == 0:
        return 0
    if off is None or off.how == "all":
        return left
    if off.how == "fixed":
        return _mills(off.points)
    taken = 0
    if off.how == "each":
        cap = left if off.most is None else _mills(off.most)
        for _ in range(found):
            taken = min(cap, taken + _mills(off.points))
        return taken
    for rung in off.steps:
        if found >= rung.from_:
            taken = _mills(rung.points)
    return taken

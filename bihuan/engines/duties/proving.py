"""What was found, checked against what the plan asks to be proven. Pure.

Answers come flat, as a form or a phone sends them; those of a sheet are named `proof__item`.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from bihuan.engines.duties.shapes import Plan, Proof
from bihuan.ground.sheets.scoring import NotScored, score
from bihuan.ground.sheets.shapes import BadFilling, Sheet, fill
from bihuan.ground.standards.base import Text

#: Why an answer cannot be taken: it is missing, or is none.
MISSING, NO_ANSWER = "missing", "no_answer"
LONGEST, LONGEST_NAME = 500, 40
MOST, PLACES = 10**9, 9
#: What is not said but gathered: points reached, photos taken.
GATHERED = frozenset({"scan", "photo"})
Wrong = dict[str, str | Text]


def checked(
    plan: Plan,
    answers: Mapping[str, Any],
    *,
    gathered: Mapping[str, Any] | None = None,
    sheets: Mapping[str, Sheet] | None = None,
) -> tuple[dict[str, Any], Wrong]:
    """(the answers as they are kept, what is wrong by proof). Answers nobody asked for are wrong too.

    `gathered` is what lies before us of each scan and photo proof; a scan proof that is not in it is not asked.
    """
    kept: dict[str, Any] = {}
    wrong: Wrong = dict.fromkeys(answers.keys() - set(asked(plan, sheets or {})), NO_ANSWER)
    for one in plan.proofs:
        if one.kind in GATHERED:
            _take(one, (gathered or {}).get(one.id), kept, wrong)
        elif one.kind == "sheet":
            _fill((sheets or {})[one.sheet or ""], one, answers, kept, wrong)
        elif answers.get(one.id) in (None, ""):
            if one.required:
                wrong[one.id] = MISSING
        elif (found := _answer(one, answers[one.id])) is None:
            wrong[one.id] = NO_ANSWER
        else:
            kept[one.id] = found
    return kept, wrong


def asked(plan: Plan, sheets: Mapping[str, Sheet]) -> Iterator[str]:
    """The names of the answers that somebody may give."""
    for one in plan.proofs:
        if one.kind == "sheet":
            yield from (f"{one.id}__{item.id}" for item in sheets[one.sheet or ""].items())
        elif one.kind not in GATHERED:
            yield one.id


def _take(proof: Proof, there: Any, kept: dict[str, Any], wrong: Wrong) -> None:
    nothing_asked = proof.kind == "scan" and there is None
    if there:
        kept[proof.id] = there
    elif proof.required and not nothing_asked:
        wrong[proof.id] = MISSING


def _fill(sheet: Sheet, proof: Proof, answers: Mapping[str, Any], kept: dict[str, Any], wrong: Wrong) -> None:
    said = {item.id: answers[name] for item in sheet.items() if (name := f"{proof.id}__{item.id}") in answers}
    if not proof.required and not any(value not in (None, "") for value in said.values()):
        return
    try:
        filling = fill(sheet, said)
    except BadFilling as error:
        wrong |= {f"{proof.id}__{id}": text for id, text in error.items.items()}
        return
    found = [item.id for item in sheet.items() if filling.answers.get(item.id) is False]
    points = None
    try:
        result = score(sheet, filling)
        found = [one.item.id for one in result.judged() if one.findings]
        points = None if result.points is None else f"{result.points:f}"
    except NotScored:
        pass
    if any("\x00" in value for value in filling.answers.values() if isinstance(value, str)):
        wrong[proof.id] = NO_ANSWER
        return
    kept[proof.id] = {"answers": filling.as_data(), "points": points, "findings": found}


def _answer(proof: Proof, given: Any) -> Any:
    if proof.kind == "yes_no":
        return given if isinstance(given, bool) else {"yes": True, "no": False}.get(str(given))
    if proof.kind in ("text", "name"):
        text = str(given).strip()
        longest = LONGEST if proof.kind == "text" else LONGEST_NAME
        return text if 0 < len(text) <= longest and "\x00" not in text else None
    number = _number(given)
    if number is None or (proof.kind == "count" and (number < 0 or number != number.to_integral_value())):
        return None
    return int(number) if proof.kind == "count" else f"{number:f}"


def _number(given: Any) -> Decimal | None:
    try:
        number = Decimal(str(given).strip())
    except InvalidOperation:
        return None
    # Written out, a number with a huge exponent would fill the memory.
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int) or not -PLACES <= exponent <= PLACES or abs(number) >= MOST:
        return None
    return number


def findings(plan: Plan, kept: Mapping[str, Any]) -> list[str]:
    """The proofs that show something out of order: a no, a number beyond its limits, a point not reached, a fault on
    the sheet."""
    return [one.id for one in plan.proofs if one.id in kept and _out_of_order(one, kept[one.id])]


def _out_of_order(proof: Proof, value: Any) -> bool:
    match proof.kind:
        case "yes_no":
            return value is False
        case "number" | "count":
            number, low, high = Decimal(value), proof.at_least, proof.at_most
            short = low is not None and number < Decimal(str(low))
            return short or (high is not None and number > Decimal(str(high)))
        case "scan":
            return bool(value["missed"])
        case "sheet":
            return bool(value["findings"])
        case _:
            return False

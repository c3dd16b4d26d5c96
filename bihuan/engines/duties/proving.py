"""What was found, checked against what the plan asks to be proven. Pure."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from bihuan.engines.duties.shapes import Plan, Proof

#: Why an answer cannot be taken: it is missing, or is none.
MISSING, NO_ANSWER = "missing", "no_answer"
LONGEST = 500
MOST, PLACES = 10**9, 9


def checked(plan: Plan, answers: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """(the answers as they are kept, what is wrong by proof). Answers nobody asked for are wrong too."""
    kept: dict[str, Any] = {}
    wrong = dict.fromkeys(answers.keys() - {one.id for one in plan.proofs}, NO_ANSWER)
    for one in plan.proofs:
        given = answers.get(one.id)
        if given is None or given == "":
            if one.required:
                wrong[one.id] = MISSING
            continue
        found = _answer(one, given)
        if found is None:
            wrong[one.id] = NO_ANSWER
        else:
            kept[one.id] = found
    return kept, wrong


def _answer(proof: Proof, given: Any) -> Any:
    if proof.kind == "yes_no":
        return given if isinstance(given, bool) else {"yes": True, "no": False}.get(str(given))
    if proof.kind == "text":
        text = str(given).strip()
        return text if 0 < len(text) <= LONGEST and "\x00" not in text else None
    try:
        number = Decimal(str(given))
    except InvalidOperation:
        return None
    # Written out, a number with a huge exponent would fill the memory.
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int) or not -PLACES <= exponent <= PLACES or abs(number) >= MOST:
        return None
    return f"{number:f}"


def findings(plan: Plan, kept: Mapping[str, Any]) -> list[str]:
    """The proofs that show something out of order: a no, or a number beyond its limits."""
    found = []
    for one in plan.proofs:
        if one.id not in kept:
            continue
        value = kept[one.id]
        if one.kind == "yes_no" and value is False:
            found.append(one.id)
        elif one.kind == "number":
            number = Decimal(value)
            low, high = one.at_least, one.at_most
            if (low is not None and number < Decimal(str(low))) or (
                high is not None and number > Decimal(str(high))
            ):
                found.append(one.id)
    return found

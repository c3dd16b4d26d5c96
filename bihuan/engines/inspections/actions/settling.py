"""A result counts from now on: it is frozen, and each item that failed becomes a case."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from bihuan.engines.cases.actions import open_case
from bihuan.engines.cases.intake import Details
from bihuan.engines.inspections.actions.turn import note
from bihuan.engines.inspections.inforce import held_by, sheet_of
from bihuan.engines.inspections.marked import filling_of, frozen
from bihuan.engines.inspections.models import Failure, Result, Visit
from bihuan.ground.directory.actor import Actor
from bihuan.ground.sheets.scoring import score
from bihuan.ground.sheets.shapes import Item


def settle(visit: Visit, by: Actor, at: datetime) -> None:
    """Part of a transaction that holds the visit's lock."""
    visit.state, visit.settled_at = Visit.State.SETTLED, at
    result = count(visit, visit.answers, at)
    facts = {"score": result.told["points"], "vetoes": result.told["vetoes"], "result": result.number}
    note(visit, "visit.counted", by, at, facts)
    if visit.kind != Visit.Kind.OWN:
        _open_cases(visit, result, by, at)


def count(visit: Visit, answers: dict[str, Any], at: datetime) -> Result:
    """A further result of the visit; the caller writes the journal and saves the visit."""
    sheet = sheet_of(visit)
    made = score(sheet, filling_of(sheet, answers), before=visit.before)
    told = frozen(made, visit.edition)
    number = Result.objects.filter(visit=visit).count() + 1
    visit.score, visit.vetoed = made.points, bool(made.vetoes)
    return Result.objects.create(
        visit=visit, number=number, answers=answers, score=made.points, vetoed=visit.vetoed, told=told, at=at
    )


def _open_cases(visit: Visit, result: Result, by: Actor, at: datetime) -> None:
    """Each failed item becomes a case of the place, with the clause, what was seen and what was done for now."""
    held = held_by(visit)
    failing = held.programme.failing
    if failing is None:
        return
    items = {item.id: item for item in sheet_of(visit).items()}
    for id in result.told["findings"]:
        item = items[id]
        details = Details(
            kind=failing.kind,
            channel=failing.channel,
            text=_text(item, visit.notes.get(id, ""), result.told["off"].get(id, "0")),
            title=item.title.zh[:80],
        )
        case = open_case(details, pack=held.pack, place=visit.place, by=by, at=at)
        Failure.objects.create(visit=visit, item=id, case=case)


def _text(item: Item, remark: str, off: str) -> str:
    points = Decimal(off).normalize()
    lines = [f"{item.title.zh} ({item.clause})" if item.clause else item.title.zh, f"-{points:f}"]
    return "\n".join([*lines, remark] if remark else lines)

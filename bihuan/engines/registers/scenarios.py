"""A pack's worked examples of registers, played: `run: registers`. Pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bihuan.engines.registers import checking
from bihuan.engines.registers.shapes import Register
from bihuan.ground.standards.packs import Pack
from bihuan.ground.standards.scenarios import register_runner
from bihuan.ground.standards.shapes import Scenario
from bihuan.ground.worktime.zone import SHANGHAI

_FORMAT = "%Y-%m-%d %H:%M"


def play(pack: Pack, scenario: Scenario) -> Mapping[str, Any]:
    """`given: {register, at, label, <column>: …}`, `when: [{move, at, signed, <ask>: …}]`,
    `then: {state, due, wrong, findings, proxy, case, over}`. What is refused ends the example: `wrong` says where."""
    given = dict(scenario.given)
    register: Register = pack.rows("registers")[given.pop("register")]
    at = _moment(given.pop("at"))
    values, wrong = checking.checked(register.columns, given)
    if register.label and not checking.fits_label(register, str(given.get("label", ""))):
        wrong["label"] = checking.STRANGE
    if wrong:
        return {"wrong": ", ".join(sorted(wrong))}
    told = _told(register, register.first.id, values, at, checking.findings(register.columns, values))
    for one in scenario.when:
        told = _step(register, told["state"], values, dict(one))
        if "wrong" in told:
            break
    return told


def _step(register: Register, state: str, values: dict[str, Any], said: dict[str, Any]) -> dict[str, Any]:
    move = register.move(said.pop("move"))
    if move is None or state not in move.at:
        return {"state": state, "wrong": "move"}
    at, signed = _moment(said.pop("at")), str(said.pop("signed", ""))
    answers, wrong = checking.checked(move.asks, said)
    proxy = signed != values.get(register.holder)
    if move.takes and (not signed or (proxy and move.takes == "own")):
        wrong["signed"] = checking.MISSING
    if wrong:
        return {"state": state, "wrong": ", ".join(sorted(wrong))}
    values.update(
        {id: one for id, one in answers.items() if id in {column.id for column in register.columns}}
    )
    found = checking.findings(move.asks, answers)
    told = _told(register, move.to, values, at, found)
    told["proxy"] = "yes" if move.takes and proxy else "no"
    told["case"] = move.case or (move.finding if found else None) or "none"
    return told


def _told(
    register: Register, state: str, values: Mapping[str, Any], at: datetime, found: list[str]
) -> dict[str, Any]:
    due = checking.due(register.state(state), values, at)
    return {
        "state": state,
        "due": due.strftime(_FORMAT) if due else "none",
        "findings": ", ".join(found) or "none",
        "over": "yes" if register.state(state).final else "no",
    }


def _moment(text: Any) -> datetime:
    return datetime.fromisoformat(str(text)).replace(tzinfo=SHANGHAI)


register_runner("registers", play)

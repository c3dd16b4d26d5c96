"""Who does what that no flow of a case says: reads meters, sits at a till, approves a refund. Pure.

A site's own pack names the offices; an engine asks for the one it needs (`standards/holding.py`).
"""

from collections.abc import Mapping
from typing import Any

from bihuan.ground.standards.base import Chapter, ClauseNumber, Slug, Strict, Text, register
from bihuan.ground.standards.packs import Pack
from bihuan.ground.standards.said import told
from bihuan.ground.standards.scenarios import register_runner
from bihuan.ground.standards.shapes import Scenario

#: The offices that the program asks for.
KNOWN = {
    "accounts": Text(zh="查看用户档案和账单", en="Reads accounts and bills"),
    "readings": Text(zh="抄表、录入读数", en="Reads meters and enters readings"),
    "bill_runs": Text(zh="批量出账、冲正账单", en="Makes and corrects bills"),
    "till": Text(zh="柜台收款", en="Takes money at a counter"),
    "refunds": Text(zh="批准退款", en="Approves refunds"),
    "books": Text(zh="对账、看总账", en="Reconciles and reads the books"),
    "arrears": Text(zh="催缴", en="Goes after arrears"),
    "arrears_approval": Text(
        zh="审批分期、缓缴和停供", en="Approves instalments, hardship and stops of supply"
    ),
    "outages": Text(zh="发布停电、登记恢复", en="Announces outages and says when they are over"),
    "inspections": Text(zh="安排检查、抽样、定分值", en="Plans inspections, draws samples, sets points"),
    "appeals": Text(zh="裁定检查申诉", en="Decides on appeals against inspections"),
    "rosters": Text(zh="排班、批准换班和请假", en="Plans shifts, approves swaps and leave"),
    "applications": Text(zh="受理、办结业务申请", en="Takes and carries out applications"),
    "compensation": Text(zh="审定违诺赔偿", en="Decides on compensation"),
}


class Office(Strict):
    """`offices.yaml`: a task, and the roles that have it at their place and below."""

    id: Slug
    roles: tuple[Slug, ...]
    clause: ClauseNumber | None = None

    @property
    def title(self) -> Text | None:
        return KNOWN.get(self.id)


def held_by(role: str, pack: Pack) -> frozenset[str]:
    """The offices of a role."""
    return frozenset(row.id for row in pack.rows("offices").values() if role in row.roles)


def _unknown(rows: Mapping[str, Any], _pack: Any) -> list[tuple[str, str]]:
    return [
        (id, told("there is no office {id!r}; known are {names}", id=id, names=", ".join(KNOWN)))
        for id in rows
        if id not in KNOWN
    ]


def _play(pack: Pack, scenario: Scenario) -> Mapping[str, Any]:
    """`given: {role}`, `then: {till: yes, refunds: no}`."""
    held = held_by(str(scenario.given["role"]), pack)
    return {office: "yes" if office in held else "no" for office in KNOWN}


register(Chapter("offices", Office, check=_unknown))
register_runner("offices", _play)

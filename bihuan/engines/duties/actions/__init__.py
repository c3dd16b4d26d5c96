"""Verbs of duties: each is one transaction that locks its row, checks, changes and journals."""

from bihuan.engines.duties.actions.doing import excuse, finish, hand_on, open_finding
from bihuan.engines.duties.actions.planning import plan_ahead
from bihuan.engines.duties.actions.points import change_point, lay_point, renew_code, take_away
from bihuan.engines.duties.actions.showing import photograph, scan
from bihuan.engines.duties.actions.turn import heads, may_do, oversees
from bihuan.engines.duties.actions.weather import call_off_weather, declare_weather

__all__ = [
    "call_off_weather",
    "change_point",
    "declare_weather",
    "excuse",
    "finish",
    "hand_on",
    "heads",
    "lay_point",
    "may_do",
    "open_finding",
    "oversees",
    "photograph",
    "plan_ahead",
    "renew_code",
    "scan",
    "take_away",
]

"""Verbs of inspections: each is one transaction that locks its row, checks, changes and journals."""

from bihuan.engines.inspections.actions.appealing import appeal, decide_appeal, record_incident, take_back
from bihuan.engines.inspections.actions.filling import (
    answer,
    begin_visit,
    countersign,
    hand_over,
    leave_unsigned,
    photograph,
)
from bihuan.engines.inspections.actions.planning import (
    Plan,
    call_off,
    comes_out_again,
    draw_sample,
    plan_visit,
    set_points,
)
from bihuan.engines.inspections.actions.turn import last_appeal_day
from bihuan.ground.worktime.zone import local_day

__all__ = [
    "Plan",
    "answer",
    "appeal",
    "begin_visit",
    "call_off",
    "comes_out_again",
    "countersign",
    "decide_appeal",
    "draw_sample",
    "hand_over",
    "last_appeal_day",
    "leave_unsigned",
    "local_day",
    "photograph",
    "plan_visit",
    "record_incident",
    "set_points",
    "take_back",
]

"""Verbs of rosters: each is one transaction that locks its row, checks, changes and journals."""

from bihuan.engines.rosters.actions.feeding import issue_feed, revoke_feed
from bihuan.engines.rosters.actions.handing import hand_over, last_counts, may_take, take_over
from bihuan.engines.rosters.actions.leaving import (
    answers_for,
    ask_leave,
    grant_leave,
    refuse_leave,
    shifts_in,
    withdraw_leave,
)
from bihuan.engines.rosters.actions.planning import (
    begin_month,
    fill,
    month_of,
    pass_course,
    publish,
    wrong_in,
)
from bihuan.engines.rosters.actions.standing import come_back, leave_post, sign_in, sign_out
from bihuan.engines.rosters.actions.swapping import answer_swap, ask_swap, decide_swap, withdraw_swap
from bihuan.engines.rosters.actions.turn import keeps

__all__ = [
    "answer_swap",
    "answers_for",
    "ask_leave",
    "ask_swap",
    "begin_month",
    "come_back",
    "decide_swap",
    "fill",
    "grant_leave",
    "hand_over",
    "issue_feed",
    "keeps",
    "last_counts",
    "leave_post",
    "may_take",
    "month_of",
    "pass_course",
    "publish",
    "refuse_leave",
    "revoke_feed",
    "shifts_in",
    "sign_in",
    "sign_out",
    "take_over",
    "withdraw_leave",
    "withdraw_swap",
    "wrong_in",
]

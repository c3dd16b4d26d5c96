"""Verbs of the reading desk. Each is one transaction: lock the draft, check, change, journal entry, decision."""

from bihuan.engines.drafts.actions.deciding import accept, accept_all, add, bind, change, hold, reject, undo
from bihuan.engines.drafts.actions.finishing import (
    adopt,
    ask_review,
    check,
    may_review,
    recall,
    release,
    review,
)
from bihuan.engines.drafts.actions.repeating import earlier_of, take_over
from bihuan.engines.drafts.actions.starting import Begun, drop, read_waiting, start

__all__ = [
    "Begun", "accept", "accept_all", "add", "adopt", "ask_review", "bind", "change", "check", "drop", "earlier_of", "hold",
    "may_review", "read_waiting", "recall", "reject", "release", "review", "start", "take_over", "undo",
]  # fmt: skip

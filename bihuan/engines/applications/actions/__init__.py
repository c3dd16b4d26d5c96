"""Verbs of applications: each is one transaction that locks, checks, changes and journals."""

from bihuan.engines.applications.actions.applying import add_paper, begin_application, send, take_back_paper
from bihuan.engines.applications.actions.carrying import Outcome, carry_out
from bihuan.engines.applications.actions.checking import ask_papers, check, send_papers
from bihuan.engines.applications.actions.doubting import correct, doubt

__all__ = [
    "Outcome",
    "add_paper",
    "ask_papers",
    "begin_application",
    "carry_out",
    "check",
    "correct",
    "doubt",
    "send",
    "send_papers",
    "take_back_paper",
]

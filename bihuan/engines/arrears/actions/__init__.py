"""What is done about arrears: each is one transaction that locks the account, checks, changes and journals."""

from bihuan.engines.arrears.actions.agreeing import ask_instalments, break_agreement, decide_instalments
from bihuan.engines.arrears.actions.climbing import close_paid, open_dunning, record, send_message
from bihuan.engines.arrears.actions.holding import end_hold, hold
from bihuan.engines.arrears.actions.stopping import ask_stop, carry_out, decide_stop, reconnect

__all__ = [
    "ask_instalments",
    "ask_stop",
    "break_agreement",
    "carry_out",
    "close_paid",
    "decide_instalments",
    "decide_stop",
    "end_hold",
    "hold",
    "open_dunning",
    "reconnect",
    "record",
    "send_message",
]

"""What is done with payments."""

from bihuan.engines.payments.actions.cash import close_till, open_till, take_cash
from bihuan.engines.payments.actions.paying import look_after, start_payment, take_notice
from bihuan.engines.payments.actions.reconciling import read_statement, settle_difference, take_up
from bihuan.engines.payments.actions.refunding import ask_refund, decide_refund
from bihuan.engines.payments.actions.settling import spend_credit

__all__ = [
    "ask_refund",
    "close_till",
    "decide_refund",
    "look_after",
    "open_till",
    "read_statement",
    "settle_difference",
    "spend_credit",
    "start_payment",
    "take_cash",
    "take_notice",
    "take_up",
]

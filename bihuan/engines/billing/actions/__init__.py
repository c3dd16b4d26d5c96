"""What is done with accounts, meters and bills."""

from bihuan.engines.billing.actions.binding import bind_by_bill, bind_by_phone, let_in, release
from bihuan.engines.billing.actions.correcting import bill_now, take_back
from bihuan.engines.billing.actions.opening import (
    Opening,
    change_holder,
    close_account,
    open_account,
    reveal_account,
)
from bihuan.engines.billing.actions.reading import (
    change_meter,
    enter_reading,
    estimate_reading,
    refuse_reading,
    remove_meter,
)
from bihuan.engines.billing.actions.running import bill_part, next_part, start_run

__all__ = [
    "Opening",
    "bill_now",
    "bill_part",
    "bind_by_bill",
    "bind_by_phone",
    "change_holder",
    "change_meter",
    "close_account",
    "enter_reading",
    "estimate_reading",
    "let_in",
    "next_part",
    "open_account",
    "refuse_reading",
    "release",
    "remove_meter",
    "reveal_account",
    "start_run",
    "take_back",
]

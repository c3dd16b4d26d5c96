"""Verbs of the hall engine: each is one transaction that takes the hall's turn, checks, changes and journals."""

from bihuan.engines.halls.actions.booking import arrive, bands_free, book, cancel_booking, move_booking
from bihuan.engines.halls.actions.calling import (
    call,
    call_next,
    come_back,
    park,
    pass_by,
    recall,
    start,
    unpark,
)
from bihuan.engines.halls.actions.care import grant, reveal
from bihuan.engines.halls.actions.counters import alarm, log_off, log_on, resume, suspend
from bihuan.engines.halls.actions.devices import device_of, issue_device, revoke_device
from bihuan.engines.halls.actions.lobby import lobby_back, lobby_leaves, notice
from bihuan.engines.halls.actions.place import (
    add_counter,
    change_counter,
    close_counter,
    close_hall,
    lock_service,
    set_up_hall,
    unlock_service,
)
from bihuan.engines.halls.actions.rating import rate
from bihuan.engines.halls.actions.taking import leave, take
from bihuan.engines.halls.actions.visits import continue_case, finish, open_case_for, transfer

__all__ = [
    "add_counter",
    "alarm",
    "arrive",
    "bands_free",
    "book",
    "call",
    "call_next",
    "cancel_booking",
    "change_counter",
    "close_counter",
    "close_hall",
    "come_back",
    "continue_case",
    "device_of",
    "finish",
    "grant",
    "issue_device",
    "leave",
    "lobby_back",
    "lobby_leaves",
    "lock_service",
    "log_off",
    "log_on",
    "move_booking",
    "notice",
    "open_case_for",
    "park",
    "pass_by",
    "rate",
    "recall",
    "resume",
    "reveal",
    "revoke_device",
    "set_up_hall",
    "start",
    "suspend",
    "take",
    "transfer",
    "unlock_service",
    "unpark",
]

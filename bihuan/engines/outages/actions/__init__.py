"""What can be done about outages."""

from bihuan.engines.outages.actions.announcing import Plan, announce, cancel, change
from bihuan.engines.outages.actions.joining import join, report
from bihuan.engines.outages.actions.mending import Fault, decide, discover, excuse, restore, say
from bihuan.engines.outages.actions.subscribing import publish_order, subscribe, unsubscribe

__all__ = [
    "Fault",
    "Plan",
    "announce",
    "cancel",
    "change",
    "decide",
    "discover",
    "excuse",
    "join",
    "publish_order",
    "report",
    "restore",
    "say",
    "subscribe",
    "unsubscribe",
]

"""What time does to payments: those a provider never spoke of are asked for, and end."""

from datetime import datetime

from django.db.models import Q

from bihuan.engines.payments.actions.paying import ASK_AFTER, look_after
from bihuan.engines.payments.models import Payment


def run(at: datetime, limit: int) -> int:
    """Look after payments that wait too long; how many."""
    waiting = Payment.objects.filter(state=Payment.State.STARTED, started_at__lte=at - ASK_AFTER)
    unasked = Q(asked_at=None) | Q(asked_at__lte=at - ASK_AFTER)
    rows = list(waiting.filter(unasked).order_by("pk")[:limit])
    for one in rows:
        look_after(one, at=at)
    return len(rows)

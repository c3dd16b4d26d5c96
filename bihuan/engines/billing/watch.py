"""What time does to billing: runs that were begun are worked off, part by part; customers are told of their bills."""

from datetime import datetime

from bihuan.engines.billing.actions.running import bill_part
from bihuan.engines.billing.models import BillRun
from bihuan.engines.billing.telling import tell
from bihuan.ground.directory.actor import WATCH


def run(at: datetime, limit: int) -> int:
    """Bill parts of the runs that are under way and send what customers asked for, `limit` in all; how many."""
    done = 0
    for one in BillRun.objects.filter(state=BillRun.State.RUNNING).select_related("place").order_by("pk"):
        while done < limit and bill_part(one, by=WATCH, at=at) is not None:
            done += 1
    return done + tell(at, limit - done)

"""What time does by itself: read the long documents that wait for it."""

from datetime import datetime

from bihuan.engines.drafts.actions import read_waiting

#: Documents in one round; the other parts of the watch want their turn.
MOST = 3


def run(at: datetime, limit: int = MOST) -> int:
    """Read up to `limit` waiting documents; returns how many."""
    done = 0
    while done < min(limit, MOST) and read_waiting(at):
        done += 1
    return done

"""How long the watcher needs to find 1,000 due among 1,000,000 running clocks; the clocks are gone afterwards.

Run last: the database has to clear away a million rows behind it.
"""

import json
import time
from datetime import datetime, timedelta

import django
from django.db import connection, transaction

RUNNING = 1_000_000
DUE = 1_000
_MORE = """
INSERT INTO cases_clock (case_id, team_id, promise, clause, round, allowance, calendar, started_at, due_at, cancelled,
                         step, next_step_at)
SELECT (SELECT max(id) FROM cases_case) - n %% (SELECT count(*) FROM cases_case), NULL, 'close', 'bench#7.6c', 1, '5wd',
       'office@cn', %(at)s, %(at)s + interval '9 days', false, 0,
       CASE WHEN n < %(due)s THEN %(at)s - interval '1 minute' ELSE %(at)s + n * interval '1 second' END
FROM generate_series(0, %(many)s - 1) AS n
"""


def measure(at: datetime) -> dict[str, float]:
    """Seconds to find the due ones, best of five; in a transaction that is rolled back."""
    from bihuan.engines.cases.models import Clock

    asked = at - timedelta(days=4000)  # before everything that the database already holds
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_MORE, {"at": asked, "due": DUE, "many": RUNNING})
            cursor.execute("ANALYZE cases_clock")
        seconds, found = [], 0
        for _ in range(5):
            began = time.perf_counter()
            due = Clock.objects.with_a_step_due(asked).order_by("next_step_at")
            found = len(due.values_list("pk", "case_id")[: DUE * 2])
            seconds.append(time.perf_counter() - began)
        running = Clock.objects.filter(next_step_at__isnull=False).count()
        transaction.set_rollback(True)
    assert found == DUE, found
    return {"watch_found": found, "watch_running": running, "watch_seconds": round(min(seconds), 4)}


def main() -> None:
    django.setup()
    from bihuan.project.clock import now

    print(json.dumps(measure(now())))


if __name__ == "__main__":
    main()

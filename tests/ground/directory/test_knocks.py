"""Knocks are counted together, whichever process hears them, and forgotten when their time is over."""

import threading
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import close_old_connections, connection

from bihuan.ground.directory.knocks import knock
from bihuan.ground.directory.models import Knock

NOON = datetime(2026, 6, 4, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
HOUR = timedelta(hours=1)


@pytest.mark.django_db
def test_knocks_add_up_within_their_hour_and_begin_anew_after_it() -> None:
    assert [knock("code", "10.0.0.7", at=NOON + timedelta(minutes=m), within=HOUR) for m in (0, 20, 59)] == [
        1,
        2,
        3,
    ]
    assert knock("code", "10.0.0.7", at=NOON + HOUR, within=HOUR) == 1


@pytest.mark.django_db
def test_each_visitor_and_each_deed_has_its_own_count() -> None:
    assert knock("code", "10.0.0.7", at=NOON, within=HOUR) == 1
    assert knock("code", "10.0.0.8", at=NOON, within=HOUR) == 1
    assert knock("lookup", "10.0.0.7", at=NOON, within=HOUR) == 1


@pytest.mark.django_db
def test_nobody_can_be_read_out_of_the_table_and_it_empties_itself() -> None:
    knock("phone", "13800138000", at=NOON, within=HOUR)
    assert "13800138000" not in str(list(Knock.objects.values()))
    knock("phone", "13900139000", at=NOON + timedelta(days=2), within=HOUR)
    assert Knock.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_lose_none_once_the_hour_has_begun() -> None:
    knock("code", "10.0.0.7", at=NOON, within=HOUR)

    def worker() -> None:
        for _each in range(20):
            knock("code", "10.0.0.7", at=NOON, within=HOUR)
        close_old_connections()
        connection.close()

    threads = [threading.Thread(target=worker) for _each in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert knock("code", "10.0.0.7", at=NOON, within=HOUR) == 82

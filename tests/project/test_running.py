"""Commands of a running site: verify, watch, backup, manage."""

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import datetime, time
from pathlib import Path
from socket import socket
from subprocess import PIPE, STDOUT
from threading import Barrier, Event, Timer
from typing import Any

import pytest
from click.testing import CliRunner, Result
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from bihuan.engines.cases import watch as cases
from bihuan.ground.journal.actions import queue
from bihuan.ground.journal.models import Delivery, Entry
from bihuan.project import clock
from bihuan.project.cli import main
from bihuan.project.commands import running
from bihuan.project.settings import kept_key
from tests.cast import SHANGHAI, Cast

AT = datetime(2026, 6, 4, 16, 50, tzinfo=SHANGHAI)


@pytest.fixture
def run() -> Any:
    def invoke(*words: str) -> Result:
        return CliRunner().invoke(main, list(words))

    return invoke


@pytest.fixture(autouse=True)
def _signals() -> Iterator[None]:
    before = {kind: signal.getsignal(kind) for kind in (signal.SIGTERM, signal.SIGINT)}
    yield
    for kind, handler in before.items():
        signal.signal(kind, handler)


def test_verify_says_how_much_it_read(cast: Cast, run: Any) -> None:
    cast.contacted()
    count = Entry.objects.count()
    done = run("verify", "--lang", "en")
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith(f"{count} entries")


def test_verify_speaks_chinese_unless_english_is_asked_for(
    cast: Cast, run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LANG", raising=False)
    case = cast.accepted()
    assert run("verify").stdout == f"共 {Entry.objects.count()} 条记录：所有哈希链和每日根均完好。\n"
    Entry.objects.filter(kind="case", subject=case.pk, seq=2).update(actor_name="somebody else")
    assert run("verify", "--quiet").stdout == f"case:{case.pk}/2 条目内容与当初写入的不同\n"
    english = run("verify", "--quiet", "--lang", "en")
    assert english.stdout == f"case:{case.pk}/2 the entry says something else than what was written\n"
    assert "中发现 1 处不符" in run("verify", "--quiet").stderr


def test_verify_ends_with_1_and_names_the_row(cast: Cast, run: Any) -> None:
    case = cast.accepted()
    Entry.objects.filter(kind="case", subject=case.pk, seq=2).update(actor_name="somebody else")
    done = run("verify", "--quiet")
    assert done.exit_code == 1
    assert done.stdout.startswith(f"case:{case.pk}/2 ")
    assert run("verify", "--kind", "adoption").exit_code == 0
    assert run("verify", "--since", "2026-06-04").exit_code == 1
    assert run("verify", "--since", "2026-06-05").exit_code == 0


def test_verify_names_the_kinds_there_are(cast: Cast, run: Any) -> None:
    done = run("verify", "--kind", "cases")
    assert done.exit_code == 2
    assert all(f"{kind}, " in done.stderr for kind in ("adoption", "booking", "point"))


@pytest.fixture
def waiting(transactional_db: None) -> Delivery:
    """Outside a transaction: the watch hands old connections back before each part."""
    queue("sms", "13800138000", "x", at=AT, body="已收到")
    return Delivery.objects.latest("pk")


def test_one_round_of_watch_sends_what_waits(waiting: Delivery, run: Any) -> None:
    done = run("watch", "--once")
    assert done.exit_code == 0, done.output
    waiting.refresh_from_db()
    assert waiting.state == Delivery.State.SENT


def test_a_broken_part_leaves_the_others_at_work(
    waiting: Delivery, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def burst(*_said: Any) -> int:
        raise ZeroDivisionError

    monkeypatch.setattr(cases, "run", burst)
    running.round_of_watch(10, Event())
    waiting.refresh_from_db()
    assert waiting.state == Delivery.State.SENT
    assert "ZeroDivisionError" in caplog.text


def test_a_full_round_asks_for_another_one_at_once(waiting: Delivery) -> None:
    assert running.round_of_watch(1, Event()) is True
    assert running.round_of_watch(100000, Event()) is False


def test_a_watch_that_is_told_to_stop_begins_nothing_more(waiting: Delivery) -> None:
    stopping = Event()
    stopping.set()
    running.round_of_watch(10, stopping)
    waiting.refresh_from_db()
    assert waiting.state == Delivery.State.WAITING


@pytest.mark.parametrize("kind", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_watch_in_the_middle_of_its_pause(
    waiting: Delivery, run: Any, kind: signal.Signals
) -> None:
    began = clock.now()
    bell = Timer(0.5, os.kill, (os.getpid(), kind))
    bell.start()
    done = run("watch", "--every", "3000")
    bell.join()
    assert done.exit_code == 0, done.output
    assert (clock.now() - began).total_seconds() < 60
    waiting.refresh_from_db()
    assert waiting.state == Delivery.State.SENT


def test_reminder_hours_are_read_and_a_slip_is_named(settings: Any) -> None:
    settings.REMINDER_HOURS = "08:30-20:00"
    assert running.reminder_hours() == (time(8, 30), time(20))
    settings.REMINDER_HOURS = "always"
    with pytest.raises(ImproperlyConfigured, match="BIHUAN_REMINDER_HOURS"):
        running.reminder_hours()


def test_a_backup_is_a_database_of_its_own(db: None, run: Any, tmp_path: Path) -> None:
    target = tmp_path / "copy.sqlite3"
    done = run("backup", str(target))
    if connection.vendor != "sqlite":
        assert (done.exit_code, "pg_dump" in done.stderr, target.exists()) == (1, True, False)
        return
    assert done.exit_code == 0, done.output
    with closing(sqlite3.connect(target)) as copy:
        assert copy.execute("SELECT count(*) FROM django_migrations").fetchone()[0] > 0
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_backup_overwrites_nothing(db: None, run: Any, tmp_path: Path) -> None:
    target = tmp_path / "precious"
    target.write_text("precious")
    assert run("backup", str(target)).exit_code == 1
    assert run("backup", str(tmp_path / "nowhere" / "copy")).exit_code == 1
    assert target.read_text() == "precious"


def test_djangos_own_commands_are_at_hand(run: Any, capfd: pytest.CaptureFixture[str]) -> None:
    done = run("manage", "migrate", "--help")
    assert done.exit_code == 0
    assert "--plan" in done.output + capfd.readouterr().out


def test_processes_that_start_at_once_get_one_key(tmp_path: Path) -> None:
    path, together = tmp_path / "var" / "secret-key", Barrier(8)

    def started(_number: int) -> str:
        together.wait()
        return kept_key(path)

    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(started, range(8)))

    assert keys == {path.read_text("ascii")}
    assert len(keys.pop()) == 64
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_a_server_told_to_stop_while_its_workers_start_stops(tmp_path: Path) -> None:
    """A worker that has just been made does not hear the signal yet."""
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    asked = ("serve", "--port", port, "--workers", "2", "--no-migrate", "--no-collect", "--grace", "1")
    words = [sys.executable, "-u", "-c", "from bihuan.project.cli import main; main()", *asked]
    env = {**os.environ, "BIHUAN_VAR": str(tmp_path), "BIHUAN_DATABASE": f"sqlite:///{tmp_path}/one.sqlite3"}
    with subprocess.Popen(words, env=env, stdout=PIPE, stderr=STDOUT, text=True) as server:
        assert server.stdout is not None
        assert any("Spawning worker-2" in line for line in server.stdout)
        server.send_signal(signal.SIGTERM)
        try:
            assert server.wait(timeout=30) == 0
        finally:
            server.kill()

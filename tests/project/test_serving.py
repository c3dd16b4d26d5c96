"""`bihuan serve`: pages and live streams, two ports, one command."""

import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from socket import create_server, socket
from typing import Any

import pytest
from click.testing import CliRunner
from django.test import Client

from bihuan.project.cli import main

START = [sys.executable, "-u", "-c", "from bihuan.project.cli import main; main()", "serve"]


def free_port() -> int:
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def status(port: int, path: str) -> tuple[int, str]:
    """What answers there, and where it points to; waits until something answers."""
    for _ in range(300):
        try:
            asking = HTTPConnection("127.0.0.1", port, timeout=10)
            asking.request("GET", path, headers={"Host": f"127.0.0.1:{port}"})
            answer = asking.getresponse()
            return answer.status, answer.headers.get("Location", "")
        except OSError:
            time.sleep(0.1)
        finally:
            asking.close()
    raise AssertionError(f"nothing answers on {port}")


@contextmanager
def serving(folder: Path, port: int, *words: str) -> Iterator["subprocess.Popen[bytes]"]:
    env = {
        **os.environ,
        "BIHUAN_VAR": str(folder),
        "BIHUAN_DATABASE": f"sqlite:///{folder}/one.sqlite3",
        "BIHUAN_HOSTS": "127.0.0.1",
    }
    command = [*START, "--port", str(port), "--no-collect", "--grace", "5", *words]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(command, env=env, stdout=log, stderr=log, start_new_session=True)
    try:
        yield server
    finally:
        if server.poll() is None:
            os.killpg(server.pid, signal.SIGKILL)
        server.wait(20)


def child(server: "subprocess.Popen[bytes]") -> int:
    """The process of the streams."""
    found = subprocess.run(
        ["pgrep", "-P", str(server.pid), "-f", "live --fd"], capture_output=True, text=True
    )
    return int(found.stdout.split()[0])


def test_pages_hand_over_to_the_streams_which_come_back_after_a_crash(tmp_path: Path) -> None:
    port = free_port()
    with serving(tmp_path, port) as server:
        code, there = status(port, "/live/none/such/?after=3")
        assert code == 307 and there.endswith("/live/none/such/?after=3")
        live = int(there.split("/")[2].rpartition(":")[2])
        assert live != port
        assert status(live, "/live/none/such/")[0] == 404
        first = child(server)
        os.kill(first, signal.SIGKILL)
        # The port stays open meanwhile: this waits for the new process instead of being turned away.
        assert status(live, "/live/none/such/")[0] == 404
        assert child(server) != first
        began = time.monotonic()
        server.terminate()
        assert server.wait(20) == 0
        assert time.monotonic() - began < 5
        with socket() as gone:
            assert gone.connect_ex(("127.0.0.1", live)) != 0


def test_streams_end_with_the_server_however_it_ends(tmp_path: Path) -> None:
    port = free_port()
    with serving(tmp_path, port, "--no-migrate") as server:
        status(port, "/manifest.webmanifest")
        streams = child(server)
        os.kill(server.pid, signal.SIGKILL)
        workers = subprocess.run(
            ["pgrep", "-g", str(server.pid)], capture_output=True, text=True
        ).stdout.split()
        for one in workers:
            if int(one) not in {streams, server.pid}:
                os.kill(int(one), signal.SIGKILL)
        for _ in range(100):
            if (
                not Path(f"/proc/{streams}").exists()
                or "Z" in Path(f"/proc/{streams}/stat").read_text().split()[2]
            ):
                return
            time.sleep(0.1)
        raise AssertionError("the streams' process lives on")


def test_without_streams_pages_say_so(tmp_path: Path) -> None:
    port = free_port()
    with serving(tmp_path, port, "--no-migrate", "--live-port", "0"):
        assert status(port, "/live/none/such/") == (503, "")


def test_a_port_that_is_taken_is_named() -> None:
    with create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = CliRunner().invoke(main, ["serve", "--live-port", str(port), "--no-migrate", "--no-collect"])
    assert done.exit_code == 1
    assert f"127.0.0.1:{port}: Address already in use" in done.output


def test_behind_tls_only_the_proxy_leads_to_the_streams(client: Client, settings: Any) -> None:
    settings.LIVE_PORT = 8001
    assert client.get("/live/hall/abc/")["Location"] == "http://testserver:8001/live/hall/abc/"
    assert client.get("/live/hall/abc/", secure=True).status_code == 503
    settings.SITE_URL = "https://service.example.cn"
    assert client.get("/live/hall/abc/").status_code == 503
    assert client.post("/live/hall/abc/").status_code == 405


@pytest.fixture(autouse=True)
def _nothing_left_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("BIHUAN_LIVE_PORT", "BIHUAN_STATIC_FROM_SOURCE"):
        monkeypatch.setenv(name, os.environ.get(name, "0" if "PORT" in name else "1"))


@pytest.mark.volume
def test_phones_that_keep_their_connections_do_not_lock_newcomers_out(tmp_path: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < 4096:
        pytest.skip("this machine allows too few open files")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, 4096), hard))
    port, kept = free_port(), []
    try:
        with serving(tmp_path, port):
            assert status(port, "/live/none/such/")[0] == 307
            for _ in range(1500):
                one = HTTPConnection("127.0.0.1", port, timeout=10)
                kept.append(one)
                one.request("GET", "/live/none/such/", headers={"Host": f"127.0.0.1:{port}"})
                answer = one.getresponse()
                answer.read()
                assert answer.status == 307, len(kept)
            # Nobody hung up meanwhile: the first is still heard.
            kept[0].request("GET", "/live/none/such/", headers={"Host": f"127.0.0.1:{port}"})
            assert kept[0].getresponse().status == 307
    finally:
        for one in kept:
            one.close()
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))

"""500 screens on loopback: from the clerk's key to the screen, memory for each screen, numbers taken a second.

One process is all the screens, others call and take numbers; on two cores they share the machine with the server.
`python -m bench.live --screens 500 --seconds 10 --database postgres`.
"""

import argparse
import asyncio
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bench.service import environment, granian, postgres

PORT = 8775
GOAL_MS, GOAL_TAKEN = 250, 150


@dataclass(frozen=True)
class Figures:
    """Milliseconds from the key to the screen, kilobytes for each screen, numbers taken a second."""

    database: str
    screens: int
    calls: int
    missing: int
    p50: float
    p99: float
    busy_p50: float
    busy_p99: float
    kilobytes: float
    megabytes: float
    taken: float
    taken_in_one: float
    work: float


@contextmanager
def database(kind: str, folder: Path) -> Iterator[str]:
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'bench.sqlite3'}"
        return
    with postgres(folder / "pg") as url:
        from bench.prepare import create_database

        create_database(url)
        yield url


def counters(env: dict[str, str], *words: object) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "bench.counters", *map(str, words)]
    return subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True)


def told(process: "subprocess.Popen[str]") -> dict[str, Any]:
    out, _err = process.communicate()
    if process.returncode:
        raise RuntimeError(f"{process.args} ended with {process.returncode}")
    said: dict[str, Any] = json.loads(out.splitlines()[-1])
    return said


def measure(kind: str, screens: int, seconds: float) -> Figures:
    folder = Path(tempfile.mkdtemp(prefix="bihuan-live-"))
    try:
        with database(kind, folder) as url:
            env = environment(url, folder)
            facts = told(counters(env, "prepare"))
            with granian(env, PORT) as pid:
                return _with_server(kind, screens, seconds, env, facts, pid)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _with_server(
    kind: str, screens: int, seconds: float, env: dict[str, str], facts: dict[str, Any], pid: int
) -> Figures:
    port, process = _streams(facts["links"][0].partition("=")[2], pid)
    before = _resident(process)
    command = [sys.executable, "-m", "bench.live", "--be-screens", str(screens), "--port", str(port)]
    watching = subprocess.Popen(
        [*command, "--", *facts["links"]], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert watching.stdin is not None and watching.stdout is not None
    watching.stdout.readline()
    after = _resident(process)
    quiet = told(counters(env, "call", seconds, 0.1))["called"]
    takers = [counters(env, "take", seconds, 10) for _ in range(2)]
    busy = told(counters(env, "call", seconds, 0.1))["called"]
    for one in takers:
        told(one)
    alone = [told(one) for one in [counters(env, "take", seconds, 10) for _ in range(2)]]
    one_hall = [told(one) for one in [counters(env, "take", seconds, 1) for _ in range(2)]]
    heard = json.loads(watching.communicate("\n")[0].splitlines()[-1])
    each = screens // len(facts["links"])
    calm, missing = _spans(quiet, heard, each)
    full, more = _spans(busy, heard, each)
    return Figures(
        kind, screens, len(quiet) + len(busy), missing + more,
        _share(calm, 0.5), _share(calm, 0.99), _share(full, 0.5), _share(full, 0.99),
        (after - before) / screens, after / 1024,
        sum(one["taken"] for one in alone) / seconds, sum(one["taken"] for one in one_hall) / seconds,
        sum(one["work_ms"] for one in alone) / len(alone),
    )  # fmt: skip


def _streams(link: str, pid: int) -> tuple[int, int]:
    """The port of the streams and the process behind it."""
    asked = HTTPConnection("127.0.0.1", PORT)
    asked.request("GET", f"/live/hall/{link}/")
    there = urlsplit(asked.getresponse().headers["Location"])
    asked.close()
    # The first screen pays for what is loaded once.
    first = HTTPConnection("127.0.0.1", there.port or 0)
    first.request("GET", there.path)
    first.getresponse().readline()
    first.close()
    found = subprocess.run(
        ["pgrep", "-P", str(pid), "-f", "live --fd"], capture_output=True, text=True, check=True
    )
    return there.port or 0, int(found.stdout.split()[0])


def _resident(process: int) -> int:
    """Kilobytes."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))


def _spans(called: dict[str, float], heard: dict[str, list[float]], each: int) -> tuple[list[float], int]:
    """Milliseconds of every showing, and how many of the `each` screens of a hall did not show a call."""
    spans = [1000 * (at - pressed) for key, pressed in called.items() for at in heard.get(key, [])]
    return sorted(spans), each * len(called) - len(spans)


def _share(spans: list[float], share: float) -> float:
    return spans[min(len(spans) - 1, int(len(spans) * share))] if spans else float("nan")


async def _be_screens(count: int, port: int, links: list[str]) -> None:
    """All screens in one process: says when all have their picture, then when each call came to each of them."""
    heard: dict[str, list[float]] = {}
    ready = asyncio.Semaphore(0)

    async def screen(number: int) -> None:
        hall, _equals, link = links[number % len(links)].partition("=")
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**20)
        writer.write(f"GET /live/hall/{link}/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        while line := await reader.readline():
            if line == b"event: picture\n":
                ready.release()
            elif line.startswith(b"data: ") and b'"kind":"called"' in line:
                heard.setdefault(f"{hall} {json.loads(line[6:])['ticket']}", []).append(time.monotonic())

    tasks = [asyncio.create_task(screen(number)) for number in range(count)]
    for _ in range(count):
        await ready.acquire()
    print("ready", flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)
    for task in tasks:
        task.cancel()
    print(json.dumps(heard))


def show(figures: list[Figures]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(title=f"Live screens on loopback, {os.cpu_count()} cores, screens and callers included")
    for heading in ("", *(one.database for one in figures), "goal"):
        table.add_column(heading, justify="left" if not heading else "right")
    rows = (
        ("screens connected", "screens", ",.0f", ""),
        ("calls", "calls", ",.0f", ""),
        ("showings that did not come", "missing", ",.0f", "0"),
        ("key to screen, p50, ms", "p50", ",.0f", ""),
        ("key to screen, p99, ms", "p99", ",.0f", f"≤ {GOAL_MS}"),
        ("the same while numbers are taken as fast as can be, p50", "busy_p50", ",.0f", ""),
        ("the same while numbers are taken as fast as can be, p99", "busy_p99", ",.0f", ""),
        ("memory for each screen, KB", "kilobytes", ",.1f", ""),
        ("memory of the streams' process, MB", "megabytes", ",.0f", ""),
        ("numbers taken a second, ten halls, two processes", "taken", ",.0f", f"≥ {GOAL_TAKEN}"),
        ("numbers taken a second, one hall, two processes", "taken_in_one", ",.0f", ""),
        ("the taker's processor time for a number, ms", "work", ",.1f", ""),
    )
    for label, name, form, goal in rows:
        table.add_row(label, *(format(getattr(one, name), form) for one in figures), goal)
    Console().print(table)


def main(screens: int = 500, seconds: float = 10, kinds: tuple[str, ...] = ("postgres", "sqlite")) -> int:
    show([measure(kind, screens, seconds) for kind in kinds])
    return 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--screens", type=int, default=500)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--database", choices=["postgres", "sqlite"], action="append")
    parser.add_argument("--be-screens", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--port", type=int, help=argparse.SUPPRESS)
    parser.add_argument("links", nargs="*", help=argparse.SUPPRESS)
    said = parser.parse_args()
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    if said.be_screens:
        asyncio.run(_be_screens(said.be_screens, said.port, said.links))
    else:
        main(said.screens, said.seconds, tuple(said.database or ("postgres", "sqlite")))

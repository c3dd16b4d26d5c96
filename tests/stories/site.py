"""A site of its own in its own processes: a database, the cast, a real server that can be killed."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlsplit, urlunsplit
from urllib.request import urlopen

import psycopg

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Site:
    """`url` is where it answers, `facts` what `settle` printed: tokens by username."""

    folder: Path
    database: str
    port: int
    facts: dict[str, dict[str, str]] = field(default_factory=dict)
    process: "subprocess.Popen[bytes] | None" = None
    collected: bool = False
    packs: Path = ROOT / "packs"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        return os.environ | {
            "BIHUAN_DATABASE": self.database,
            "BIHUAN_VAR": str(self.folder),
            "BIHUAN_HOSTS": "127.0.0.1",
            "BIHUAN_URL": self.url,
            "BIHUAN_DEMO": "1",
            "BIHUAN_PACKS": str(self.packs),
            "PYTHONPATH": str(ROOT),
            "DJANGO_SETTINGS_MODULE": "bihuan.project.settings",
        }

    def run(self, *words: str) -> str:
        done = subprocess.run(
            [sys.executable, *words],
            env=self.environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout

    def settle(self) -> None:
        """Tables, the cast with passwords and tokens."""
        self.facts = json.loads(self.run("-m", "tests.stories.settle").splitlines()[-1])

    def start(self) -> None:
        command = "from bihuan.project.cli import main; main()"
        words = [
            "serve",
            "--port",
            str(self.port),
            "--no-migrate",
            *(["--no-collect"] if self.collected else []),
        ]
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-c", command, *words],
                env=self.environment,
                cwd=ROOT,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._wait()
        self.collected = True

    def _wait(self) -> None:
        for _ in range(600):
            try:
                urlopen(f"{self.url}/desk/login/", timeout=5).read()
                return
            except (URLError, ConnectionError, TimeoutError):
                time.sleep(0.1)
        raise AssertionError((self.folder / "server.log").read_text(errors="replace")[-2000:])

    def kill(self) -> None:
        """kill -9 for the server and all its workers, in the middle of whatever they do."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(20)
        self.process = None

    def stop(self) -> None:
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGTERM)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()
            self.process = None


def build(folder: Path, name: str, *, always_open: bool = False, settle: bool = True) -> Site:
    """A fresh site on the kind of database this run is for.

    `always_open`: its halls never close, whenever the test runs. Without `settle` its database stays empty.
    """
    url = os.environ.get("BIHUAN_DATABASE", "")
    if url.startswith("postgres"):
        database = _fresh_postgres(url, f"bihuan_{name}")
    else:
        database = f"sqlite:///{folder / 'site.sqlite3'}"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    site = Site(folder, database, port)
    if always_open:
        site.packs = _around_the_clock(folder / "packs")
    if settle:
        site.settle()
    return site


def _around_the_clock(folder: Path) -> Path:
    """The packs, with halls that are open day and night and give times all day."""
    shutil.copytree(ROOT / "packs", folder)
    for path in folder.glob("*/calendars.yaml"):
        before, mark, after = path.read_text("utf-8").partition("- id: hall\n")
        hall, more, rest = after.partition("\n- id:")
        days = hall.partition("  holidays:")[0] + "  holidays: none\n  weekly:\n"
        days += "".join(
            f'    {day}: ["00:00-24:00"]\n' for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
        )
        path.write_text(before + (mark + days.rstrip() + more + rest if mark else ""), "utf-8")
    for path in folder.glob("*/halls/*.yaml"):
        rules = re.sub(
            r'from: "[0-9:]+", to: "[0-9:]+"', 'from: "00:00", to: "24:00"', path.read_text("utf-8"), count=1
        )
        path.write_text(re.sub(r'\n  - \{from: "14:00"[^\n]*', "", rules), "utf-8")
    return folder


def _fresh_postgres(url: str, name: str) -> str:
    """An empty database beside the one the tests use."""
    parts = urlsplit(url)
    with psycopg.connect(url.replace("postgres://", "postgresql://", 1), autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')  # type: ignore[arg-type]
        server.execute(f'CREATE DATABASE "{name}"')  # type: ignore[arg-type]
    return urlunsplit(parts._replace(path=f"/{name}"))

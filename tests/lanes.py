"""`make test`: every lane, one after the other, each with its closing line; at the end one line with the sum.

`python -m tests.lanes sqlite browser` runs those. A lane that cannot run has failed: nothing is green by being absent.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from scripts.postgres import CARELESS, postgres
from tests.browser import ensure_chromium

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
WORK = ROOT / "var/lanes"


@dataclass
class Sum:
    """What a lane came to. `checks` says in words what lanes without tests looked at."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    checks: list[str] = field(default_factory=list)

    def add(self, other: "Sum") -> None:
        self.passed += other.passed
        self.failed += other.failed
        self.skipped += other.skipped

    def told(self) -> str:
        if self.checks:
            return "; ".join(self.checks)
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"


def run(*command: str | Path, **env: str) -> bool:
    print(
        f"$ {' '.join(Path(part).name if part == command[0] else str(part) for part in command)}", flush=True
    )
    done = subprocess.run(
        [str(part) for part in command], cwd=ROOT, env={**os.environ, **env}, stdin=subprocess.DEVNULL
    )
    return done.returncode == 0


def checked(*steps: tuple[str, bool]) -> Sum:
    words = [f"{name} {'ok' if fine else 'FAILED'}" for name, fine in steps]
    return Sum(failed=sum(not fine for _name, fine in steps), checks=words)


def lint() -> Sum:
    return checked(
        ("ruff", run(BIN / "ruff", "check", ".")),
        ("format", run(BIN / "ruff", "format", "--check", "-q", ".")),
        ("templates and YAML", run(sys.executable, "-m", "scripts.wellformed")),
    )


def types() -> Sum:
    return checked(("mypy --strict", run(BIN / "mypy")))


def imports() -> Sum:
    return checked(("import-linter", run(BIN / "lint-imports", "--no-cache")))


def migrations() -> Sum:
    """Models and migrations agree, and every migration runs from nothing on both databases."""
    django = (sys.executable, "-m", "django")
    with tempfile.TemporaryDirectory() as folder, postgres(*CARELESS) as address:
        env = {"BIHUAN_VAR": folder, "DJANGO_SETTINGS_MODULE": "bihuan.project.settings"}
        small = {**env, "BIHUAN_DATABASE": f"sqlite:///{folder}/zero.sqlite3"}
        return checked(
            ("models agree", run(*django, "makemigrations", "--check", "--dry-run", **small)),
            ("sqlite from zero", run(*django, "migrate", "--no-input", "-v", "0", **small)),
            (
                "postgres from zero",
                run(*django, "migrate", "--no-input", "-v", "0", **env, BIHUAN_DATABASE=address),
            ),
        )


def tests(name: str, *arguments: str, **env: str) -> Sum:
    """One run of pytest; the figures come from its report, so that a crash before the first test is a failure."""
    report = WORK / f"{name}.xml"
    report.unlink(missing_ok=True)
    fine = run(BIN / "pytest", f"--junitxml={report}", "-o", "junit_family=xunit1", *arguments, **env)
    found = Sum()
    if report.exists():
        for suite in ET.parse(report).iter("testsuite"):
            count = {key: int(suite.get(key, 0)) for key in ("tests", "failures", "errors", "skipped")}
            bad = count["failures"] + count["errors"]
            found.add(Sum(count["tests"] - bad - count["skipped"], bad, count["skipped"]))
    if not fine and not found.failed:
        found.failed = 1
    if fine and not found.passed:
        print(f"{name}: no test was run.")
        found.failed = 1
    return found


def sqlite() -> Sum:
    with tempfile.TemporaryDirectory() as folder:
        env = {"BIHUAN_VAR": folder, "BIHUAN_DATABASE": f"sqlite:///{folder}/bihuan.sqlite3"}
        return tests("sqlite", "-q", "-n", "2", "-m", "not browser", **env)


def on_postgres() -> Sum:
    with tempfile.TemporaryDirectory() as folder, postgres(*CARELESS) as address:
        env = {"BIHUAN_VAR": folder, "BIHUAN_DATABASE": address}
        return tests("postgres", "-q", "-n", "2", "-m", "not browser and not pure", **env)


def browser() -> Sum:
    ensure_chromium()
    with tempfile.TemporaryDirectory() as folder:
        env = {"BIHUAN_VAR": folder, "BIHUAN_DATABASE": f"sqlite:///{folder}/bihuan.sqlite3"}
        return tests("browser", "-q", "-m", "browser", **env)


LANES: dict[str, Callable[[], Sum]] = {
    "lint": lint,
    "types": types,
    "imports": imports,
    "migrations": migrations,
    "sqlite": sqlite,
    "postgres": on_postgres,
    "browser": browser,
}


def drive(name: str) -> tuple[Sum, float]:
    print(f"\n=== lane {name} {'=' * (60 - len(name))}", flush=True)
    start = time.monotonic()
    try:
        found = LANES[name]()
    except (RuntimeError, OSError, subprocess.CalledProcessError) as error:
        found = Sum(failed=1, checks=[f"could not run: {error}"])
    took = time.monotonic() - start
    print(f"--- lane {name}: {'FAILED' if found.failed else 'ok'}, {found.told()}, {took:.0f} s", flush=True)
    return found, took


def main() -> int:
    names = sys.argv[1:] or list(LANES)
    if unknown := [name for name in names if name not in LANES]:
        print(f"No lane {', '.join(unknown)}. There are: {', '.join(LANES)}.")
        return 2
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir(parents=True)
    results = {name: drive(name) for name in names}
    total = Sum()
    print("\nlane         result   seconds   what")
    for name, (found, took) in results.items():
        total.add(found)
        print(f"{name:<12} {'FAILED' if found.failed else 'ok':<8} {took:>7.0f}   {found.told()}")
    print(f"\n{total.passed} passed, {total.failed} failed, {total.skipped} skipped", flush=True)
    return 1 if total.failed else 0


if __name__ == "__main__":
    sys.exit(main())

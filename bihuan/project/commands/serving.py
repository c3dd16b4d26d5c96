"""`bihuan serve | live`: pages over HTTP, and beside them the listener of live streams."""

import asyncio
import os
import resource
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

import click

#: Open connections of a worker, and the files that stand for them.
CONNECTIONS = 8192


def _setup() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bihuan.project.settings")
    django.setup()


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option(
    "--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="processes; about one a core"
)
@click.option(
    "--threads",
    type=click.IntRange(1, 128),
    default=4,
    show_default=True,
    help="requests at once in a process",
)
@click.option(
    "--migrate/--no-migrate", default=True, show_default=True, help="bring the database up to date first"
)
@click.option(
    "--collect/--no-collect", default=True, show_default=True, help="gather and compress static files first"
)
@click.option(
    "--grace",
    type=click.IntRange(1, 600),
    default=10,
    show_default=True,
    help="seconds that requests under way may take when it is told to stop",
)
@click.option(
    "--live-port",
    type=click.IntRange(0, 65535),
    help="port of the live streams, 0 for none  [default: the one after PORT, or any free one]",
)
def serve(
    host: str,
    port: int,
    workers: int,
    threads: int,
    migrate: bool,
    collect: bool,
    grace: int,
    live_port: int | None,
) -> None:
    """Serve the windows over HTTP; `bihuan watch` runs beside it."""
    # This process and its workers read the files collected just now and need not search the source for each.
    os.environ["BIHUAN_STATIC_FROM_SOURCE"] = "0"
    listening = None if live_port == 0 else _bound(host, port, live_port)
    os.environ["BIHUAN_LIVE_PORT"] = str(listening.getsockname()[1] if listening else 0)
    _setup()
    from django.core.management import call_command
    from granian import Granian
    from granian.constants import Interfaces

    if migrate:
        call_command("migrate", interactive=False, verbosity=0)
    if collect:
        call_command("collectstatic", interactive=False, verbosity=0)
    _open_files(workers * CONNECTIONS)
    click.echo(f"http://{host}:{port}/")
    with _beside(listening):
        Granian(
            "bihuan.project.wsgi:application",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=workers,
            blocking_threads=threads,
            # It counts connections, idle ones too: with fewer, phones that keep theirs open lock newcomers out.
            backpressure=CONNECTIONS,
            respawn_failed_workers=True,
            # Without it a worker that misses the signal while it starts is waited for without end.
            workers_kill_timeout=grace,
        ).serve()


def _open_files(wanted: int) -> None:
    """As many as the machine lets us have, up to what is wanted."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = wanted + 1024 if hard == resource.RLIM_INFINITY else min(wanted + 1024, hard)
    if soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def _bound(host: str, port: int, live_port: int | None) -> socket.socket:
    """The listening socket of the streams: it outlives the process that serves them, so nobody is turned away."""
    wanted = [live_port] if live_port else [port + 1, 0] if port < 65535 else [0]
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for one in wanted:
        try:
            return socket.create_server((host, one), family=family, backlog=1024)
        except OSError as error:
            reason = error.strerror or str(error)
    raise click.ClickException(f"Live streams cannot be served on {host}:{wanted[0]}: {reason}.")


@contextmanager
def _beside(listening: socket.socket | None) -> Iterator[None]:
    """The streams' process while the pages are served; it is started anew when it dies."""
    if listening is None:
        yield
        return
    stopping, running = Event(), [_started(listening)]

    def keep() -> None:
        # Told to stop, it ends with 0: then the whole site is stopping.
        while running[0].wait() != 0 and not stopping.wait(1):
            running[0] = _started(listening)

    keeper = Thread(target=keep, daemon=True)
    keeper.start()
    try:
        yield
    finally:
        stopping.set()
        running[0].terminate()
        keeper.join(5)
        running[0].kill()
        listening.close()


def _started(listening: socket.socket) -> "subprocess.Popen[bytes]":
    said = "from bihuan.project.cli import main; main()"
    command = [sys.executable, "-c", said, "live", "--fd", str(listening.fileno())]
    # It hears from the pipe when this process is gone, however that came about.
    return subprocess.Popen(command, stdin=subprocess.PIPE, pass_fds=[listening.fileno()])


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(1, 65535), default=8001, show_default=True)
@click.option("--fd", type=int, hidden=True)
def live(host: str, port: int, fd: int | None) -> None:
    """Serve the live streams alone: `bihuan serve --live-port 0` and this may run on two machines."""
    _setup()
    from django.conf import settings

    from bihuan.project.clock import now
    from bihuan.windows.live.server import Server

    listening = _bound(host, port, port) if fd is None else socket.socket(fileno=fd)

    async def run() -> None:
        server = Server(now, hosts=settings.ALLOWED_HOSTS, origins=settings.CSRF_TRUSTED_ORIGINS)
        loop = asyncio.get_running_loop()
        for kind in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(kind, server.stopping.set)
        if fd is not None:
            loop.add_reader(sys.stdin.fileno(), server.stopping.set)
        await server.run(listening)

    _allow_many_readers()
    asyncio.run(run())
    # Threads that wait for a database need not be waited for: they only read.
    os._exit(0)


def _allow_many_readers() -> None:
    """A thousand open files is a common limit, and every reader is one."""
    import resource

    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))

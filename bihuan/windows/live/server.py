"""The listener of live streams: HTTP/1.1, one answer that never ends for each reader, all in one event loop.

Pages have a server of their own, whose few threads 500 open streams would fill; here a stream costs some kilobytes.
"""

import asyncio
import contextlib
import logging
import random
import socket
from collections.abc import Callable, Collection
from datetime import datetime
from http import HTTPStatus

from django.http.request import split_domain_port, validate_host

from bihuan.windows.live.asked import MOST, Asked, Unreadable, read
from bihuan.windows.live.events import retry
from bihuan.windows.live.feeds import DOORS, Admission, Feed
from bihuan.windows.live.hub import Hub

log = logging.getLogger("bihuan.live")

#: Bytes that may wait for a reader before it is dropped: it connects again and gets what it missed.
SLOW = 128 * 1024
#: Seconds a reader has to say what it wants, and that unsent bytes may stay on the wire.
PATIENCE = 20.0
#: Milliseconds after which readers connect again: spread, so that a restart is no stampede.
AGAIN = (400, 2500)


class Stream:
    """The far end of one stream, as the hub knows it."""

    def __init__(self, transport: asyncio.WriteTransport) -> None:
        self.transport = transport

    def write(self, data: bytes) -> None:
        if self.transport.is_closing():
            return
        if self.transport.get_write_buffer_size() > SLOW:
            self.transport.abort()
            return
        self.transport.write(data)

    def end(self) -> None:
        self.transport.close()


class Server:
    """`origins` are those of pages that lie elsewhere but may listen with a session."""

    def __init__(
        self, now: Callable[[], datetime], *, hosts: Collection[str], origins: Collection[str]
    ) -> None:
        self.now, self.hosts, self.origins = now, hosts, origins
        self.hub = Hub(now)
        self.stopping = asyncio.Event()
        self._open: set[asyncio.StreamWriter] = set()

    async def run(self, listening: socket.socket) -> None:
        """Serve until `stopping` is set, then let every reader go at once."""
        server = await asyncio.start_server(self._talk, sock=listening, limit=MOST, backlog=1024)
        rounds = asyncio.create_task(self.hub.run())
        await self.stopping.wait()
        server.close()
        rounds.cancel()
        for writer in list(self._open):
            writer.close()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(2):
                while self._open:
                    await asyncio.sleep(0.02)
        self.hub.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        _watch_the_wire(writer)
        try:
            async with asyncio.timeout(PATIENCE):
                head = await reader.readuntil(b"\r\n\r\n")
            asked = read(head)
            await self._answer(asked, reader, writer)
        except Unreadable as error:
            _refuse(writer, error.status)
        except asyncio.LimitOverrunError:
            _refuse(writer, 431)
        except (TimeoutError, OSError, asyncio.IncompleteReadError):
            pass
        finally:
            self._open.discard(writer)
            writer.close()

    async def _answer(self, asked: Asked, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        origin = asked.headers.get("origin", "")
        host, _port = split_domain_port(asked.headers.get("host", ""))
        if not host or not validate_host(host, self.hosts):
            return _refuse(writer, 400)
        if origin and not self._known(origin, host):
            return _refuse(writer, 403)
        try:
            found = await self._admitted(asked)
        except Exception:
            log.exception("%s", asked.words[:2])
            return _refuse(writer, 503, origin)
        if found is None:
            return _refuse(writer, 404, origin)
        feed, admission = found
        writer.write(_head(200, origin, "text/event-stream; charset=utf-8") + retry(random.randint(*AGAIN)))
        try:
            listener = await self.hub.join(feed, admission, Stream(writer.transport), asked.after)
        except Exception:
            log.exception("%s", asked.words[:2])
            return None
        try:
            # A reader says nothing more: what comes next is its end.
            while await reader.read(1024):
                pass
        finally:
            self.hub.leave(feed, listener)
        return None

    async def _admitted(self, asked: Asked) -> tuple[Feed, Admission] | None:
        words = asked.words
        if len(words) != 3 or words[0] != "live" or words[1] not in DOORS:
            return None
        admit, feed = DOORS[words[1]]
        admission = await self.hub.ask(admit, words[2], asked.cookies, self.now())
        return (feed, admission) if admission else None

    def _known(self, origin: str, host: str) -> bool:
        """Pages of this host, whatever their port, and those the settings name."""
        scheme, _colon, named = origin.partition("://")
        same = scheme in {"http", "https"} and split_domain_port(named)[0] == host
        return same or origin in self.origins


def _watch_the_wire(writer: asyncio.StreamWriter) -> None:
    """A screen that lost its power says no goodbye: the kernel finds out."""
    wire = writer.get_extra_info("socket")
    with contextlib.suppress(OSError):
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        if hasattr(socket, "TCP_USER_TIMEOUT"):
            wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, int(PATIENCE * 1000))


def _head(status: int, origin: str, kind: str) -> bytes:
    lines = [
        f"HTTP/1.1 {status} {HTTPStatus(status).phrase}",
        f"Content-Type: {kind}",
        "Cache-Control: no-store",
        "Connection: close",
        "X-Accel-Buffering: no",
        "X-Content-Type-Options: nosniff",
    ]
    if origin:
        lines += [
            f"Access-Control-Allow-Origin: {origin}",
            "Access-Control-Allow-Credentials: true",
            "Vary: Origin",
        ]
    return "\r\n".join([*lines, "\r\n"]).encode("latin-1")


def _refuse(writer: asyncio.StreamWriter, status: int, origin: str = "") -> None:
    writer.write(_head(status, origin, "text/plain; charset=utf-8") + HTTPStatus(status).phrase.encode())

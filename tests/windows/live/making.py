"""A feed without a database, a listener on a free port, and readers that speak HTTP."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from bihuan.windows.live import feeds
from bihuan.windows.live.feeds import Admission, Row
from bihuan.windows.live.server import Server

AT = datetime(2026, 6, 4, 1, 0, tzinfo=UTC)


@dataclass(eq=False)
class Told:
    """`tell` makes something happen; `asked` keeps the cursors of every round and replay."""

    rows: list[Row] = field(default_factory=list)
    good: set[str] = field(default_factory=lambda: {"one", "two", "elsewhere", "pocket"})
    asked: list[dict[int, int]] = field(default_factory=list)
    waiting: int = 0
    broken: bool = False
    pictures: int = 0

    def tell(self, said: str, topic: int = 1, kind: str = "called") -> Row:
        row = Row(topic, len(self.rows) + 1, kind, {"said": said})
        self.rows.append(row)
        return row

    def admit(self, word: str, cookies: Mapping[str, str], at: datetime) -> Admission | None:
        if word not in self.good:
            return None
        topic = 2 if word == "elsewhere" else 1
        return Admission(topic, f"screen of {word}", word, standing=word != "pocket")

    def admitted(self, keys: Collection[str], at: datetime) -> set[str]:
        return set(keys) & self.good

    def picture(self, admission: Admission, at: datetime) -> tuple[int, Mapping[str, Any]]:
        self._may_break()
        self.pictures += 1
        mine = [row for row in self.rows if row.topic == admission.topic]
        return (mine[-1].id if mine else 0), {"view": admission.view, "calls": len(mine)}

    def after(self, cursors: Mapping[int, int], limit: int) -> list[Row]:
        self._may_break()
        self.asked.append(dict(cursors))
        return [row for row in self.rows if row.id > cursors.get(row.topic, 10**9)][:limit]

    def standing(self, topics: Collection[int], at: datetime) -> Mapping[int, Mapping[str, Any]]:
        self._may_break()
        return {topic: {"waiting": self.waiting} for topic in topics}

    def _may_break(self) -> None:
        if self.broken:
            raise ConnectionError("the database is away")


@dataclass
class Heard:
    kind: str
    said: dict[str, Any]
    id: str


@dataclass
class Screen:
    """A browser's EventSource, as far as the wire goes."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    status: int = 0
    head: str = ""
    retry: int = 0
    comments: list[str] = field(default_factory=list)

    async def next(self) -> Heard:
        """The next event; skips what is only meant for the browser. Raises EOFError at the end."""
        while True:
            block = await asyncio.wait_for(self.reader.readuntil(b"\n\n"), 5)
            lines = [line.partition(": ") for line in block.decode().strip().split("\n")]
            said = {name: value for name, _colon, value in lines}
            if "retry" in said:
                self.retry = int(said["retry"])
            elif "" in said:
                self.comments.append(said[""])
            else:
                return Heard(said["event"], json.loads(said["data"]), said.get("id", ""))

    async def until(self, kind: str) -> Heard:
        while (heard := await self.next()).kind != kind:
            pass
        return heard

    async def leave(self) -> None:
        self.writer.close()
        await self.writer.wait_closed()


@dataclass
class Place:
    """A listener under test."""

    server: Server
    feed: Told
    port: int
    screens: list[Screen] = field(default_factory=list)

    async def open(self, path: str = "/live/told/one/", method: str = "GET", **headers: str) -> Screen:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port, limit=2**22)
        said = {"Host": f"127.0.0.1:{self.port}", **{k.replace("_", "-"): v for k, v in headers.items()}}
        lines = "".join(f"{name}: {value}\r\n" for name, value in said.items())
        writer.write(f"{method} {path} HTTP/1.1\r\n{lines}\r\n".encode())
        screen = Screen(reader, writer)
        self.screens.append(screen)
        screen.head = (await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 5)).decode()
        screen.status = int(screen.head.split(" ")[1])
        return screen


@asynccontextmanager
async def listening(feed: Told, *, origins: Collection[str] = (), now: Any = None) -> AsyncIterator[Place]:
    feeds.DOORS["told"] = feed.admit, feed
    opened = socket.create_server(("127.0.0.1", 0))
    server = Server(now or (lambda: AT), hosts=["127.0.0.1"], origins=origins)
    running = asyncio.create_task(server.run(opened))
    place = Place(server, feed, opened.getsockname()[1])
    try:
        yield place
    finally:
        for screen in place.screens:
            screen.writer.transport.abort()
        server.stopping.set()
        await asyncio.wait_for(running, 5)
        del feeds.DOORS["told"]

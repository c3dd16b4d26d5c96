"""Who listens to what, and one task that asks the database for all of them.

A round is one query however many listen. It runs only while somebody does; its pace follows what happens.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, TypeVar

from django.db import close_old_connections

from bihuan.ground.worktime.zone import SHANGHAI
from bihuan.windows.live.events import comment, event
from bihuan.windows.live.feeds import Admission, Feed, Row

T = TypeVar("T")
log = logging.getLogger("bihuan.live")

#: Seconds between two rounds: while things happen, and after this many quiet seconds.
BUSY, CALM, QUIET_AFTER = 0.04, 0.1, 5.0
#: Seconds between two signs of life, two looks at what is standing, two looks at who is still admitted.
BEAT, STANDING, ADMITTED = 15.0, 1.0, 5.0
#: Seconds for which a picture serves everybody who asks for the same.
FRESH = 0.5
#: Rows of a topic that are kept for readers who come back, and that one round or one replay fetches.
KEPT = 200


class Reader(Protocol):
    """The far end of a stream."""

    def write(self, data: bytes) -> None:
        """Never waits; a reader that does not keep up ends itself."""

    def end(self) -> None: ...


@dataclass(eq=False, slots=True)
class Listener:
    admission: Admission
    reader: Reader
    cursor: int

    def hear(self, row: Row, data: bytes) -> None:
        if row.id > self.cursor:
            self.cursor = row.id
            self.reader.write(data)


@dataclass(eq=False)
class Topic:
    """`cursor` is the last row handed out; `recent` holds all rows since `since`, oldest first."""

    cursor: int
    since: int
    recent: deque[Row] = field(default_factory=deque)
    listeners: set[Listener] = field(default_factory=set)
    standing: Mapping[str, Any] | None = None

    def hand_out(self, row: Row) -> None:
        if row.id <= self.cursor:
            return
        self.cursor = row.id
        self.recent.append(row)
        if len(self.recent) > KEPT:
            self.since = self.recent.popleft().id
        data = event(row.kind, row.said, cursor=row.id)
        for listener in list(self.listeners):
            listener.hear(row, data)

    def stand(self, said: Mapping[str, Any]) -> None:
        if said == self.standing:
            return
        self.standing = said
        data = event("standing", said)
        for listener in list(self.listeners):
            if listener.admission.standing:
                listener.reader.write(data)


class Hub:
    """All of one process's listeners. Its methods run in the event loop; feeds run in its two threads."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.now = now
        self.topics: dict[Feed, dict[int, Topic]] = {}
        self.failing = False
        self._rounds = ThreadPoolExecutor(1, "live-rounds")
        self._doors = ThreadPoolExecutor(1, "live-doors")
        self._pictures: dict[tuple[Feed, str], asyncio.Future[tuple[int, Mapping[str, Any]]]] = {}

    async def ask(self, question: Callable[..., T], *given: Any) -> T:
        """Ask in the thread of the doors: a crowd that comes in does not keep the rounds waiting."""
        return await asyncio.get_running_loop().run_in_executor(self._doors, _in_thread, question, *given)

    async def join(self, feed: Feed, admission: Admission, reader: Reader, after: int | None) -> Listener:
        """Tell the reader what is, then what it missed since `after`; from now on it hears what happens."""
        topics = self.topics.setdefault(feed, {})
        while True:
            cursor, picture = await self._picture(feed, admission)
            missed = await self._missed(feed, admission.topic, after, cursor)
            topic = topics.setdefault(admission.topic, Topic(cursor, cursor))
            if cursor >= topic.since:
                break
            self._pictures.pop((feed, admission.view), None)
        reader.write(event("picture", picture, cursor=None if missed else cursor))
        listener = Listener(admission, reader, 0)
        for row in (*missed, *(row for row in topic.recent if row.id > cursor)):
            listener.hear(row, event(row.kind, row.said, cursor=row.id))
        listener.cursor = max(cursor, listener.cursor)
        if topic.standing is not None and admission.standing:
            reader.write(event("standing", topic.standing))
        topic.listeners.add(listener)
        return listener

    async def _missed(self, feed: Feed, topic: int, after: int | None, cursor: int) -> list[Row]:
        """Who was away for too long gets nothing but the picture: it says everything that still matters."""
        if after is None or after >= cursor:
            return []
        rows = [row for row in await self.ask(feed.after, {topic: after}, KEPT + 1) if row.id <= cursor]
        return rows if len(rows) <= KEPT else []

    def leave(self, feed: Feed, listener: Listener) -> None:
        topics = self.topics.get(feed, {})
        topic = topics.get(listener.admission.topic)
        if topic is not None:
            topic.listeners.discard(listener)
            if not topic.listeners:
                del topics[listener.admission.topic]

    def listeners(self) -> list[Listener]:
        return [
            one for topics in self.topics.values() for topic in topics.values() for one in topic.listeners
        ]

    async def _picture(self, feed: Feed, admission: Admission) -> tuple[int, Mapping[str, Any]]:
        """A picture is good for half a second: after a restart hundreds ask for the same one."""
        key = (feed, admission.view)
        if key not in self._pictures:
            asked = asyncio.ensure_future(self.ask(feed.picture, admission, self.now()))
            later = asyncio.get_running_loop().call_later
            asked.add_done_callback(lambda _made: later(FRESH, self._pictures.pop, key, None))
            self._pictures[key] = asked
        return await asyncio.shield(self._pictures[key])

    async def run(self) -> None:
        """Rounds without end; cancel the task to stop."""
        loop = asyncio.get_running_loop()
        happened = beat = standing = admitted = loop.time()
        day = self._day()
        while True:
            moment = loop.time()
            if await self._attempt(self._round):
                happened = moment
            if moment - standing >= STANDING:
                standing = moment
                await self._attempt(self._standing)
            if moment - admitted >= ADMITTED:
                admitted = moment
                await self._attempt(self._put_out)
            if day != self._day():
                day = self._day()
                await self._attempt(self._new_pictures)
            if moment - beat >= BEAT:
                beat = moment
                self._beat()
            pace = BUSY if moment - happened < QUIET_AFTER else CALM
            await asyncio.sleep(1.0 if self.failing else pace)

    def _day(self) -> object:
        return self.now().astimezone(SHANGHAI).date()

    async def _attempt(self, part: Callable[[], Any]) -> Any:
        """A database that is away is said once, to the log and to every screen; the streams stay open."""
        try:
            done = await part()
        except Exception:
            if not self.failing:
                log.exception("The database does not answer; screens are told that they stand still.")
                self._say(event("still", {}))
            self.failing = True
            return None
        if self.failing:
            self.failing = False
            await self._attempt(self._new_pictures)
        return done

    async def _asked(self, question: Callable[..., T], *given: Any) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._rounds, _in_thread, question, *given)

    async def _round(self) -> bool:
        """Hand out what happened; whether anything did."""
        happened = False
        for feed, topics in list(self.topics.items()):
            if not topics:
                continue
            rows = await self._asked(feed.after, {pk: topic.cursor for pk, topic in topics.items()}, KEPT)
            for row in rows:
                if (topic := topics.get(row.topic)) is not None:
                    topic.hand_out(row)
            happened = happened or bool(rows)
        return happened

    async def _standing(self) -> None:
        for feed, topics in list(self.topics.items()):
            if not topics:
                continue
            found = await self._asked(feed.standing, list(topics), self.now())
            for pk, said in found.items():
                if (topic := topics.get(pk)) is not None:
                    topic.stand(said)

    async def _put_out(self) -> None:
        """End the streams of those whose admission was taken back."""
        for feed, topics in list(self.topics.items()):
            keys = {one.admission.key for topic in topics.values() for one in topic.listeners}
            if not keys:
                continue
            good = await self._asked(feed.admitted, keys, self.now())
            for topic in list(topics.values()):
                for listener in list(topic.listeners):
                    if listener.admission.key in keys - good:
                        listener.reader.write(event("revoked", {}))
                        listener.reader.end()

    async def _new_pictures(self) -> None:
        """A new day, or a database that is back: everybody sees what is."""
        for feed, topics in list(self.topics.items()):
            for topic in list(topics.values()):
                for listener in list(topic.listeners):
                    _cursor, picture = await self._picture(feed, listener.admission)
                    listener.reader.write(event("picture", picture))

    def _beat(self) -> None:
        if not self.failing:
            self._say(comment("alive") + event("beat", {"at": self.now().isoformat()}))

    def _say(self, data: bytes) -> None:
        for listener in self.listeners():
            listener.reader.write(data)

    def close(self) -> None:
        self._rounds.shutdown(wait=False, cancel_futures=True)
        self._doors.shutdown(wait=False, cancel_futures=True)


def _in_thread(question: Callable[..., T], *given: Any) -> T:
    """A connection that broke is opened anew for the next question."""
    close_old_connections()
    return question(*given)

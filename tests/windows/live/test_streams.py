"""What a reader of a live stream is told, over a real socket."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any

import pytest

from bihuan.windows.live import hub, server
from tests.windows.live.making import AT, Told, listening


@pytest.fixture
def feed() -> Told:
    return Told()


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub, "STANDING", 0.05)
    monkeypatch.setattr(hub, "ADMITTED", 0.05)


Story = Callable[..., Coroutine[Any, Any, None]]


def test_a_reader_sees_what_is_and_then_what_happens(feed: Told) -> None:
    async def story() -> None:
        feed.tell("before")
        async with listening(feed) as place:
            screen = await place.open()
            assert "text/event-stream" in screen.head and "X-Accel-Buffering: no" in screen.head
            first = await screen.next()
            assert (first.kind, first.said["calls"], first.id) == ("picture", 1, "1")
            feed.tell("A012")
            heard = await screen.until("called")
            assert (heard.said, heard.id) == ({"said": "A012"}, "2")
            assert 400 <= screen.retry <= 2500

    asyncio.run(story())


def test_who_comes_back_hears_what_it_missed_once_and_in_order(feed: Told) -> None:
    async def story() -> None:
        feed.tell("seen")
        feed.tell("missed 1")
        feed.tell("of another hall", topic=2)
        feed.tell("missed 2")
        async with listening(feed) as place:
            for back in ({"Last_Event_ID": "1"}, {}):
                screen = await place.open("/live/told/one/" if back else "/live/told/one/?after=1", **back)
                first = await screen.next()
                assert (first.kind, first.id) == ("picture", "")
                missed = [await screen.until("called"), await screen.until("called")]
                assert [(one.said["said"], one.id) for one in missed] == [
                    ("missed 1", "2"),
                    ("missed 2", "4"),
                ]
                await screen.leave()
            feed.tell("live")
            assert (await (await place.open(Last_Event_ID="4")).until("called")).said == {"said": "live"}

    asyncio.run(story())


@pytest.mark.parametrize("after", ["1", "99999"])
def test_who_was_away_too_long_or_knows_the_future_gets_the_picture_only(feed: Told, after: str) -> None:
    async def story() -> None:
        for number in range(hub.KEPT + 5):
            feed.tell(str(number))
        async with listening(feed) as place:
            screen = await place.open(Last_Event_ID=after)
            assert (await screen.next()).id == str(hub.KEPT + 5)
            feed.tell("now")
            assert (await screen.until("called")).id == str(hub.KEPT + 6)

    asyncio.run(story())


def test_nothing_is_lost_between_the_picture_and_the_first_round(feed: Told) -> None:
    """Readers come in while calls are made: each hears every call after its own picture, once."""

    async def story() -> None:
        async with listening(feed) as place:
            keeper = await place.open()
            await keeper.next()

            async def one() -> tuple[int, list[int]]:
                screen = await place.open()
                first = await screen.next()
                heard = []
                while not heard or heard[-1] < 60:
                    heard.append(int((await screen.until("called")).id))
                return int(first.id), heard

            readers = []
            for number in range(60):
                feed.tell(str(number))
                if number % 3 == 0 and number < 57:
                    readers.append(asyncio.create_task(one()))
                await asyncio.sleep(0.01)
            for since, heard in await asyncio.gather(*readers):
                assert heard == list(range(since + 1, 61))

    asyncio.run(story())


def test_one_question_a_round_serves_every_hall_and_every_reader(feed: Told) -> None:
    async def story() -> None:
        async with listening(feed) as place:
            screens = [
                await place.open(f"/live/told/{word}/")
                for word in ("one", "two", "elsewhere")
                for _ in range(5)
            ]
            for screen in screens:
                await screen.next()
            await asyncio.sleep(0.3)
            feed.asked.clear()
            await asyncio.sleep(0.5)
            assert 2 <= len(feed.asked) <= 0.5 / hub.BUSY + 2
            assert all(set(cursors) == {1, 2} for cursors in feed.asked)
            feed.tell("theirs", topic=2)
            assert (await screens[-1].until("called")).said == {"said": "theirs"}
            for screen in screens:
                await screen.leave()
            await asyncio.sleep(0.2)
            feed.asked.clear()
            await asyncio.sleep(0.3)
            assert feed.asked == [] and place.server.hub.listeners() == []

    asyncio.run(story())


def test_a_crowd_that_comes_in_at_once_shares_one_picture(feed: Told) -> None:
    async def story() -> None:
        async with listening(feed) as place:
            screens = await asyncio.gather(*(place.open() for _ in range(50)))
            feed.tell("meanwhile")
            for screen in screens:
                assert (await screen.next()).kind == "picture"
                assert (await screen.until("called")).said == {"said": "meanwhile"}
            assert feed.pictures == 1

    asyncio.run(story())


def test_a_picture_that_could_not_be_made_is_asked_for_again(
    feed: Told, caplog: pytest.LogCaptureFixture
) -> None:
    async def story() -> None:
        async with listening(feed) as place:
            feed.broken = True
            screen = await place.open()
            assert (await asyncio.wait_for(screen.reader.read(), 2)).startswith(b"retry: ")
            feed.broken = False
            await asyncio.sleep(hub.FRESH + 0.1)
            assert (await (await place.open()).next()).kind == "picture"

    asyncio.run(story())


@pytest.mark.parametrize(
    "path", ["/live/told/three/", "/live/other/one/", "/live/told/", "/live/told/one/more/", "/"]
)
def test_a_wrong_secret_and_a_wrong_address_are_not_found(feed: Told, path: str) -> None:
    async def story() -> None:
        async with listening(feed) as place:
            assert (await place.open(path)).status == 404

    asyncio.run(story())


def test_a_device_that_is_revoked_is_told_and_put_out_and_the_others_stay(feed: Told) -> None:
    async def story() -> None:
        async with listening(feed) as place:
            one, two = await place.open("/live/told/one/"), await place.open("/live/told/two/")
            await one.next()
            feed.good.remove("one")
            await one.until("revoked")
            assert await asyncio.wait_for(one.reader.read(), 2) == b""
            assert (await place.open("/live/told/one/")).status == 404
            feed.tell("on")
            assert (await two.until("called")).said == {"said": "on"}

    asyncio.run(story())


def test_what_stands_is_said_when_it_differs_and_to_newcomers(feed: Told) -> None:
    async def story() -> None:
        feed.waiting = 3
        async with listening(feed) as place:
            one = await place.open()
            assert (await one.until("standing")).said == {"waiting": 3}
            feed.waiting = 4
            assert (await one.until("standing")).said == {"waiting": 4}
            assert (await (await place.open()).until("standing")).said == {"waiting": 4}

    asyncio.run(story())


def test_a_phone_in_a_pocket_is_told_what_happens_and_not_what_stands(feed: Told) -> None:
    async def story() -> None:
        feed.waiting = 3
        async with listening(feed) as place:
            screen, phone = await place.open(), await place.open("/live/told/pocket/")
            await screen.until("standing")
            late = await place.open("/live/told/pocket/")
            feed.tell("A012")
            for one in (phone, late):
                assert [(await one.next()).kind for _ in range(2)] == ["picture", "called"]

    asyncio.run(story())


def test_a_quiet_stream_shows_that_it_lives(feed: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub, "BEAT", 0.1)

    async def story() -> None:
        async with listening(feed) as place:
            screen = await place.open()
            assert (await screen.until("beat")).said == {"at": AT.isoformat()}
            assert screen.comments == ["alive"]

    asyncio.run(story())


def test_a_database_that_is_away_is_said_and_a_new_picture_follows(
    feed: Told, caplog: pytest.LogCaptureFixture
) -> None:
    async def story() -> None:
        async with listening(feed) as place:
            screen = await place.open()
            await screen.next()
            feed.broken = True
            await screen.until("still")
            assert (await place.open()).status == 200
            feed.tell("in the dark")
            feed.broken = False
            assert (await screen.until("called")).said == {"said": "in the dark"}
            assert (await screen.until("picture")).said["calls"] == 1

    asyncio.run(story())
    assert sum("The database does not answer" in line for line in caplog.messages) == 1


def test_a_new_day_brings_a_new_picture(feed: Told) -> None:
    moment = [AT]

    async def story() -> None:
        async with listening(feed, now=lambda: moment[0]) as place:
            screen = await place.open()
            assert (await screen.next()).kind == "picture"
            feed.rows.clear()
            moment[0] += timedelta(hours=15)
            assert (await screen.until("picture")).said["calls"] == 0

    asyncio.run(story())


def test_a_reader_that_does_not_keep_up_is_dropped_and_keeps_nobody_waiting(
    feed: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "SLOW", 64 * 1024)

    async def story() -> None:
        async with listening(feed) as place:
            slow, quick = await place.open(), await place.open()
            await slow.next()
            slow.reader._transport.pause_reading()  # type: ignore[attr-defined]
            for number in range(60):
                feed.tell(f"{number} " + "x" * 100_000)
                await asyncio.wait_for(quick.until("called"), 2)
            await asyncio.sleep(0.2)
            assert len(place.server.hub.listeners()) == 1

    asyncio.run(story())


def test_a_reader_that_leaves_is_forgotten(feed: Told) -> None:
    async def story() -> None:
        async with listening(feed) as place:
            screen = await place.open()
            await screen.next()
            await screen.leave()
            await asyncio.sleep(0.1)
            assert place.server.hub.listeners() == [] and place.server.hub.topics[feed] == {}

    asyncio.run(story())


def test_pages_of_the_same_host_may_listen_and_strangers_may_not(feed: Told) -> None:
    async def story() -> None:
        async with listening(feed, origins=["https://service.example.cn"]) as place:
            for good in ("http://127.0.0.1:8000", "https://service.example.cn"):
                screen = await place.open(Origin=good)
                assert f"Access-Control-Allow-Origin: {good}\r\n" in screen.head
                assert "Access-Control-Allow-Credentials: true" in screen.head
            for bad in (
                "http://evil.example",
                "null",
                "http://127.0.0.1.evil.example",
                "file://127.0.0.1",
                "[",
            ):
                assert (await place.open(Origin=bad)).status == 403
            assert (await place.open(Host="evil.example")).status == 400

    asyncio.run(story())


def test_a_stopped_listener_lets_everybody_go_at_once(feed: Told) -> None:
    async def story() -> None:
        async with listening(feed) as place:
            screens = [await place.open() for _ in range(20)]
            for screen in screens:
                await screen.next()
            place.server.stopping.set()
            for screen in screens:
                await asyncio.wait_for(screen.reader.read(), 2)

    asyncio.run(story())

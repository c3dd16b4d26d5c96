"""What is read from the wire and what is written to it."""

import asyncio
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.windows.live.asked import MOST, Unreadable, read
from bihuan.windows.live.events import comment, event, retry
from tests.windows.live.making import Told, listening

pytestmark = pytest.mark.pure


@given(st.dictionaries(st.text(), st.text() | st.integers() | st.none(), max_size=4), st.integers(0, 10**15))
def test_an_event_is_one_block_that_says_its_data_back(
    said: dict[str, str | int | None], cursor: int
) -> None:
    text = event("called", said, cursor=cursor).decode()
    assert text.endswith("\n\n") and text.count("\n\n") == 1
    lines = text.rstrip("\n").split("\n")
    assert lines[:2] == [f"id: {cursor}", "event: called"]
    assert len(lines) == 3 and json.loads(lines[2].removeprefix("data: ")) == said


def test_the_other_lines_of_a_stream() -> None:
    assert (retry(1500), comment("alive")) == (b"retry: 1500\n\n", b": alive\n\n")
    assert not event("beat", {}).startswith(b"id")


def test_a_browser_s_request_is_understood() -> None:
    asked = read(
        b"GET /live/hall/a%C3%A9%2Fb/?after=12&x= HTTP/1.1\r\nHost: 127.0.0.1:8001\r\nLAST-EVENT-ID: 34\r\n"
        b"Cookie: sessionid=abc; theme=dark\r\n\r\n"
    )
    assert asked.words[:2] == ["live", "hall"]
    assert asked.after == 34
    assert asked.cookies == {"sessionid": "abc", "theme": "dark"}
    assert asked.headers["host"] == "127.0.0.1:8001"
    assert read(b"GET /live/?after=12 HTTP/1.1\r\n\r\n").after == 12


@pytest.mark.parametrize("text", ["", "-1", "1e3", "abc", "9" * 40, "²", "None"])
def test_a_cursor_that_is_no_number_counts_as_none(text: str) -> None:
    assert read(f"GET / HTTP/1.1\r\nLast-Event-ID: {text}\r\n\r\n".encode()).after is None


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (b"POST /live/ HTTP/1.1\r\n\r\n", 405),
        (b"GET /live/ HTTP/2\r\n\r\n", 400),
        (b"GET /live/\r\n\r\n", 400),
        (b"\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nno colon\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\n folded: x\r\n\r\n", 400),
        (b"GET //[ HTTP/1.1\r\n\r\n", 400),
        (b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n", 400),
    ],
)
def test_anything_else_is_refused(head: bytes, status: int) -> None:
    with pytest.raises(Unreadable) as refused:
        read(head)
    assert refused.value.status == status

    async def story() -> None:
        async with listening(Told()) as place:
            reader, writer = await asyncio.open_connection("127.0.0.1", place.port)
            writer.write(head)
            assert (await asyncio.wait_for(reader.read(), 5)).startswith(f"HTTP/1.1 {status} ".encode())
            writer.close()

    asyncio.run(story())


@given(st.binary(max_size=300))
def test_no_bytes_whatever_break_the_reading(head: bytes) -> None:
    try:
        asked = read(head + b"\r\n\r\n")
    except Unreadable:
        return
    assert isinstance(asked.words, list) and isinstance(asked.cookies, dict)
    assert asked.after is None or asked.after >= 0


def test_a_head_without_end_is_refused() -> None:
    async def story() -> None:
        async with listening(Told()) as place:
            reader, writer = await asyncio.open_connection("127.0.0.1", place.port)
            writer.write(b"GET / HTTP/1.1\r\n" + b"x: " + b"y" * (MOST * 2) + b"\r\n\r\n")
            assert b" 431 " in await asyncio.wait_for(reader.readline(), 5)
            writer.close()

    asyncio.run(story())

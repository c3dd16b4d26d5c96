"""A screen's stream through a real server: handed over by the pages, cut off by a crash, gone on with after it."""

import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.stories.site import Site, build

pytestmark = pytest.mark.volume


@pytest.fixture(scope="module")
def settled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    made = build(tmp_path_factory.mktemp("live"), "hall_streams")
    made.facts["links"] = json.loads(happens(made, "settle").splitlines()[-1])
    yield made
    made.stop()


@pytest.fixture
def site(settled: Site) -> Site:
    if settled.process is None:
        settled.start()
    return settled


def happens(site: Site, *words: str) -> str:
    return site.run("-m", "tests.windows.hall.happening", *words)


@pytest.fixture
def screen(site: Site) -> Iterator[Callable[[str], "Listening"]]:
    made: list[Listening] = []

    def listening(name: str) -> Listening:
        made.append(Listening(site, site.facts["links"][name]))
        return made[-1]

    yield listening
    for one in made:
        one.close()


@dataclass
class Listening:
    """One connection of a screen that goes where the page's server sends it."""

    site: Site
    link: str
    last: str = ""
    port: int = 0
    streams: list[HTTPConnection] = field(default_factory=list)

    def connect(self) -> HTTPResponse:
        for _ in range(200):
            try:
                with closing(HTTPConnection("127.0.0.1", self.site.port, timeout=20)) as asked:
                    asked.request("GET", f"/live/hall/{self.link}/")
                    answer = asked.getresponse()
                    assert answer.status == 307
                    there = urlsplit(answer.headers["Location"])
                self.port = there.port or 0
                stream = HTTPConnection("127.0.0.1", self.port, timeout=20)
                self.streams.append(stream)
                headers = {"Last-Event-ID": self.last} if self.last else {}
                stream.request("GET", there.path, headers=headers)
                return stream.getresponse()
            except OSError:
                time.sleep(0.1)
        raise AssertionError("nothing listens")

    def close(self) -> None:
        for stream in self.streams:
            stream.close()

    def until(self, stream: HTTPResponse, kind: str) -> dict[str, Any]:
        """Read on to the next event of the kind. Raises EOFError when the stream ends."""
        block: dict[str, str] = {}
        while line := stream.readline().decode():
            name, _colon, value = line.rstrip("\n").partition(": ")
            if name:
                block[name] = value
                continue
            self.last = block.get("id", self.last)
            found, block = block, {}
            if found.get("event") == kind:
                said: dict[str, Any] = json.loads(found["data"])
                return said
        raise EOFError


def streams_process(site: Site) -> int:
    assert site.process is not None
    found = subprocess.run(
        ["pgrep", "-P", str(site.process.pid), "-f", "live --fd"], capture_output=True, text=True
    )
    return int(found.stdout.split()[0])


def test_a_stream_that_is_cut_off_goes_on_where_it_was(
    site: Site, screen: Callable[[str], Listening]
) -> None:
    one = screen("screen")
    stream = one.connect()
    assert one.until(stream, "picture")["calls"] == []
    happens(site, "called", "A001", "1")
    assert one.until(stream, "called")["ticket"] == "A001"
    os.kill(streams_process(site), signal.SIGKILL)
    with pytest.raises((EOFError, OSError)):
        one.until(stream, "called")
    happens(site, "called", "A002", "1")
    happens(site, "called", "A003", "2")
    stream = one.connect()
    assert [call["ticket"] for call in one.until(stream, "picture")["calls"]] == ["A003", "A002", "A001"]
    assert [one.until(stream, "called")["ticket"] for _ in range(2)] == ["A002", "A003"]
    happens(site, "called", "A004", "1")
    assert one.until(stream, "called")["ticket"] == "A004"


def test_a_revoked_device_loses_its_stream_and_gets_no_other(
    site: Site, screen: Callable[[str], Listening]
) -> None:
    one = screen("spare")
    stream = one.connect()
    one.until(stream, "picture")
    happens(site, "revoke", "spare")
    one.until(stream, "revoked")
    with pytest.raises((EOFError, OSError)):
        one.until(stream, "called")
    assert one.connect().status == 404


def test_a_server_told_to_stop_does_not_wait_for_its_streams(
    site: Site, screen: Callable[[str], Listening]
) -> None:
    screens = [screen("screen") for _ in range(50)]
    streams = [one.connect() for one in screens]
    for one, stream in zip(screens, streams, strict=True):
        one.until(stream, "picture")
    assert site.process is not None
    began = time.monotonic()
    site.process.terminate()
    site.process.wait(20)
    assert time.monotonic() - began < 5
    for one, stream in zip(screens, streams, strict=True):
        with pytest.raises((EOFError, OSError)):
            one.until(stream, "called")
    with socket.socket() as gone:
        assert gone.connect_ex(("127.0.0.1", screens[0].port)) != 0
    site.process = None

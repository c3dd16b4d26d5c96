"""kill -9 during intake, twenty times: what was acknowledged is there, whole; what was not is not there by half."""

import json
import random
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import pytest

from tests.stories.site import Site, build

pytestmark = pytest.mark.volume
KILLS = 20
CLERKS = 4


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    built = build(tmp_path, "kill")
    yield built
    built.stop()


class Clerk(threading.Thread):
    """Takes complaints in as fast as the server answers; keeps what was acknowledged: key → (title, number)."""

    def __init__(self, site: Site, name: str) -> None:
        super().__init__(daemon=True)
        self.site, self.label = site, name
        self.acknowledged: dict[str, tuple[str, str]] = {}
        self.unanswered: list[tuple[str, str]] = []
        self.wrong: list[str] = []

    def run(self) -> None:
        with closing(HTTPConnection("127.0.0.1", self.site.port, timeout=10)) as connection:
            for n in range(100_000):
                if not self.took(connection, f"{self.label}-{n}", f"停水第{self.label}号投诉{n}"):
                    return

    def took(self, connection: HTTPConnection, key: str, title: str) -> bool:
        try:
            connection.request("POST", "/api/v1/cases", body(title), headers(self.site, key))
            answer = connection.getresponse()
            text = answer.read()
        except (OSError, HTTPException):
            self.unanswered.append((key, title))
            return False
        if answer.status != 201:
            self.wrong.append(f"{answer.status} {text[:200]!r}")
            return False
        self.acknowledged[key] = (title, json.loads(text)["number"])
        return True


def worked(clerks: list[Clerk], enough: int) -> None:
    """Wait until that many cases were acknowledged since the start, however slow the machine is today."""
    for _ in range(3000):
        if sum(len(clerk.acknowledged) for clerk in clerks) >= enough:
            return
        time.sleep(0.005)


def body(title: str) -> str:
    said = {
        "kind": "complaint",
        "channel": "web",
        "title": title,
        "text": f"{title}，请尽快处理。",
        "reporter_phone": "13800138000",
    }
    return json.dumps(said)


def headers(site: Site, key: str) -> dict[str, str]:
    token = site.facts["tokens"]["chen"]
    return {"Authorization": f"Bearer {token}", "Content-Type": "application/json", "Idempotency-Key": key}


def test_every_acknowledged_case_survives_twenty_kills_whole_and_once(site: Site) -> None:
    chance = random.Random(9)
    acknowledged: dict[str, tuple[str, str]] = {}
    unanswered: list[tuple[str, str]] = []
    for kill in range(KILLS):
        site.start()
        clerks = [Clerk(site, f"{kill}x{n}") for n in range(CLERKS)]
        for clerk in clerks:
            clerk.start()
        worked(clerks, chance.randint(6, 30))
        time.sleep(chance.uniform(0, 0.02))
        site.kill()
        for clerk in clerks:
            clerk.join(15)
            assert not clerk.wrong, clerk.wrong
            acknowledged |= clerk.acknowledged
            unanswered += clerk.unanswered
    assert len(acknowledged) > KILLS * 5, "the kills came before there was any work"
    assert unanswered, "no kill hit a request under way"
    known = json.loads(site.run("-m", "tests.stories.census"))
    cases = known["cases"]
    for title, number in acknowledged.values():
        assert cases[number]["title"] == title
    for number, case in cases.items():
        assert case["entries"] == 1 and case["head_holds"] and case["clocks"] == 2 and case["searchable"], (
            number,
            case,
        )
    assert known["orphans"] == 0
    titles = [case["title"] for case in cases.values()]
    assert len(titles) == len(set(titles))
    assert len(cases) <= len(acknowledged) + len(unanswered)

    # Who got no answer asks again under the same key: nothing is doubled, whether or not the first one got through.
    site.start()
    with closing(HTTPConnection("127.0.0.1", site.port, timeout=10)) as connection:
        for key, title in unanswered:
            connection.request("POST", "/api/v1/cases", body(title), headers(site, key))
            answer = connection.getresponse()
            answer.read()
            assert answer.status == 201
    after = json.loads(site.run("-m", "tests.stories.census"))["cases"]
    assert len(after) == len(acknowledged) + len(unanswered)

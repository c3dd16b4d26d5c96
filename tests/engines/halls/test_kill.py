"""kill -9 amid taking and calling: every number given is there, nobody was called twice, screens and tickets agree."""

import json
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.stories.site import ROOT, Site, build

pytestmark = pytest.mark.volume
KILLS = 4
WORKERS = 3


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    built = build(tmp_path, "hall_kill", settle=False)
    yield built


def at_work(site: Site, *words: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "tests.engines.halls.hall_at_work", *words],
        env=site.environment,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_what_was_given_and_called_survives_kills(site: Site) -> None:
    site.run("-m", "tests.engines.halls.hall_at_work", "open")
    chance = random.Random(4)
    promised: dict[str, list[str]] = {"took": [], "called": []}
    for kill in range(KILLS):
        workers = [at_work(site, "work", str(n), str(kill)) for n in range(WORKERS)]
        assert workers[0].stdout is not None
        first = workers[0].stdout.readline()  # all of them are past their start by then, or nearly
        assert first, workers[0].communicate()[1][-2000:]
        time.sleep(chance.uniform(0.3, 1.2))
        told = [first]
        for worker in workers:
            worker.kill()
        for worker in workers:
            out, _errors = worker.communicate()
            told += out.splitlines()
        for line in told:
            what, _blank, label = line.strip().partition(" ")
            if label:
                promised[what].append(label)
    found = json.loads(site.run("-m", "tests.engines.halls.hall_at_work", "census"))
    assert len(promised["took"]) > KILLS * 3, "the kills came before there was any work"
    assert set(promised["took"]) <= found["states"].keys()
    assert len(promised["took"]) == len(set(promised["took"])), "one number was given twice"
    assert len(promised["called"]) == len(set(promised["called"])), "one number was called twice"
    assert found["numbers"] == list(range(1, len(found["numbers"]) + 1)), "a number is missing"
    for label in promised["called"]:
        assert found["states"][label] in ("called", "finished")
    # The screens were told of exactly the calls that the tickets remember.
    assert sorted(found["shown"]) == sorted(found["called"])
    assert found["findings"] == []

"""kill -9 amid a bill run: a part is there whole or not at all, and nobody has two bills."""

import json
import random
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engines.billing.run_at_work import ACCOUNTS, PART
from tests.stories.site import ROOT, Site, build

pytestmark = pytest.mark.volume
KILLS, WORKERS = 3, 2
AT_WORK = "tests.engines.billing.run_at_work"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    yield build(tmp_path, "run_kill", settle=False)


def at_work(site: Site) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", AT_WORK, "work"],
        env=site.environment,
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def begin(worker: "subprocess.Popen[str]") -> None:
    """Once it has started up, so that both are at work when they are killed."""
    assert worker.stdout is not None and worker.stdin is not None
    assert worker.stdout.readline() == "ready\n"
    worker.stdin.write("go\n")
    worker.stdin.flush()


def test_a_run_survives_kills_and_bills_everybody_once(site: Site) -> None:
    site.run("-m", AT_WORK, "open")
    chance, promised = random.Random(7), dict[str, str]()
    for _kill in range(KILLS):
        workers = [at_work(site) for _ in range(WORKERS)]
        for worker in workers:
            begin(worker)
        # Whoever is first: on SQLite one may write on and on while the other waits for its turn.
        select.select([worker.stdout for worker in workers if worker.stdout], [], [], 60)
        told: list[str] = []
        time.sleep(chance.uniform(0.0, 0.02))
        for worker in workers:
            worker.kill()
        for worker in workers:
            told += worker.communicate()[0].splitlines()
        promised |= dict(line.split() for line in told if len(line.split()) == 2)
    amid = json.loads(site.run("-m", AT_WORK, "census"))
    assert promised, "the kills came before there was any work"
    assert 0 < amid["bills"] < ACCOUNTS, "the kills came after all the work"
    # What was promised is there, and what is there is whole parts.
    assert {part: str(amid["parts"][part]) for part in promised} == promised
    assert amid["bills"] == sum(amid["parts"].values())
    out, errors = at_work(site).communicate("go\n")
    assert out, errors[-2000:]
    found = json.loads(site.run("-m", AT_WORK, "census"))
    assert (found["bills"], found["twice"], found["state"]) == (ACCOUNTS, 0, "done")
    assert len(found["parts"]) == ACCOUNTS // PART
    assert found["total"] == found["booked"]
    assert found["findings"] == []

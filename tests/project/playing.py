"""A small play for tests."""

from datetime import datetime, timedelta
from typing import Any

from bihuan.ground.directory.actions import token_hash as hashed
from bihuan.project.demo.company import found
from bihuan.project.demo.play import Play
from tests.cast import SHANGHAI

#: A Thursday evening, so that offices, halls and the night are all in the play.
END = datetime(2026, 6, 11, 19, 20, tzinfo=SHANGHAI)


def play(*, seed: int = 2015, days: int = 3, cases: int = 60, **more: Any) -> Play:
    """Play up to END; the standard refused nothing."""
    start = END - timedelta(days=days)
    made = Play(found(start - timedelta(days=2), hashed), start, END, cases, seed, **more)
    for _day in made.run():
        pass
    assert made.refused == [], made.refused
    return made

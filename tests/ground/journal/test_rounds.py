"""What fails in a watch's round is written down and holds up nothing else."""

import logging

import pytest

from bihuan.ground.journal.rounds import each

pytestmark = pytest.mark.pure


def test_one_that_fails_holds_up_none_of_the_others(caplog: pytest.LogCaptureFixture) -> None:
    seen: list[int] = []

    def do(one: int) -> int:
        if one == 2:
            raise ValueError("no edition")
        seen.append(one)
        return one != 3

    with caplog.at_level(logging.ERROR, logger="bihuan.watch"):
        assert each("line", [1, 2, 3, 4], do) == 2
    assert seen == [1, 3, 4]
    assert [record.getMessage() for record in caplog.records] == ["line 2"]

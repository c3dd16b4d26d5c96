"""Leafing through a list."""

import pytest
from django.test import RequestFactory

from bihuan.ground.journal import actions as journal
from bihuan.windows.desk.leafing import leaf
from tests.cast import Cast
from tests.windows.desk.conftest import SignedIn

ROWS = list(range(25))


@pytest.mark.parametrize(
    ("asked", "number", "rows", "more", "capped"),
    [
        ("", 1, ROWS[:10], True, False),
        ("1", 1, ROWS[:10], True, False),
        ("2", 2, ROWS[10:20], False, True),
        ("3", 2, ROWS[10:20], False, True),
        ("99999999999999999999", 1, ROWS[:10], True, False),
        ("0", 1, ROWS[:10], True, False),
        ("-1", 1, ROWS[:10], True, False),
        ("x", 1, ROWS[:10], True, False),
    ],
)
def test_a_page_knows_its_rows_and_whether_there_are_more(
    rf: RequestFactory, asked: str, number: int, rows: list[int], more: bool, capped: bool
) -> None:
    found = leaf(rf.get("/", {"page": asked}), 10, 2, lambda first, beyond: ROWS[first:beyond])

    assert (found.number, found.rows, found.more, found.capped) == (number, rows, more, capped)


def test_the_last_row_ends_the_list(rf: RequestFactory) -> None:
    found = leaf(rf.get("/", {"page": "3"}), 10, 9, lambda first, beyond: ROWS[first:beyond])

    assert (found.rows, found.more, found.capped) == (ROWS[20:], False, False)


def test_what_was_asked_for_stays_asked_for_on_the_next_page(signed_in: SignedIn, cast: Cast) -> None:
    for number in range(31):
        journal.queue("inapp", cast.wang.ref, f"第{number}条", at=cast.at)
    desk = signed_in(cast.wang)

    first = desk.get("/desk/inbox/?unread=1").content.decode()
    second = desk.get("/desk/inbox/?unread=1&page=2").content.decode()

    assert 'href="?unread=1&amp;page=2"' in first
    assert "第0条" not in first and "第1条" in first
    assert "第0条" in second and "第1条" not in second
    assert "page=3" not in second

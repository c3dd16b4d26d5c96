"""Deadlines, states and icons in words."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation

from bihuan.windows.look.parts import clause, due, icon, span_words, state_tag

AT = datetime(2026, 11, 23, 6, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "english", "chinese"),
    [
        (0, "less than 1 min", "不足 1 分钟"),
        (59.9, "less than 1 min", "不足 1 分钟"),
        (60, "1 min", "1 分钟"),
        (3600, "1 h", "1 小时"),
        (3660, "1 h 1 min", "1 小时 1 分"),
        (86400 + 59 * 60, "1 d", "1 天"),
        (2 * 86400 + 3 * 3600 + 59 * 60, "2 d 3 h", "2 天 3 小时"),
    ],
)
def test_a_span_is_told_in_its_two_largest_units(seconds: float, english: str, chinese: str) -> None:
    with translation.override("en"):
        assert span_words(seconds) == english
    with translation.override("zh-hans"):
        assert span_words(seconds) == chinese


@pytest.mark.parametrize(
    ("seconds", "mood"),
    [(7201, "running"), (7200, "soon"), (1, "soon"), (0, "overdue"), (-60, "overdue")],
)
def test_a_deadline_is_near_from_two_hours_and_overdue_from_the_very_moment(seconds: int, mood: str) -> None:
    assert f'data-mood="{mood}"' in due(AT + timedelta(seconds=seconds), AT)


@pytest.mark.parametrize(("state", "word"), [("paused", "已暂停"), ("met", "按时"), ("missed", "未按时")])
def test_a_clock_that_stands_never_counts_nor_turns_overdue(state: str, word: str) -> None:
    with translation.override("zh-hans"):
        html = due(AT - timedelta(days=3), AT, state)
    assert word in html
    assert "data-due" not in html
    assert "overdue" not in html


def test_the_exact_moment_is_shown_in_shanghai() -> None:
    assert 'title="2026-11-23 14:20"' in due(AT, AT - timedelta(days=1))


def test_what_comes_from_data_is_escaped() -> None:
    assert "<b>" not in state_tag("<b>", "<b>x</b>") + clause("<b>", '"><b>') + icon("x", "<b>")

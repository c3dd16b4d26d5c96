"""A problem in a made file leads to the clause that its row cites."""

import pytest

from bihuan.engines.drafts.flaws import cited_at

pytestmark = pytest.mark.pure

KIND = """id: complaint
clause: 第一条
promises:
- id: contact
  title:
    zh: 联系
  clause: 第一条
  allowance: soon
- id: answer
  title:
    zh: 答复
  clause: '2.1'
  allowance: 2wd
"""


@pytest.mark.parametrize(
    ("line", "clause"), [(1, "第一条"), (4, "第一条"), (8, "第一条"), (9, "2.1"), (13, "2.1"), (99, "2.1")]
)
def test_the_row_around_the_line_tells(line: int, clause: str) -> None:
    assert cited_at(KIND, line) == clause


def test_a_row_of_clauses_is_its_own_number() -> None:
    text = "chapter: 一\nclauses:\n- number: 第一条\n  wording:\n    zh: x\n- number: 第二条\n  held_by: people\n"
    assert (cited_at(text, 5), cited_at(text, 7)) == ("第一条", "第二条")


@pytest.mark.parametrize("text", ["", "id: x\n", "- id: a\n  title: b\n- id: c\n  clause: d\n"])
def test_without_a_citation_nothing_is_guessed(text: str) -> None:
    assert cited_at(text, 1) is None

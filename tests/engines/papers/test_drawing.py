"""What a paper shows of any text: itself, never what a template would make of it."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bihuan.engines.papers.drawing import MISSING, draw, known, printable
from bihuan.ground.directory.masks import mask_name
from tests.engines.papers.reading import squeezed, words_of

pytestmark = pytest.mark.pure
AT = datetime(2026, 6, 1, tzinfo=UTC)


def receipt(**said: Any) -> bytes:
    given = {
        "title": "收据", "number": "P1", "issuer": "公司", "foot": "", "facts": [], "amount_label": "收到",
        "amount": "¥ 1.00", "capitals": "人民币壹元整", "what": "用途", "head": ["a", "b", "c", "d"], "lines": [], "notes": [],
    }  # fmt: skip
    return draw("receipt", given | said, at=AT)


@pytest.mark.parametrize(
    "hostile",
    [
        '#read("/etc/passwd")',
        "$ x^2 $",
        "*粗* _斜_ `码`",
        "= 标题",
        "#set page(width: 1pt)",
        "\\u{41}",
        '"]}',
        "<标签> @参考",
        "//注",
    ],
)
def test_a_name_that_looks_like_markup_is_printed_as_it_is(hostile):
    found = words_of(receipt(issuer=hostile, facts=[(hostile, hostile)], lines=[[hostile] * 4]))
    assert found.count(squeezed(hostile)) >= 7, found
    assert "root:" not in found


def test_the_same_data_is_the_same_file():
    assert receipt() == receipt()
    assert receipt(number="P2") != receipt()


def test_every_character_of_the_font_comes_out_on_paper():
    every = "".join(sorted(known()))
    found = words_of(receipt(notes=[every]))
    # dashes and dots that share one shape come out as one of them
    same = set("\u2011\u2013\u2015\u2022\u2027\u30fb")
    lost = [one for one in every if one.strip() and one not in found and 0xFF < ord(one) < 0xFB00]
    assert set(lost) <= same


def test_what_the_font_lacks_is_seen_to_be_missing():
    assert printable("张𠮷三") == f"张{MISSING}三"
    assert MISSING in words_of(receipt(issuer="𠮷"))


def test_what_is_no_character_is_left_out():
    assert printable("张\x00三\u202e丰\ufeff") == "张三丰"


def test_the_font_has_every_character_of_gb_2312_and_of_names_that_came_later():
    levels = (bytes([high, low]) for high in range(0xB0, 0xF8) for low in range(0xA1, 0xFF))
    gb2312 = {one.decode("gb2312", "ignore") for one in levels}
    assert set("".join(gb2312)) <= known()
    assert set("喆堃玥昇珺镕沄祎龑") <= known()
    assert mask_name("张三丰") == printable("张**")

"""Documents, clauses and their numbers; whatever comes in, nothing of it is lost."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bihuan.ground.reading.reader import read_text
from bihuan.ground.reading.shapes import Reading
from bihuan.ground.reading.tree import read_tree

pytestmark = pytest.mark.pure

STANDARD = """城东供热公司服务规范

第一章 总则
第一条 为规范服务,制定本规范。
第二条 服务人员应当履行以下职责:
(一)统一着装,佩戴工号;
(二)收到来件后,做到:1、当日登记;2、两日内答复。
前款所称来件,包括信函和电子邮件。
第二章 现场
第三条 抢修人员应在
2小时内到达现场。第四条 冬季每天巡查不少于3次。
第五条 解释权属公司。
"""


def refs(text: str) -> list[str]:
    return [clause.ref for document in read_tree(text).documents for clause in document.clauses]


def joined(reading: Reading) -> str:
    return "".join(reading.words(clause) for document in reading.documents for clause in document.clauses)


def test_clauses_have_the_numbers_of_the_document() -> None:
    assert refs(STANDARD) == [
        "¶1", "第一章", "第一条", "第二条", "第二条(一)", "第二条(二)", "第二条(二)1", "第二条(二)2", "第二条¶1",
        "第二章", "第三条", "第四条", "第五条",
    ]  # fmt: skip


def test_a_broken_line_is_put_together() -> None:
    reading = read_text(STANDARD)
    third = next(clause for clause in reading.documents[0].clauses if clause.ref == "第三条")
    assert "2小时内到达现场" in reading.words(third)
    (promise,) = third.promises
    assert reading.text[slice(*promise.span)] == "2小时"


def test_decimal_numbers_nest_and_stand_alone() -> None:
    text = "1 总则\n1.1 范围\n1)大厅\n2)窗口\n1.2 依据\n2 要求\n2.1 时限\n2.1.1 受理\n9.5.2 报送\n10 附则\n"
    assert refs(text) == ["1", "1.1", "1.1(1)", "1.1(2)", "1.2", "2", "2.1", "2.1.1", "9.5.2", "10"]


def test_titles_without_a_number_hold_the_lists_below_them() -> None:
    text = "一、会议接待\n会前准备\n1、检查设备\n2、摆放茶具\n会后整理\n1、关闭电源\n2、清点物品\n二、巡检\n"
    assert refs(text) == ["一", "一¶1", "一¶1-1", "一¶1-2", "一¶2", "一¶2-1", "一¶2-2", "二"]


def test_circles_letters_and_bullets_nest() -> None:
    text = "1、分工:\n①前台:a)登记;b)分派。\n②后台\n• 归档\n• 统计\n2、检查\n"
    assert refs(text) == ["1", "1①", "1①a)", "1①b)", "1②", "1②•1", "1②•2", "2"]


def test_quantities_dates_and_citations_are_no_numbers() -> None:
    text = "说明\n24小时值班。\n2016年起执行。\n3.5厘米宽。\n第三条规定的材料见附件。\n12345热线\n10年来没有事故\n"
    assert refs(text) == ["¶1", "¶2", "¶3", "¶4", "¶5", "¶6", "¶7"]


def test_several_documents_in_one_file_are_kept_apart() -> None:
    text = "网页标题\n2024-01-01\n规范 篇1\n第一条 甲。\n规范 篇2\n第一条 乙。\n上一篇:别的\n"
    first, second = read_tree(text).documents
    assert (first.title, second.title) == ("规范 篇1", "规范 篇2")
    assert [clause.ref for clause in second.clauses if not clause.furniture] == ["第一条"]
    assert joined(read_tree(text)) == text


def test_furniture_promises_nothing() -> None:
    reading = read_text("第一条 应在3日内答复。\n上一篇:应在5日内答复的样板\n")
    found = [promise for clause in reading.documents[0].clauses for promise in clause.promises]
    assert [reading.text[slice(*one.span)] for one in found] == ["3日"]


def test_full_and_half_width_read_alike() -> None:
    wide = STANDARD.translate({ord(char): ord(char) + 0xFEE0 for char in ",;:()0123456789"})
    assert refs(wide) == refs(STANDARD)
    found = [one.quantity for clause in read_text(wide).documents[0].clauses for one in clause.promises]
    assert found == [
        one.quantity for clause in read_text(STANDARD).documents[0].clauses for one in clause.promises
    ]


@given(st.text(max_size=300))
def test_no_text_is_lost(text: str) -> None:
    reading = read_text(text)
    assert joined(reading) == text


@given(st.integers(0, 2**32), st.integers(1, 30))
@settings(max_examples=60)
def test_no_text_is_lost_when_a_standard_is_spoilt(seed: int, times: int) -> None:
    dice = random.Random(seed)
    text = STANDARD
    for _ in range(times):
        at = dice.randrange(len(text))
        spoilt = (
            "",
            "\n",
            " ",
            "　",
            "：",
            "１",
            "(三)",
            "第九条",
            "1.1.1.1",
            "•",
            "①",
            "每天3次",
            "\x0c",
            "篇2\n",
            "。",
        )
        text = text[:at] + dice.choice(spoilt) + text[at + dice.randrange(3) :]
    reading = read_text(text)
    assert joined(reading) == text
    for document in reading.documents:
        seen = [clause.ref for clause in document.clauses]
        assert len(seen) == len(set(seen))
        for clause in document.clauses:
            for promise in clause.promises:
                assert clause.span[0] <= promise.span[0] < promise.span[1] <= clause.span[1]

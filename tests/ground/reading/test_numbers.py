"""The ways in which documents number, head, break and spoil their clauses."""

import pytest

from bihuan.ground.reading.reader import read_text
from bihuan.ground.reading.shapes import Clause
from bihuan.ground.reading.tree import read_tree

pytestmark = pytest.mark.pure


def clauses(text: str) -> list[Clause]:
    reading = read_tree(text)
    found = [clause for document in reading.documents for clause in document.clauses]
    assert "".join(text[slice(*clause.span)] for clause in found) == text
    return found


def numbers(text: str) -> list[str]:
    return [clause.number for clause in clauses(text) if clause.number]


def refs(text: str) -> list[str]:
    return [clause.ref for clause in clauses(text) if not clause.furniture]


NATIONAL = """ICS 03.080.30
A 20
四川省地方标准
DB51/T 1234—2021
供水客户服务规范
2021-12-01发布　2022-01-01实施
目  次
1 范围 ……………………………………………… 1
4.1 窗口服务 ......................................... 3
附录A（规范性） 评分表 ………………………… 8
I
DB51/T 1234—2021
前  言
本文件按照有关规定起草。
II
DB51/T 1234—2021
1 范围
本文件规定了供水客户服务的要求。
3 术语和定义
3.1
客户 customer
接受供水服务的单位和个人。
4 服务要求
4.1 窗口服务
4.1.1 等候时间不应超过15 min。
4.1.2 应提供以下服务：
a) 咨询；
b) 报装，其中：
1) 居民报装应在5个工作日内办结；
2) 单位报装应在10个工作日内办结；
c) 缴费。
表1 修复时限
管径 时限
DN100以下 12 h
3
DB51/T 1234—2021
附 录 A
（规范性）
A.1 总则
A.1.1 满分100分。
A.2 评分
"""


def test_a_standard_of_an_office_has_the_numbers_of_its_text_not_of_its_contents() -> None:
    assert numbers(NATIONAL) == [
        "1", "3", "3.1", "4", "4.1", "4.1.1", "4.1.2", "a)", "b)", "1)", "2)", "c)", "附录A", "A.1", "A.1.1", "A.2",
    ]  # fmt: skip
    assert read_tree(NATIONAL).documents[0].title == "供水客户服务规范"


def test_lists_in_lists_belong_to_what_announces_them() -> None:
    wanted = ["4.1.2", "4.1.2a)", "4.1.2b)", "4.1.2b)(1)", "4.1.2b)(2)", "4.1.2c)"]
    assert [ref for ref in refs(NATIONAL) if ref.startswith("4.1.2")][:6] == wanted


def test_contents_running_heads_and_page_numbers_promise_nothing() -> None:
    furniture = [clause for clause in clauses(NATIONAL) if clause.furniture]
    words = " ".join(NATIONAL[slice(*clause.span)].strip() for clause in furniture)
    assert words.count("DB51/T 1234—2021") == 4
    assert "窗口服务 ..." in words and "I " in words and " 3 " in words


def test_the_head_of_a_column_says_what_the_rows_are() -> None:
    found = [one for clause in read_text(NATIONAL).documents[0].clauses for one in clause.promises]
    rows = [one for one in found if one.quantity and one.quantity.value == 12]
    assert [(one.kind, one.quantity and one.quantity.bound) for one in rows] == [("deadline", "max")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("一）目的\n提高水平。\n二）范围\n1）大厅\n2）热线\n", ["一)", "二)", "1)", "2)"]),
        ("（1）接待\n㈠着装\n㈡用语\n⑴请\n⑵您好\n", ["(1)", "㈠", "㈡", "⑴", "⑵"]),
        ("〔一〕时限\n〔二〕回访\n( 1)登记\n( 2)答复\n", ["(一)", "(二)", "(1)", "(2)"]),
        ("第四条 来访\n第四条之一 来电\n第五条 来信\n", ["第四条", "第四条之一", "第五条"]),
        ("第五条,每周检查。\n第六条,每月检查。\n", ["第五条", "第六条"]),
        ("1。由客服部解释。\n2。自发布之日起执行。\n", ["1", "2"]),
        ("——热情\n——周到\n● 准时\n", ["——", "——", "●", ]),
        ("附件1：评分表\n1、满分\n附件2：流程图\n", ["附件1", "1", "附件2"]),
    ],
    ids=["han half", "enclosed", "brackets", "inserted", "comma", "full stop", "dashes", "annexes"],
)  # fmt: skip
def test_many_ways_to_number_are_known(text: str, expected: list[str]) -> None:
    assert numbers(text) == expected


def test_what_a_scanner_read_wrong_is_read_right_where_the_list_goes_on() -> None:
    assert numbers("l、着装\n2、用语\n9、守时\n1O、保密\nll、交接\n12、归档\n") == [
        "1",
        "2",
        "9",
        "10",
        "11",
        "12",
    ]
    assert numbers("l、着装整洁\n我们热情。\n") == []


def test_numbers_torn_by_a_converter_are_put_together() -> None:
    text = "清扫 1. 1 时间 1. 1. 1 普扫 七点前完成。 1. 1. 2 保洁 全天。 1. 2 频次 每日两次。\n"
    assert numbers(text) == ["1.1", "1.1.1", "1.1.2", "1.2"]
    assert numbers("1、总则 1.0。1 目的。 1。0.2 范围。 2、术语 2。0。1 客户。\n") == [
        "1", "1.0.1", "1.0.2", "2", "2.0.1",
    ]  # fmt: skip


def test_parts_joined_by_a_pause_count_where_they_go_on() -> None:
    assert numbers("4、检修\n按周期检修。\n5、保养\n5、1做好清洁。\n5、2检查水箱。\n5、3、1更换填料。\n") == [
        "4",
        "5",
        "5.1",
        "5.2",
        "5.3.1",
    ]
    assert numbers("1、巡查\n2、3名值守人员轮换。\n3、登记\n") == ["1", "2", "3"]


def test_a_text_without_line_breaks_is_cut_at_its_numbers() -> None:
    text = "维修方案1.养护(1) 内容:① 地面巡查。② 门窗检修。(2) 标准① 及时。2.供电(1) 内容:① 巡检。(2) 标准① 不断。\n"
    assert numbers(text) == ["1", "(1)", "①", "②", "(2)", "①", "2", "(1)", "①", "(2)", "①"]
    assert numbers("补户5个工作日4、小户7日。\n") == []
    assert numbers("3、补户5个工作日4、小户7个工作日\n") == ["3", "4"]
    assert numbers("1 人员 1.1 窗口 1.1.1 考勤。 1.1.2 着装。 1.2 导办。\n") == [
        "1",
        "1.1",
        "1.1.1",
        "1.1.2",
        "1.2",
    ]


def test_the_minutes_of_a_clock_are_no_number() -> None:
    text = "一、作息1、标准作息为上午9:00至12:00,下午14:00至17:30。2、上班须签到。二、考勤\n"
    assert numbers(text) == ["一", "1", "2", "二"]


def test_a_figure_right_behind_a_number_is_no_second_number() -> None:
    assert numbers("3、登记。\n4、24小时内送验。\n5、归档。\n") == ["3", "4", "5"]
    assert numbers("见图\n1、2、3号窗口办理。\n") == []


def test_broken_lines_are_put_together_over_blank_ones_and_within_a_figure() -> None:
    text = (
        "（一）接报后及时到场，城区抵达时间不超过\n\n30分钟，\n\n其他地区一般不超过\n\n1小时；\n\n"
        "（二）员工须提前一\n\n个月申请。\n"
    )
    found = [
        (one.quantity.value, one.quantity.unit)
        for clause in read_text(text).documents[0].clauses
        for one in clause.promises
        if one.quantity
    ]
    assert numbers(text) == ["(一)", "(二)"]
    assert found == [(30, "minute"), (1, "hour"), (1, "month")]


def test_a_cited_list_is_no_list() -> None:
    assert numbers("有下列情况之\n一、扣相应分:\n1.迟到的;\n2.早退的。\n") == ["1", "2"]
    assert numbers("应当提交附录A规定的表。\n依照第三条、第四条办理。\n") == []

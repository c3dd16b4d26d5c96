"""What is read in a sentence: kind, value, unit, bound, and what stands around it."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bihuan.ground.reading.plain import plain_promise, shown
from bihuan.ground.reading.promises import promises
from bihuan.ground.reading.shapes import Promise

pytestmark = pytest.mark.pure


def figures(text: str) -> list[Promise]:
    return [one for one in promises(text) if one.quantity]


def told(text: str) -> list[str]:
    return [f"{one.kind} {shown(one.quantity)}" for one in figures(text) if one.quantity]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("窗口应在收到申请之日起十五个工作日内办结。", ["deadline ≤ 15 workday"]),
        ("材料不全的,应当一次告知,最迟不超过2个工作日。", ["deadline ≤ 2 workday"]),
        ("办理时限为7-15个工作日,不得拖延,须在15日内答复。", ["deadline ≤ 15 day"]),
        ("停水检修应提前三天公告。", ["lead_time ≥ 3 day"]),
        ("应于活动开始前48小时报备。", ["lead_time ≥ 48 hour"]),
        ("重点部位每两小时至少巡查一次。", ["frequency ≥ 1 time / 2 hour"]),
        ("大堂每天清扫不少于两次。", ["frequency ≥ 2 time / day"]),
        ("每半年组织一次演练。", ["frequency 1 time / halfyear"]),
        ("每年应开展一至二次评比。", ["frequency 1–2 time / year"]),
        ("热线应按月通报办理情况。", ["frequency 1 time / month"]),
        ("录音资料保存不少于90天。", ["retention ≥ 90 day"]),
        ("合格率应达到百分之九十五以上。", ["threshold ≥ 95 percent"]),
        ("夏季室温不得低于26℃。", ["threshold ≥ 26 celsius"]),
        ("扶手高度应为90厘米至110厘米。", ["threshold 90–110 metre_cm"]),
        ("押运须由两名以上保安人员负责。", ["count ≥ 2 person"]),
        ("每发现一处不合格扣2分,满分100分。", ["score 2 point", "score 100 point"]),
        ("电话铃响三声内应接听。", ["deadline ≤ 3 ring"]),
        ("铃响不得超过三声。", ["deadline ≤ 3 ring"]),
        ("铃响三次前应接听。", ["deadline ≤ 3 ring"]),
        ("超过三声接听电话的应致歉。", ["deadline ≥ 3 ring"]),
        ("值班人员须8:30前到岗。", ["deadline ≤ 08:30 clock"]),
        ("报表应于次月10日前上报。", ["deadline ≤ 10 day_of_month / month"]),
        ("总结应于12月5日前报送。", ["deadline ≤ 12-05 date"]),
        ("投诉应次日内答复。", ["deadline ≤ 1 day"]),
        ("人离开半小时以上应收拾桌面。", ["threshold ≥ 0.5 hour"]),
        ("问候时应鞠躬30度。", ["threshold 30 degree"]),
    ],
)
def test_a_figure_is_read_with_its_kind_unit_and_bound(text: str, expected: list[str]) -> None:
    found = told(text)
    assert [one for one in expected if one not in found] == []


SENTENCES = [
    line.split(" | ")
    for line in Path(__file__).with_name("sentences.txt").read_text("utf-8").splitlines()
    if not line.startswith("#")
]


@pytest.mark.parametrize(("text", "expected"), SENTENCES)
def test_sentences_of_many_trades_are_read(text: str, expected: str) -> None:
    assert "; ".join(told(text)) == expected.removeprefix("-")


@pytest.mark.parametrize(
    "text",
    [
        "2013年9月6日,会议在北京召开。",
        "应当提交第十五条规定的材料。",
        "服务质量需进一步提高。",
        "请拨打12345热线。",
        "及时办结率(%)=按时办结数÷应办结数×100%",
        "依照文件(办发〔2005〕28号)办理。",
        "一位一位办理好吗?",
        "去年共受理投诉7012件,同比下降3%。",
    ],
)
def test_no_figure_is_read_where_none_is_promised(text: str) -> None:
    assert figures(text) == []


def test_the_course_of_a_deadline_is_read() -> None:
    (found,) = figures("接到投诉件后,各责任部门应在45分钟内联系客户,并做好记录。")
    assert (found.subject, found.stop) == ("各责任部门", "联系客户")
    (found,) = figures("自投诉受理之日起,一般投诉2个工作日内答复投诉人。")
    assert (found.start, found.stop, found.conditions) == ("投诉受理", "答复投诉人", ("一般",))


@pytest.mark.parametrize(
    ("text", "subject", "start", "stop"),
    [
        ("窗口收到材料后应在3个工作日内答复申请人。", "窗口", "收到材料", "答复申请人"),
        ("维修人员接到报修后,白天30分钟内、夜间60分钟内到达现场。", "维修人员", "接到报修", "到达现场"),
        ("验收合格后,承办单位于5个工作日内移交资料。", "承办单位", "验收合格", "移交资料"),
        ("急诊患者到达后,分诊护士5分钟内完成分诊。", None, "急诊患者到达", "完成分诊"),
        ("快件丢失的,企业应自接到索赔之日起7日内予以赔偿。", "企业", "接到索赔", "赔偿"),
        ("投诉由客服部负责在2日内答复。", "客服部", None, "答复"),
        ("复电时间由24小时缩短至2小时。", None, None, None),
    ],
)
def test_who_from_when_until_what(
    text: str, subject: str | None, start: str | None, stop: str | None
) -> None:
    found = figures(text)[0]
    assert (found.subject, found.start, found.stop) == (subject, start, stop)


def test_a_case_named_before_its_figure_is_a_condition() -> None:
    usual, hard = figures("自受理之日起15个工作日内办结,情况复杂的,经批准可延长10个工作日。")
    assert (usual.conditions, hard.conditions) == ((), ("情况复杂的",))


def test_conditions_keep_two_values_apart() -> None:
    day, night = figures("白天不超过四小时,夜晚不超过十二小时恢复供电(不包括恶劣天气)。")
    assert (day.conditions, night.conditions) == (("白天",), ("夜晚",))
    assert day.exceptions == ("不包括恶劣天气",)


@pytest.mark.parametrize(
    ("text", "calendar"),
    [
        ("应在3个工作日内答复。", "working"),
        ("应在3个自然日内答复。", "natural"),
        ("应在3日内答复。", "unspecified"),
    ],
)
def test_the_calendar_stays_as_it_is_written(text: str, calendar: str) -> None:
    (found,) = figures(text)
    assert found.calendar == calendar
    assert plain_promise(found)["calendar_default"] == ("natural day" if calendar == "unspecified" else None)


def test_bans_duties_and_lists_of_papers_are_promises_without_a_figure() -> None:
    def kinds(text: str) -> list[tuple[str, str]]:
        return [(one.kind, one.modality) for one in promises(text)]

    assert kinds("严禁在营业区域内吸烟。") == [("prohibited", "must_not")]
    assert kinds("收费员应熟悉业务。") == [("duty", "must")]
    assert kinds("申请人应提交下列材料:") == [("materials", "must")]
    assert kinds("大厅宽敞明亮。") == []


def test_a_promise_as_plain_data_names_everything() -> None:
    (found,) = figures("窗口应在3个工作日内答复。")
    expected: dict[str, Any] = {
        "kind": "deadline", "modality": "must", "value": 3, "value_max": None, "unit": "workday", "bound": "max",
        "per": None, "calendar": "working", "calendar_default": None, "subject": "窗口", "start": None, "stop": "答复",
        "exceptions": [], "conditions": [], "span": [4, 9], "confidence": found.confidence,
    }  # fmt: skip
    assert plain_promise(found) == expected
    assert found.quantity is not None and found.quantity.value == Decimal(3)


def test_confidence_is_lower_where_less_is_said() -> None:
    (plain,) = figures("应在3日内答复,不得拖延。")
    (bare,) = figures("室内空调开至26度即可。")
    assert plain.confidence > bare.confidence


@pytest.mark.parametrize(
    ("title", "count"),
    [("供水抢修服务承诺（征求意见稿）", 0), ("供水抢修服务承诺", 0), ("供水抢修服务承诺：随叫随到。", 1)],
)
def test_the_last_word_of_a_title_binds_nobody(title: str, count: int) -> None:
    assert len([one for one in promises(title) if one.kind == "duty"]) == count

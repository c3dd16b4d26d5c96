"""Notices that contradict themselves are refused with the sentence to look at."""

import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bihuan.ground.worktime import BadHolidays
from bihuan.ground.worktime.holidays.notices import read_notice
from tests.ground.worktime.notices import NOTICES, WHOLE_2025

pytestmark = pytest.mark.pure
NEW_YEAR = "一、元旦：1月1日（周五）至3日（周日）放假，共3天。"


def test_whole_notice_is_read_with_year_and_number():
    table = read_notice(WHOLE_2025)
    assert table.years[2025].number == "国办发明电〔2024〕12号"
    assert table.years[2025].festivals == read_notice(NOTICES[2025], 2025).years[2025].festivals


def test_next_years_notice_reads_into_a_table():
    table = read_notice("国务院办公厅关于2027年部分节假日安排的通知\n" + NEW_YEAR + "1月9日（周六）上班。")
    assert sorted(table.off) == [date(2027, 1, day) for day in (1, 2, 3)]
    assert sorted(table.work) == [date(2027, 1, 9)]


@pytest.mark.parametrize(
    "variant",
    [
        "一、元旦: 1月1日(周五)-3日(周日)放假,共3天.",
        "元旦：１月１日（星期五）至３日（星期日）放假公休，共3天。",
        "一、“新年”：2027年1月1日—2027年1月3日放假，共3天。",
        "<p>一、元旦：1月1日～3日放假调休，共3天。</p>",
    ],
)
def test_ways_of_writing_the_same(variant):
    assert read_notice(variant, 2027).off == read_notice(NEW_YEAR, 2027).off


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (NEW_YEAR.replace("周五", "周四"), "2027-01-01 is 星期五, but the notice says 星期四"),
        (NEW_YEAR.replace("共3天", "共4天"), "says 共4天, but its dates are 3 days"),
        (NEW_YEAR + "1月11日上班。", "2027-01-11 is to be worked (上班) but is no Saturday or Sunday"),
        (NEW_YEAR + "1月3日上班。", "2027-01-03 is both off (放假) and worked (上班)"),
        ("一、元旦：1月3日至1日放假。", "does not run forward"),
        ("一、元旦：13月1日放假。", "13月1日 is not a date"),
        ("一、元旦：2月30日放假。", "2月30日 is not a date"),
        ("一、元旦：1日放假。", "1日 has no month"),
        ("一、元旦：好好休息。", "no day off found"),
        ("今天天气很好。", "no festival found"),
        ("", "no festival found"),
        ("关于2026年部分节假日安排：" + NEW_YEAR, "is for 2026, not for 2027"),
        ("延长2027年春节假期至2月14日。", "write the year out in full"),
        ('{"year": 2027', "not valid JSON"),
        ('{"year": 2027, "days": [{"name": "元旦"}]}', "expected"),
        ('{"year": 2027, "days": []}', "no day off is announced"),
    ],
)
def test_contradiction_is_refused(text, why):
    with pytest.raises(BadHolidays) as refusal:
        read_notice(text, 2027)
    assert why in str(refusal.value)


def test_year_has_to_come_from_somewhere():
    with pytest.raises(BadHolidays, match="--year"):
        read_notice(NEW_YEAR)


def test_json_of_days_is_read():
    rows = [("元旦", "2027-01-01", True), ("元旦", "2027-01-09", False)]
    days = [{"name": name, "date": day, "isOffDay": off} for name, day, off in rows]
    table = read_notice(json.dumps({"year": 2027, "papers": ["https://www.gov.cn/x"], "days": days}))
    assert table.off == {date(2027, 1, 1): "元旦"}
    assert table.work == {date(2027, 1, 9): "元旦"}
    assert table.years[2027].source == "https://www.gov.cn/x"


def test_own_format_is_read():
    table = read_notice(NOTICES[2026], 2026)
    assert read_notice(table.as_text()) == table


@settings(deadline=None)
@given(st.text(alphabet="一二元旦春节：放假上班共天年月日至、。，（）星期六1230 \n", max_size=60))
def test_any_text_is_either_read_or_refused(text):
    try:
        assert read_notice(text, 2027).years
    except BadHolidays as refusal:
        assert str(refusal)

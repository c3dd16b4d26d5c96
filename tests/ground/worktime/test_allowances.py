"""Allowances: the text of a standard in, the same text out."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bihuan.ground.worktime import Allowance, BadAllowance
from bihuan.ground.worktime.allowances import NAMED, UNITS

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("45min", "45分钟", "45 minutes"),
        ("4h", "4小时", "4 hours"),
        ("90wmin", "90分钟（工作时间）", "90 minutes of working time"),
        ("1wh", "1小时（工作时间）", "1 hour of working time"),
        ("2wd", "2个工作日", "2 working days"),
        ("10d", "10个自然日", "10 days"),
        ("1mo", "1个月", "1 month"),
        ("3y", "3年", "3 years"),
        ("-7d", "提前7个自然日", "7 days before"),
        ("-30min", "提前30分钟", "30 minutes before"),
        ("same-day", "当日内", "within the same day"),
        ("next-day 09:00", "次日09:00前", "by 09:00 on the next day"),
        ("next-wd 09:00", "下一个工作日09:00前", "by 09:00 on the next working day"),
        ("this-month day 25", "当月25日前", "by day 25 of this month"),
        ("next-month day 10", "次月10日前", "by day 10 of next month"),
        ("this-month end", "当月最后一日前", "by the last day of this month"),
        ("this-quarter day 10", "季度首月10日前", "by day 10 of a quarter"),
        ("next-week day 5 12:00", "次周周五12:00前", "by 12:00 on Fri of next week"),
        ("half-day", "本半日内", "within this half-day"),
    ],
)
def test_text_comes_back_and_reads_well(text, zh, en):
    allowance = Allowance.parse(text)
    assert str(allowance) == text
    assert allowance.describe("zh-Hans") == zh
    assert allowance.describe("en-GB") == en


@pytest.mark.parametrize(
    ("loose", "canonical"),
    [(" 2 wd ", "2wd"), ("1.5h", "90min"), ("0.25wh", "15wmin"), ("-0.5h", "-30min"), ("007d", "7d"),
     ("quarter day 10", "this-quarter day 10"), ("next-day  9:00", "next-day 09:00"), ("month end", "this-month end")],
)  # fmt: skip
def test_loose_writing_becomes_canonical(loose, canonical):
    assert str(Allowance.parse(loose)) == canonical


_amounts = st.builds(Allowance, st.sampled_from(sorted(UNITS)), st.integers(1, 100) | st.integers(-100, -1))
_named = st.builds(
    Allowance,
    st.sampled_from(
        [name for name in NAMED if name.startswith(("this", "next-")) and name[5:] in ("month", "year")]
    ),
    day=st.none() | st.integers(0, 31),
    minute=st.none() | st.integers(0, 1440),
)


@settings(deadline=None)
@given(_amounts | _named)
def test_parse_undoes_str(allowance):
    assert Allowance.parse(str(allowance)) == allowance


@settings(deadline=None)
@given(_amounts | _named, st.sampled_from(["zh-Hans", "en"]))
def test_every_allowance_can_be_described(allowance, locale):
    assert allowance.describe(locale)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "not understood"),
        ("two days", "not understood"),
        ("fortnight", "unknown unit"),
        ("2 weekdays", "unknown unit 'weekdays'"),
        ("2WD", "not understood"),
        ("0d", "must not be 0"),
        ("1.5wd", "only hours"),
        ("1.333h", "not understood"),
        ("0.01h", "whole minutes"),
        ("101y", "longer than 100 years"),
        ("9999999999999999999min", "longer than 100 years"),
        ("next-day 25:00", "00:00 to 24:00"),
        ("next-day 09:61", "00:00 to 24:00"),
        ("next-day day 3", "belong to a week"),
        ("this-month day 32", "1 to 31"),
        ("this-month day 0", "write 'end'"),
        ("this-week day 8", "1 to 7"),
        ("half-day 09:00", "half-day takes none"),
        ("--7d", "not understood"),
        ("45min 2h", "not understood"),
    ],
)
def test_refusal_says_why_and_what_would_be_right(text, why):
    with pytest.raises(BadAllowance) as refusal:
        Allowance.parse(text)
    assert why in str(refusal.value)
    assert any(advice in str(refusal.value) for advice in ("45min", "shorter", "1.5h", "24:00", "'end'"))


@pytest.mark.parametrize("value", [None, 3, ["2wd"]])
def test_something_other_than_text_is_refused(value):
    with pytest.raises(BadAllowance, match="is not text"):
        Allowance.parse(value)


@settings(deadline=None)
@given(st.text(max_size=20))
def test_any_text_is_either_read_or_refused(text):
    try:
        assert Allowance.parse(str(Allowance.parse(text))) == Allowance.parse(text)
    except BadAllowance as refusal:
        assert str(refusal)

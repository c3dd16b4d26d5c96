"""Receipts: every due time explains itself."""

import json
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bihuan.ground.worktime import Allowance, Calendar, Conventions, Event, due, receipt
from tests.ground.worktime import making
from tests.ground.worktime.making import OFFICE, at
from tests.ground.worktime.test_due_against_oracle import KINDS

pytestmark = pytest.mark.pure


def make(start, allowance, *events, **conventions):
    return receipt(at(start), Allowance.parse(allowance), OFFICE, Conventions(**conventions), events)


def test_receipt_over_national_day_in_chinese():
    assert make("2026-09-29 16:00", "5wd").text("zh-Hans") == "\n".join(
        [
            "时限凭据",
            "起算：2026-09-29 周二 16:00",
            "时限：5个工作日（5wd）",
            "  2026-09-29 周二  起算当日，不计入",
            "  2026-09-30 周三  第1个工作日",
            "  2026-10-01 周四 – 2026-10-07 周三  放假，不计入：国庆节",
            "  2026-10-08 周四  第2个工作日",
            "  2026-10-09 周五  第3个工作日",
            "  2026-10-10 周六  第4个工作日（调休上班）：国庆节",
            "  2026-10-11 周日  休息日，不计入",
            "  2026-10-12 周一  第5个工作日",
            "到期：2026-10-12 周一 24:00",
            f"日历：{OFFICE.version}（Asia/Shanghai）",
        ]
    )


def test_receipt_of_working_time_in_english():
    assert make("2015-06-04 16:50", "90wmin").text("en").splitlines()[3:6] == [
        "  2015-06-04 Thu 16:50–17:30  working time  40 min, 40 min so far",
        "  2015-06-05 Fri 08:30–09:20  working time  50 min, 1 h 30 min so far",
        "Due: 2015-06-05 Fri 09:20",
    ]


def test_receipt_shows_the_roll():
    assert make("2026-09-24 10:00", "10d").text("en").splitlines()[4:9] == [
        "  2026-09-25 Fri – 2026-10-04 Sun  10 days",
        "  2026-10-04 Sun  the last day is a rest day, the period moves: National Day",
        "  2026-10-05 Mon – 2026-10-07 Wed  holiday, not counted: National Day",
        "  2026-10-08 Thu  the last day after the move",
        "Due: 2026-10-08 Thu 24:00",
    ]


def test_lead_says_latest_and_counts_back_from_the_event():
    lines = make("2026-06-15 15:00", "-2wd").text("en").splitlines()
    assert lines[1] == "Event: 2026-06-15 Mon 15:00"
    assert lines[3:7] == [
        "  2026-06-11 Thu  working day 2",
        "  2026-06-12 Fri  working day 1",
        "  2026-06-13 Sat – 2026-06-14 Sun  rest, not counted",
        "  2026-06-15 Mon  day of the event, not counted",
    ]
    assert lines[7] == "Latest: 2026-06-10 Wed 24:00"


def test_unannounced_year_is_noticed_only_where_it_matters():
    def said(*case, **conventions):
        return [notice.values for notice in make(*case, **conventions).notices]

    assert said("2026-12-29 16:00", "5wd") == [("2027",)]
    assert said("2026-12-29 16:00", "10d") == [("2027",)]
    assert said("2026-12-29 16:00", "10d", roll="none") == []
    assert said("2026-12-29 16:00", "2wd") == []
    assert said("2026-12-29 16:00", "100h") == []
    assert said("2027-01-20 16:00", "-2wd") == [("2027",)]
    assert said("2003-12-20 16:00", "20d") == [], "only the last day's year matters for natural days"
    assert said("2003-12-20 16:00", "20wd") == [("2003",)]
    assert "2027" in make("2026-12-29 16:00", "5wd").text("zh-Hans").splitlines()[-1]


def test_unannounced_year_reached_by_an_extension_is_noticed():
    extension = Event("extend", at("2026-12-25 10:00"), Allowance.parse("10wd"))
    assert [notice.values for notice in make("2026-12-24 16:00", "2wd", extension).notices] == [("2027",)]


def test_closed_days_after_a_shift_that_ends_at_midnight_are_shown():
    week = {"fri": ["20:00-24:00"], "mon": ["20:00-24:00"]}
    late = Calendar.from_data("late", {"weekly": week})
    keys = [line.key for line in receipt(at("2026-06-05 20:00"), Allowance.parse("5wh"), late).lines]
    assert keys == ["work", "rest", "work"]


def test_closed_day_that_a_night_shift_reached_into_is_not_called_uncounted():
    nights = Calendar.from_data("nights", {"weekly": {"fri": ["22:00-06:00"]}})
    lines = receipt(at("2026-06-05 22:00"), Allowance.parse("7wh"), nights).lines
    assert [line.key for line in lines] == ["work"]


def test_passed_moment_is_noticed():
    assert [notice.key for notice in make("2026-06-15 18:00", "same-day 17:00").notices] == ["passed"]
    assert make("2026-06-15 16:00", "same-day 17:00").notices == ()


def test_events_are_on_the_receipt_with_what_they_did():
    events = [
        Event("pause", at("2026-10-09 09:00"), reason="等待用户资料"),
        Event("resume", at("2026-10-09 11:00")),
        Event("extend", at("2026-10-10 11:00"), Allowance.parse("2wd"), "负责人批准"),
        Event("stop", at("2026-10-12 09:00")),
    ]
    found = make("2026-09-29 16:00", "5wd", *events)
    assert found.text("zh-Hans").splitlines()[11:16] == [
        "  2026-10-09 周五 09:00  暂停：等待用户资料",
        "  2026-10-09 周五 11:00  恢复，顺延工作时间2小时  到期：2026-10-13 周二 10:30",
        "  2026-10-10 周六 11:00  延期2个工作日：负责人批准  到期：2026-10-15 周四 24:00",
        "  2026-10-12 周一 09:00  停止  到期：2026-10-15 周四 24:00",
        "到期：2026-10-15 周四 24:00",
    ]
    assert found.due == found.standing.due_at == at("2026-10-16 00:00")


def test_paused_receipt_has_no_due_time_but_what_is_left():
    found = make("2026-06-15 10:00", "1wh", Event("pause", at("2026-06-15 10:15")))
    assert found.due is None
    assert "已暂停，剩余工作时间45分钟" in found.text("zh-Hans")
    assert found.as_dict()["due"] is None
    late = make("2026-06-15 10:00", "30min", Event("pause", at("2026-06-15 10:40")))
    assert "Paused, 10 min late at the pause" in late.text("en")


def test_restart_shows_its_own_counting():
    found = make("2026-06-15 10:00", "1wd", Event("restart", at("2026-06-17 10:00")))
    assert [line.key for line in found.lines if hasattr(line, "key")] == [
        "start-day",
        "day",
        "start-day",
        "day",
    ]


def test_dict_is_plain_json_in_the_calendars_zone():
    data = make("2026-09-29 16:00", "5wd").as_dict()
    assert json.loads(json.dumps(data)) == data
    assert data["start"] == "2026-09-29T16:00:00+08:00"
    assert data["due"] == "2026-10-13T00:00:00+08:00"
    assert data["calendar"] == OFFICE.version
    assert [line["total"] for line in data["lines"] if line["counted"]] == [1, 2, 3, 4, 5]


def test_sixty_days_are_shown_each_and_longer_ones_are_folded_without_loss():
    sixty = make("2026-02-01 16:00", "60wd")
    assert sum(line.counted == 1 for line in sixty.lines) == 60
    long = make("2016-02-01 16:00", "2000wd")
    assert sum(line.counted for line in long.lines) == 2000
    assert len(long.lines) < 200
    hours = make("2016-02-01 16:00", "2000wh")
    assert sum(line.counted for line in hours.lines) == 2000 * 3600
    assert len(hours.lines) < 200


@settings(max_examples=150, deadline=None)
@given(
    data=making.calendar_data(), given_conventions=making.conventions, start=making.starts, drawn=st.data(),
    locale=st.sampled_from(["zh-Hans", "en"]),
)  # fmt: skip
def test_every_receipt_adds_up_to_its_due_time(data, given_conventions, start, drawn, locale):
    allowance = Allowance.parse(drawn.draw(st.one_of(*KINDS.values())))
    calendar, _ = making.pair(data, given_conventions)
    counting, moment = Conventions(**given_conventions), making.utc(start)
    found = receipt(moment, allowance, calendar, counting)
    assert found.due == due(moment, allowance, calendar, counting)
    if allowance.kind in ("clock", "working", "workday", "day"):
        assert sum(line.counted for line in found.lines) == abs(allowance.size)
    spans = [(line.start, line.end) for line in found.lines]
    assert all(begin < end for begin, end in spans)
    if allowance.kind in ("working", "workday"):
        assert all(end <= begin for (_, end), (begin, _) in pairwise(spans)), "no time counts twice"
    if allowance.kind == "working":
        assert found.due in (spans[-1][1], spans[0][0])
    if allowance.kind == "workday" and not allowance.lead and counting.ends == "midnight":
        assert found.due == spans[-1][1]
    assert found.text(locale).count("\n") >= 4
    json.dumps(found.as_dict())


def test_seconds_are_shown_only_where_there_are_any():
    moment = at("2026-06-15 10:00") + timedelta(seconds=5)
    assert "10:45:05" in receipt(moment, Allowance.parse("45min"), OFFICE).text("en")

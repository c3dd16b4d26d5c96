"""Calendars: strict about their data, clear about each day."""

import copy
import pickle
from datetime import date, timedelta

import pytest

from bihuan.ground.worktime import Allowance, BadCalendar, Calendar, builtin, calendars, due, load_tables
from tests.ground.worktime.making import OFFICE, at

pytestmark = pytest.mark.pure
WEEK = {"mon": ["09:00-12:00", "13:00-18:00"], "fri": ["09:00-12:00"]}


def make(**data):
    return Calendar.from_data("c", {"weekly": WEEK, **data})


@pytest.mark.parametrize(
    ("day", "status", "workday"),
    [
        (date(2026, 9, 30), "workday", True),
        (date(2026, 10, 1), "holiday", False),
        (date(2026, 10, 10), "make-up", True),
        (date(2026, 10, 11), "rest", False),
        (date(2027, 3, 1), "not yet announced", True),
        (date(2027, 3, 6), "not yet announced", False),
    ],
)
def test_status_of_a_day(day, status, workday):
    assert OFFICE.status(day) == status
    assert OFFICE.is_workday(day) is workday


def test_announced_years():
    assert OFFICE.announced(2026)
    assert not OFFICE.announced(2027)
    assert builtin("cn-247").announced(2027), "a calendar without holidays waits for no notice"


def test_hours_of_a_make_up_workday_are_those_of_the_first_open_day():
    assert make(holidays="cn").hours_on(date(2026, 10, 10)) == (
        (at("2026-10-10 09:00"), at("2026-10-10 12:00")),
        (at("2026-10-10 13:00"), at("2026-10-10 18:00")),
    )
    assert len(make(holidays="cn", make_up="fri").hours_on(date(2026, 10, 10))) == 1


def test_make_up_day_that_is_open_anyway_keeps_its_hours_and_is_an_ordinary_workday():
    hall = builtin("cn-hall")
    assert hall.hours_on(date(2026, 10, 10)) == ((at("2026-10-10 08:30"), at("2026-10-10 17:30")),)
    assert hall.status(date(2026, 10, 10)) == "workday"


def test_overrides_win_over_holidays_and_week():
    calendar = make(
        holidays="cn",
        overrides=[
            {"date": date(2026, 10, 5), "hours": ["10:00-11:00"], "reason": "值班"},
            {"date": "2026-10-12", "hours": [], "reason": "停电"},
            {"date": "2026-10-13", "hours": "workday"},
            {"date": "2026-10-06", "hours": "workday", "reason": "抢修"},
        ],
    )
    assert calendar.status(date(2026, 10, 6)) == "workday", "also on a holiday"
    assert len(calendar.hours_on(date(2026, 10, 6))) == 2
    assert calendar.hours_on(date(2026, 10, 5)) == ((at("2026-10-05 10:00"), at("2026-10-05 11:00")),)
    assert [calendar.status(date(2026, 10, day)) for day in (5, 12, 13)] == ["workday", "rest", "workday"]
    assert len(calendar.hours_on(date(2026, 10, 13))) == 2
    assert calendar.reason(date(2026, 10, 12)) == "停电"
    assert calendar.reason(date(2026, 10, 7)) == "国庆节"


def test_night_hours_end_on_the_next_day():
    nights = Calendar.from_data("n", {"weekly": {"fri": ["22:00-06:00"]}})
    assert nights.hours_on(date(2026, 6, 5)) == ((at("2026-06-05 22:00"), at("2026-06-06 06:00")),)
    assert not nights.is_workday(date(2026, 6, 6))


def test_season_over_the_years_end():
    winter = {"from": "11-15", "to": "03-15", "weekly": {"mon": ["10:00-16:00"]}}
    calendar = make(seasons=[winter])
    opening = {
        day: calendar.hours_on(day)[0][0].hour
        for day in (date(2026, 1, 5), date(2026, 3, 16), date(2026, 11, 16))
    }
    assert list(opening.values()) == [10, 9, 10]


def test_version_names_the_data_and_the_holidays():
    assert OFFICE.version.startswith("cn-office-1+cn-2026.")
    assert make(version="2015").version == "c-2015"
    assert make().version == make().version != make(seasons=[], make_up="mon").version
    assert make(overrides=[{"date": "2026-01-05", "hours": []}]).version != make().version


def test_equal_data_makes_equal_calendars():
    assert make(holidays="cn") == make(holidays="cn")
    assert hash(make(holidays="cn")) == hash(make(holidays="cn"))
    assert make(holidays="cn") != make()


def test_calendar_can_be_pickled_and_copied_while_in_use():
    due(at("2026-09-29 16:00"), Allowance.parse("5wd"), OFFICE)
    for again in (pickle.loads(pickle.dumps(OFFICE)), copy.deepcopy(OFFICE)):
        assert again == OFFICE
        assert due(at("2026-09-29 16:00"), Allowance.parse("5wd"), again) == at("2026-10-13 00:00")


def test_site_tables_lie_over_the_shipped_one(tmp_path):
    (tmp_path / "2027.json").write_text(
        '{"name": "cn", "years": {"2027": {"notice": "x", "days": {"元旦": {"off": ["2027-01-01..2027-01-03"], '
        '"work": ["2027-01-09"]}}}}}'
    )
    tables = load_tables(tmp_path)
    calendar = calendars.with_holidays("cn-office", tables)
    assert calendar.status(date(2027, 1, 1)) == "holiday"
    assert calendar.status(date(2027, 1, 9)) == "make-up"
    assert calendar.status(date(2026, 10, 1)) == "holiday", "the shipped years stay"
    assert calendar.version != OFFICE.version
    assert OFFICE.status(date(2027, 1, 1)) == "not yet announced", "the shipped table itself is untouched"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ({"weekly": WEEK, "hours": {}}, "unknown key 'hours'"),
        ({}, "weekly is missing"),
        ({"weekly": []}, "weekly: expected days"),
        ({"weekly": {"monday": []}}, "unknown day 'monday'"),
        ({"weekly": {"mon": "09:00-12:00"}}, "mon: expected a list"),
        ({"weekly": {"mon": ["9-12"]}}, "'9-12' is not an interval"),
        ({"weekly": {"mon": ["09:00-09:00"]}}, "not be empty"),
        ({"weekly": {"mon": ["09:00-25:00"]}}, "00:00-24:00"),
        ({"weekly": {"mon": ["13:00-18:00", "09:00-12:00"]}}, "in order"),
        ({"weekly": {"mon": ["09:00-12:00", "11:00-13:00"]}}, "not overlap"),
        ({"weekly": {"mon": ["22:00-06:00"], "tue": ["05:00-09:00"]}}, "hours of mon run into those of tue"),
        ({"weekly": {"sun": ["22:00-06:00"], "mon": ["05:00-09:00"]}}, "hours of sun run into those of mon"),
        ({"weekly": WEEK, "zone": "Asia/Shangai"}, "zone 'Asia/Shangai' is unknown"),
        ({"weekly": WEEK, "zone": "../etc/passwd"}, "is unknown"),
        ({"weekly": WEEK, "holidays": "jp"}, "unknown table 'jp'; known are none, cn"),
        ({"weekly": WEEK, "make_up": "monday"}, "make_up"),
        ({"weekly": WEEK, "seasons": {}}, None),
        ({"weekly": WEEK, "seasons": [{"from": "05-01", "to": "09-30"}]}, "exactly the keys from, to, weekly"),
        ({"weekly": WEEK, "seasons": [{"from": "05-32", "to": "09-30", "weekly": {}}]}, "'05-32' is not a day"),
        (
            {"weekly": WEEK, "seasons": [{"from": "05-01", "to": "09-30", "weekly": {}},
                                         {"from": "09-30", "to": "12-31", "weekly": {}}]},
            "two seasons hold on 09-30",
        ),
        ({"weekly": WEEK, "overrides": [{"date": "2026-02-30", "hours": []}]}, "'2026-02-30' is not a date"),
        ({"weekly": WEEK, "overrides": [{"date": "2026-02-03"}]}, "keys date, hours"),
        ({"weekly": WEEK, "overrides": [{"date": "2026-02-03", "hours": "closed"}]}, "expected a list"),
        ({"weekly": WEEK, "overrides": [{"date": "2026-02-03", "hours": []}] * 2}, "2026-02-03 is there twice"),
    ],
)  # fmt: skip
def test_sloppy_data_is_refused_with_its_place(data, why):
    if why is None:
        assert Calendar.from_data("c", data).seasons == ()
        return
    with pytest.raises(BadCalendar, match="calendar 'c'") as refusal:
        Calendar.from_data("c", data)
    assert why in str(refusal.value)


def test_unknown_builtin_names_those_there_are():
    with pytest.raises(BadCalendar, match="cn-office, cn-hall, cn-247"):
        builtin("cn-school")


def test_every_builtin_is_open_in_an_ordinary_week():
    for name in calendars.names():
        week = [date(2026, 6, 1) + timedelta(days=n) for n in range(7)]
        assert sum(map(builtin(name).is_workday, week)) >= 5

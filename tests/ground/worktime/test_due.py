"""Due times by example: the digest's worked examples, then one rule a test."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest

from bihuan.ground.worktime import (
    Allowance,
    Calendar,
    Conventions,
    NaiveTime,
    NoWorkingTime,
    TooFar,
    add_working,
    builtin,
    due,
    next_open,
    working_seconds,
)
from bihuan.ground.worktime.hours import DAYS
from tests.ground.worktime.making import OFFICE, SHANGHAI, at, due_text

pytestmark = pytest.mark.pure
ALWAYS = builtin("cn-247")
NEVER = Calendar.from_data("never", {"weekly": {}})


class TestWorkedExamples:
    """X2.1-X2.5 and X2.8 of the requirements digest (S003 7.6, 9.4, 9.5; S004-6 I.5.4)."""

    @pytest.mark.parametrize(
        ("allowance", "expected"),
        [("45min", "2015-06-04 17:35"), ("2wd", "2015-06-08 24:00"), ("5wd", "2015-06-11 24:00")],
    )
    def test_ordinary_complaint_of_thursday_afternoon(self, allowance, expected):
        assert due_text("2015-06-04 16:50", allowance) == expected

    def test_callback_after_closing_on_wednesday(self):
        assert due_text("2015-06-10 15:00", "2wd") == "2015-06-12 24:00"

    def test_major_complaint_counts_calendar_days_even_to_a_sunday(self):
        assert due_text("2015-06-04 16:50", "10d", roll="none") == "2015-06-14 24:00"

    def test_daily_report_is_due_next_morning(self):
        assert due_text("2015-06-01 18:00", "next-day 09:00") == "2015-06-02 09:00"

    def test_monthly_report_and_archives_of_may(self):
        assert due_text("2015-05-31 23:59", "next-month day 10") == "2015-06-10 24:00"
        assert due_text("2015-05-01 00:00", "next-month day 5") == "2015-06-05 24:00"

    def test_quarter_report(self):
        assert due_text("2015-06-30 12:00", "next-quarter day 10") == "2015-07-10 24:00"
        assert due_text("2015-07-01 00:00", "quarter day 10") == "2015-07-10 24:00"

    def test_seventy_two_clock_hours_run_over_the_weekend(self):
        assert due_text("2015-06-05 18:00", "72h") == "2015-06-08 18:00"


class TestWorkingDays:
    def test_make_up_saturday_counts_and_national_day_does_not(self):
        assert due_text("2026-09-29 16:00", "5wd") == "2026-10-12 24:00"

    def test_start_on_a_rest_day_counts_from_the_next_workday(self):
        assert due_text("2015-06-06 10:00", "1wd") == "2015-06-08 24:00"

    def test_same_day_convention_counts_the_day_while_its_hours_last(self):
        assert due_text("2015-06-04 17:29", "1wd", start_day="same") == "2015-06-04 24:00"
        assert due_text("2015-06-04 17:30", "1wd", start_day="same") == "2015-06-05 24:00"

    def test_close_convention_ends_at_the_close_of_business(self):
        assert due_text("2015-06-04 16:50", "2wd", ends="close") == "2015-06-08 17:30"

    def test_year_without_a_notice_counts_by_the_week(self):
        assert due_text("2030-04-30 10:00", "2wd") == "2030-05-02 24:00"


class TestWorkingTime:
    def test_runs_from_the_moment_inside_hours(self):
        assert due_text("2015-06-04 16:50", "90wmin") == "2015-06-05 09:20"

    def test_ends_at_the_close_rather_than_at_the_next_opening(self):
        assert due_text("2015-06-04 16:30", "1wh") == "2015-06-04 17:30"

    def test_starts_at_the_next_opening_when_closed(self):
        assert due_text("2015-06-06 03:00", "30wmin") == "2015-06-08 09:00"

    def test_season_switch_changes_the_hours(self):
        summer = {"from": "05-01", "to": "09-30", "weekly": {"wed": ["08:00-12:00"], "thu": ["08:00-12:00"]}}
        week = {"wed": ["09:00-12:00"], "thu": ["09:00-12:00"]}
        calendar = Calendar.from_data("seasonal", {"weekly": week, "seasons": [summer]})
        assert due_text("2026-09-30 10:00", "3wh", calendar) == "2026-10-01 10:00"

    def test_cross_midnight_shift_is_one_stretch(self):
        nights = Calendar.from_data("nights", {"weekly": {"fri": ["22:00-06:00"]}})
        assert due_text("2026-06-05 23:00", "2wh", nights) == "2026-06-06 01:00"
        assert due_text("2026-06-06 06:00", "1wh", nights) == "2026-06-12 23:00"

    def test_night_shift_of_new_years_eve_reaches_into_the_first_counted_year(self):
        nights = Calendar.from_data("nights", {"weekly": dict.fromkeys(["wed", "thu"], ("22:00-06:00",))})
        assert working_seconds(at("2026-01-01 00:00"), at("2026-01-01 12:00"), nights) == 6 * 3600

    def test_seconds_are_exact_and_fractions_are_dropped(self):
        start = at("2015-06-04 16:50").replace(second=30, microsecond=999_999)
        assert due(start, Allowance.parse("90wmin"), OFFICE) == at("2015-06-05 09:20") + timedelta(seconds=30)

    def test_summer_time_night_has_one_hour_less(self):
        berlin = Calendar.from_data("b", {"zone": "Europe/Berlin", "weekly": {"sun": ["00:00-24:00"]}})
        start, end = datetime(2026, 3, 28, 12, tzinfo=UTC), datetime(2026, 3, 30, 12, tzinfo=UTC)
        assert working_seconds(start, end, berlin) == 23 * 3600

    def test_night_shift_over_the_change_to_summer_time_is_an_hour_short(self):
        berlin = Calendar.from_data("b", {"zone": "Europe/Berlin", "weekly": {"sat": ["22:00-06:00"]}})
        start = datetime(2026, 3, 28, 21, tzinfo=UTC)  # 22:00 in Berlin
        assert due(start, Allowance.parse("7wh"), berlin) == datetime(2026, 3, 29, 4, tzinfo=UTC)
        assert due(start, Allowance.parse("8wh"), berlin) == datetime(2026, 4, 4, 21, tzinfo=UTC)

    def test_next_open(self):
        assert next_open(at("2026-10-02 10:00"), OFFICE) == at("2026-10-08 08:30")
        assert next_open(at("2026-10-08 09:00"), OFFICE) == at("2026-10-08 09:00")
        assert next_open(at("2026-10-08 12:00"), OFFICE) == at("2026-10-08 14:00")

    def test_adding_nothing_stays_even_outside_hours(self):
        assert add_working(at("2026-10-02 10:00"), 0, OFFICE) == at("2026-10-02 10:00")


class TestNaturalPeriods:
    def test_last_day_in_national_day_moves_to_the_first_workday(self):
        assert due_text("2026-09-24 10:00", "10d") == "2026-10-08 24:00"
        assert due_text("2026-09-24 10:00", "10d", roll="none") == "2026-10-04 24:00"
        assert due_text("2026-09-24 10:00", "10d", roll="previous") == "2026-09-30 24:00"

    def test_last_day_on_a_make_up_saturday_stays(self):
        assert due_text("2026-09-30 10:00", "10d") == "2026-10-10 24:00"

    def test_always_open_calendar_never_rolls(self):
        assert due_text("2026-09-24 10:00", "10d", ALWAYS) == "2026-10-04 24:00"

    @pytest.mark.parametrize(
        ("start", "allowance", "expected"),
        [
            ("2026-01-31 10:00", "1mo", "2026-02-28 24:00"),
            ("2028-01-31 10:00", "1mo", "2028-02-29 24:00"),
            ("2024-02-29 10:00", "1y", "2025-02-28 24:00"),
            ("2024-02-29 10:00", "4y", "2028-02-29 24:00"),
            ("2026-02-28 10:00", "1mo", "2026-03-28 24:00"),
            ("2026-08-31 10:00", "1q", "2026-11-30 24:00"),
            ("2026-12-15 10:00", "1hy", "2027-06-15 24:00"),
        ],
    )
    def test_month_ends_on_the_corresponding_day_or_the_months_last(self, start, allowance, expected):
        assert due_text(start, allowance, roll="none") == expected

    @pytest.mark.parametrize(
        ("start", "expected"),
        [("2026-01-01 10:00", "2026-01-31 24:00"), ("2026-01-31 10:00", "2026-02-28 24:00"),
         ("2026-03-15 10:00", "2026-04-14 24:00")],
    )  # fmt: skip
    def test_month_that_counts_its_first_day_ends_the_day_before(self, start, expected):
        assert due_text(start, "1mo", roll="none", start_day="same") == expected

    def test_day_belongs_to_the_calendars_zone_not_to_utc(self):
        start = datetime(2015, 6, 3, 16, 30, tzinfo=UTC)  # 4 June, half past midnight in Shanghai
        assert due(start, Allowance.parse("1wd"), OFFICE) == at("2015-06-06 00:00")


class TestLeads:
    def test_seven_days_notice_leaves_seven_whole_days(self):
        assert due_text("2026-06-20 08:00", "-7d") == "2026-06-12 24:00"

    def test_seven_days_notice_counting_the_day_of_the_event(self):
        assert due_text("2026-06-20 08:00", "-7d", start_day="same") == "2026-06-13 24:00"

    def test_lead_never_gets_shorter_by_rolling_on(self):
        # The 13th of June 2026 is a Saturday.
        assert due_text("2026-06-21 08:00", "-7d") == "2026-06-13 24:00"
        assert due_text("2026-06-21 08:00", "-7d", roll="previous") == "2026-06-12 24:00"

    @pytest.mark.parametrize(
        ("allowance", "expected"),
        [("-24h", "2026-06-14 15:00"), ("-30min", "2026-06-15 14:30"), ("-15min", "2026-06-15 14:45"),
         ("-3h", "2026-06-15 12:00"), ("-3wh", "2026-06-15 10:00"), ("-2wd", "2026-06-10 24:00"),
         ("-1mo", "2026-05-14 24:00")],
    )  # fmt: skip
    def test_leads_before_a_meeting_on_monday_at_three(self, allowance, expected):
        assert due_text("2026-06-15 15:00", allowance) == expected

    def test_working_lead_is_the_last_such_moment_not_an_earlier_close(self):
        assert due_text("2026-06-15 08:30", "-7wh") == "2026-06-12 08:30"


class TestNamedMoments:
    @pytest.mark.parametrize(
        ("start", "allowance", "expected"),
        [
            ("2026-06-15 10:00", "same-day", "2026-06-15 24:00"),
            ("2026-06-15 10:00", "same-day 17:00", "2026-06-15 17:00"),
            ("2026-06-15 17:00", "same-day 17:00", "2026-06-16 17:00"),
            ("2026-06-15 10:00", "half-day", "2026-06-15 12:00"),
            ("2026-06-15 12:00", "half-day", "2026-06-15 24:00"),
            ("2026-06-12 10:00", "next-day 09:00", "2026-06-13 09:00"),
            ("2026-06-12 10:00", "next-wd 09:00", "2026-06-15 09:00"),
            ("2026-06-12 10:00", "this-week", "2026-06-14 24:00"),
            ("2026-06-12 10:00", "next-week day 5 12:00", "2026-06-19 12:00"),
            ("2026-06-12 10:00", "this-month day 25", "2026-06-25 24:00"),
            ("2026-06-26 10:00", "this-month day 25", "2026-07-25 24:00"),
            ("2026-02-12 10:00", "this-month day 30", "2026-02-28 24:00"),
            ("2026-12-12 10:00", "next-month day 10", "2027-01-10 24:00"),
            ("2026-02-12 10:00", "this-month end", "2026-02-28 24:00"),
            ("2026-06-12 10:00", "this-half", "2026-06-30 24:00"),
            ("2026-06-12 10:00", "next-year day 31", "2027-01-31 24:00"),
        ],
    )
    def test_moment(self, start, allowance, expected):
        assert due_text(start, allowance) == expected

    def test_named_date_moves_off_a_rest_day_only_when_asked(self):
        assert due_text("2026-09-12 10:00", "next-month day 3") == "2026-10-03 24:00"
        assert due_text("2026-09-12 10:00", "next-month day 3", roll_dates="next") == "2026-10-08 24:00"
        assert due_text("2026-09-12 10:00", "next-month day 3", roll_dates="previous") == "2026-09-30 24:00"

    def test_rolling_back_at_the_edge_of_the_counted_years_in_a_western_zone(self):
        # The table covers 2025 to 2027 first; 1 January 2028 is asked for and is itself a workday.
        west = Calendar.from_data(
            "w", {"zone": "America/New_York", "weekly": dict.fromkeys(DAYS, ("09:00-10:00",))}
        )
        start = datetime(2026, 6, 1, 12, tzinfo=UTC)
        due(start, Allowance.parse("1wd"), west)
        found = due(start, Allowance.parse("579d"), west, Conventions(roll="previous"))
        assert found == datetime(2028, 1, 2, 5, tzinfo=UTC)

    def test_date_rolled_back_before_the_start_gives_way_to_the_next(self):
        assert due_text("2026-10-02 10:00", "this-month day 3", roll_dates="previous") == "2026-11-03 24:00"

    def test_half_day_at_close_ends_with_the_session(self):
        assert due_text("2026-06-15 13:00", "half-day", ends="close") == "2026-06-15 17:30"
        assert due_text("2026-06-15 18:00", "half-day", ends="close") == "2026-06-15 24:00"


class TestRefusals:
    @pytest.mark.parametrize("allowance", ["1wd", "1wmin", "-1wd", "-1wmin", "1d", "next-wd"])
    def test_calendar_without_any_hours_says_so(self, allowance):
        with pytest.raises(NoWorkingTime, match="'never' has not enough working time"):
            due(at("2026-06-15 10:00"), Allowance.parse(allowance), NEVER)

    def test_calendar_without_hours_still_counts_what_needs_none(self):
        assert due_text("2026-06-15 10:00", "4h", NEVER) == "2026-06-15 14:00"
        assert due_text("2026-06-15 10:00", "3d", NEVER, roll="none") == "2026-06-18 24:00"

    def test_next_open_of_a_closed_calendar(self):
        with pytest.raises(NoWorkingTime):
            next_open(at("2026-06-15 10:00"), NEVER)

    def test_naive_start(self):
        for allowance in ("2wd", "45min", "next-day 09:00"):
            with pytest.raises(NaiveTime, match="no zone"):
                due(datetime(2026, 6, 15), Allowance.parse(allowance), OFFICE)  # noqa: DTZ001

    @pytest.mark.parametrize("year", [1, 1949, 2201, 9999])
    @pytest.mark.parametrize("allowance", ["1wd", "1wmin", "1d", "1y"])
    def test_years_no_calendar_counts(self, year, allowance):
        with pytest.raises(TooFar, match="1950"):
            due(datetime(year, 6, 15, tzinfo=UTC), Allowance.parse(allowance), OFFICE)

    def test_unknown_convention(self):
        with pytest.raises(ValueError, match="roll: 'later' is not one of next, none, previous"):
            Conventions(roll="later")

    def test_due_before_the_first_table_and_after_the_last(self):
        assert due_text("1999-12-31 10:00", "1wd") == "2000-01-03 24:00"
        assert due_text("2199-12-02 10:00", "1wd") == "2199-12-03 24:00"
        with pytest.raises(NoWorkingTime):
            due(at("2199-12-02 10:00"), Allowance.parse("1000wd"), OFFICE)


def test_result_is_in_utc_and_calendar_grows_both_ways():
    fresh = Calendar.from_data("fresh", {"weekly": {"mon": ["09:00-10:00"]}})
    assert due(at("2026-06-15 08:00"), Allowance.parse("1wh"), fresh).tzinfo is UTC
    assert due(at("2026-06-15 08:00"), Allowance.parse("2000wh"), fresh).astimezone(SHANGHAI).year == 2064
    assert due(at("1990-06-15 08:00"), Allowance.parse("-1wh"), fresh) == at("1990-06-11 09:00")
    assert working_seconds(at("1980-01-01 00:00"), at("2100-01-01 00:00"), fresh) == sum(
        3600 for day in range(date(1980, 1, 1).toordinal(), date(2100, 1, 1).toordinal()) if day % 7 == 1
    )


def test_threads_may_share_a_calendar_while_it_grows():
    years = [*range(1960, 2180, 7)] * 3
    data = {"weekly": {"mon": ["09:00-10:00"], "thu": ["22:00-02:00"]}}

    def count(calendar, year):
        start = at(f"{year}-06-15 08:00")
        texts = ("40wh", "-40wh", "30wd", "-30wd", "10d")
        return [due(start, Allowance.parse(text), calendar) for text in texts]

    alone, shared = (Calendar.from_data("shared", data) for _ in range(2))
    with ThreadPoolExecutor(8) as pool:
        found = list(
            pool.map(lambda year: count(shared, year), sorted(years, key=lambda year: year * 7919 % 101))
        )
    assert found == [count(alone, year) for year in sorted(years, key=lambda year: year * 7919 % 101)]

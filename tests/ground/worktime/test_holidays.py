"""The shipped table: what the notices say, and what two independent packages say."""

from datetime import date, timedelta

import chinese_calendar
import holidays as holidays_package
import pytest

from bihuan.ground.worktime import BadHolidays
from bihuan.ground.worktime.holidays import from_data, read, shipped
from bihuan.ground.worktime.holidays.notices import read_notice
from tests.ground.worktime.making import CN, OFFICE
from tests.ground.worktime.notices import FIRST_ANNOUNCED, NOTICES

pytestmark = pytest.mark.pure
YEARS = range(2004, 2027)

# Where a judge is not followed, with the reason.
DIFFERENCES = {
    "chinesecalendar": {
        date(2005, 12, 31): "the notice for 2006 (国办发明电〔2005〕35号) says 12月31日（星期六）上班; "
        "the package leaves the day out",
    },
    "holidays": {},
}  # fmt: skip


def days():
    return (date(2004, 1, 1) + timedelta(days=n) for n in range((date(2027, 1, 1) - date(2004, 1, 1)).days))


def test_every_day_agrees_with_chinesecalendar():
    differing = {day for day in days() if OFFICE.is_workday(day) != chinese_calendar.is_workday(day)}
    assert differing == set(DIFFERENCES["chinesecalendar"])


def test_every_day_agrees_with_holidays():
    judge = holidays_package.country_holidays("CN", years=range(2003, 2028))
    differing = {day for day in days() if OFFICE.is_workday(day) != judge.is_working_day(day)}
    assert differing == set(DIFFERENCES["holidays"])


@pytest.mark.parametrize("year", NOTICES)
def test_table_says_what_the_notice_says(year):
    assert read_notice(NOTICES[year], year).years[year].festivals == CN.years[year].festivals


@pytest.mark.parametrize("year", FIRST_ANNOUNCED)
def test_changed_year_names_the_notice_that_changed_it(year):
    assert CN.years[year].revised_by
    assert read_notice(FIRST_ANNOUNCED[year], year).years[year].festivals != CN.years[year].festivals


@pytest.mark.parametrize("year", YEARS)
def test_year_is_sound(year):
    found = CN.years[year]
    assert found.notice == f"国务院办公厅关于{year}年部分节假日安排的通知"
    assert len(found.festivals) >= 4
    for festival in found.festivals:
        assert festival.off, festival.name
        assert all(day.weekday() >= 5 for day in festival.work), "a make-up workday is a Saturday or Sunday"
        assert {day.year for day in festival.off + festival.work} <= {year, year - 1}


def test_every_year_cites_the_number_of_its_notice():
    assert [year for year in YEARS if not CN.years[year].number.startswith("国办发明电〔")] == []


def test_days_off_and_make_up_days_by_year():
    def count(kind):
        return [
            sum(len(getattr(festival, kind)) for festival in CN.years[year].festivals)
            for year in range(2008, 2027)
        ]

    assert count("off") == [29, 27, 29, 29, 27, 29, 22, 26, 24, 24, 23, 24, 30, 31, 31, 27, 28, 28, 33]
    assert count("work") == [6, 6, 8, 5, 7, 12, 5, 5, 6, 5, 6, 7, 6, 7, 7, 7, 8, 5, 6]


def test_table_survives_writing_and_reading(tmp_path):
    path = tmp_path / "cn.json"
    path.write_text(CN.as_text(), encoding="utf-8")
    again = read(path)
    assert again == CN
    assert again.as_data() == CN.as_data()


def test_shipped_table_cannot_be_changed_by_accident():
    with pytest.raises(TypeError):
        shipped()["cn"].off[date(2027, 1, 1)] = "元旦"


def test_merged_table_has_its_own_version_and_drops_the_replaced_year():
    newer = read_notice("一、元旦：1月1日放假。", 2026)
    merged = CN.merged(newer)
    assert merged.version != CN.version
    assert merged.off[date(2026, 1, 1)] == "元旦"
    assert date(2026, 10, 1) not in merged.off


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ([], "expected"),
        ({"name": "cn"}, "expected"),
        ({"name": "cn", "years": {"27": 1}}, "must be a year"),
        ({"name": "cn", "years": {"2027": {"day": {}}}}, "unknown key 'day'"),
        ({"name": "cn", "years": {"2027": {}}}, "'days' is missing"),
        ({"name": "cn", "years": {"2027": {"days": {"元旦": ["2027-01-01"]}}}}, "2027: 元旦: expected 'off'"),
        (
            {"name": "cn", "years": {"2027": {"days": {"元旦": {"off": ["2027-1-1"]}}}}},
            "'2027-1-1' is not a date",
        ),
        (
            {"name": "cn", "years": {"2027": {"days": {"元旦": {"off": ["2027-01-03..2027-01-01"]}}}}},
            "run forward",
        ),
        (
            {
                "name": "cn",
                "years": {"2027": {"days": {"元旦": {"off": ["2027-01-02"], "work": ["2027-01-02"]}}}},
            },
            "both a day off and a make-up workday",
        ),
    ],
)
def test_sloppy_table_is_refused(data, why):
    with pytest.raises(BadHolidays, match=why):
        from_data(data)


def test_unreadable_file_names_itself(tmp_path):
    (tmp_path / "x.json").write_text("{", encoding="utf-8")
    with pytest.raises(BadHolidays, match=r"x\.json"):
        read(tmp_path / "x.json")
    with pytest.raises(BadHolidays, match=r"missing\.json"):
        read(tmp_path / "missing.json")

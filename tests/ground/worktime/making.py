"""Calendars, starts and allowances for the worktime tests."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from bihuan.ground.worktime import Allowance, Calendar, Conventions, builtin, due
from bihuan.ground.worktime.holidays import shipped
from tests.ground.worktime.oracle import Oracle

SHANGHAI = ZoneInfo("Asia/Shanghai")
OFFICE = builtin("cn-office")
CN = shipped()["cn"]


def at(text: str) -> datetime:
    """A moment in Shanghai: `2015-06-04 16:50`."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def due_text(start: str, allowance: str, calendar: Calendar = OFFICE, **conventions: str) -> str:
    """The due time as it is shown: an end of day as 24:00 of that day."""
    found = due(at(start), Allowance.parse(allowance), calendar, Conventions(**conventions)).astimezone(
        SHANGHAI
    )
    if (found.hour, found.minute, found.second) == (0, 0, 0):
        return f"{found - timedelta(days=1):%Y-%m-%d} 24:00"
    return f"{found:%Y-%m-%d %H:%M}"


# Hours that never reach each other across midnight, so that any week of them is a calendar.
_DAYTIME = st.sampled_from(
    [
        [],
        ["09:00-17:00"],
        ["08:30-12:00", "14:00-17:30"],
        ["00:00-24:00"],
        ["00:00-06:00", "20:00-24:00"],
        ["07:59-08:00"],
    ]
)
_NIGHTS = st.sampled_from(
    [[], ["22:00-06:00"], ["06:00-14:00", "18:30-02:15"], ["23:59-00:01"], ["10:00-18:00"]]
)


def _week(pattern):
    days = st.fixed_dictionaries(dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), pattern))
    return days.filter(lambda week: any(week.values()))


@st.composite
def calendar_data(draw):
    """The plain data of a calendar: week, perhaps seasons, overrides, holidays."""
    pattern = draw(st.sampled_from([_DAYTIME, _NIGHTS]))
    data = {"weekly": draw(_week(pattern)), "holidays": draw(st.sampled_from(["cn", "none"]))}
    if draw(st.booleans()):
        ends = draw(st.sampled_from([("05-01", "09-30"), ("11-15", "03-15"), ("02-29", "02-29")]))
        data["seasons"] = [{"from": ends[0], "to": ends[1], "weekly": draw(_week(pattern))}]
    days = draw(st.lists(st.dates(min_value=_DATES[0], max_value=_DATES[1]), unique=True, max_size=4))
    hours = st.one_of(st.just("workday"), pattern)
    data["overrides"] = [{"date": day.isoformat(), "hours": draw(hours)} for day in days]
    return data


_DATES = (datetime(2024, 1, 1).date(), datetime(2026, 12, 31).date())  # noqa: DTZ001
conventions = st.builds(
    dict,
    start_day=st.sampled_from(["next", "same"]),
    ends=st.sampled_from(["midnight", "close"]),
    roll=st.sampled_from(["next", "none", "previous"]),
    roll_dates=st.sampled_from(["none", "next", "previous"]),
)
starts = st.datetimes(
    min_value=datetime(2024, 2, 1),  # noqa: DTZ001
    max_value=datetime(2026, 9, 30),  # noqa: DTZ001
).map(lambda moment: moment.replace(second=0, microsecond=0))


def pair(data, given):
    """The calendar and the oracle of the same data."""
    return Calendar.from_data("drawn", data), Oracle(data, CN.off, CN.work, **given)


def utc(local: datetime) -> datetime:
    return local.replace(tzinfo=SHANGHAI).astimezone(UTC)

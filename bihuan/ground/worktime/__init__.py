"""Working time: calendars, allowances, due times, receipts. Pure: no Django, no clock, only sums.

>>> office = builtin("cn-office")
>>> due(moment_of_acceptance, Allowance.parse("2wd"), office)
"""

from bihuan.ground.worktime import calendars
from bihuan.ground.worktime.allowances import Allowance
from bihuan.ground.worktime.calendars import Calendar, Status, builtin
from bihuan.ground.worktime.conventions import DEFAULT, Conventions
from bihuan.ground.worktime.counting import add_working, due, next_open, working_seconds
from bihuan.ground.worktime.errors import (
    BadAllowance,
    BadCalendar,
    BadEvent,
    BadHolidays,
    NaiveTime,
    NoWorkingTime,
    TooFar,
    WorktimeError,
)
from bihuan.ground.worktime.holidays import HolidayTable, load_tables
from bihuan.ground.worktime.hours import Hours
from bihuan.ground.worktime.receipts import Receipt, receipt
from bihuan.ground.worktime.standing import Event, Standing, counted_seconds, replay, steps

__all__ = [
    "DEFAULT",
    "Allowance",
    "BadAllowance",
    "BadCalendar",
    "BadEvent",
    "BadHolidays",
    "Calendar",
    "Conventions",
    "Event",
    "HolidayTable",
    "Hours",
    "NaiveTime",
    "NoWorkingTime",
    "Receipt",
    "Standing",
    "Status",
    "TooFar",
    "WorktimeError",
    "add_working",
    "builtin",
    "calendars",
    "counted_seconds",
    "due",
    "load_tables",
    "next_open",
    "receipt",
    "replay",
    "steps",
    "working_seconds",
]

"""What working time refuses. All are `ValueError`s, so that readers of packs can point at file and line."""


class WorktimeError(ValueError):
    """The time sum cannot be done as asked."""


class BadAllowance(WorktimeError):
    """The allowance is not written in a way a standard could mean."""


class BadCalendar(WorktimeError):
    """The calendar's data is not usable."""


class BadHolidays(WorktimeError):
    """The holiday notice or table contradicts itself or cannot be read."""


class BadEvent(WorktimeError):
    """The log of a clock contains an event that cannot follow the one before it."""


class NaiveTime(WorktimeError):
    """A moment without a zone; every moment has to say its zone."""


class NoWorkingTime(WorktimeError):
    """The calendar does not hold enough working time within the years it can count."""


class TooFar(WorktimeError):
    """The moment lies outside the years a calendar can count."""

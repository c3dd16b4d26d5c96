"""Prefix sums over a run of years, so that any amount of time is found by bisection, not by walking days."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from bihuan.ground.worktime.errors import NoWorkingTime, TooFar
from bihuan.ground.worktime.hours import Interval

FIRST_YEAR, LAST_YEAR = 1950, 2200

Span = tuple[int, int]
"""Half-open, in seconds since 1970 UTC."""


@dataclass(frozen=True, slots=True)
class Table:
    """The working intervals and workdays between two moments, as parallel sorted lists.

    `before[i]` and `after[i]` are the working seconds from the table's start up to the opening and closing of
    interval i. Touching intervals are one, so that 24 h service is a single long interval. `days` are ordinals.
    """

    years: tuple[int, int]
    days: tuple[int, int]
    since: int
    until: int
    workdays: list[int]
    opens: list[int]
    shuts: list[int]
    before: list[int]
    after: list[int]

    @classmethod
    def of(cls, years: tuple[int, int], ends: Span, workdays: list[int], spans: Iterable[Span]) -> "Table":
        """Build from workday ordinals and spans, both in order. A span may reach out of the table's ends."""
        opens: list[int] = []
        shuts: list[int] = []
        for start, end in spans:
            # A single date's override may open within the night shift before it; time counts once.
            if shuts and start <= shuts[-1]:
                shuts[-1] = max(shuts[-1], end)
            else:
                opens.append(start)
                shuts.append(end)
        before, after, total = [], [], 0
        for start, end in zip(opens, shuts, strict=True):
            before.append(total)
            total += end - start
            after.append(total)
        days = date(years[0], 1, 1).toordinal(), date(years[1] + 1, 1, 1).toordinal()
        return cls(years, days, *ends, workdays, opens, shuts, before, after)

    def total(self, at: int) -> int:
        """Working seconds from the table's start up to a moment."""
        i = bisect_right(self.opens, at) - 1
        return 0 if i < 0 else self.before[i] + min(at, self.shuts[i]) - self.opens[i]

    def forward(self, at: int, seconds: int) -> int | None:
        """The first moment with that many working seconds since `at`; None if beyond the table. `seconds` >
        0."""
        target = self.total(at) + seconds
        j = bisect_left(self.after, target)
        if j == len(self.after):
            return None
        found = self.shuts[j] - (self.after[j] - target)
        return found if found <= self.until else None

    def backward(self, at: int, seconds: int) -> int | None:
        """The last moment with that many working seconds up to `at`; None if before the table. `seconds` >
        0."""
        target = self.total(at) - seconds
        j = bisect_right(self.before, target) - 1
        if j < 0:
            return None
        found = self.opens[j] + (target - self.before[j])
        return found if found >= self.since else None

    def opening(self, at: int) -> int | None:
        """`at` itself while open, else the next opening; None if beyond the table."""
        i = bisect_right(self.opens, at) - 1
        if i >= 0 and at < self.shuts[i]:
            return at
        return self.opens[i + 1] if i + 1 < len(self.opens) else None


class Tables:
    """The prefix sums of one calendar, wider as later or earlier years are asked for.

    Each widening is a new immutable `Table` put in place at once, so threads may share a calendar.
    """

    def __init__(self, name: str, tz: ZoneInfo, intervals: Callable[[date], tuple[Interval, ...]]) -> None:
        self.name, self.tz, self._intervals = name, tz, intervals
        self._years: dict[int, tuple[list[int], list[Span]]] = {}
        self._table: Table | None = None

    def around(self, at: int) -> Table:
        """A table that covers a moment (seconds since 1970 UTC). Raises `TooFar` outside 1950-2200."""
        table = self._table
        if table is not None and table.since <= at < table.until:
            return table
        table = self._with((datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=at)).year)
        if not table.since <= at < table.until:
            raise TooFar(f"calendar {self.name!r} counts {FIRST_YEAR} to {LAST_YEAR}")
        return table

    def on(self, day: int) -> Table:
        """A table that covers a day (an ordinal). Raises `TooFar` outside 1950-2200."""
        table = self._table
        if table is not None and table.days[0] <= day < table.days[1]:
            return table
        return self._with(date.fromordinal(day).year)

    def _with(self, year: int) -> Table:
        """A table with a year and its neighbours, so that most sums need no second one."""
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise TooFar(f"calendar {self.name!r} counts {FIRST_YEAR} to {LAST_YEAR}, not {year}")
        return self._widen(year - 1, year + 1)

    def later(self, table: Table) -> Table:
        """A table that ends later. Raises `NoWorkingTime` when there is no later year to count."""
        first, last = table.years
        if last >= LAST_YEAR:
            raise NoWorkingTime(f"calendar {self.name!r} has not enough working time before {LAST_YEAR + 1}")
        return self._widen(first, last + (last - first + 1))

    def earlier(self, table: Table) -> Table:
        """A table that begins earlier. Raises `NoWorkingTime` when there is no earlier year to count."""
        first, last = table.years
        if first <= FIRST_YEAR:
            raise NoWorkingTime(f"calendar {self.name!r} has not enough working time after {FIRST_YEAR - 1}")
        return self._widen(first - (last - first + 1), last)

    def _widen(self, first: int, last: int) -> Table:
        if self._table is not None:
            first, last = min(first, self._table.years[0]), max(last, self._table.years[1])
        first, last = max(first, FIRST_YEAR), min(last, LAST_YEAR)
        workdays: list[int] = []
        # The night shift of the 31 December before the table reaches into it.
        spans = self._spans(date(first - 1, 12, 31).toordinal())
        for year in range(first, last + 1):
            workdays += self._year(year)[0]
            spans += self._year(year)[1]
        since, until = (self._moment(date(year, 1, 1).toordinal(), 0) for year in (first, last + 1))
        self._table = Table.of((first, last), (since, until), workdays, spans)
        return self._table

    def _year(self, year: int) -> tuple[list[int], list[Span]]:
        if year not in self._years:
            workdays: list[int] = []
            spans: list[Span] = []
            for day in range(date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal()):
                if found := self._spans(day):
                    workdays.append(day)
                    spans += found
            self._years[year] = workdays, spans
        return self._years[year]

    def _spans(self, day: int) -> list[Span]:
        hours = self._intervals(date.fromordinal(day))
        if not hours:
            return []
        midnight = self._moment(day, 0)
        if self._moment(day + 2, 0) - midnight == 2 * 86400:
            return [(midnight + 60 * a, midnight + 60 * b) for a, b in hours]
        # Summer time begins or ends: each wall-clock time has its own offset.
        return [(self._moment(day, a), self._moment(day, b)) for a, b in hours]

    def _moment(self, day: int, minutes: int) -> int:
        wall = datetime.fromordinal(day) + timedelta(minutes=minutes)
        return int(wall.replace(tzinfo=self.tz).timestamp())

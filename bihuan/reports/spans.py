"""The stretch of days a report is about. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bihuan.ground.worktime.zone import SHANGHAI
from bihuan.reports.naming import covered, dated
from bihuan.reports.shapes import Period

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """Whole local days, `first` and `last` included; as moments half-open: [since, until)."""

    period: Period
    first: date
    last: date

    @property
    def since(self) -> datetime:
        return datetime.combine(self.first, time(), SHANGHAI)

    @property
    def until(self) -> datetime:
        return datetime.combine(self.last + _DAY, time(), SHANGHAI)

    @property
    def days(self) -> tuple[date, ...]:
        return tuple(self.first + _DAY * step for step in range((self.last - self.first).days + 1))

    @property
    def dated(self) -> str:
        """`20150601`, `20150501-0531`: what a report's name begins with (9.4.4)."""
        return dated(self.first, self.last)

    def before(self) -> "Span":
        """The period right before this one: the month before, not thirty days before."""
        return span_on(self.period, self.first - _DAY)


def span_on(period: Period, on: date) -> Span:
    """The period that holds the date."""
    return Span(period, *covered(period, on))


def last_ended(period: Period, at: datetime) -> Span:
    """The latest period that is over at the moment; one that ends at this very midnight is over."""
    return span_on(period, at.astimezone(SHANGHAI).date()).before()


def ended(period: Period, at: datetime, count: int) -> tuple[Span, ...]:
    """The `count` latest periods that are over, the latest first."""
    found = [last_ended(period, at)]
    while len(found) < count:
        found.append(found[-1].before())
    return tuple(found[:count])


def deadline(at: datetime) -> str:
    """A deadline as people say it: midnight is 24:00 of the day before."""
    local = at.astimezone(SHANGHAI)
    if (local.hour, local.minute) == (0, 0):
        return f"{local - _DAY:%Y-%m-%d} 24:00"
    return f"{local:%Y-%m-%d %H:%M}"

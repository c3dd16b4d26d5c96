"""The halls in the play: each night the finished day is written, at the end the day that still runs, and appointments."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from random import Random
from typing import TYPE_CHECKING

from bihuan.engines.halls import actions
from bihuan.engines.halls.inforce import standard_of
from bihuan.ground.directory.actor import customer
from bihuan.ground.journal.errors import Refused
from bihuan.ground.worktime.zone import SHANGHAI
from bihuan.project.demo.halls import Opened, Window, open_halls
from bihuan.project.demo.matter import Course
from bihuan.project.demo.recording import Record
from bihuan.project.demo.visiting import Day

if TYPE_CHECKING:
    from bihuan.project.demo.play import Play

#: How far back visits go; a month fills every figure of the board.
BACK = timedelta(days=31)
#: The demo's full month belongs to two thousand cases; a smaller play has fewer visits.
FULL = 500
#: How busy each weekday is.
_BUSY = (1.25, 1.05, 1.0, 0.95, 1.05, 0.7, 0.6)
#: Appointments that are open when the demo is opened.
BOOKED = 10


def served(play: "Play") -> Course:
    """Wakes each night after midnight for the day before, and once more at the end of the play."""
    halls = open_halls(play.company, play.start)
    on = play.local(max(play.start, play.end - BACK)).date() + timedelta(days=1)
    while (night := _after(on)) < play.end:
        yield night
        write_day(play, halls, on, night)
        on += timedelta(days=1)
    yield play.end - timedelta(milliseconds=1)
    write_day(play, halls, on, play.end)
    _keep_lobbies(play, halls)
    _book(play, halls)


def _after(on: date) -> datetime:
    return datetime.combine(on + timedelta(days=1), time(0, 5), SHANGHAI)


def write_day(play: "Play", halls: Sequence[Opened], on: date, until: datetime) -> None:
    """Every hall's local day as far as it has come."""
    phones = [caller.phone for caller in play.callers]
    share = min(1.0, play.cases / FULL)
    for opened in halls:
        standard = standard_of(opened.hall, play.start)
        for opens, shuts in standard.calendar.hours_on(on):
            shuts = min(shuts, opens.replace(hour=23, minute=55, second=0))
            if opens >= until:
                continue
            rng = Random(f"{play.seed}:{opened.plan.code}:{on}")
            day = Day(standard, _windows(opened, on, until < play.end), opens, shuts, rng)
            day.play(phones, opened.plan.daily * share * _BUSY[on.weekday()])
            Record(opened, day, on, until, play.company.people).write()


def _windows(opened: Opened, on: date, over: bool) -> list[Window]:
    """On past Mondays everybody; otherwise the free windows wait, today for whoever tries the demo."""
    return [one for one in opened.plan.windows if (over and on.weekday() == 0) or not one.free]


def _keep_lobbies(play: "Play", halls: Sequence[Opened]) -> None:
    for opened in halls:
        if standard_of(opened.hall, play.end).opening(play.end) is not None:
            keeper = play.company.actors[opened.plan.keeper]
            actions.lobby_back(opened.hall, by=keeper, at=play.end)


def _book(play: "Play", halls: Sequence[Opened]) -> None:
    """A few customers come in the next days."""
    rng = Random(f"{play.seed}:bookings")
    for opened in halls:
        for ahead in range(1, 4):
            on = play.local(play.end).date() + timedelta(days=ahead)
            for one in actions.bands_free(opened.hall, on, play.end)[:BOOKED]:
                caller = rng.choice(play.callers)
                try:
                    actions.book(
                        opened.hall,
                        rng.choice(("open", "connect", "bill")),
                        one.band.start,
                        phone=caller.phone,
                        name=caller.name,
                        by=customer(caller.phone),
                        at=play.end,
                    )
                except Refused:
                    continue  # his telephone holds as many as it may

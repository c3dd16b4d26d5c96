"""What a pack says about halls: the services on offer, and the rules by which a hall takes its turn. Pure.

A place chooses one row of `halls/`; figures that the standard leaves open are the row's to set.
"""

from datetime import timedelta
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, StringConstraints

from bihuan.ground.standards.base import Chapter, ClauseNumber, Slug, Strict, Text, register
from bihuan.ground.standards.said import told
from bihuan.ground.worktime.allowances import Allowance


def _runs_on(text: str) -> str:
    allowance = Allowance.parse(text)
    if allowance.kind != "clock" or allowance.amount <= 0:
        raise ValueError(f"{text!r} is not a time by the clock; write such as 30sec, 15min or 2h")
    return text


#: A time by the clock: `30sec`, `15min`, `2h`.
Span = Annotated[str, AfterValidator(_runs_on)]
#: A time of the local day: `09:00`.
DayTime = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$|^24:00$")]
Language = Literal["zh", "en"]


def span(text: str) -> timedelta:
    """The length of a `Span`."""
    return timedelta(seconds=Allowance.parse(text).size)


class Material(Strict):
    """A paper to bring; `when` says who needs it, if not everybody."""

    id: Slug
    title: Text
    when: Text | None = None


class Service(Strict):
    """Something that is done at a counter. `minutes` is its normal handling time, `letter` opens its ticket numbers.

    A visit may open a case of `kind`; `remote`: a number may be taken before coming.
    """

    id: Slug
    title: Text
    letter: Annotated[str, StringConstraints(pattern=r"^[A-Z]$")]
    clause: ClauseNumber | None = None
    minutes: int = Field(ge=1, le=240)
    materials: tuple[Material, ...] = ()
    kind: Slug | None = None
    category: Slug | None = None
    appointments: bool = True
    remote: bool = True
    languages: tuple[Language, ...] = ("zh",)


class Windows(Strict):
    """How many windows are open at least, on workdays and on other open days."""

    workday: int = Field(ge=0, le=99)
    holiday: int = Field(ge=0, le=99)
    clause: ClauseNumber


class Crowd(Strict):
    """How many people wait for each open window at most, on average."""

    most: int = Field(ge=1, le=999)
    clause: ClauseNumber


class Away(Strict):
    """How long nobody may stand in for the lobby manager."""

    most: Span
    clause: ClauseNumber


class Priority(Strict):
    """Who goes before whom: a higher `rank` first, ordinary customers having 0.

    `most_wait` lifts those who would wait longer. `asks`: whether customers may claim it themselves at the kiosk.
    """

    id: Slug
    title: Text
    rank: int = Field(ge=0, le=9)
    most_wait: Span | None = None
    clause: ClauseNumber | None = None
    asks: Literal["customer", "staff"] = "staff"


class Fairness(Strict):
    """Nobody who is due is passed over more often than this."""

    overtaken_most: int = Field(default=3, ge=0, le=99)
    clause: ClauseNumber | None = None


class NoShow(Strict):
    """Called so many times, so far apart; then once more to the end of the queue (`back`), or passed.

    Whoever was passed may come back within `keep`; an appointment is kept as long after its band.
    """

    calls: int = Field(default=3, ge=1, le=9)
    every: Span = "30sec"
    then: Literal["back", "passed"] = "passed"
    keep: Span = "15min"
    clause: ClauseNumber | None = None


class BandRow(Strict):
    """Appointments from one local time to another in bands of `length`, `quota` people each."""

    from_: DayTime = Field(alias="from")
    to: DayTime
    length: Span
    quota: int = Field(ge=1, le=999)


class BookingRule(Strict):
    """How far ahead, how many open bookings a phone may hold, how long before the band it is reminded."""

    days_ahead: int = Field(default=7, ge=0, le=366)
    per_phone: int = Field(default=2, ge=1, le=99)
    remind: Span = "2h"
    clause: ClauseNumber | None = None


class RemoteRule(Strict):
    """Numbers taken on the phone: how near one must be, how many one phone may hold."""

    within_metres: int = Field(default=3000, ge=1, le=1_000_000)
    per_phone: int = Field(default=1, ge=1, le=99)
    clause: ClauseNumber | None = None


class Contingent(Strict):
    """At most so many tickets a day of one service."""

    service: Slug
    most: int = Field(ge=1, le=9999)
    clause: ClauseNumber | None = None


class Reason(Strict):
    """Why a customer was not content, to choose from."""

    id: Slug
    title: Text


class RatingRule(Strict):
    """Stars from 1 to 5; `bad` and below asks why and is told to the lobby manager. Given within `within` of the end."""

    bad: int = Field(default=2, ge=0, le=4)
    within: Span = "24h"
    reasons: tuple[Reason, ...] = ()
    clause: ClauseNumber | None = None


class Posts(Strict):
    """Roles of the pack that stand in the lobby, serve at a counter, lead the hall."""

    lobby: tuple[Slug, ...]
    clerk: tuple[Slug, ...]
    manager: tuple[Slug, ...]

    @property
    def everybody(self) -> frozenset[str]:
        return frozenset((*self.lobby, *self.clerk, *self.manager))


class HallRules(Strict):
    """`halls/*.yaml`. What is left out is not asked: without `windows` no number of open windows is watched."""

    id: Slug
    title: Text
    clause: ClauseNumber | None = None
    services: tuple[Slug, ...]
    calendar: Slug
    posts: Posts
    windows: Windows | None = None
    waiting_per_window: Crowd | None = None
    lobby_away: Away | None = None
    priorities: tuple[Priority, ...] = ()
    fairness: Fairness = Fairness()
    no_show: NoShow = NoShow()
    bands: tuple[BandRow, ...] = ()
    booking: BookingRule = BookingRule()
    remote: RemoteRule | None = None
    contingents: tuple[Contingent, ...] = ()
    rating: RatingRule = RatingRule()

    def priority(self, id: str) -> Priority | None:
        return next((one for one in self.priorities if one.id == id), None)


def _broken_services(rows: Any, pack: Any) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    letters: dict[str, str] = {}
    for service in rows.values():
        other = letters.setdefault(service.letter, service.id)
        if other != service.id:
            said = "letter {letter} is already that of {other}; tickets could not be told apart"
            found.append((service.id, told(said, letter=service.letter, other=other)))
        if service.kind is not None and service.kind not in pack.rows("kinds"):
            found.append((service.id, told("kind {kind!r} is not in kinds/", kind=service.kind)))
    return found


def _broken_rules(rows: Any, pack: Any) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    roles = {role.id for role in pack.roles}
    for rules in rows.values():
        if rules.calendar not in pack.rows("calendars"):
            said = "calendar {calendar!r} is not in calendars.yaml"
            found.append((rules.id, told(said, calendar=rules.calendar)))
        for service in rules.services:
            if service not in pack.rows("services"):
                found.append((rules.id, told("service {service!r} is not in services.yaml", service=service)))
        for contingent in rules.contingents:
            if contingent.service not in rules.services:
                said = "contingents: service {service!r} is not offered by these rules"
                found.append((rules.id, told(said, service=contingent.service)))
        for role in sorted(rules.posts.everybody - roles):
            found.append((rules.id, told("posts: role {role!r} is not in pack.yaml", role=role)))
        found += [(rules.id, wrong) for row in rules.bands for wrong in _broken_band(row)]
    return found


def _broken_band(row: BandRow) -> list[str]:
    minutes = minute_of(row.to) - minute_of(row.from_)
    if minutes <= 0:
        return [told("band {start}: it must end after it begins", start=row.from_)]
    if timedelta(minutes=minutes) % span(row.length):
        said = "band {start}-{end}: {length} does not divide it evenly"
        return [told(said, start=row.from_, end=row.to, length=row.length)]
    return []


def minute_of(time: str) -> int:
    """Minutes after midnight of a `DayTime`."""
    hours, _colon, minutes = time.partition(":")
    return int(hours) * 60 + int(minutes)


CHAPTERS = (
    Chapter("services", Service, check=_broken_services),
    Chapter("halls", HallRules, folder=True, check=_broken_rules),
)
for chapter in CHAPTERS:
    register(chapter)

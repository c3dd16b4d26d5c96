"""The months: begun, filled in a table, published."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bihuan.engines.rosters import actions
from bihuan.engines.rosters.checks import NEVER, Finding
from bihuan.engines.rosters.inforce import leaves_of, may_stand, station_of, stations_at
from bihuan.engines.rosters.models import Roster, Shift
from bihuan.engines.rosters.shapes import LEAVE
from bihuan.engines.rosters.wording import said as worded
from bihuan.ground.directory import places as tree
from bihuan.ground.directory.models import Person, Place
from bihuan.ground.journal.errors import NotAllowed
from bihuan.ground.worktime.zone import SHANGHAI
from bihuan.windows.desk.administering import done
from bihuan.windows.desk.http import go, page, staff, today
from bihuan.windows.desk.rosters import forms as asked
from bihuan.windows.desk.rosters.reach import keeps_rosters, roster_of, stands
from bihuan.windows.look.http import Request, locale, new_key, url

MOST_FINDINGS = 30


@dataclass(frozen=True, slots=True)
class Cell:
    day: date
    mark: str
    tone: str


@dataclass(frozen=True, slots=True)
class Line:
    person: Person
    cells: list[Cell]
    hours: int
    nights: int


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def months(request: Request) -> HttpResponse:
    """The months he keeps, or that are out where he stands; who keeps some begins another."""
    on = today(request)
    kept = keeps_rosters(request.actor, on)
    if not kept and not stands(request.actor, on):
        raise NotAllowed
    form = _begin(request, kept) if kept else None

    def do() -> Mapping[str, Any]:
        assert form is not None
        place, _colon, station = form.cleaned_data["post"].partition(":")
        month = date.fromisoformat(form.cleaned_data["month"])
        begun = actions.begin_month(
            Place.objects.get(pk=place), station, month, by=request.actor, at=request.at
        )
        return {"roster": begun.pk}

    if request.method == "POST":
        if form is None:
            raise NotAllowed
        if begun := done(request, form, do):
            return go("desk:shift_month", begun["roster"])
    rows = Roster.objects.select_related("place").order_by("-month", "place__path", "station")
    mine = [one for one in _near(rows, request) if _sees(request, one, kept)]
    said = {"rows": [(one, station_of(one)) for one in mine], "form": form, "key": new_key()}
    status = 422 if form is not None and form.errors else 200
    return page(request, "rosters/months", said, crumbs=[(_("Shift tables"), None)], status=status)


def _near(rows: Any, request: Request) -> list[Roster]:
    """Of the last year, at the places of his posts and below."""
    below: set[int] = set()
    for path in {post.place for post in request.actor.posts}:
        found = tree.below(path)
        if found is None:
            below = set(tree.paths())
            break
        below |= found
    return list(rows.filter(month__gte=today(request) - timedelta(days=365), place__in=below)[:120])


def _sees(request: Request, roster: Roster, kept: tuple[str, ...]) -> bool:
    if any(roster.place.path.startswith(path) for path in kept):
        return True
    roles = station_of(roster).roles
    return roster.state == Roster.State.PUBLISHED and any(
        post.role in roles and roster.place.path.startswith(post.place) for post in request.actor.posts
    )


def _begin(request: Request, kept: tuple[str, ...]) -> asked.Begin:
    on = today(request)
    below = [tree.below(path) for path in kept]
    ids = set(tree.paths()) if None in below else {pk for one in below if one for pk in one}
    posts = [
        (f"{place.pk}:{held.station.id}", f"{place.name} · {held.station.title.say(locale())}")
        for place in Place.objects.filter(pk__in=ids, closed_at=None).order_by("path")
        for held in stations_at(place, on)
    ]
    month, found = on.replace(day=1), []
    for _next in range(4):
        found.append((month.isoformat(), f"{month:%Y-%m}"))
        month = (month + timedelta(days=31)).replace(day=1)
    return asked.Begin(request.POST if request.method == "POST" else None, months=found[:3], posts=posts)


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def month(request: Request, pk: int) -> HttpResponse:
    """The table of a month; who keeps it fills it with a pattern and publishes it."""
    roster, keeps = roster_of(request, pk)
    station = station_of(roster)
    people = may_stand(station, roster.place, request.at)
    first, last = actions.month_of(roster)
    start = {"first": max(first, today(request)), "last": last, **_picked(request)}
    form = asked.Fill(
        request.POST if request.method == "POST" else None, people=people, station=station, initial=start
    )

    def do() -> None:
        said = form.cleaned_data
        span = said["first"], said["last"]
        actions.fill(roster, said["person"], said["pattern"], *span, by=request.actor, at=request.at)

    if request.method == "POST":
        if not keeps:
            raise NotAllowed
        if done(request, form, do):
            messages.success(request, _("Written into the table."))
            return go("desk:shift_month", pk)
    title = f"{roster.place.name} · {station.title.say(locale())} {roster.month:%Y-%m}"
    said = {**_table(request, roster, people, keeps), "form": form if keeps else None, "title": title}
    crumbs = [(_("Shift tables"), url("desk:shift_months")), (title, None)]
    return page(request, "rosters/month", said, crumbs=crumbs, status=422 if form.errors else 200)


def _table(request: Request, roster: Roster, people: list[Person], keeps: bool) -> dict[str, Any]:
    station = station_of(roster)
    first, last = actions.month_of(roster)
    wrong = actions.wrong_in(roster, request.at) if keeps else []
    named = {one.pk: one.name for one in people}
    return {
        "roster": roster,
        "station": station,
        "days": [first + timedelta(n) for n in range((last - first).days + 1)],
        "lines": _lines(roster, people, wrong),
        "keeps": keeps,
        "publish": asked.Publish() if keeps and roster.state == Roster.State.DRAFT else None,
        "wrong": [
            (worded(one, station, named), one.rule in NEVER, one.clause) for one in wrong[:MOST_FINDINGS]
        ],
        "more": max(0, len(wrong) - MOST_FINDINGS),
        "course": asked.Course(people=people) if keeps and station.course else None,
        "today": today(request),
        "key": new_key(),
        "other_key": new_key(),
    }


def _picked(request: Request) -> dict[str, str]:
    """A cell that was pressed: who and which day stand in the form already."""
    day = request.GET.get("day", "")
    found = {"person": request.GET["person"]} if request.GET.get("person", "").isdigit() else {}
    try:
        date.fromisoformat(day)
    except ValueError:
        return found
    return found | {"first": day, "last": day}


def _lines(roster: Roster, people: list[Person], wrong: list[Finding]) -> list[Line]:
    """A line for everybody who may stand here, or does."""
    first, last = actions.month_of(roster)
    days = [first + timedelta(n) for n in range((last - first).days + 1)]
    rows = Shift.objects.filter(roster=roster, state=Shift.State.PLANNED).select_related("person")
    by_person: dict[Person, dict[date, Shift]] = {one: {} for one in people}
    for shift in rows:
        by_person.setdefault(shift.person, {})[shift.day] = shift
    bad = {(one.person, _day(end)) for one in wrong if one.person for end in (one.span.since, one.span.until)}
    away = _days_off([one.pk for one in by_person], first, last)
    return [_line(roster, person, shifts, days, bad, away) for person, shifts in by_person.items()]


def _line(
    roster: Roster,
    person: Person,
    shifts: Mapping[date, Shift],
    days: list[date],
    bad: set[tuple[int, date]],
    away: set[tuple[int, date]],
) -> Line:
    station, cells = station_of(roster), []
    for day in days:
        found = shifts.get(day)
        if found:
            tone = "wrong" if (person.pk, day) in bad else "shift"
            cells.append(Cell(day, station.turn(found.turn).mark, tone))
        else:
            off = (person.pk, day) in away
            cells.append(Cell(day, LEAVE if off else "", "leave" if off else ""))
    hours = sum((one.ends_at - one.starts_at).total_seconds() for one in shifts.values()) / 3600
    nights = sum(_over_midnight(one) for one in shifts.values())
    return Line(person, cells, round(hours), nights)


def _over_midnight(shift: Shift) -> bool:
    """Whether some of it lies between midnight and five in the morning."""
    since = shift.starts_at.astimezone(SHANGHAI)
    return since.hour < 5 or _day(shift.ends_at - timedelta(minutes=1)) != since.date()


def _days_off(people: list[int], first: date, last: date) -> set[tuple[int, date]]:
    return {
        (pk, _day(span.since) + timedelta(n))
        for pk, spans in leaves_of(people, first, last).items()
        for span in spans
        for n in range((span.until - span.since).days)
    }


def _day(at: datetime) -> date:
    return at.astimezone(SHANGHAI).date()


@require_POST
@staff
def publish(request: Request, pk: int) -> HttpResponse:
    roster, keeps = roster_of(request, pk)
    if not keeps:
        raise NotAllowed
    form = asked.Publish(request.POST)

    def do() -> None:
        actions.publish(roster, form.cleaned_data["despite"], by=request.actor, at=request.at)

    if done(request, form, do):
        messages.success(request, _("The table is out; everybody in it was told."))
    else:
        for error in [str(error) for many in form.errors.values() for error in many]:
            messages.error(request, error)
    return go("desk:shift_month", pk)


@require_POST
@staff
def course(request: Request, pk: int) -> HttpResponse:
    """Somebody has passed the course that the post asks for."""
    roster, keeps = roster_of(request, pk)
    station = station_of(roster)
    if not keeps or station.course is None:
        raise NotAllowed
    asks = station.course.id
    form = asked.Course(request.POST, people=may_stand(station, roster.place, request.at))

    def do() -> None:
        who, day = form.cleaned_data["who"], form.cleaned_data["day"]
        actions.pass_course(who, roster.place, asks, day, by=request.actor, at=request.at)

    if done(request, form, do):
        messages.success(request, _("Written down."))
    else:
        for error in [str(error) for many in form.errors.values() for error in many]:
            messages.error(request, error)
    return go("desk:shift_month", pk)

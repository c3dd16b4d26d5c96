"""Which reports are owed, by whom, for which period and until when (S003 9.5): from adoptions, posts and the pack."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from bihuan.engines.cases.models import Case
from bihuan.ground.directory.models import Membership, Person, Place, Team
from bihuan.ground.standards import adoption
from bihuan.ground.standards.packs import Pack
from bihuan.ground.worktime.zone import SHANGHAI
from bihuan.reports.errors import NoSuchReport
from bihuan.reports.models import PeriodReport
from bihuan.reports.naming import due_of
from bihuan.reports.shapes import Period, Report
from bihuan.reports.spans import Span, ended

#: How many ended periods are looked back on: a report forgotten longer ago is history, not a task.
LOOKED_BACK: Mapping[Period, int] = {
    "express": 7, "day": 7, "week": 4, "month": 3, "quarter": 2, "halfyear": 1, "year": 1,
}  # fmt: skip


@dataclass(frozen=True)
class Owed:
    """A report that a place owes for a period; `issues` are its rows, the latest first."""

    row: Report
    pack: Pack
    place: Place
    span: Span
    name: str
    due_at: datetime | None
    issues: tuple[PeriodReport, ...] = ()

    @property
    def sent(self) -> PeriodReport | None:
        return next((one for one in self.issues if not one.is_draft), None)

    @property
    def draft(self) -> PeriodReport | None:
        return next((one for one in self.issues if one.is_draft), None)

    def is_late(self, at: datetime) -> bool:
        return self.sent is None and self.due_at is not None and at >= self.due_at


def report_in_force(report: str, place: Place, on: date) -> tuple[Pack, Report]:
    """The report by the standard in force at the place on a date. Raises NoSuchReport."""
    for pack in adoption.in_force(place, on):
        row = pack.rows("reports").get(report)
        if row is not None:
            return pack, row
    raise NoSuchReport(report=report)


def name_of(row: Report, span: Span) -> str:
    """`20150601业务受理日报` (9.4.4)."""
    return span.dated + row.name


def due_at(row: Report, pack: Pack, span: Span) -> datetime | None:
    return due_of(row, span.last, pack.calendar(row.calendar))


def owed(at: datetime, places: Iterable[Place] | None = None) -> list[Owed]:
    """What is owed at the moment, the latest period first: each report at each place where somebody owns it.

    A report whose owner's post is held nowhere is owed where the standard was adopted.
    """
    all_places = list(Place.objects.filter(closed_at=None).order_by("path"))
    posts = _posts(at)
    occasions = _majors(at)
    asked = None if places is None else {place.pk for place in places}
    found: list[Owed] = []
    for place in all_places:
        if asked is not None and place.pk not in asked:
            continue
        for pack, row in _rows(place, _today(at)):
            if _owes(place, row, pack, posts, at):
                found += _periods(row, pack, place, at, occasions)
    return _with_issues(
        sorted(found, key=lambda one: (one.span.last, one.place.path, one.row.id), reverse=True)
    )


def owners(one: Owed, at: datetime) -> list[Person]:
    """Who has to send it; nobody there: who waits for it."""
    return holders(one.place, one.row.owner, at) or holders(one.place, one.row.recipient, at)


def holders(place: Place, role: str, at: datetime) -> list[Person]:
    """Active people who hold the role at the place or above it, the nearest place only."""
    held = Membership.objects.held(at).filter(role=role).select_related("team__place", "person")
    near: dict[int, list[Person]] = {}
    for post in held:
        if post.person.is_active and place.path.startswith(post.team.place.path):
            near.setdefault(len(post.team.place.path), []).append(post.person)
    return near[max(near)] if near else []


def units_of(place: Place) -> list[Team]:
    """Units below the place that can have a report of their own (7.5c)."""
    return list(
        Team.objects.filter(place__path__startswith=place.path, kind=Team.Kind.UNIT, closed_at=None).order_by(
            "id"
        )
    )


def _rows(place: Place, on: date) -> list[tuple[Pack, Report]]:
    """Every report of the standards in force; where a site's own standard extends another, the nearer one's."""
    found: dict[str, tuple[Pack, Report]] = {}
    for pack in adoption.in_force(place, on):
        for row in pack.rows("reports").values():
            found.setdefault(row.id, (pack, row))
    return list(found.values())


def _today(at: datetime) -> date:
    return at.astimezone(SHANGHAI).date()


def _posts(at: datetime) -> dict[str, set[str]]:
    """Role to the paths of the places where it is held."""
    found: dict[str, set[str]] = {}
    for role, path in Membership.objects.held(at).values_list("role", "team__place__path").distinct():
        found.setdefault(role, set()).add(path)
    return found


def _owes(place: Place, row: Report, pack: Pack, posts: Mapping[str, set[str]], at: datetime) -> bool:
    held = posts.get(row.owner, set())
    if place.path in held:
        return True
    adopted_here = place.parent_id is None or pack not in adoption.in_force(
        place.path[: -len(f"{place.pk}/")], _today(at)
    )
    return adopted_here and not any(path.startswith(place.path) for path in held)


def _majors(at: datetime) -> list[tuple[date, str]]:
    """The days looked back on that had a major case, each with the path of its place."""
    since = ended("express", at, LOOKED_BACK["express"])[-1].since
    majors = Case.objects.filter(gravity=Case.Gravity.MAJOR, opened_at__gte=since, opened_at__lte=at)
    return [(_today(opened), path) for opened, path in majors.values_list("opened_at", "place__path")]


def _periods(
    row: Report, pack: Pack, place: Place, at: datetime, occasions: Iterable[tuple[date, str]]
) -> list[Owed]:
    """Ended periods, as far back as the standard was in force there on their last day; express ones with an occasion."""
    days = {day for day, path in occasions if path.startswith(place.path)} if row.occasion else set()
    return [
        Owed(row, pack, place, span, name_of(row, span), due_at(row, pack, span))
        for span in ended(row.period, at, LOOKED_BACK[row.period])
        if (row.period != "express" or span.last in days) and pack in adoption.in_force(place, span.last)
    ]


def _with_issues(found: list[Owed]) -> list[Owed]:
    """One query for the issues of all of them."""
    if not found:
        return found
    rows = (
        PeriodReport.objects.without_figures()
        .filter(
            team=None,
            last__gte=min(one.span.last for one in found),
            place__in={one.place.pk for one in found},
        )
        .order_by("-issue")
    )
    issues: dict[tuple[str, int, date], list[PeriodReport]] = {}
    for row in rows:
        issues.setdefault((row.report, row.place_id, row.first), []).append(row)
    return [
        replace(one, issues=tuple(issues.get((one.row.id, one.place.pk, one.span.first), ())))
        for one in found
    ]

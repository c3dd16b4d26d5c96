"""The board of who keeps the rosters: who stands where now, what is missing today, what waits for him."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bihuan.engines.rosters import actions
from bihuan.engines.rosters.checks import checked
from bihuan.engines.rosters.hours import needs
from bihuan.engines.rosters.inforce import may_stand, station_of, stints
from bihuan.engines.rosters.models import Handover, Leave, Roster, Shift, Swap
from bihuan.engines.rosters.shapes import Station
from bihuan.engines.rosters.wording import said as worded
from bihuan.ground.directory import places as tree
from bihuan.ground.directory.models import Membership
from bihuan.ground.journal.errors import NotAllowed, NotFound
from bihuan.ground.worktime.zone import SHANGHAI
from bihuan.windows.desk.administering import done
from bihuan.windows.desk.http import go, page, staff, today
from bihuan.windows.desk.rosters import forms as asked
from bihuan.windows.desk.rosters.mine import Row, row_of
from bihuan.windows.desk.rosters.reach import keeps_rosters
from bihuan.windows.look.http import Request, locale, new_key, url

MOST = 60


@dataclass(frozen=True, slots=True)
class Man:
    """Somebody on the board. `mood`: here, relieved, away, late, soon, gone."""

    row: Row
    mood: str
    note: str


@dataclass(frozen=True, slots=True)
class Card:
    roster: Roster
    station: Station
    men: list[Man]
    gaps: list[str]


@require_safe
@staff
def board(request: Request) -> HttpResponse:
    """Today's posts, gaps, swaps and leave to decide, pages of the book that are not signed."""
    kept = keeps_rosters(request.actor, today(request))
    if not kept:
        raise NotAllowed
    ids = ids_below(kept)
    swaps = Swap.objects.filter(state=Swap.State.ACCEPTED, shift__roster__place__in=ids)
    joined = ("shift__roster__place", "shift__person", "to", "instead__roster")
    pages = Handover.objects.filter(place__in=ids).select_related("place", "out_by", "in_by")
    said = {
        "cards": _cards(request, ids),
        "swaps": [
            (one, row_of(one.shift), one.instead and row_of(one.instead))
            for one in swaps.select_related(*joined)[:MOST]
        ],
        "leaves": _leaves(request, ids),
        "unsigned": list(pages.filter(in_at=None)[:MOST]),
        "signed": list(pages.exclude(in_at=None)[:12]),
        "key": new_key(),
    }
    return page(request, "rosters/board", said, crumbs=[(_("Who is on shift"), None)])


def ids_below(paths: tuple[str, ...]) -> set[int]:
    below = [tree.below(path) for path in paths]
    return set(tree.paths()) if None in below else {pk for one in below if one for pk in one}


def _leaves(request: Request, ids: set[int]) -> list[Leave]:
    held = Membership.objects.held(request.at).filter(team__place__in=ids).values("person")
    rows = Leave.objects.filter(state=Leave.State.ASKED, person__in=held, last__gte=today(request))
    return list(rows.exclude(person=request.actor.person).select_related("person").order_by("first")[:MOST])


def _cards(request: Request, ids: set[int]) -> list[Card]:
    """By post: the day's shifts, from four queries however many posts there are."""
    at, day = request.at, today(request)
    begin = datetime.combine(day, time(), SHANGHAI)
    end = begin + timedelta(days=1)
    rows = Shift.objects.standing().filter(roster__place__in=ids, ends_at__gt=begin, starts_at__lt=end)
    by_roster: dict[Roster, list[Shift]] = {}
    joined = rows.select_related("person", "roster__place").prefetch_related("aways__relief")
    for one in joined.order_by("roster__place__path", "roster__station", "starts_at", "pk"):
        by_roster.setdefault(one.roster, []).append(one)
    cards = []
    for roster, shifts in by_roster.items():
        station = station_of(roster)
        wanted = [one for one in needs(station, day, day) if one.span.until > at]
        found = checked(stints(shifts, station), needs=wanted)
        gaps = [worded(one, station, {}) for one in found if one.rule == "few"]
        cards.append(Card(roster, station, [_man(one, at) for one in shifts], gaps))
    return cards


def _man(shift: Shift, at: datetime) -> Man:
    row = row_of(shift)
    gone = next((one for one in shift.aways.all() if one.back_at is None), None)
    if shift.signed_out_at is not None or at >= shift.ends_at:
        return Man(row, "gone", "")
    if gone is not None:
        note = f"{gone.why} · {gone.since.astimezone(SHANGHAI):%H:%M}"
        if gone.relief is not None:
            return Man(
                row, "relieved", _("%(who)s stands in · %(why)s") % {"who": gone.relief.name, "why": note}
            )
        return Man(row, "away", note)
    if shift.signed_in_at is not None:
        return Man(row, "here", "")
    return Man(row, "late" if at > shift.starts_at else "soon", "")


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def leave(request: Request, pk: int) -> HttpResponse:
    """One application: each shift of those days gets somebody else, or it is refused with a reason."""
    found = Leave.objects.select_related("person").filter(pk=pk).first()
    if found is None or not actions.answers_for(found.person, request.actor, request.at):
        raise NotFound
    shifts = actions.shifts_in(found) if found.state == Leave.State.ASKED else []
    people = {
        one.pk: one
        for shift in shifts
        for one in may_stand(station_of(shift.roster), shift.roster.place, request.at)
    }
    titles = [(one, _title(row_of(one))) for one in shifts]
    data = request.POST if request.method == "POST" else None
    form = asked.DecideLeave(data, shifts=titles, people=list(people.values()))

    def do() -> Mapping[str, Any] | None:
        named: dict[str, Any] = {"by": request.actor, "at": request.at}
        if "refuse" in request.POST:
            actions.refuse_leave(found, form.cleaned_data["answer"], **named)
        else:
            actions.grant_leave(found, form.cover, form.cleaned_data["answer"], **named)
        return None

    if data is not None and done(request, form, do):
        messages.success(request, _("Decided; he was told."))
        return go("desk:shift_board")
    said = {
        "leave": found,
        "form": form if found.state == Leave.State.ASKED else None,
        "key": new_key(),
        "shifts": titles,
    }
    crumbs = [
        (_("Who is on shift"), url("desk:shift_board")),
        (_("Leave of %(who)s") % {"who": found.person.name}, None),
    ]
    return page(request, "rosters/leave", said, crumbs=crumbs, status=422 if form.errors else 200)


def _title(row: Row) -> str:
    return f"{row.shift.day:%m-%d} {row.post} {row.station.turn(row.shift.turn).title.say(locale())}"

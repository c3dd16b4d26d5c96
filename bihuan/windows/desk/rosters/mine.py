"""My shifts, made for the phone: the one under way with its buttons, the next ones, swaps, leave, the calendar."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bihuan.engines.rosters import actions, feeds
from bihuan.engines.rosters.hours import span_of
from bihuan.engines.rosters.inforce import may_stand, station_of
from bihuan.engines.rosters.models import Away, Feed, Handover, Leave, Shift, Swap
from bihuan.engines.rosters.shapes import Station, length
from bihuan.ground.directory.models import Person
from bihuan.ground.journal.errors import NotAllowed, NotFound
from bihuan.windows.desk.administering import done
from bihuan.windows.desk.http import go, page, staff, today
from bihuan.windows.desk.rosters import forms as asked
from bihuan.windows.desk.rosters.reach import keeps_rosters, shift_of, stands
from bihuan.windows.look.http import Request, locale, new_key, url

AHEAD, MOST = timedelta(days=35), 40


@dataclass(frozen=True, slots=True)
class Row:
    """A shift as a page shows it."""

    shift: Shift
    station: Station

    @property
    def title(self) -> str:
        return self.station.turn(self.shift.turn).title.say(locale())

    @property
    def post(self) -> str:
        return self.station.title.say(locale())

    @property
    def standing(self) -> list[tuple[str, Any]]:
        """Times at which one has to stand, within it."""
        spans = [(one, span_of(self.station, one, self.shift.day)) for one in self.station.standing]
        return [
            (one.title.say(locale()), span)
            for one, span in spans
            if self.shift.starts_at <= span.since and span.until <= self.shift.ends_at
        ]


def row_of(shift: Shift) -> Row:
    return Row(shift, station_of(shift.roster))


@require_safe
@staff
def mine(request: Request) -> HttpResponse:
    """What I stand now, what comes, what others ask of me."""
    at, person = request.at, request.actor.person
    own = Shift.objects.standing().filter(person=person).select_related("roster__place", "person")
    near = own.filter(ends_at__gt=at - timedelta(hours=12), starts_at__lt=at + AHEAD).order_by("starts_at")
    rows = list(near[:MOST])
    if not rows and not stands(request.actor, today(request)):
        raise NotAllowed
    now = [one for one in rows if _under_way(one, at)]
    swaps = Swap.objects.select_related("shift__roster__place", "shift__person", "to", "instead__roster")
    open_swaps = swaps.filter(state__in=[Swap.State.ASKED, Swap.State.ACCEPTED], shift__starts_at__gt=at)
    said = {
        "now": [_card(one, at) for one in now],
        "coming": [row_of(one) for one in rows if one.starts_at > at and one not in now],
        "asked": [_swap_row(one) for one in open_swaps.filter(to=person, state=Swap.State.ASKED)],
        "own_swaps": [(one, row_of(one.shift)) for one in open_swaps.filter(shift__person=person)],
        "leaves": list(Leave.objects.filter(person=person, last__gte=today(request))[:10]),
        "leave": asked.AskLeave(),
        "feed": Feed.objects.filter(person=person, revoked_at=None).exists(),
        "books": _to_sign(request, rows),
        "key": new_key(),
    }
    return page(request, "rosters/mine", said, crumbs=[(_("My shifts"), None)])


def _swap_row(swap: Swap) -> tuple[Swap, Row, Row | None]:
    return swap, row_of(swap.shift), row_of(swap.instead) if swap.instead else None


def _under_way(shift: Shift, at: Any) -> bool:
    if shift.signed_out_at is not None:
        return False
    return shift.starts_at - timedelta(hours=1) <= at and (
        at < shift.ends_at or shift.signed_in_at is not None
    )


def _card(shift: Shift, at: Any) -> dict[str, Any]:
    row = row_of(shift)
    away = Away.objects.filter(shift=shift, back_at=None).select_related("relief").first()
    people = [one for one in may_stand(row.station, shift.roster.place, at) if one.pk != shift.person_id]
    most = length(row.station.most_away.length) // timedelta(minutes=1)
    book = row.station.handover is not None and at >= shift.ends_at - timedelta(hours=1)
    return {
        "row": row,
        "away": away,
        "leave_post": asked.Away(people=people, most=most, auto_id=f"away_{shift.pk}_%s"),
        "book": book and not Handover.objects.filter(shift=shift).exists(),
    }


def _to_sign(request: Request, rows: list[Shift]) -> list[Handover]:
    """Pages at the posts of my shifts that wait for the second signature."""
    near = [one.roster_id for one in rows if one.starts_at <= request.at + timedelta(hours=2)]
    waiting = Handover.objects.filter(in_at=None, shift__roster__in=near).exclude(out_by=request.actor.person)
    return list(waiting.select_related("out_by", "place"))


def act(
    request: Request, form: forms.Form, do: Callable[[], Any], told: str, to: str = "desk:shifts", *args: Any
) -> HttpResponse:
    """Carry a small form out and go back; what is wrong is said above."""

    def carried() -> Mapping[str, Any] | None:
        do()
        return None

    if done(request, form, carried):
        messages.success(request, told)
    else:
        for many in form.errors.values():
            for error in many:
                messages.error(request, str(error))
    return go(to, *args)


@require_POST
@staff
def stand(request: Request, pk: int, verb: str) -> HttpResponse:
    """Sign in, sign out, come back: a press each."""
    shift = shift_of(request, pk)
    verbs = {
        "in": (actions.sign_in, _("You are on shift.")),
        "out": (actions.sign_out, _("Your shift is over.")),
        "back": (actions.come_back, _("You are back at the post.")),
    }
    if verb not in verbs:
        raise NotFound
    do, told = verbs[verb]
    return act(request, asked.Empty(request.POST), lambda: do(shift, by=request.actor, at=request.at), told)


@require_POST
@staff
def away(request: Request, pk: int) -> HttpResponse:
    shift = shift_of(request, pk)
    station = station_of(shift.roster)
    people = may_stand(station, shift.roster.place, request.at)
    form = asked.Away(
        request.POST, people=people, most=length(station.most_away.length) // timedelta(minutes=1)
    )

    def do() -> None:
        said = form.cleaned_data
        actions.leave_post(
            shift, said["minutes"], said["why"], said["relief"], by=request.actor, at=request.at
        )

    return act(request, form, do, _("Written down. Say it when you are back."))


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def swap(request: Request, pk: int) -> HttpResponse:
    """Ask somebody to take a shift of mine."""
    shift = shift_of(request, pk)
    row, me = row_of(shift), request.actor.person
    people = [one for one in may_stand(row.station, shift.roster.place, request.at) if one.pk != me]
    theirs = Shift.objects.standing().filter(roster=shift.roster, starts_at__gt=request.at).exclude(person=me)
    others = {one.pk: one for one in theirs.select_related("person", "roster").order_by("starts_at")[:200]}
    names = [(pk, f"{one.person.name} {one.day:%m-%d} {row_of(one).title}") for pk, one in others.items()]
    form = asked.Swap(request.POST if request.method == "POST" else None, people=people, others=names)

    def do() -> Mapping[str, Any]:
        said = form.cleaned_data
        instead = others.get(said["instead"]) if said["instead"] else None
        made = actions.ask_swap(shift, said["to"], said["why"], instead, by=request.actor, at=request.at)
        return {"swap": made.pk}

    if request.method == "POST" and done(request, form, do):
        messages.success(request, _("Asked. You are told when there is an answer."))
        return go("desk:shifts")
    said = {"row": row, "form": form, "key": new_key()}
    crumbs = [(_("My shifts"), url("desk:shifts")), (_("Swap a shift"), None)]
    return page(request, "rosters/swap", said, crumbs=crumbs, status=422 if form.errors else 200)


@require_POST
@staff
def swap_answer(request: Request, pk: int, verb: str) -> HttpResponse:
    """The other's yes or no, the asker's taking back, the head's word."""
    found = Swap.objects.select_related("shift__roster__place").filter(pk=pk).first()
    me = request.actor.person
    if found is None:
        raise NotFound
    keeps = actions.keeps(found.shift.roster.place.path, request.actor, request.at)
    if me not in (found.to_id, found.shift.person_id) and not keeps:
        raise NotFound
    answer = request.POST.get("answer", "")
    named: dict[str, Any] = {"by": request.actor, "at": request.at}
    verbs: dict[str, tuple[Callable[[], Any], str, str]] = {
        "yes": (
            lambda: actions.answer_swap(found, True, **named),
            _("It waits for approval."),
            "desk:shifts",
        ),
        "no": (lambda: actions.answer_swap(found, False, **named), _("You said no."), "desk:shifts"),
        "withdraw": (lambda: actions.withdraw_swap(found, **named), _("Taken back."), "desk:shifts"),
        "approve": (
            lambda: actions.decide_swap(found, True, answer, **named),
            _("The swap is approved."),
            "desk:shift_board",
        ),
        "refuse": (
            lambda: actions.decide_swap(found, False, answer, **named),
            _("The swap is refused."),
            "desk:shift_board",
        ),
    }
    if verb not in verbs:
        raise NotFound
    do, told, to = verbs[verb]
    return act(request, asked.Empty(request.POST), do, told, to)


@require_POST
@staff
def ask_leave(request: Request) -> HttpResponse:
    form = asked.AskLeave(request.POST)

    def do() -> None:
        said = form.cleaned_data
        actions.ask_leave(said["first"], said["last"], said["why"], by=request.actor, at=request.at)

    return act(request, form, do, _("Asked. You are told when there is an answer."))


@require_POST
@staff
def withdraw_leave(request: Request, pk: int) -> HttpResponse:
    found = Leave.objects.filter(pk=pk, person=request.actor.person).first()
    if found is None:
        raise NotFound
    do = lambda: actions.withdraw_leave(found, by=request.actor, at=request.at)  # noqa: E731
    return act(request, asked.Empty(request.POST), do, _("Taken back."))


@require_POST
@staff
def feed(request: Request, verb: str) -> HttpResponse:
    """A new calendar link, shown this once; or none any more."""
    if verb == "revoke":
        actions.revoke_feed(by=request.actor, at=request.at)
        messages.success(request, _("The link leads nowhere any more."))
        return go("desk:shifts")
    if verb != "issue":
        raise NotFound
    if not stands(request.actor, today(request)) and not keeps_rosters(request.actor, today(request)):
        raise NotAllowed
    secret = actions.issue_feed(by=request.actor, at=request.at)
    link = request.build_absolute_uri(url("desk:shift_calendar", secret))
    crumbs = [(_("My shifts"), url("desk:shifts")), (_("Calendar link"), None)]
    return page(request, "rosters/feed", {"link": link}, crumbs=crumbs)


@require_safe
def calendar(request: HttpRequest, secret: str) -> HttpResponse:
    """For a calendar that subscribes: no sign-in, the link is the key."""
    person: Person | None = feeds.reader(secret)
    if person is None:
        return HttpResponseNotFound(content_type="text/plain")
    text = feeds.calendar(person, request.at, request.get_host().partition(":")[0])  # type: ignore[attr-defined]
    answer = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    answer.headers["Cache-Control"] = "private, no-store"
    return answer

"""Intake and tracking."""

from datetime import datetime
from typing import Annotated, Any

from django.db.models import F, QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as N_
from ninja import Query, Router
from pydantic import BaseModel, Field

from bihuan.engines.cases import actions, searching
from bihuan.engines.cases.models import Case, Order
from bihuan.engines.cases.turn import stage_of
from bihuan.ground.directory.models import Team
from bihuan.ground.journal.errors import BadInput
from bihuan.ground.journal.models import Entry
from bihuan.ground.standards import adoption
from bihuan.windows.api import answers, asked, shown
from bihuan.windows.api.acting import (
    FOR_CUSTOMERS,
    carried_out,
    details_of,
    fetch,
    fetch_by_secret,
    refusals,
)
from bihuan.windows.api.errors import OutOfScope
from bihuan.windows.api.http import Call, locale, moment, reply
from bihuan.windows.api.places import pack_for, place_for
from bihuan.windows.api.tokens import INTAKE, TRACK

router = Router(tags=["cases"])
MOST = 200


@router.post(
    "/cases", auth=INTAKE, response={201: answers.Opened, **refusals(409, 413)}, summary=N_("Take a case in")
)
def intake(request: Call, body: asked.Intake) -> HttpResponse:
    """Opens a case; the clocks of its promises run from this moment.

    Send an `Idempotency-Key`: a repeated request then gets the same answer and opens nothing.
    """
    staff = request.auth.may("work")

    def do() -> dict[str, Any]:
        place = place_for(body.place, request.auth)
        pack = pack_for(place, request.at, body.kind)
        if not staff:
            _check_outsider(body, pack.rows("channels").get(body.channel))
        case = actions.open_case(
            details_of(body), pack=pack, place=place, by=request.auth.actor, at=request.at, accept=body.accept
        )
        return shown.opened(case)

    return carried_out(request, asked.said(body), do, status=201)


def _check_outsider(body: asked.Intake, channel: Any) -> None:
    """Who writes from outside neither chooses the hotline nor decides what is major."""
    wrong = {}
    if channel is not None and not channel.outside:
        wrong["channel"] = _("This token may only name channels outside, such as web.")
    if body.accept:
        wrong["accept"] = _("Only staff accepts a case (scope work).")
    if body.gravity != "ordinary":
        wrong["gravity"] = _("Only staff decides on this (scope work).")
    if body.from_superior:
        wrong["from_superior"] = _("Only staff decides on this (scope work).")
    if wrong:
        raise BadInput(fields=wrong)


class Search(BaseModel):
    q: asked.Name = Field("", description="Words, a case number or a phone number; newest first.")
    team: asked.Name = Field("", description="Code of the leading team.")
    stage: asked.Name = ""
    kind: asked.Name = ""
    mine: bool = Field(False, description="Only those the caller handles.")
    overdue: bool = Field(False, description="Only those past their next deadline.")
    closed: bool = Field(False, description="Closed instead of open ones, newest first.")
    after: Annotated[str, Field(max_length=60)] = Field("", description="`next` of the page before.")
    limit: int = Field(50, ge=1, le=MOST)


@router.get(
    "/cases", auth=TRACK, response={200: answers.Page, **refusals()}, summary=N_("List and search cases")
)
def listing(request: Call, search: Query[Search]) -> HttpResponse:
    """The cases the caller may see. Open ones come in the order of their next deadline."""
    cases = _wanted(request, search)
    if search.q or search.closed:
        found = _newest(cases, search)
        following = (lambda row: str(row["pk"])) if len(found) > search.limit else None
    else:
        found = _by_deadline(cases, search)
        following = _cursor if len(found) > search.limit else None
    if search.team and not found:
        # Asked only now: a list with cases in it need not pay for the question.
        _check_team(search.team)
    page = found[: search.limit]
    after = following(page[-1]) if following else None
    return reply({"cases": [shown.brief(row, request.at) for row in page], "next": after})


def _wanted(request: Call, search: Search) -> QuerySet[Case]:
    seen = Case.objects.visible_to(request.auth.actor, adoption.roles())
    cases: QuerySet[Case] = seen.overdue(request.at) if search.overdue else seen
    if not search.q:
        cases = cases.exclude(closed_at=None) if search.closed else cases.filter(closed_at=None)
    if search.team:
        cases = cases.filter(team=Team.objects.filter(code=search.team).values("pk")[:1])
    if search.mine:
        cases = cases.filter(handler=request.auth.actor.person)
    for name in ("stage", "kind"):
        if value := getattr(search, name):
            cases = cases.filter(**{name: value})
    return cases


def _check_team(code: str) -> None:
    if not Team.objects.filter(code=code).exists():
        raise BadInput(fields={"team": _("There is no team of this code.")})


def _newest(cases: QuerySet[Case], search: Search) -> list[shown.Row]:
    wanted, below = search.limit + 1, None
    if search.after:
        if not search.after.isascii() or not search.after.isdigit() or len(search.after) > 16:
            raise BadInput(fields={"after": _WRONG_CURSOR})
        below = int(search.after)
    if search.q:
        everything = not cases.holds_back()  # type: ignore[attr-defined]
        cases = cases.filter(
            pk__in=searching.newest(cases, search.q, 0, wanted, everything=everything, below=below)
        )
    elif below is not None:
        cases = cases.filter(pk__lt=below)
    return list(cases.order_by("-pk").values(*shown.LISTED)[:wanted])


_WRONG_CURSOR = _("Send the value of “next” of the page before, unchanged.")


def _cursor(row: shown.Row) -> str:
    due = row["next_due_at"].isoformat().replace("+00:00", "Z") if row["next_due_at"] else ""
    return f"{due}~{row['pk']}"


def _by_deadline(cases: QuerySet[Case], search: Search) -> list[shown.Row]:
    """Deadline first, those without one last: two reads of one index instead of a sort over all."""
    due, pk = _after(search.after)
    wanted = search.limit + 1
    page: list[shown.Row] = []
    if due is not None or not search.after:
        dated = cases.filter(next_due_at__isnull=False)
        if due is not None:
            dated = dated.filter(next_due_at__gte=due).exclude(next_due_at=due, pk__lte=pk)
            pk = 0
        page = list(dated.order_by("next_due_at", "pk").values(*shown.LISTED)[:wanted])
    if len(page) < wanted and not search.overdue:
        page += (
            cases.filter(next_due_at=None, pk__gt=pk)
            .order_by("pk")
            .values(*shown.LISTED)[: wanted - len(page)]
        )
    return page


def _after(text: str) -> tuple[datetime | None, int]:
    if not text:
        return None, 0
    due, mark, pk = text.partition("~")
    try:
        if not mark or not pk.isascii() or not pk.isdigit() or len(pk) > 16:
            raise ValueError(text)
        moment = datetime.fromisoformat(due) if due else None
        if moment is not None and (moment.tzinfo is None or not 1900 < moment.year < 9000):
            raise ValueError(text)
    except ValueError as error:
        raise BadInput(fields={"after": _WRONG_CURSOR}) from error
    return moment, int(pk)


@router.get(
    "/cases/{number}", auth=TRACK, response={200: answers.CaseShown, **refusals()}, summary=N_("One case")
)
def case(
    request: Call,
    number: str,
    reveal: Annotated[str, Query(max_length=200)] = "",
) -> HttpResponse:
    """Personal data is masked. With `reveal=<purpose>` (scope work) it is shown, and the looking stays in the journal."""
    found = fetch(request, number)
    if reveal.strip():
        if not request.auth.may("work"):
            raise OutOfScope(scopes="work")
        found.journal_seq = actions.reveal(found, reveal, by=request.auth.actor, at=request.at).journal_seq
    orders = list(Order.objects.filter(case=found).select_related("team", "handler").order_by("pk"))
    return reply(shown.whole(found, orders, request.auth.actor, request.at, revealed=bool(reveal.strip())))


@router.get(
    "/cases/{number}/timeline",
    auth=TRACK,
    response={200: answers.Timeline, **refusals()},
    summary=N_("Its journal"),
)
def timeline(
    request: Call,
    number: str,
    after: Annotated[int, Query(ge=0, le=asked.WHOLE)] = 0,
    limit: Annotated[int, Query(ge=1, le=MOST)] = 100,
) -> HttpResponse:
    """What happened, in order; each entry carries its place in the hash chain."""
    found = fetch(request, number)
    rows = list(
        Entry.objects.filter(kind="case", subject=found.pk, seq__gt=after).order_by("seq")[: limit + 1]
    )
    following = rows[limit - 1].seq if len(rows) > limit else None
    return reply({"entries": [shown.event(entry) for entry in rows[:limit]], "next": following})


@router.get(
    "/cases/{number}/clocks",
    auth=TRACK,
    response={200: answers.Clocks, **refusals()},
    summary=N_("Its clocks"),
)
def clocks(request: Call, number: str, receipts: bool = True) -> HttpResponse:
    """Every promise with its due time and the receipt (时限凭据) that shows how it was counted."""
    found = fetch(request, number)
    rows = found.clocks.select_related("team", "charged")
    if receipts:
        rows = rows.prefetch_related("events")
    return reply({"clocks": [shown.clock_shown(found, row, request.at, receipt=receipts) for row in rows]})


@router.get(
    "/cases/{number}/progress",
    response={200: answers.Progress, **refusals()},
    summary=N_("The customer's view"),
    **FOR_CUSTOMERS,
)
def progress(request: Call, number: str) -> HttpResponse:
    """What the customer may know; needs the case's secret in `X-Case-Secret`."""
    found, customer = fetch_by_secret(request, number)
    stage = stage_of(adoption.pack_of(found.edition), found)
    # Orders are not the customer's business: what he may do, he does to the case.
    moves = shown.permissions(found, [], customer)
    return reply(
        {
            "number": found.number,
            "title": found.title,
            "stage": found.stage,
            "plain": stage.plain.say(locale()),
            "opened_at": moment(found.opened_at),
            "closed_at": moment(found.closed_at),
            "promises": _public_promises(found),
            "answer": found.answer,
            "answered_at": moment(found.answered_at),
            "rating": found.rating,
            "allowed": sorted({one.move.verb for one in moves}),
        }
    )


def _public_promises(case: Case) -> list[dict[str, Any]]:
    told = []
    for clock in case.clocks.filter(round=case.round, order=None, cancelled=False).order_by(
        F("due_at").asc(nulls_last=True)
    ):
        promise = shown.promise_of(case, clock)
        if promise is not None and promise.public:
            title = (promise.plain or promise.title).say(locale())
            told.append({"title": title, "due_at": moment(clock.due_at), "kept": clock.met})
    return told

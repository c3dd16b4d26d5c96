"""Keeping a case on its way: urging, time, nature, secrecy, responsibility, and cases that belong together."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Router

from bihuan.engines.cases import actions
from bihuan.engines.cases.models import Case, Extension
from bihuan.ground.directory.actor import Actor
from bihuan.ground.journal.errors import BadInput, NotFound
from bihuan.windows.api import answers, asked, shown
from bihuan.windows.api.acting import VERB, act, carried_out, details_of, fetch, refusals, team_of
from bihuan.windows.api.http import Call
from bihuan.windows.api.tokens import OUTSIDE, WORK

router = Router(tags=["care"], auth=WORK)
SILENT, PLAIN = asked.Urge(), asked.Step()


@router.post("/cases/{number}/urges", auth=OUTSIDE, response=VERB, summary="Urge")
def urges(request: Call, number: str, body: asked.Urge = SILENT) -> HttpResponse:
    """催办: the desk presses, or the customer with the case's secret."""
    return act(request, number, body, lambda case, by: actions.urge(case, body.words, by=by, at=request.at))


@router.post("/cases/{number}/supervision", response=VERB, summary="Supervise")
def supervision(request: Call, number: str, body: asked.Supervision) -> HttpResponse:
    """督办: management takes the case under its eyes."""
    return act(
        request,
        number,
        body,
        lambda case, by: actions.supervise(case, body.instruction, by=by, at=request.at),
    )


@router.post("/cases/{number}/suspension", response=VERB, summary="Suspend")
def suspension(request: Call, number: str, body: asked.Reason) -> HttpResponse:
    """Stops the clocks that may pause; what is overdue stays overdue."""
    return act(
        request,
        number,
        body,
        lambda case, by: actions.suspend(case, body.reason, by=by, at=request.at, seen=body.seen),
    )


@router.delete("/cases/{number}/suspension", response=VERB, summary="Resume")
def resumption(request: Call, number: str) -> HttpResponse:
    """The clocks run on, moved by exactly the paused working time."""
    return act(request, number, PLAIN, lambda case, by: actions.resume(case, by=by, at=request.at))


@router.post("/cases/{number}/extensions", response=VERB, summary="Ask for more time")
def extensions(request: Call, number: str, body: asked.Extension) -> HttpResponse:
    """Before the time is over, and the customer has to know why (S003 7.6f–g)."""
    rest = asked.plain(body)
    return act(
        request, number, body, lambda case, by: actions.ask_extension(case, **rest, by=by, at=request.at)
    )


@router.post("/cases/{number}/extensions/{extension}/decision", response=VERB, summary="Decide on more time")
def decision(request: Call, number: str, extension: int, body: asked.Decision) -> HttpResponse:
    """Granting moves the due time, refusing leaves it; nobody decides on his own request."""

    def decide(case: Case, by: Actor) -> Extension:
        row = case.extensions.filter(pk=extension).first() if 0 < extension < 2**53 else None
        if row is None:
            raise NotFound
        return actions.decide_extension(row, body.grant, body.remark, by=by, at=request.at, seen=body.seen)

    return act(request, number, body, decide)


@router.post("/cases/{number}/plan", response=VERB, summary="Plan long term")
def plan(request: Call, number: str, body: asked.Plan) -> HttpResponse:
    """What cannot be solved in normal time gets a plan with a date (S003 7.3d)."""
    return act(
        request,
        number,
        body,
        lambda case, by: actions.plan_long_term(
            case, body.plan, body.on, by=by, at=request.at, seen=body.seen
        ),
    )


@router.post("/cases/{number}/classification", response=VERB, summary="Reclassify")
def classification(request: Call, number: str, body: asked.Classification) -> HttpResponse:
    """The nature after investigation, with a reason; another kind brings its own promises (S003 7.5b)."""
    rest = asked.plain(body)
    return act(request, number, body, lambda case, by: actions.reclassify(case, **rest, by=by, at=request.at))


@router.post("/cases/{number}/gravity", response=VERB, summary="Change the gravity")
def gravity(request: Call, number: str, body: asked.Gravity) -> HttpResponse:
    """Ordinary or major; the clocks of the other gravity end (S003 7.6e)."""
    return act(
        request,
        number,
        body,
        lambda case, by: actions.grade(case, body.gravity, body.reason, by=by, at=request.at, seen=body.seen),
    )


@router.post("/cases/{number}/secrecy", response=VERB, summary="Mark confidential")
def secrecy(request: Call, number: str, body: asked.Secrecy) -> HttpResponse:
    """From now on only the entitled see it (S003 10.1)."""
    return act(
        request, number, body, lambda case, by: actions.keep_secret(case, body.reason, by=by, at=request.at)
    )


@router.post("/cases/{number}/notes", auth=OUTSIDE, response=VERB, summary="Add a note")
def notes(request: Call, number: str, body: asked.Note) -> HttpResponse:
    """Something worth knowing; what the customer adds is public and reaches the unit."""
    return act(
        request,
        number,
        body,
        lambda case, by: actions.note(case, body.text, public=body.public, by=by, at=request.at),
    )


@router.post("/cases/{number}/responsibility", response=VERB, summary="Record responsibility")
def responsibility(request: Call, number: str, body: asked.Responsibility) -> HttpResponse:
    """Whether the complaint holds, who answers for it, and the opinion on it (S003 7.8)."""
    return act(
        request,
        number,
        body,
        lambda case, by: actions.blame(
            case,
            verified=body.verified,
            opinion=body.opinion,
            team=team_of(body.team) if body.team else None,
            person_name=body.person_name,
            by=by,
            at=request.at,
        ),
    )


@router.post("/cases/{number}/measures", response=VERB, summary="Record a corrective measure")
def measures(request: Call, number: str, body: asked.Measure) -> HttpResponse:
    """What is changed so that it does not happen again (S003 7.1)."""
    return act(
        request,
        number,
        body,
        lambda case, by: actions.improve(case, body.text, due_on=body.due_on, by=by, at=request.at),
    )


@router.post(
    "/cases/{number}/subcases",
    response={201: answers.Opened, **refusals(409, 413)},
    summary="Open a subcase",
)
def subcases(request: Call, number: str, body: asked.Opening) -> HttpResponse:
    """A part of the matter that runs by itself; the parent cannot be resolved before it."""

    def do() -> dict[str, Any]:
        case = fetch(request, number)
        child = actions.open_subcase(case, details_of(body), by=request.auth.actor, at=request.at)
        return shown.opened(child)

    return carried_out(request, asked.said(body), do, status=201)


@router.post("/cases/{number}/merge", response=VERB, summary="Merge into another case")
def merge(request: Call, number: str, body: asked.Merge) -> HttpResponse:
    """The same matter twice: this case ends in the other one."""
    return act(
        request,
        number,
        body,
        lambda case, by: actions.merge(
            case, _other(request, body.into, "into"), body.reason, by=by, at=request.at, seen=body.seen
        ),
    )


@router.post("/cases/{number}/links", response=VERB, summary="Link to another case")
def links(request: Call, number: str, body: asked.Link) -> HttpResponse:
    """Two cases that have to do with each other; both keep running."""
    return act(
        request,
        number,
        body,
        lambda case, by: actions.link(
            case, _other(request, body.other, "other"), body.why, by=by, at=request.at
        ),
    )


def _other(call: Call, number: str, field: str) -> Case:
    try:
        return fetch(call, number)
    except NotFound as error:
        raise BadInput(fields={field: _("There is no case of this number that you may see.")}) from error

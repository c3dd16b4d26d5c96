"""Keeping a case on its way: urging, time, nature, secrecy, responsibility, and cases that belong together."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Router

from bihuan.engines.cases import actions
from bihuan.engines.cases.models import Case, Extension, Link, Measure, Responsibility
from bihuan.ground.journal.errors import BadInput, NotFound
from bihuan.windows.api import answers, asked, shown
from bihuan.windows.api.acting import (
    FOR_CUSTOMERS,
    LARGEST_ID,
    Doing,
    carried_out,
    details_of,
    fetch,
    refusals,
    team_of,
    verb,
)
from bihuan.windows.api.http import Call
from bihuan.windows.api.tokens import WORK

router = Router(tags=["care"], auth=WORK)
SILENT = asked.Urge()


@verb(router, "urges", "urge", **FOR_CUSTOMERS)
def urges(it: Doing, body: asked.Urge = SILENT) -> Case:
    """催办: the desk presses, or the customer with the case's secret."""
    return actions.urge(it.case, body.words, **it.who)


@verb(router, "supervision", "supervise")
def supervision(it: Doing, body: asked.Supervision) -> Case:
    """督办: management takes the case under its eyes."""
    return actions.supervise(it.case, body.instruction, **it.who)


@verb(router, "suspension", "suspend")
def suspension(it: Doing, body: asked.Reason) -> Case:
    """Stops the clocks that may pause; what is overdue stays overdue."""
    return actions.suspend(it.case, body.reason, **it.whole)


@verb(router, "suspension", "resume", "DELETE")
def resumption(it: Doing) -> Case:
    """The clocks run on, moved by exactly the paused working time."""
    return actions.resume(it.case, **it.who)


@verb(router, "extensions", "ask_extension")
def extensions(it: Doing, body: asked.Extension) -> Extension:
    """Before the time is over, and the customer has to know why (S003 7.6f–g)."""
    return actions.ask_extension(it.case, **asked.plain(body, "seen"), **it.whole)


@verb(router, "extensions/{extension}/decision", "decide_extension")
def decision(it: Doing, extension: int, body: asked.Decision) -> Extension:
    """Granting moves the due time, refusing leaves it; nobody decides on his own request."""
    row = it.case.extensions.filter(pk=extension).first() if 0 < extension < LARGEST_ID else None
    if row is None:
        raise NotFound
    return actions.decide_extension(row, body.grant, body.remark, **it.whole)


@verb(router, "plan", "plan_long_term")
def plan(it: Doing, body: asked.Plan) -> Case:
    """What cannot be solved in normal time gets a plan with a date (S003 7.3d)."""
    return actions.plan_long_term(it.case, body.plan, body.on, **it.whole)


@verb(router, "classification", "reclassify")
def classification(it: Doing, body: asked.Classification) -> Case:
    """The nature after investigation, with a reason; another kind brings its own promises (S003 7.5b)."""
    return actions.reclassify(it.case, **asked.plain(body, "seen"), **it.whole)


@verb(router, "gravity", "grade")
def gravity(it: Doing, body: asked.Gravity) -> Case:
    """Ordinary or major; the clocks of the other gravity end (S003 7.6e)."""
    return actions.grade(it.case, body.gravity, body.reason, **it.whole)


@verb(router, "secrecy", "keep_secret")
def secrecy(it: Doing, body: asked.Secrecy) -> Case:
    """From now on only the entitled see it (S003 10.1)."""
    return actions.keep_secret(it.case, body.reason, **it.who)


@verb(router, "notes", "note", **FOR_CUSTOMERS)
def notes(it: Doing, body: asked.Note) -> Case:
    """Something worth knowing; what the customer adds is public and reaches the unit."""
    return actions.note(it.case, body.text, public=body.public, **it.who)


@verb(router, "responsibility", "blame")
def responsibility(it: Doing, body: asked.Responsibility) -> Responsibility:
    """Whether the complaint holds, who answers for it, and the opinion on it (S003 7.8)."""
    team = team_of(body.team) if body.team else None
    return actions.blame(it.case, **asked.plain(body, "team"), team=team, **it.who)


@verb(router, "measures", "improve")
def measures(it: Doing, body: asked.Measure) -> Measure:
    """What is changed so that it does not happen again (S003 7.1)."""
    return actions.improve(it.case, body.text, due_on=body.due_on, **it.who)


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


@verb(router, "merge", "merge")
def merge(it: Doing, body: asked.Merge) -> Case:
    """The same matter twice: this case ends in the other one."""
    return actions.merge(it.case, _other(it, body.into, "into"), body.reason, **it.whole)


@verb(router, "links", "link")
def links(it: Doing, body: asked.Link) -> Link:
    """Two cases that have to do with each other; both keep running."""
    return actions.link(it.case, _other(it, body.other, "other"), body.why, **it.who)


def _other(it: Doing, number: str, field: str) -> Case:
    try:
        return fetch(it.call, number)
    except NotFound as error:
        raise BadInput(fields={field: _("There is no case of this number that you may see.")}) from error

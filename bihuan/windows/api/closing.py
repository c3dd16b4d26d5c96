"""From the answer to the archive, and what the customer does himself (S003 7.4)."""

import hashlib
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from ninja import File, Router
from ninja.files import UploadedFile

from bihuan.engines.cases import actions
from bihuan.engines.cases.models import Case
from bihuan.ground.directory.actor import Actor
from bihuan.ground.journal.errors import NotFound
from bihuan.windows.api import answers, asked, shown
from bihuan.windows.api.acting import VERB, act, carried_out, fetch_to_act, order_of, refusals
from bihuan.windows.api.http import Call
from bihuan.windows.api.tokens import OUTSIDE, WORK

router = Router(tags=["closing"], auth=WORK)
NOTHING = asked.Remark()


@router.post("/cases/{number}/answer", response=VERB, summary="Answer")
def answer(request: Call, number: str, body: asked.Answer) -> HttpResponse:
    """Tells the customer the result and stops the answer clock."""
    return act(
        request,
        number,
        body,
        lambda case, by: actions.answer(
            case,
            body.text,
            order=order_of(request, case, body.order) if body.order else None,
            by=by,
            at=request.at,
            seen=body.seen,
        ),
    )


@router.post("/cases/{number}/review", response=VERB, summary="Pass the review")
def review(request: Call, number: str, body: asked.Remark = NOTHING) -> HttpResponse:
    """The facts are clear and the handling is proper (S003 7.4a)."""
    return act(
        request,
        number,
        body,
        lambda case, by: actions.review(case, body.remark, by=by, at=request.at, seen=body.seen),
    )


@router.post("/cases/{number}/rework", response=VERB, summary="Send back for more")
def rework(request: Call, number: str, body: asked.Reason) -> HttpResponse:
    """Facts unclear or handling improper: the units investigate again (S003 7.4a)."""
    return act(
        request,
        number,
        body,
        lambda case, by: actions.send_back(case, body.reason, by=by, at=request.at, seen=body.seen),
    )


@router.post("/cases/{number}/resolution", response=VERB, summary="Resolve")
def resolution(request: Call, number: str, body: asked.Remark = NOTHING) -> HttpResponse:
    """处结: the callback clock starts. A parent waits for its subcases."""
    return act(
        request,
        number,
        body,
        lambda case, by: actions.resolve(case, body.remark, by=by, at=request.at, seen=body.seen),
    )


@router.post("/cases/{number}/callbacks", response=VERB, summary="Call back")
def callbacks(request: Call, number: str, body: asked.Callback) -> HttpResponse:
    """One attempt, by somebody who did not handle the case; dissatisfied opens a new round (S003 7.4b)."""
    rest = asked.plain(body, "seen")
    return act(
        request,
        number,
        body,
        lambda case, by: actions.call_back(case, **rest, by=by, at=request.at, seen=body.seen),
    )


@router.post("/cases/{number}/archive", response=VERB, summary="Archive")
def archive(request: Call, number: str, body: asked.Remark = NOTHING) -> HttpResponse:
    """The process and its result are kept; nothing runs any more."""
    return act(
        request,
        number,
        body,
        lambda case, by: actions.archive(case, body.remark, by=by, at=request.at, seen=body.seen),
    )


@router.post("/cases/{number}/rounds", auth=OUTSIDE, response=VERB, summary="Open a new round")
def rounds(request: Call, number: str, body: asked.Reason) -> HttpResponse:
    """Not content after the end: handled again with fresh clocks. The customer may, with the case's secret."""
    return act(
        request,
        number,
        body,
        lambda case, by: actions.reopen(case, body.reason, by=by, at=request.at, seen=body.seen),
    )


@router.post("/cases/{number}/withdrawal", auth=OUTSIDE, response=VERB, summary="Withdraw")
def withdrawal(request: Call, number: str, body: asked.Reason) -> HttpResponse:
    """The customer takes the matter back; its clocks end without a verdict."""
    return act(
        request,
        number,
        body,
        lambda case, by: actions.withdraw(case, body.reason, by=by, at=request.at, seen=body.seen),
    )


@router.post("/cases/{number}/rating", auth=OUTSIDE, response=VERB, summary="Rate")
def rating(request: Call, number: str, body: asked.Rating) -> HttpResponse:
    """The customer's own word, one to five stars; needs the case's secret."""

    def rate(case: Case, by: Actor) -> Case:
        if by.person is not None:
            raise NotFound
        return actions.rate(case, body.stars, body.text, by=by, at=request.at)

    return act(request, number, body, rate)


@router.post(
    "/cases/{number}/attachments",
    auth=OUTSIDE,
    response={201: answers.AttachmentShown, **refusals(409, 413)},
    summary="Attach a file",
)
def attachments(request: Call, number: str, file: File[UploadedFile]) -> HttpResponse:
    """A photo, PDF, recording or office document; its type is read from its content."""
    most = settings.ATTACHMENT_MAX_BYTES
    # One byte more than allowed is enough to be refused, and no more is read into memory.
    content, name = file.read(most + 1), file.name or "file"

    def do() -> dict[str, Any]:
        case, by = fetch_to_act(request, number)
        row = actions.attach(case, name, content, most=most, by=by, at=request.at)
        return shown.attachment(row)

    return carried_out(request, [name, hashlib.sha256(content).hexdigest()], do, status=201)

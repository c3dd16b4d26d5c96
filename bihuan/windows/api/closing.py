"""From the answer to the archive, and what the customer does himself (S003 7.4)."""

import hashlib
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from ninja import File, Router
from ninja.files import UploadedFile

from bihuan.engines.cases import actions
from bihuan.engines.cases.models import Callback, Case
from bihuan.ground.journal.errors import NotFound
from bihuan.windows.api import answers, asked, shown
from bihuan.windows.api.acting import FOR_CUSTOMERS, Doing, carried_out, fetch_to_act, refusals, verb
from bihuan.windows.api.http import Call
from bihuan.windows.api.tokens import WORK

router = Router(tags=["closing"], auth=WORK)
NOTHING = asked.Remark()


@verb(router, "answer", "answer")
def answer(it: Doing, body: asked.Answer) -> Case:
    """Tells the customer the result and stops the answer clock."""
    order = it.order(body.order) if body.order else None
    return actions.answer(it.case, body.text, order=order, **it.whole)


@verb(router, "review", "review")
def review(it: Doing, body: asked.Remark = NOTHING) -> Case:
    """The facts are clear and the handling is proper (S003 7.4a)."""
    return actions.review(it.case, body.remark, **it.whole)


@verb(router, "rework", "send_back")
def rework(it: Doing, body: asked.Reason) -> Case:
    """Facts unclear or handling improper: the units investigate again (S003 7.4a)."""
    return actions.send_back(it.case, body.reason, **it.whole)


@verb(router, "resolution", "resolve")
def resolution(it: Doing, body: asked.Remark = NOTHING) -> Case:
    """处结: the callback clock starts. A parent waits for its subcases."""
    return actions.resolve(it.case, body.remark, **it.whole)


@verb(router, "callbacks", "call_back")
def callbacks(it: Doing, body: asked.Callback) -> Callback:
    """One attempt, by somebody who did not handle the case; dissatisfied opens a new round (S003 7.4b)."""
    return actions.call_back(it.case, **asked.plain(body, "seen"), **it.whole)


@verb(router, "archive", "archive")
def archive(it: Doing, body: asked.Remark = NOTHING) -> Case:
    """The process and its result are kept; nothing runs any more."""
    return actions.archive(it.case, body.remark, **it.whole)


@verb(router, "rounds", "reopen", **FOR_CUSTOMERS)
def rounds(it: Doing, body: asked.Reason) -> Case:
    """Not content after the end: handled again with fresh clocks. The customer may, with the case's secret."""
    return actions.reopen(it.case, body.reason, **it.whole)


@verb(router, "withdrawal", "withdraw", **FOR_CUSTOMERS)
def withdrawal(it: Doing, body: asked.Reason) -> Case:
    """The customer takes the matter back; its clocks end without a verdict."""
    return actions.withdraw(it.case, body.reason, **it.whole)


@verb(router, "rating", "rate", **FOR_CUSTOMERS)
def rating(it: Doing, body: asked.Rating) -> Case:
    """The customer's own word, one to five stars; needs the case's secret."""
    if it.by.person is not None:
        raise NotFound
    return actions.rate(it.case, body.stars, body.text, **it.who)


@router.post(
    "/cases/{number}/attachments",
    response={201: answers.AttachmentShown, **refusals(409, 413)},
    summary="Attach a file",
    **FOR_CUSTOMERS,
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

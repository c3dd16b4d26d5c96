"""From acceptance to the confirmed report: what intake and the responsible unit do (S003 7.2–7.3)."""

from django.http import HttpResponse
from ninja import Router

from bihuan.engines.cases import actions
from bihuan.windows.api import asked
from bihuan.windows.api.acting import VERB, act, order_of, person_of, team_of
from bihuan.windows.api.http import Call
from bihuan.windows.api.tokens import WORK

router = Router(tags=["handling"], auth=WORK)
PLAIN, ANY_ORDER = asked.Step(), asked.OrderStep()


@router.post("/cases/{number}/acceptance", response=VERB, summary="Accept")
def acceptance(request: Call, number: str, body: asked.Step = PLAIN) -> HttpResponse:
    """Who accepts answers for the case to the end (first-asked responsibility)."""
    return act(
        request, number, body, lambda case, by: actions.accept(case, by=by, at=request.at, seen=body.seen)
    )


@router.post("/cases/{number}/opinion", response=VERB, summary="Draft an opinion")
def opinion(request: Call, number: str, body: asked.Opinion) -> HttpResponse:
    """For a case handed down by a superior unit (S003 7.2e)."""
    return act(
        request,
        number,
        body,
        lambda case, by: actions.propose(case, body.opinion, by=by, at=request.at, seen=body.seen),
    )


@router.post("/cases/{number}/approval", response=VERB, summary="Approve the opinion")
def approval(request: Call, number: str, body: asked.Instruction) -> HttpResponse:
    """A major one needs the leader in charge (S003 7.2e)."""
    return act(
        request,
        number,
        body,
        lambda case, by: actions.approve(case, body.instruction, by=by, at=request.at, seen=body.seen),
    )


@router.post("/cases/{number}/orders", response=VERB, summary="Dispatch")
def orders(request: Call, number: str, body: asked.Dispatch) -> HttpResponse:
    """An order to each unit; the first one leads, and its id is in the answer."""

    def targets() -> list[actions.Target]:
        return [
            actions.Target(
                team_of(unit.team, "teams"),
                unit.instruction,
                person_of(unit.handler, "teams") if unit.handler else None,
            )
            for unit in body.teams
        ]

    return act(
        request,
        number,
        body,
        lambda case, by: actions.dispatch(case, targets(), by=by, at=request.at, seen=body.seen),
    )


@router.post("/cases/{number}/referral", response=VERB, summary="Refer to supervision")
def referral(request: Call, number: str, body: asked.ToSupervision) -> HttpResponse:
    """Serious conduct goes straight to supervision, past the unit concerned (S003 7.2f)."""
    return act(
        request,
        number,
        body,
        lambda case, by: actions.supervise_directly(
            case, team_of(body.team), body.reason, by=by, at=request.at, seen=body.seen
        ),
    )


@router.post("/cases/{number}/holding", response=VERB, summary="Take the order")
def holding(request: Call, number: str, body: asked.OrderStep = ANY_ORDER) -> HttpResponse:
    """Somebody of the unit grabs it."""
    return act(
        request,
        number,
        body,
        lambda case, by: actions.take(
            order_of(request, case, body.order), by=by, at=request.at, seen=body.seen
        ),
    )


@router.post("/cases/{number}/assignment", response=VERB, summary="Assign")
def assignment(request: Call, number: str, body: asked.Assignment) -> HttpResponse:
    """The unit's head gives the order to one of the unit's people."""
    return act(
        request,
        number,
        body,
        lambda case, by: actions.assign(
            order_of(request, case, body.order), person_of(body.person), by=by, at=request.at, seen=body.seen
        ),
    )


@router.post("/cases/{number}/return", response=VERB, summary="Return the order")
def giving_back(request: Call, number: str, body: asked.OrderReason) -> HttpResponse:
    """退单: it is not the unit's business; within the limit and not for ever."""
    return act(
        request,
        number,
        body,
        lambda case, by: actions.return_order(
            order_of(request, case, body.order), body.reason, by=by, at=request.at, seen=body.seen
        ),
    )


@router.post("/cases/{number}/transfer", response=VERB, summary="Transfer")
def transfer(request: Call, number: str, body: asked.Transfer) -> HttpResponse:
    """转单: to another unit; the case's own clocks run on."""
    return act(
        request,
        number,
        body,
        lambda case, by: actions.transfer(
            order_of(request, case, body.order),
            team_of(body.team),
            body.reason,
            by=by,
            at=request.at,
            seen=body.seen,
        ),
    )


@router.post("/cases/{number}/contacts", response=VERB, summary="Contact the customer")
def contacts(request: Call, number: str, body: asked.Contact) -> HttpResponse:
    """A call, message or visit with what was said; only a customer who was reached stops the contact clock."""
    rest = asked.plain(body, "order", "seen")
    return act(
        request,
        number,
        body,
        lambda case, by: actions.contact(
            case,
            **rest,
            order=order_of(request, case, body.order) if body.order else None,
            by=by,
            at=request.at,
            seen=body.seen,
        ),
    )


@router.post("/cases/{number}/visits", response=VERB, summary="Record a visit")
def visits(request: Call, number: str, body: asked.Visit) -> HttpResponse:
    """The survey on site at the agreed time (S003 7.2d)."""
    return act(
        request,
        number,
        body,
        lambda case, by: actions.visit(
            order_of(request, case, body.order),
            body.findings,
            evidence=body.evidence,
            by=by,
            at=request.at,
            seen=body.seen,
        ),
    )


@router.post("/cases/{number}/reports", response=VERB, summary="File the report")
def reports(request: Call, number: str, body: asked.Report) -> HttpResponse:
    """All four sections are required (S003 7.3b)."""
    investigation = actions.Investigation(**asked.plain(body, "order", "seen"))
    return act(
        request,
        number,
        body,
        lambda case, by: actions.report(
            order_of(request, case, body.order), investigation, by=by, at=request.at, seen=body.seen
        ),
    )


@router.post("/cases/{number}/confirmation", response=VERB, summary="Confirm the report")
def confirmation(request: Call, number: str, body: asked.OrderStep = ANY_ORDER) -> HttpResponse:
    """The unit's head stands for it; with the last order the case goes to review (S003 7.3c)."""
    return act(
        request,
        number,
        body,
        lambda case, by: actions.confirm(
            order_of(request, case, body.order), by=by, at=request.at, seen=body.seen
        ),
    )


@router.post("/cases/{number}/rejection", response=VERB, summary="Give the report back")
def rejection(request: Call, number: str, body: asked.OrderReason) -> HttpResponse:
    """The unit's head gives the report back to the handler."""
    return act(
        request,
        number,
        body,
        lambda case, by: actions.disown(
            order_of(request, case, body.order), body.reason, by=by, at=request.at, seen=body.seen
        ),
    )

"""From acceptance to the confirmed report: what intake and the responsible unit do (S003 7.2–7.3)."""

from ninja import Router

from bihuan.engines.cases import actions
from bihuan.engines.cases.models import Case, Contact, Order, Report
from bihuan.windows.api import asked
from bihuan.windows.api.acting import Doing, person_of, team_of, verb
from bihuan.windows.api.tokens import WORK

router = Router(tags=["handling"], auth=WORK)
PLAIN, ANY_ORDER = asked.Step(), asked.OrderStep()


@verb(router, "acceptance", "accept")
def acceptance(it: Doing, body: asked.Step = PLAIN) -> Case:
    """Who accepts answers for the case to the end (first-asked responsibility)."""
    return actions.accept(it.case, **it.whole)


@verb(router, "opinion", "propose")
def opinion(it: Doing, body: asked.Opinion) -> Case:
    """For a case handed down by a superior unit (S003 7.2e)."""
    return actions.propose(it.case, body.opinion, **it.whole)


@verb(router, "approval", "approve")
def approval(it: Doing, body: asked.Instruction) -> Case:
    """A major one needs the leader in charge (S003 7.2e)."""
    return actions.approve(it.case, body.instruction, **it.whole)


@verb(router, "orders", "dispatch")
def orders(it: Doing, body: asked.Dispatch) -> Order:
    """An order to each unit; the first one leads, and its id is in the answer."""
    targets = [
        actions.Target(
            team_of(unit.team, "teams"),
            unit.instruction,
            person_of(unit.handler, "teams") if unit.handler else None,
        )
        for unit in body.teams
    ]
    return actions.dispatch(it.case, targets, **it.whole)[0]


@verb(router, "referral", "supervise_directly")
def referral(it: Doing, body: asked.ToSupervision) -> Order:
    """Serious conduct goes straight to supervision, past the unit concerned (S003 7.2f)."""
    return actions.supervise_directly(it.case, team_of(body.team), body.reason, **it.whole)[0]


@verb(router, "holding", "take")
def holding(it: Doing, body: asked.OrderStep = ANY_ORDER) -> Order:
    """Somebody of the unit grabs it."""
    return actions.take(it.order(body.order), **it.whole)


@verb(router, "assignment", "assign")
def assignment(it: Doing, body: asked.Assignment) -> Order:
    """The unit's head gives the order to one of the unit's people."""
    return actions.assign(it.order(body.order), person_of(body.person), **it.whole)


@verb(router, "return", "return")
def giving_back(it: Doing, body: asked.OrderReason) -> Case:
    """退单: it is not the unit's business; within the limit and not for ever."""
    return actions.return_order(it.order(body.order), body.reason, **it.whole)


@verb(router, "transfer", "transfer")
def transfer(it: Doing, body: asked.Transfer) -> Order:
    """转单: to another unit; the case's own clocks run on."""
    return actions.transfer(it.order(body.order), team_of(body.team), body.reason, **it.whole)


@verb(router, "contacts", "contact")
def contacts(it: Doing, body: asked.Contact) -> Contact:
    """A call, message or visit with what was said; only a customer who was reached stops the contact clock."""
    order = it.order(body.order) if body.order else None
    return actions.contact(it.case, **asked.plain(body, "order", "seen"), order=order, **it.whole)


@verb(router, "visits", "visit")
def visits(it: Doing, body: asked.Visit) -> Contact:
    """The survey on site at the agreed time (S003 7.2d)."""
    return actions.visit(it.order(body.order), body.findings, evidence=body.evidence, **it.whole)


@verb(router, "reports", "report")
def reports(it: Doing, body: asked.Report) -> Report:
    """All four sections are required (S003 7.3b)."""
    investigation = actions.Investigation(**asked.plain(body, "order", "seen"))
    return actions.report(it.order(body.order), investigation, **it.whole)


@verb(router, "confirmation", "confirm")
def confirmation(it: Doing, body: asked.OrderStep = ANY_ORDER) -> Order:
    """The unit's head stands for it; with the last order the case goes to review (S003 7.3c)."""
    return actions.confirm(it.order(body.order), **it.whole)


@verb(router, "rejection", "disown")
def rejection(it: Doing, body: asked.OrderReason) -> Order:
    """The unit's head gives the report back to the handler."""
    return actions.disown(it.order(body.order), body.reason, **it.whole)

"""What has to come first: the named conditions that moves in a pack ask for."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bihuan.engines.cases.errors import Missing
from bihuan.engines.cases.models import Case, Order
from bihuan.ground.directory.actor import Actor

Question = Callable[[Case, list[Order], Order | None, Actor], bool]


def _contacted(case: Case, orders: list[Order], order: Order | None, by: Actor) -> bool:
    return (order.contacted_at if order else case.contacted_at) is not None


def _answered(case: Case, orders: list[Order], order: Order | None, by: Actor) -> bool:
    return case.answered_at is not None


def _reported(case: Case, orders: list[Order], order: Order | None, by: Actor) -> bool:
    return case.reports.filter(round=case.round).exists()


def _all_confirmed(case: Case, orders: list[Order], order: Order | None, by: Actor) -> bool:
    return bool(orders) and all(one.state == Order.State.CONFIRMED for one in orders)


def _approved(case: Case, orders: list[Order], order: Order | None, by: Actor) -> bool:
    return not case.from_superior or case.approved_at is not None


def _not_handler(case: Case, orders: list[Order], order: Order | None, by: Actor) -> bool:
    handled = set(case.orders.values_list("handler_id", flat=True)) | {case.handler_id}
    return by.person is None or by.person not in handled


def _measured(case: Case, orders: list[Order], order: Order | None, by: Actor) -> bool:
    """A verified fault needs a measure (S003 7.3a); where none was found there is nothing to correct."""
    return not case.responsibilities.filter(verified=True).exists() or case.measures.exists()


GUARDS: Final[Mapping[str, tuple[Question, Promise]]] = {
    "contacted": (_contacted, _("First contact the customer and record the call, message or visit.")),
    "answered": (_answered, _("First answer the customer.")),
    "reported": (_reported, _("First file the investigation report.")),
    "all_confirmed": (_all_confirmed, _("First every unit's head has to confirm the unit's report.")),
    "approved": (
        _approved,
        _("A case handed down by a superior unit needs its drafted opinion approved first."),
    ),
    "not_handler": (_not_handler, _("Who handled the case cannot make its callback: let a colleague call.")),
    "measured": (_measured, _("First record the corrective measure.")),
}


def check_guards(
    needs: Iterable[str], case: Case, orders: list[Order], order: Order | None, by: Actor
) -> None:
    """Raises Missing with what has to come first."""
    for need in needs:
        question, sentence = GUARDS[need]
        if not question(case, orders, order, by):
            raise Missing(sentence)

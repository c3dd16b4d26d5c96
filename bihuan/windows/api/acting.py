"""What all verbs have in common: find the case through the actor, act once, tell how the case stands."""

from collections.abc import Callable, Mapping
from hmac import compare_digest
from typing import Any

from django.db.models import Model, QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from bihuan.engines.cases.intake import Details
from bihuan.engines.cases.models import Case, Order
from bihuan.engines.cases.numbers import id_of
from bihuan.ground.directory.actor import Actor, customer
from bihuan.ground.directory.models import Person, Team
from bihuan.ground.journal import actions as journal
from bihuan.ground.journal.errors import BadInput, NotFound
from bihuan.ground.standards import adoption
from bihuan.windows.api import answers, asked, shown
from bihuan.windows.api.http import Call, reply

LARGEST_ID = 2**53
Do = Callable[[Case, Actor], Model | list[Any]]


def refusals(*more: int) -> dict[int, type[answers.Refusal]]:
    """Answers that any endpoint may give instead, for the OpenAPI document."""
    return dict.fromkeys((400, 401, 403, 404, 422, *more), answers.Refusal)


#: What a verb declares.
VERB: Mapping[Any, Any] = {200: answers.Outcome, **refusals(409, 413)}


def fetch(call: Call, number: str) -> Case:
    """The case, if the caller may see it."""
    cases = Case.objects.visible_to(call.auth.actor, adoption.roles())
    return _found(cases.select_related(*shown.BESIDE), number)


def _found(cases: QuerySet[Case], number: str) -> Case:
    pk = id_of(number) if len(number) <= 40 else None
    if pk is None or pk > LARGEST_ID:
        raise NotFound
    case = next(iter(cases.filter(pk=pk).order_by()), None)
    if case is None or case.number != "".join(number.split()).replace("-", ""):
        raise NotFound
    return case


def fetch_by_secret(call: Call, number: str) -> tuple[Case, Actor]:
    """The case and its customer, for a caller who has the case's secret."""
    case = _found(Case.objects.select_related(*shown.BESIDE), number)
    if not compare_digest(case.secret.encode(), _secret(call).encode()):
        raise NotFound
    return case, customer(case.reporter_phone)


def _secret(call: Call) -> str:
    return call.headers.get("X-Case-Secret", "")


def fetch_to_act(call: Call, number: str) -> tuple[Case, Actor]:
    """The case and who acts: its customer when the secret is sent, else the token's person (scope work)."""
    if _secret(call):
        return fetch_by_secret(call, number)
    if not call.auth.may("work"):
        raise NotFound
    return fetch(call, number), call.auth.actor


def order_of(call: Call, case: Case, wanted: int | None) -> Order:
    """The order named, or the only one that can be meant: of the caller's teams, else of the case."""
    orders = list(
        Order.objects.filter(case=case, state__in=Order.HELD).select_related("case", "team").order_by("pk")
    )
    if wanted is not None:
        meant = [order for order in orders if order.pk == wanted]
        if not meant:
            raise BadInput(fields={"order": _("This case has no such order.")})
        return meant[0]
    own = [order for order in orders if order.team_id in call.auth.actor.teams] or orders
    if len(own) != 1:
        raise BadInput(
            fields={"order": _("Say which order is meant: this case has %(count)s.") % {"count": len(own)}}
        )
    return own[0]


def team_of(code: str, field: str = "team") -> Team:
    team = Team.objects.filter(code=code, closed_at=None).first()
    if team is None:
        raise BadInput(fields={field: _("There is no team of this code.")})
    return team


def person_of(username: str, field: str = "person") -> Person:
    person = Person.objects.filter(username=username, is_active=True).first()
    if person is None:
        raise BadInput(fields={field: _("There is nobody of this user name.")})
    return person


def details_of(body: asked.Opening) -> Details:
    return Details(**{name: getattr(body, name) for name in Details.__slots__})


def act(call: Call, number: str, body: asked.Body, do: Do, *, status: int = 200) -> HttpResponse:
    """Carry the verb out as the token's person. With the case's secret a token for outside acts as its customer."""

    def once() -> dict[str, Any]:
        case, by = fetch_to_act(call, number)
        return outcome(call, case, do(case, by))

    return carried_out(call, asked.said(body), once, status=status)


def outcome(call: Call, case: Case, made: Model | list[Any]) -> dict[str, Any]:
    """How the case stands now, and the id of the row that was made."""
    rows = made if isinstance(made, list) else [made]
    first = rows[0] if rows else None
    fresh = Case.objects.filter(pk=case.pk).values(*shown.LISTED).get()
    return shown.brief(fresh, call.at) | {
        "id": None if isinstance(first, Case) or first is None else first.pk
    }


def carried_out(
    call: Call, content: Any, do: Callable[[], Mapping[str, Any]], *, status: int = 200
) -> HttpResponse:
    """Once for each Idempotency-Key of an actor; a repeat gets the first answer again."""
    key = call.headers.get("Idempotency-Key", "")
    if key and (len(key) > 80 or not key.isascii() or not key.isprintable()):
        raise BadInput(fields={"Idempotency-Key": _("At most 80 printable ASCII characters.")})
    said = [call.method, call.path, content] if key else None
    answer, again = journal.once(call.auth.actor.ref, key, said, do, at=call.at)
    return reply(answer, status, {"Idempotency-Replayed": "true"} if again else None)

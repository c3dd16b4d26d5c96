"""What all verbs have in common: find the case through the actor, act once, tell how the case stands."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from hmac import compare_digest
from inspect import Signature, signature
from typing import Any, TypedDict, TypeVar, cast

from django.db.models import Model, QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Router

from bihuan.engines.cases.intake import Details
from bihuan.engines.cases.models import Case, Order
from bihuan.engines.cases.numbers import id_of
from bihuan.engines.cases.wording import VERBS
from bihuan.ground.directory.actor import Actor, customer
from bihuan.ground.directory.models import Person, Team
from bihuan.ground.journal import actions as journal
from bihuan.ground.journal.errors import BadInput, NotFound
from bihuan.ground.standards import adoption
from bihuan.windows.api import answers, asked, shown
from bihuan.windows.api.http import Call, reply
from bihuan.windows.api.tokens import OUTSIDE

LARGEST_ID = 2**53
Do = TypeVar("Do", bound=Callable[..., Model])


def refusals(*more: int) -> dict[int, type[answers.Refusal]]:
    """Answers that any endpoint may give instead, for the OpenAPI document."""
    return dict.fromkeys((400, 401, 403, 404, 422, *more), answers.Refusal)


#: What an endpoint declares that a customer reaches with the secret of his case.
FOR_CUSTOMERS: Mapping[str, Any] = {
    "auth": OUTSIDE,
    "openapi_extra": {
        "parameters": [
            {
                "name": "X-Case-Secret",
                "in": "header",
                "description": "The case's secret: the caller acts, or looks, as its customer.",
                "schema": {"type": "string", "maxLength": 40, "pattern": "^[!-~]*$"},
            }
        ]
    },
}


class Who(TypedDict):
    by: Actor
    at: datetime


class Whole(Who):
    seen: int | None


@dataclass(frozen=True, slots=True)
class Doing:
    """One verb under way: the case as the caller may see it, who acts, and `seen`, what the decision was made on."""

    call: Call
    case: Case
    by: Actor
    seen: int | None

    @property
    def who(self) -> Who:
        return {"by": self.by, "at": self.call.at}

    @property
    def whole(self) -> Whole:
        return {"by": self.by, "at": self.call.at, "seen": self.seen}

    def order(self, wanted: int | None) -> Order:
        """The order named, or the only one that can be meant: of the caller's teams, else of the case."""
        orders = list(self.case.orders.filter(state__in=Order.HELD).order_by("pk"))
        if wanted is not None:
            meant = [order for order in orders if order.pk == wanted]
            if not meant:
                raise BadInput(fields={"order": _("This case has no such order.")})
            return meant[0]
        own = [order for order in orders if order.team_id in self.by.teams] or orders
        if len(own) != 1:
            raise BadInput(
                fields={
                    "order": _("Say which order is meant: this case has %(count)s.") % {"count": len(own)}
                }
            )
        return own[0]


def verb(router: Router, path: str, name: str, method: str = "POST", **declared: Any) -> Callable[[Do], Do]:
    """Opens `/cases/{number}/<path>` for a verb that the engine calls `name`.

    The function gets a Doing, then what callers send, and returns what the verb made.
    """

    def register(do: Do) -> Do:
        router.add_api_operation(
            f"/cases/{{number}}/{path}",
            [method],
            _endpoint(do),
            response={200: answers.Outcome, **refusals(409, 413)},
            # Lazy: the description is told in several languages.
            summary=cast(str, VERBS[name]),
            **declared,
        )
        return do

    return register


def _endpoint(do: Callable[..., Model]) -> Callable[..., HttpResponse]:
    """Carries the verb out once and tells how the case stands."""

    @wraps(do)
    def endpoint(request: Call, number: str, **sent: Any) -> HttpResponse:
        body = sent.get("body")

        def once() -> dict[str, Any]:
            case, by = fetch_to_act(request, number)
            seen = body.seen if isinstance(body, asked.Step) else None
            return outcome(request, case, do(Doing(request, case, by, seen), **sent))

        return carried_out(request, asked.said(body) if body is not None else None, once)

    # The framework reads from the signature what callers send: all that the verb asks for besides the Doing.
    request, number, _sent = signature(endpoint, follow_wrapped=False).parameters.values()
    _doing, *named = signature(do).parameters.values()
    vars(endpoint)["__signature__"] = Signature([request, number, *named])
    return endpoint


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


def outcome(call: Call, case: Case, made: Model) -> dict[str, Any]:
    """How the case stands now, and the id of the row that was made."""
    fresh = Case.objects.filter(pk=case.pk).values(*shown.LISTED).get()
    return shown.brief(fresh, call.at) | {"id": None if isinstance(made, Case) else made.pk}


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

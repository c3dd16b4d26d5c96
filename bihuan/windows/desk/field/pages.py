"""The day of whoever has duties: one page that holds everything he needs in the cellar."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils.crypto import salted_hmac
from django.views.decorators.http import require_safe

from bihuan.engines.duties.models import Duty, DutyQuerySet
from bihuan.ground.directory.actor import Actor
from bihuan.ground.journal.errors import NotAllowed
from bihuan.windows.desk import http as desk
from bihuan.windows.desk.duties.cards import Card, cards_of, rows_of
from bihuan.windows.desk.duties.forms import Finish
from bihuan.windows.desk.duties.reach import posts_with_duties
from bihuan.windows.desk.http import staff
from bihuan.windows.look.http import Request, url

#: How far back and ahead a phone carries its duties.
BACK, AHEAD = timedelta(hours=12), timedelta(hours=14)
MOST, MOST_PAST = 40, 20


@require_safe
@staff
def today(request: Request) -> HttpResponse:
    return draw(request)


def draw(request: Request, bound: Mapping[int, Finish] | None = None, status: int = 200) -> HttpResponse:
    """Raises NotAllowed for who has no duties."""
    own, at = own_duties(request), request.at
    waiting = own.filter(state=Duty.State.OPEN, closes_at__gte=at, opens_at__lte=at + AHEAD)
    over = ~Q(state=Duty.State.OPEN) | Q(closes_at__lt=at)
    past = own.filter(over, due_at__gte=at - BACK, opens_at__lte=at).order_by("-due_at", "-pk")
    cards = cards_of(waiting.order_by("due_at", "pk")[:MOST], request.actor, at, bound)
    said = {
        "cards": cards,
        "next": next_of(cards),
        "past": rows_of(past[:MOST_PAST], at),
        "bound": bound or {},
        "at": at,
        "person": request.actor,
        "owner": owner_of(request.actor),
        "home_url": url("desk:home"),
    }
    answer = render(request, "desk/field/today.html", said, status=status)
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Signed-In"] = owner_of(request.actor)
    return answer


def own_duties(request: Request) -> DutyQuerySet:
    """Those of his posts. Raises NotAllowed."""
    posts = posts_with_duties(request.actor, desk.today(request))
    if not posts:
        raise NotAllowed
    return Duty.objects.at_posts(posts).select_related("place", "done_by", "holder", "case")


def next_of(cards: list[Card]) -> Card | None:
    """What to do first: what is late, then what is due soonest; else what opens next."""
    mine = [card for card in cards if card.mine]
    open_now = [card for card in mine if card.row.mood in ("now", "overdue")]
    soonest = sorted(mine, key=lambda card: (card.row.duty.opens_at, card.row.duty.due_at))
    return next(iter(open_now or soonest), None)


def owner_of(actor: Actor) -> str:
    """Names what a phone keeps of somebody, without saying who he is."""
    return salted_hmac("bihuan.field", actor.ref).hexdigest()[:16]


@require_safe
def state(request: HttpRequest) -> JsonResponse:
    """Who is signed in, for a phone that has something to send, and the token it sends it with."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    at: datetime = request.at  # type: ignore[attr-defined]
    signed_in = actor.person is not None
    said = {"owner": owner_of(actor) if signed_in else "", "token": get_token(request), "at": at.isoformat()}
    answer = JsonResponse(said)
    answer.headers["Cache-Control"] = "no-store"
    return answer

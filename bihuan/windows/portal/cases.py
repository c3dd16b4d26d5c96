"""A case under its secret link: how it stands, and what its customer can do."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import segno
from django.db.models import Prefetch
from django.http import FileResponse, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from bihuan.engines.cases.intake import categories
from bihuan.engines.cases.models import Attachment, Case, Clock, ClockEvent
from bihuan.engines.cases.rights import permitted
from bihuan.engines.cases.turn import facts_of, stage_of
from bihuan.ground.directory.actor import Actor, customer
from bihuan.ground.journal.errors import NotFound
from bihuan.ground.journal.models import Entry
from bihuan.ground.standards import adoption
from bihuan.ground.standards.packs import Pack
from bihuan.windows.look.http import Request, handed_over, locale, new_key, see_other
from bihuan.windows.portal import promises, story
from bihuan.windows.portal.forms import SUPPLY_NAMES, Act, Add, Rate, Reopen, Urge, Withdraw
from bihuan.windows.portal.http import page
from bihuan.windows.portal.site import here

#: What a customer can do, in the order of the buttons; rating is the customer's own and needs no move.
ACTS: Mapping[str, type[Act]] = {
    "urge": Urge,
    "add": Add,
    "rate": Rate,
    "reopen": Reopen,
    "withdraw": Withdraw,
}
MOVES = {"urge": "urge", "add": "note", "reopen": "reopen", "withdraw": "withdraw"}
#: Shown in the page; everything else is handed over to be saved.
SHOWN = ("image/jpeg", "image/png", "image/gif", "image/webp")


@dataclass(frozen=True, slots=True)
class Refusal:
    """An act that did not go through: its form as it was, or a sentence, with the status of the answer."""

    verb: str
    form: Act
    text: str = ""
    status: int = 422


def fetched(secret: str) -> Case:
    """The case of a secret link. Raises NotFound."""
    case = Case.objects.filter(secret=secret).select_related("place", "merged_into").first()
    if case is None:
        raise NotFound
    return case


def holder(case: Case) -> Actor:
    """Who holds the secret link acts as the case's customer."""
    return customer(case.reporter_phone)


@require_safe
def show(request: Request, secret: str) -> HttpResponse:
    return draw(request, fetched(secret))


def draw(request: Request, case: Case, refusal: Refusal | None = None) -> HttpResponse:
    """The whole page; after a refusal with the act's form open as the customer left it."""
    site = here(request.at)
    pack = adoption.pack_of(case.edition)
    said = _facts(case, pack) | {
        "case": case,
        "at": request.at,
        "link": link(request, case),
        "cards": promises.standing(case, pack, _clocks(case), at=request.at, locale=locale()),
        "lines": story.told(Entry.objects.filter(kind="case", subject=case.pk), case, pack),
        "papers": case.attachments.filter(actor__startswith="customer"),
        "shown": SHOWN,
        "refusal": refusal,
        **acts(case, pack, request, refusal),
    }
    answer = page(request, "case", site, said, status=refusal.status if refusal else 200)
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def _clocks(case: Case) -> list[Clock]:
    events = Prefetch("events", ClockEvent.objects.order_by("id"))
    return list(Clock.objects.filter(case=case, order=None).prefetch_related(events).order_by("id"))


def _facts(case: Case, pack: Pack) -> dict[str, Any]:
    path = categories(pack).get(case.category, ())
    other = case.merged_into
    return {
        "kind": pack.rows("kinds")[case.kind],
        "stage": stage_of(pack, case),
        "supply": SUPPLY_NAMES.get(case.supply, ""),
        "category": " · ".join(node.title.say(locale()) for node in path),
        # Another customer's case stays his own secret.
        "merged": other if other and other.reporter_phone == case.reporter_phone else None,
    }


def acts(case: Case, pack: Pack, request: Request, refusal: Refusal | None) -> dict[str, Any]:
    """The forms of what can be done now, and the moments that limit it."""
    flow = pack.rows("flows")[pack.rows("kinds")[case.kind].flow]
    found = permitted(flow, facts_of(case, []), holder(case), adoption.roles())
    verbs = {permission.move.verb for permission in found}
    again, until = promises.urge_again_at(case, pack), promises.reopen_until(case, pack)
    offered = {act for act, verb in MOVES.items() if verb in verbs}
    if case.answered_at or case.first_resolved_at:
        offered.add("rate")
    if until is not None and request.at >= until:
        offered.discard("reopen")
    wait = again if again is not None and request.at < again else None
    every = promises.urge_every(case, pack, locale())
    forms = {verb: _form(verb, case, refusal) for verb in ACTS if verb in offered}
    return {
        "forms": forms,
        "urge_again": wait,
        "urge_every": every,
        "reopen_until": until,
        "photos_too": "attach" in verbs,
    }


def _form(verb: str, case: Case, refusal: Refusal | None) -> Act:
    if refusal and refusal.verb == verb:
        return refusal.form
    start: dict[str, Any] = {"once": new_key(), "seen": case.journal_seq}
    if verb == "rate":
        start |= {"stars": case.rating, "text": case.rating_text}
    return ACTS[verb](initial=start, auto_id=f"{verb}_%s")


def link(request: Request, case: Case) -> str:
    return request.build_absolute_uri(reverse("portal:case", args=[case.secret]))


@require_safe
def done(request: Request, secret: str) -> HttpResponse:
    """The number, the link and its picture, to be kept."""
    case = fetched(secret)
    address = link(request, case)
    picture = segno.make(address, error="m", micro=False).svg_data_uri(scale=5, border=3, dark="#08323c")
    pack = adoption.pack_of(case.edition)
    cards = promises.standing(case, pack, _clocks(case), at=request.at, locale=locale())
    said = {"case": case, "link": address, "picture": picture, "cards": cards}
    answer = page(request, "done", here(request.at), said)
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer


@require_safe
def paper(request: Request, secret: str, pk: int) -> FileResponse:
    """A photo that the customer sent himself; what staff attached is not his to see."""
    case = fetched(secret)
    row = Attachment.objects.filter(case=case, pk=pk, actor__startswith="customer").first()
    if row is None:
        raise NotFound
    return handed_over(row, shown=row.mime in SHOWN)


def back(case: Case) -> HttpResponse:
    return see_other(reverse("portal:case", args=[case.secret]))

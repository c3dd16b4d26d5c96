"""The counter panel: who is here, what may be done, who comes next. One page, one hand on the keyboard."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from bihuan.engines.halls.inforce import find_rules
from bihuan.engines.halls.models import Counter, Ticket
from bihuan.engines.halls.shapes import span
from bihuan.ground.journal import actions as journal
from bihuan.ground.journal.errors import NotAllowed, NotFound, Refused
from bihuan.windows.desk.halls import customer
from bihuan.windows.desk.halls.doings import ACTS, Doing, reveal
from bihuan.windows.desk.halls.line import line_for
from bihuan.windows.desk.halls.reach import Here, halls_of, own_counter
from bihuan.windows.desk.http import fragment, go, live_page, page, staff, wants_fragment
from bihuan.windows.look.http import Request, key_of, locale, new_key

#: Parked and passed numbers that are offered again.
ASIDE = 4


@require_GET
@staff
def counter(request: Request) -> HttpResponse:
    """The panel of the counter at which the reader is logged on, else the counters to choose from."""
    held = own_counter(request.actor)
    return _panel(request, held) if held else _choose(request)


@require_GET
@staff
def line(request: Request) -> HttpResponse:
    """The line alone, asked for again and again; the whole panel once what it shows is no longer so."""
    held = own_counter(request.actor)
    if held is None:
        return _afresh()
    here, current = _here(request, held), customer.at(held)
    if request.GET.get("mark") != mark(held, current):
        answer = fragment(request, "halls/_panel", _facts(request, held, here, current))
        answer.headers["HX-Retarget"] = "#panel"
        return answer
    return fragment(request, "halls/_line", _line_facts(request, held, here, current))


@require_POST
@staff
def act(request: Request, pk: int, verb: str) -> HttpResponse:
    """One verb at a counter; whoever was too late is told and sees what is."""
    counters = Counter.objects.filter(closed_at=None, hall__closed_at=None)
    held = counters.select_related("hall__place").filter(pk=pk).first()
    if held is None or all(one.hall.pk != held.hall_id for one in halls_of(request)):
        raise NotFound
    doing = Doing(held, request.POST, request.actor, request.at, locale())
    try:
        if verb == "reveal":
            # Every look is an entry of its own: never answered from an earlier submission.
            return _revealed(request, held, reveal(doing))
        chosen = _verb(verb)
        answer, again = journal.once(
            request.actor.ref,
            key_of(request.POST.get("once", "")),
            {"path": request.path, "said": doing.content()},
            lambda: {"said": chosen(doing)},
            at=request.at,
        )
    except NotAllowed:
        raise
    except Refused as error:
        return _refused(request, error)
    said = _("This was already done; nothing was done twice.") if again else answer["said"]
    if said:
        messages.success(request, said)
    return _again(request)


def _verb(word: str) -> Callable[[Doing], str]:
    if word not in ACTS:
        raise NotFound
    return ACTS[word]


def _again(request: Request) -> HttpResponse:
    """After a deed: the panel as a piece for htmx, by another request for everybody else."""
    held = own_counter(request.actor)
    if wants_fragment(request) and held is not None:
        here = _here(request, held)
        return fragment(
            request, "halls/_panel", _facts(request, held, here, customer.at(held)) | {"htmx": True}
        )
    return _afresh() if wants_fragment(request) else go("desk:counter")


def _afresh() -> HttpResponse:
    """htmx asks for the whole page again."""
    answer = HttpResponse(status=204)
    answer.headers["HX-Refresh"] = "true"
    return answer


def _revealed(request: Request, held: Counter, ticket: Ticket) -> HttpResponse:
    """The panel with name and phone in full, in this one answer."""
    here = _here(request, held)
    said = {**_facts(request, held, here, customer.at(held)), "revealed": ticket}
    if wants_fragment(request):
        return fragment(request, "halls/_panel", said)
    return live_page(request, "halls/counter", said, crumbs=[(_("Counter"), None)])


def _refused(request: Request, error: Refused) -> HttpResponse:
    wrong = [str(text) for text in error.fields.values()] or [str(error)]
    held = own_counter(request.actor)
    if held is None:
        return _choose(request, wrong, error.status)
    here = _here(request, held)
    said = {**_facts(request, held, here, customer.at(held)), "wrong": wrong}
    if wants_fragment(request):
        return fragment(request, "halls/_panel", said)
    return live_page(request, "halls/counter", said, crumbs=[(_("Counter"), None)], status=error.status)


def _panel(request: Request, held: Counter) -> HttpResponse:
    here = _here(request, held)
    said = _facts(request, held, here, customer.at(held))
    return live_page(request, "halls/counter", said, crumbs=[(_("Counter"), None)])


def _here(request: Request, held: Counter) -> Here:
    standard = find_rules(held.hall.place.path, held.hall.rules, request.at)
    if standard is None:
        raise NotFound
    return Here(held.hall, standard, request.actor)


def mark(held: Counter, current: Ticket | None) -> str:
    """What the panel shows, to know when it is no longer so."""
    return f"{held.pk}.{held.state}.{current.pk if current else 0}.{current.journal_seq if current else 0}"


def _facts(request: Request, held: Counter, here: Here, current: Ticket | None) -> dict[str, Any]:
    others = Counter.objects.open().filter(hall=held.hall).exclude(pk=held.pk)
    services = [(id, here.service_title(id, locale())) for id in here.rules.services]
    return {
        "counter": held,
        "here": here,
        "mine": [title for id, title in services if id in held.services],
        "current": customer.facts(current, here, request.at, locale()) if current else None,
        "services": services,
        "others": list(others.order_by("number")),
        "words": customer.words(current, here, request.actor, locale()),
        "signs": [_("Back soon"), _("Meal break"), _("Handing over"), _("Counting up")],
        "new_key": new_key,
        **_line_facts(request, held, here, current),
    }


def _line_facts(request: Request, held: Counter, here: Here, current: Ticket | None) -> dict[str, Any]:
    keep = span(here.rules.no_show.keep)
    aside = Ticket.objects.filter(
        Q(state=Ticket.State.PARKED) | Q(state=Ticket.State.PASSED, ended_at__gte=request.at - keep),
        hall=held.hall,
    )
    titles = {id: here.service_title(id, locale()) for id in here.rules.services}
    return {
        "counter": held,
        "line": line_for(held, here, request.at, locale()),
        "aside": list(aside.select_related("counter").order_by("-last_call_at", "-pk")[:ASIDE]),
        "titles": titles,
        "mark": mark(held, current),
        "idle": held.state == Counter.State.OPEN and current is None,
        "new_key": new_key,
    }


def _choose(request: Request, wrong: list[str] | None = None, status: int = 200) -> HttpResponse:
    """The counters of the halls in which the reader may serve."""
    halls = [here for here in halls_of(request) if here.serves]
    if not halls:
        raise NotAllowed(_("Your posts do not serve at a counter."))
    counters = Counter.objects.in_use().filter(hall__in=[here.hall for here in halls])
    by_hall: dict[int, list[Counter]] = {}
    for one in counters.select_related("clerk").order_by("number"):
        by_hall.setdefault(one.hall_id, []).append(one)
    rows = [
        (
            here,
            [
                (one, [here.service_title(id, locale()) for id in one.services])
                for one in by_hall.get(here.hall.pk, [])
            ],
        )
        for here in halls
    ]
    said = {"rows": rows, "wrong": wrong or [], "new_key": new_key}
    return page(request, "halls/choose", said, crumbs=[(_("Counter"), None)], status=status)

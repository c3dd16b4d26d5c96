"""The lobby manager's page: who is in the lobby, numbers and priorities for those who need help, words for the screens."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from bihuan.engines.halls import actions
from bihuan.engines.halls.models import Absence, Breach, Counter, Showing, Ticket
from bihuan.engines.halls.shapes import span
from bihuan.ground.directory.models import Membership, Person
from bihuan.ground.journal.errors import NotFound
from bihuan.windows.desk.administering import done
from bihuan.windows.desk.forms.halls import Leave, Lock, Notice, TakeFor
from bihuan.windows.desk.halls.reach import Here, hall_of
from bihuan.windows.desk.halls.showing import expected_words, shown_breach
from bihuan.windows.desk.http import go, page, staff, whole
from bihuan.windows.desk.showing import citation
from bihuan.windows.look.http import Request, locale, new_key, url

#: Waiting numbers, absences and notices on the page.
WAITING, ABSENCES, NOTICES = 40, 6, 5


class Nothing(forms.Form):
    """A verb that asks nothing."""


@require_GET
@staff
def lobby(request: Request, pk: int) -> HttpResponse:
    return _draw(request, _hall(request, pk))


def _hall(request: Request, pk: int) -> Here:
    return hall_of(request, pk, lambda here: here.keeps_lobby)


@require_POST
@staff
def act(request: Request, pk: int, verb: str) -> HttpResponse:
    """One verb of the lobby; what is refused stands at its form."""
    here, chosen = _hall(request, pk), ACTS.get(verb)
    if chosen is None:
        raise NotFound
    form = _forms(request, here, bound=verb).get(verb) or Nothing(request.POST)
    answer = done(request, form, lambda: {"said": chosen(request, here, form)})
    if answer is None:
        return _draw(request, here, verb, form, 422)
    messages.success(request, answer.get("said", ""))
    return go("desk:lobby", here.hall.pk)


def _back(request: Request, here: Here, form: forms.Form) -> str:
    actions.lobby_back(here.hall, by=request.actor, at=request.at)
    return _("You are in the lobby.")


def _leave(request: Request, here: Here, form: forms.Form) -> str:
    relief = form.cleaned_data["relief"]
    actions.lobby_leaves(here.hall, relief=relief, by=request.actor, at=request.at)
    if relief is not None:
        return _("%(name)s stands in for you.") % {"name": relief.name}
    return _("You have left the lobby; nobody stands in.")


def _take(request: Request, here: Here, form: forms.Form) -> str:
    ticket = actions.take(
        here.hall,
        source=Ticket.Source.DESK,
        by=request.actor,
        at=request.at,
        **form.cleaned_data,
    )
    said = _("The number is %(number)s. %(expected)s")
    return said % {"number": ticket.label, "expected": expected_words(ticket)}


def _notice(request: Request, here: Here, form: forms.Form) -> str:
    actions.notice(here.hall, form.cleaned_data["text"], by=request.actor, at=request.at)
    return _("The notice is on the screens.")


def _lock(request: Request, here: Here, form: forms.Form) -> str:
    said = form.cleaned_data
    actions.lock_service(here.hall, said["service"], said["why"], by=request.actor, at=request.at)
    return _("No more numbers for “%(service)s”.") % {
        "service": here.service_title(said["service"], locale())
    }


def _unlock(request: Request, here: Here, form: forms.Form) -> str:
    service = request.POST.get("service", "")[:40]
    actions.unlock_service(here.hall, service, by=request.actor, at=request.at)
    return _("“%(service)s” gives numbers again.") % {"service": here.service_title(service, locale())}


def _grant(request: Request, here: Here, form: forms.Form) -> str:
    ticket = _ticket(request, here)
    priority = request.POST.get("priority", "")[:40]
    held = actions.grant(ticket, priority, by=request.actor, at=request.at)
    if not held.priority:
        return _("%(number)s waits without priority.") % {"number": held.label}
    title = here.priority_title(held.priority, locale())
    return _("%(number)s now waits as “%(priority)s”.") % {"number": held.label, "priority": title}


def _gone(request: Request, here: Here, form: forms.Form) -> str:
    held = actions.leave(_ticket(request, here), by=request.actor, at=request.at)
    return _("%(number)s is taken out of the line.") % {"number": held.label}


def _log_off(request: Request, here: Here, form: forms.Form) -> str:
    pk = whole(request.POST.get("counter"))
    counter = Counter.objects.filter(pk=pk, hall=here.hall).first() if pk else None
    if counter is None:
        raise NotFound
    actions.log_off(counter, by=request.actor, at=request.at)
    return _("Nobody is logged on at counter %(counter)s any more.") % {"counter": counter.number}


ACTS: Mapping[str, Callable[[Request, Here, Any], str]] = {
    "back": _back,
    "leave": _leave,
    "take": _take,
    "notice": _notice,
    "lock": _lock,
    "unlock": _unlock,
    "grant": _grant,
    "gone": _gone,
    "log_off": _log_off,
}


def _ticket(request: Request, here: Here) -> Ticket:
    pk = whole(request.POST.get("ticket"))
    found = Ticket.objects.filter(pk=pk, hall=here.hall).first() if pk else None
    if found is None:
        raise NotFound
    return found


def _forms(request: Request, here: Here, bound: str = "") -> dict[str, forms.Form]:
    def said(verb: str) -> Any:
        return request.POST if bound == verb else None

    about: dict[str, Any] = {"standard": here.standard, "locale": locale()}
    return {
        "leave": Leave(said("leave"), people=_colleagues(request, here), auto_id="leave_%s"),
        "take": TakeFor(said("take"), auto_id="take_%s", **about),
        "notice": Notice(said("notice"), auto_id="notice_%s"),
        "lock": Lock(said("lock"), auto_id="lock_%s", **about),
    }


def _colleagues(request: Request, here: Here) -> QuerySet[Person]:
    """Everybody else with a post in this hall."""
    posts = Membership.objects.held(request.at).filter(
        role__in=here.rules.posts.everybody, team__place=here.hall.place_id, person__is_active=True
    )
    people = Person.objects.filter(pk__in=posts.values("person")).exclude(pk=request.actor.person or 0)
    return people.order_by("name")


def _draw(
    request: Request, here: Here, verb: str = "", form: forms.Form | None = None, status: int = 200
) -> HttpResponse:
    hall, drawn = here.hall, _forms(request, here)
    if form is not None and verb in drawn:
        drawn[verb] = form
    waiting = Ticket.objects.waiting().filter(hall=hall)
    rule = here.rules.lobby_away
    most = span(rule.most) if rule else None
    said = {
        "here": here,
        "hall": hall,
        "forms": drawn,
        "wrong": form,
        "wrong_verb": verb,
        "away_due": hall.lobby_away_since + most if hall.lobby_away_since and most else None,
        "away_rule": citation(here.standard.cite(rule.clause), locale()) if rule else None,
        "away_minutes": int(most / timedelta(minutes=1)) if most else None,
        "absences": _absences(here, most),
        "waiting": [_waiting(one, here) for one in waiting.order_by("entered_at", "pk")[:WAITING]],
        "count": waiting.count(),
        "priorities": [(one.id, one.title.say(locale())) for one in here.rules.priorities],
        "locked": [(id, here.service_title(id, locale()), why) for id, why in hall.locked.items()],
        "notices": _notices(request, here),
        "breaches": [
            shown_breach(one, here, locale()) for one in Breach.objects.standing().filter(hall=hall)
        ],
        "counters": Counter.objects.in_use().filter(hall=hall).select_related("clerk"),
        "mine": hall.lobby_person_id == request.actor.person,
        "new_key": new_key,
    }
    crumbs = [
        (_("Halls"), url("desk:halls")),
        (hall.place.name, url("desk:hall", hall.pk)),
        (_("Lobby"), None),
    ]
    return page(request, "halls/lobby", said, crumbs=crumbs, status=status)


def _waiting(ticket: Ticket, here: Here) -> dict[str, Any]:
    return {"ticket": ticket, "service": here.service_title(ticket.service, locale())}


def _absences(here: Here, most: timedelta | None) -> list[dict[str, Any]]:
    """The latest, with whether nobody stood in for longer than the rule allows."""
    rows = (
        Absence.objects.filter(hall=here.hall).select_related("person", "relief").order_by("-pk")[:ABSENCES]
    )
    return [
        {
            "row": row,
            "long": bool(
                most and row.relief_id is None and row.until_at and row.until_at - row.from_at > most
            ),
        }
        for row in rows
    ]


def _notices(request: Request, here: Here) -> list[Showing]:
    midnight = here.standard.calendar.local(request.at).replace(hour=0, minute=0, second=0, microsecond=0)
    rows = Showing.objects.filter(hall=here.hall, kind=Showing.Kind.NOTICE, at__gte=midnight)
    return list(rows.order_by("-pk")[:NOTICES])

"""One outage on the desk: how it stands, who waits for it, its story, and what may be done."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from bihuan.engines.cases.intake import Details
from bihuan.engines.cases.models import Case
from bihuan.engines.outages import actions
from bihuan.engines.outages.actions.joining import FAULT
from bihuan.engines.outages.models import Outage
from bihuan.engines.outages.telling import words
from bihuan.engines.outages.turn import at_all
from bihuan.ground.journal.errors import NotFound
from bihuan.ground.journal.models import Entry
from bihuan.ground.standards import adoption
from bihuan.ground.worktime.zone import SHANGHAI
from bihuan.windows.desk.administering import done
from bihuan.windows.desk.http import go, page, staff
from bihuan.windows.desk.outages import forms as asked
from bihuan.windows.desk.outages.board import areas, clock
from bihuan.windows.desk.outages.reach import outage_of
from bihuan.windows.desk.posts import may
from bihuan.windows.desk.showing import citation
from bihuan.windows.look.http import Request, locale, new_key, url

#: Callers and entries shown.
MOST = 50

STORY: dict[str, str | Promise] = {
    "announced": gettext_lazy("Customers told"),
    "found": gettext_lazy("Fault written down"),
    "began": gettext_lazy("Switched off as announced"),
    "changed": gettext_lazy("Times changed"),
    "said": gettext_lazy("Word for customers"),
    "cancelled": gettext_lazy("Cancelled"),
    "restored": gettext_lazy("Power is back"),
    "excused": gettext_lazy("Exception with proof"),
    "joined": gettext_lazy("A caller waits for it"),
    "overdue": gettext_lazy("Not mended in time"),
    "compensation": gettext_lazy("Compensation decided on"),
}


@dataclass(frozen=True, slots=True)
class Doing:
    """A form of the page, when it is there, and what it does."""

    form: type[forms.Form]
    title: str | Promise
    icon: str
    office: str
    open: Callable[[Outage], bool]
    do: Callable[[Request, Outage, Mapping[str, Any]], str]


def _say(request: Request, outage: Outage, said: Mapping[str, Any]) -> str:
    actions.say(outage, said["progress"], ends_at=said["ends_at"], by=request.actor, at=request.at)
    return _("It stands on the public page.")


def _change(request: Request, outage: Outage, said: Mapping[str, Any]) -> str:
    actions.change(outage, **said, by=request.actor, at=request.at)
    return _("The times are changed; customers are being told.")


def _cancel(request: Request, outage: Outage, said: Mapping[str, Any]) -> str:
    actions.cancel(outage, said["reason"], by=request.actor, at=request.at)
    return _("The outage is cancelled; customers are being told.")


def _restore(request: Request, outage: Outage, said: Mapping[str, Any]) -> str:
    _held, settled = actions.restore(outage, said["remark"], by=request.actor, at=request.at)
    return _("The power is back; customers are being told, %(count)s waiting cases are settled.") % {
        "count": settled
    }


def _excuse(request: Request, outage: Outage, said: Mapping[str, Any]) -> str:
    actions.excuse(outage, said["excuse"], said["proof"], by=request.actor, at=request.at)
    return _("The limit does not count any more; the reason and its proof stay in the journal.")


def _decide(request: Request, outage: Outage, said: Mapping[str, Any]) -> str:
    actions.decide(outage, each=said["each"], reason=said["reason"], by=request.actor, at=request.at)
    return _("The compensation is decided on.")


def _caller(request: Request, outage: Outage, said: Mapping[str, Any]) -> str:
    pack = adoption.pack_of(outage.edition)
    channel = next(one.id for one in pack.rows("channels").values() if not one.outside)
    details = Details(kind=FAULT, channel=channel, supply="electricity", title=outage.title, **said)
    place = outage.affected.all()[0].place
    case, _known = actions.report(details, place, outage=outage, by=request.actor, at=request.at)
    return _("Case %(number)s waits for this outage.") % {"number": case.number}


def _live(outage: Outage) -> bool:
    return not outage.restored_at and not outage.cancelled_at


def _undecided(outage: Outage) -> bool:
    row = getattr(outage, "compensation", None)
    return row is not None and row.state == "proposed"


DOINGS: Final[Mapping[str, Doing]] = {
    "caller": Doing(asked.Caller, gettext_lazy("A caller joins"), "headset", "", _live, _caller),
    "say": Doing(asked.Say, gettext_lazy("Tell how it goes"), "message-circle", "outages", _live, _say),
    "restore": Doing(
        asked.Restore, gettext_lazy("The power is back"), "circle-check", "outages", _live, _restore
    ),
    "change": Doing(asked.Change, gettext_lazy("Change the times"), "clock", "outages", _live, _change),
    "excuse": Doing(
        asked.Excuse,
        gettext_lazy("Exception with proof"),
        "shield-check",
        "outages",
        lambda outage: bool(outage.due_at) and getattr(outage, "compensation", None) is None,
        _excuse,
    ),
    "cancel": Doing(
        asked.Cancel,
        gettext_lazy("Cancel the interruption"),
        "x",
        "outages",
        lambda outage: _live(outage) and not outage.started_at,
        _cancel,
    ),
    "decide": Doing(
        asked.Decide, gettext_lazy("Decide on compensation"), "scale", "compensation", _undecided, _decide
    ),
}


@require_GET
@staff
def outage(request: Request, pk: int) -> HttpResponse:
    return _draw(request, outage_of(request, pk))


@require_POST
@staff
def act(request: Request, pk: int, verb: str) -> HttpResponse:
    held, doing = outage_of(request, pk), DOINGS.get(verb)
    if doing is None:
        raise NotFound
    form = doing.form(request.POST, prefix=verb)

    def do() -> Mapping[str, Any]:
        return {"told": doing.do(request, held, form.cleaned_data)}

    answer = done(request, form, do)
    if answer is None:
        return _draw(request, held, {verb: form}, 422)
    messages.success(request, answer["told"])
    return go("desk:outage", pk)


def _offered(request: Request, held: Outage, typed: Mapping[str, forms.Form]) -> list[dict[str, Any]]:
    places = [row.place for row in held.affected.all()]
    day = request.at.astimezone(SHANGHAI).date()

    def opens(doing: Doing) -> bool:
        mine = (
            at_all(request.actor, doing.office, places, request.at)
            if doing.office
            else may(request.actor, "accept", day)
        )
        return mine and doing.open(held)

    start = {"begins_at": held.begins_at.astimezone(SHANGHAI), "ends_at": _local(held.ends_at)}
    return [
        {
            "verb": verb,
            "doing": doing,
            "form": typed.get(verb) or doing.form(prefix=verb, initial=start if verb == "change" else None),
            "wrong": verb in typed,
            "key": new_key(),
        }
        for verb, doing in DOINGS.items()
        if opens(doing) or verb in typed
    ]


def _local(at: Any) -> Any:
    return at.astimezone(SHANGHAI) if at else None


def _draw(
    request: Request, held: Outage, typed: Mapping[str, forms.Form] | None = None, status: int = 200
) -> HttpResponse:
    visible = Case.objects.visible_to(request.actor, adoption.roles())
    waiting = visible.filter(outage_joined__outage=held).order_by("-id")
    entries = Entry.objects.filter(kind="outage", subject=held.pk).order_by("-seq")[:MOST]
    pack = adoption.known(held.edition)
    clause = f"{held.edition}#{held.due_clause}" if held.due_clause else ""
    said = {
        "outage": held,
        "areas": areas(held),
        "words": words(held),
        "clock": clock(held),
        "due_clause": citation(clause, locale()) if clause else None,
        "fault": _fault_title(pack, held),
        "compensation": getattr(held, "compensation", None),
        "cases": list(waiting[:MOST]),
        "callers": held.joined.count(),
        "story": [_entry(entry) for entry in entries],
        "doings": _offered(request, held, typed or {}),
    }
    crumbs = [(_("Outages"), url("desk:outages")), (held.number, None)]
    return page(request, "outages/one", said, crumbs=crumbs, status=status)


def _fault_title(pack: Any, held: Outage) -> str:
    row = pack.rows("restorations").get(held.fault) if pack and held.fault else None
    return row.title.say(locale()) if row else ""


def _entry(entry: Entry) -> dict[str, Any]:
    facts = entry.facts
    named = ("progress", "reason", "late", "proof", "remark", "number")
    body = "\n".join(str(facts[name]) for name in named if facts.get(name))
    verb = entry.verb.removeprefix("outage.")
    return {"at": entry.at, "title": STORY.get(verb, verb), "by": entry.actor_name, "body": body}

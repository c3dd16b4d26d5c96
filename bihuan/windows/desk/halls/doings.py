"""What a clerk does at a counter, by the word in the address; each returns what he is told."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.http import QueryDict
from django.utils.translation import gettext as _

from bihuan.engines.cases.models import Case
from bihuan.engines.halls import actions
from bihuan.engines.halls.errors import BadInput, NotAtCounter
from bihuan.engines.halls.models import Counter, Ticket
from bihuan.ground.directory.actor import Actor
from bihuan.ground.journal.errors import NotFound
from bihuan.ground.standards import adoption
from bihuan.windows.desk.http import whole

#: What does not say what is wanted.
ASIDE = frozenset({"csrfmiddlewaretoken", "once"})


@dataclass(frozen=True, slots=True)
class Doing:
    """One form of the panel."""

    counter: Counter
    said: QueryDict
    by: Actor
    at: datetime
    locale: str

    @property
    def who(self) -> dict[str, Any]:
        return {"by": self.by, "at": self.at}

    def text(self, name: str) -> str:
        return self.said.get(name, "").strip()

    @property
    def ticket(self) -> Ticket:
        """The number that the form was about, of this hall. Raises NotFound."""
        pk = whole(self.said.get("ticket"))
        found = Ticket.objects.filter(pk=pk, hall=self.counter.hall_id).first() if pk else None
        if found is None:
            raise NotFound
        return found

    def content(self) -> Mapping[str, list[str]]:
        return {name: self.said.getlist(name) for name in sorted(self.said) if name not in ASIDE}


def _log_on(it: Doing) -> str:
    held = actions.log_on(it.counter, **it.who)
    return _("You are logged on at counter %(counter)s.") % {"counter": held.number}


def _log_off(it: Doing) -> str:
    held = actions.log_off(it.counter, **it.who)
    return _("You have logged off from counter %(counter)s.") % {"counter": held.number}


def _suspend(it: Doing) -> str:
    actions.suspend(it.counter, it.text("other") or it.text("sign"), **it.who)
    return _("The counter is suspended; its screen says so.")


def _resume(it: Doing) -> str:
    actions.resume(it.counter, **it.who)
    return _("The counter is open again.")


def _alarm(it: Doing) -> str:
    told = actions.alarm(it.counter, **it.who)
    if not told:
        return _("Nobody else is on duty; please call by telephone.")
    return _("Help is called: %(names)s.") % {"names": _(", ").join(person.name for person in told)}


def _call_next(it: Doing) -> str:
    ticket = actions.call_next(it.counter, **it.who)
    return _("Nobody waits for this counter.") if ticket is None else ""


def _call(it: Doing) -> str:
    actions.call(it.ticket, it.counter, **it.who)
    return ""


def _recall(it: Doing) -> str:
    held = actions.recall(it.ticket, **it.who)
    return _("%(number)s is called for the %(calls)s. time.") % {"number": held.label, "calls": held.calls}


def _start(it: Doing) -> str:
    actions.start(it.ticket, **it.who)
    return ""


def _pass(it: Doing) -> str:
    held = actions.pass_by(it.ticket, **it.who)
    if held.state == Ticket.State.WAITING:
        return _("%(number)s did not come and waits again at the end.") % {"number": held.label}
    return _("%(number)s did not come and is passed.") % {"number": held.label}


def _park(it: Doing) -> str:
    held = actions.park(it.ticket, it.text("why"), **it.who)
    return _("%(number)s stands aside and keeps the time of coming.") % {"number": held.label}


def _unpark(it: Doing) -> str:
    held = actions.unpark(it.ticket, **it.who)
    return _("%(number)s waits again, with the place as before.") % {"number": held.label}


def _come_back(it: Doing) -> str:
    held = actions.come_back(it.ticket, **it.who)
    return _("%(number)s came after all and waits again.") % {"number": held.label}


def _transfer(it: Doing) -> str:
    target = None
    if it.text("to"):
        pk = whole(it.text("to"))
        target = (
            Counter.objects.filter(pk=pk, hall=it.counter.hall_id, closed_at=None).first() if pk else None
        )
        if target is None:
            raise BadInput(fields={"to": _("There is no such counter in this hall.")})
    held = actions.transfer(it.ticket, service=it.text("service"), counter=target, **it.who)
    return _("%(number)s is handed on and keeps the time of coming.") % {"number": held.label}


def _finish(it: Doing) -> str:
    held = actions.finish(it.ticket, it.text("business"), **it.who)
    return _("%(number)s is finished.") % {"number": held.label}


def _finish_and_call(it: Doing) -> str:
    done = _finish(it)
    return " ".join(filter(None, (done, _call_next(it))))


def _continue(it: Doing) -> str:
    pk = whole(it.text("case"))
    visible = Case.objects.visible_to(it.by, adoption.roles())
    case = visible.filter(pk=pk).first() if pk else None
    if case is None:
        raise NotFound
    if it.ticket.counter_id != it.counter.pk:
        raise NotAtCounter
    actions.continue_case(it.ticket, case, **it.who)
    return _("The visit continues %(case)s.") % {"case": case.number}


def reveal(it: Doing) -> Ticket:
    """Name and phone of whoever is at the clerk's own counter; the look stays in the journal."""
    if it.ticket.counter_id != it.counter.pk:
        raise NotAtCounter
    return actions.reveal(it.ticket, **it.who)


ACTS: Final[Mapping[str, Callable[[Doing], str]]] = {
    "log_on": _log_on,
    "log_off": _log_off,
    "suspend": _suspend,
    "resume": _resume,
    "alarm": _alarm,
    "call_next": _call_next,
    "call": _call,
    "recall": _recall,
    "start": _start,
    "pass": _pass,
    "park": _park,
    "unpark": _unpark,
    "come_back": _come_back,
    "transfer": _transfer,
    "finish": _finish,
    "finish_and_call": _finish_and_call,
    "continue": _continue,
}

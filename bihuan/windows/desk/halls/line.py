"""The waiting line as a counter will call it, each with the reason in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.utils.translation import gettext as _

from bihuan.engines.halls import queue, queueing
from bihuan.engines.halls.models import Counter, Ticket
from bihuan.engines.halls.queueing import Choice, Why
from bihuan.engines.halls.shapes import span
from bihuan.ground.worktime.zone import SHANGHAI
from bihuan.windows.desk.halls.reach import Here
from bihuan.windows.desk.showing import Citation, citation
from bihuan.windows.look.parts import span_words

#: How many of the line are shown in order; the rest is a number.
SHOWN = 9


@dataclass(frozen=True, slots=True)
class Next:
    """One place in the line. `why` is the reason in a few words, `told` the whole sentence, `cited` its clause."""

    ticket: Ticket
    service: str
    priority: str
    waited: float
    why: str
    told: str
    cited: Citation | None


@dataclass(frozen=True, slots=True)
class Line:
    """The first of the line in order, and how many there are in all; `longest` is the longest wait in seconds."""

    rows: list[Next]
    count: int
    longest: float

    @property
    def rest(self) -> int:
        return max(0, self.count - len(self.rows))


def line_for(counter: Counter, here: Here, at: datetime, locale: str) -> Line:
    """Whom the counter will call, one after the other, if nobody else came: four queries however many wait."""
    window = queue.window_of(counter, here.standard, queue.open_counters(here.hall))
    everybody = queue.line(here.hall.pk, window)
    count = everybody.count()
    first = everybody.order_by("entered_at").values_list("entered_at", flat=True).first()
    found = {ticket.pk: ticket for ticket in queue.heads(here.hall, window, here.standard.law, SHOWN)}
    waiting = (here.standard.waiting(one) for one in found.values())
    choices = islice(queueing.order(waiting, window, here.standard.law, at), SHOWN)
    rows = [_next(choice, found, here, at, locale) for choice in choices]
    return Line(rows, count, max(0.0, (at - first).total_seconds()) if first else 0.0)


def _next(choice: Choice, found: Mapping[int, Ticket], here: Here, at: datetime, locale: str) -> Next:
    ticket = found[choice.one.id]
    came, _id = queueing.came(choice.one, here.standard.law)
    why, told = _reason(choice, ticket, found, here, locale)
    return Next(
        ticket=ticket,
        service=here.service_title(ticket.service, locale),
        priority=here.priority_title(ticket.priority, locale) if ticket.priority else "",
        waited=max(0.0, (at - came).total_seconds()),
        why=why,
        told=told,
        cited=citation(_clause(choice.why, ticket, here), locale),
    )


def _reason(
    choice: Choice, ticket: Ticket, found: Mapping[int, Ticket], here: Here, locale: str
) -> tuple[str, str]:
    """The reason in a few words and as a sentence."""
    moment = choice.one.entered_at.astimezone(SHANGHAI)
    facts = {
        "number": ticket.label,
        "time": f"{moment:%H:%M}",
        "who": here.priority_title(ticket.priority, locale),
        "most": here.rules.fairness.overtaken_most,
        "band": _band(ticket),
        "minutes": _most_wait(ticket, here),
        "times": ticket.overtaken,
    }
    if choice.why == Why.FAIRNESS and choice.shields not in (None, ticket.pk):
        facts["other"] = found[choice.shields or 0].label
        return _("kept in order"), _(
            "%(number)s came before %(other)s, who has been passed over %(most)s times already and may not be again."
        ) % facts
    short, whole = _words(choice.why)
    return short, whole % facts


def _words(why: Why) -> tuple[str, str]:
    return {
        Why.FIRST: (_("came first"), _("%(number)s has been here since %(time)s, before everybody else.")),
        Why.RANK: (_("goes first"), _("%(who)s go first: %(number)s, here since %(time)s.")),
        Why.APPOINTMENT: (
            _("appointment"),
            _("%(number)s has an appointment for %(band)s and counts as here since its beginning."),
        ),
        Why.MOST_WAIT: (
            _("wait nearly over"),
            _("%(who)s wait at most %(minutes)s; for %(number)s that time would pass before the next call."),
        ),
        Why.FAIRNESS: (
            _("passed over often"),
            _("%(number)s has been passed over %(times)s times; nobody is more often than %(most)s times."),
        ),
        Why.EARLY: (
            _("early"),
            _("%(number)s is early for the appointment at %(band)s, and nobody else waits for this counter."),
        ),
    }[why]


def _band(ticket: Ticket) -> str:
    if ticket.band_start is None or ticket.band_end is None:
        return ""
    start, end = ticket.band_start.astimezone(SHANGHAI), ticket.band_end.astimezone(SHANGHAI)
    return f"{start:%H:%M}–{end:%H:%M}"


def _most_wait(ticket: Ticket, here: Here) -> str:
    priority = here.rules.priority(ticket.priority)
    if priority is None or priority.most_wait is None:
        return ""
    return span_words(span(priority.most_wait).total_seconds())


def _clause(why: Why, ticket: Ticket, here: Here) -> str:
    priority = here.rules.priority(ticket.priority)
    if why in (Why.RANK, Why.MOST_WAIT):
        return here.standard.cite(priority.clause if priority else None)
    if why == Why.FAIRNESS:
        return here.standard.cite(here.rules.fairness.clause)
    return here.standard.cite(here.rules.booking.clause) if why == Why.APPOINTMENT else ""

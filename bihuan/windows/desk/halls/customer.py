"""Who is at the counter now: the number, what to bring, how long it should take, what to say."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from bihuan.engines.cases.models import Case
from bihuan.engines.halls.models import Counter, Ticket
from bihuan.ground.directory import places
from bihuan.ground.directory.actor import Actor
from bihuan.ground.standards import adoption
from bihuan.ground.standards.wording import beside
from bihuan.windows.desk.halls.reach import Here
from bihuan.windows.desk.showing import citation, rows_of

#: Open cases of the same phone that a visit may continue.
CASES = 4


def at(counter: Counter) -> Ticket | None:
    """Whoever is called to or served at the counter."""
    found = Ticket.objects.filter(counter=counter, state__in=Ticket.AT_COUNTER)
    return found.select_related("case", "counter").first()


def facts(ticket: Ticket, here: Here, at: datetime, locale: str) -> dict[str, Any]:
    service = here.standard.pack.rows("services").get(ticket.service)
    minutes = service.minutes if service else 0
    rule = here.rules.no_show
    priority = here.rules.priority(ticket.priority)
    began = ticket.served_at
    return {
        "ticket": ticket,
        "service": here.service_title(ticket.service, locale),
        "came_from": here.service_title(ticket.came_from, locale) if ticket.came_from else "",
        "priority": here.priority_title(ticket.priority, locale) if ticket.priority else "",
        "priority_clause": citation(here.standard.cite(priority.clause), locale) if priority else None,
        "clause": citation(here.standard.cite(service.clause), locale) if service else None,
        "materials": [
            (one.title.say(locale), one.when.say(locale) if one.when else "") for one in service.materials
        ]
        if service
        else [],
        "minutes": minutes,
        "due_at": began + timedelta(minutes=minutes) if began and minutes else None,
        "elapsed": max(0.0, (at - began).total_seconds()) if began else 0.0,
        "calls_left": max(0, rule.calls - ticket.calls),
        "opens": bool(service and service.kind),
        "case": ticket.case,
        "cases": _cases(ticket, here, at, locale),
    }


def _cases(ticket: Ticket, here: Here, at: datetime, locale: str) -> list[Any]:
    """Open cases of this phone that the clerk may see."""
    if not ticket.phone or ticket.case_id is not None:
        return []
    visible = Case.objects.visible_to(here.actor, adoption.roles())
    open_ones = visible.filter(reporter_phone=ticket.phone, closed_at=None)
    return rows_of(open_ones.select_related("team", "handler").order_by("-id")[:CASES], at, locale)


def words(ticket: Ticket | None, here: Here, actor: Actor, locale: str) -> Mapping[str, str]:
    """The approved wording of this moment: the first words, what is said meanwhile, the farewell."""
    if ticket is None:
        return {}
    step = "counter_start" if ticket.state == Ticket.State.CALLED else "counter_finish"
    return beside(
        here.standard.pack,
        step,
        locale,
        **places.named(here.hall.place),
        agent=actor.name,
        number=ticket.label,
        title=here.service_title(ticket.service, locale),
    )

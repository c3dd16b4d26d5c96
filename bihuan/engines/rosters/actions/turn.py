"""What the verbs of rosters begin and end with: the lock, who may, the journal, and telling people."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from django.db import models
from django.utils.translation import gettext as _

from bihuan.engines.rosters.checks import NEVER, Finding
from bihuan.engines.rosters.errors import BadInput, NeverRight, NotAllowed, NotFound
from bihuan.engines.rosters.inforce import OFFICE, station_of, wrong_with
from bihuan.engines.rosters.models import Roster, Shift
from bihuan.engines.rosters.wording import said
from bihuan.ground.directory.actor import Actor
from bihuan.ground.directory.models import Person
from bihuan.ground.journal import actions as journal
from bihuan.ground.journal.models import Delivery, Journaled
from bihuan.ground.standards.holding import holds
from bihuan.ground.worktime.zone import local_day

Row = TypeVar("Row", bound=Journaled)


def keeps(path: str, by: Actor, at: datetime) -> bool:
    """Whether he plans and approves at a place."""
    return by.person is not None and holds(by, OFFICE, path, local_day(at))


def locked(model: type[Row], pk: int, *joined: str) -> Row:
    """Raises NotFound."""
    rows: models.QuerySet[Row] = model._default_manager.select_for_update(of=("self",), no_key=True)
    found = rows.select_related(*joined).filter(pk=pk).first() if joined else rows.filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def locked_roster(roster: Roster | int, by: Actor, at: datetime) -> Roster:
    """The month, held; all changes of its shifts stand in line for it. Raises NotFound, NotAllowed."""
    found = locked(Roster, roster if isinstance(roster, int) else roster.pk, "place")
    if not keeps(found.place.path, by, at):
        raise NotAllowed
    return found


def note(
    row: Journaled, verb: str, by: Actor, at: datetime, facts: Mapping[str, Any], clause: str = ""
) -> None:
    journal.write(row, verb, actor=by.ref, actor_name=by.name, at=at, facts=facts, clause=clause)
    row.save()


def words(text: str, field: str, *, most: int = 100, needed: bool = True) -> str:
    """A reason as it is kept. Raises BadInput."""
    text = text.strip()
    if needed and not text:
        raise BadInput(fields={field: _("Please say why.")})
    if len(text) > most or "\x00" in text:
        raise BadInput(fields={field: _("Up to %(most)s characters.") % {"most": most}})
    return text


def findings(roster: Roster, people: Iterable[int], first: date, last: date) -> list[Finding]:
    """What is wrong from `first` to `last`; with people, only what concerns one of them or the number of people."""
    rows = _shifts(roster, first, last)
    only = set(people)
    return [
        one
        for one in wrong_with(roster, rows, first, last)
        if not only or one.person in only or one.rule == "few"
    ]


def refuse_never(roster: Roster, found: Sequence[Finding]) -> None:
    """Raises NeverRight for the first that no reason makes right."""
    never = [one for one in found if one.rule in NEVER]
    if never:
        names = dict(Person.objects.filter(pk__in={one.person for one in never}).values_list("pk", "name"))
        raise NeverRight(what=said(never[0], station_of(roster), names))


def tell(people: Iterable[Person], text: str, at: datetime, *, link: str, once: str | None = None) -> None:
    journal.post(
        [
            journal.message(
                Delivery.Channel.INAPP,
                one.ref,
                text,
                at=at,
                link=link,
                once=f"{once}:{one.pk}" if once else None,
            )
            for one in people
        ]
    )


def _shifts(roster: Roster, first: date, last: date) -> list[Shift]:
    day = timedelta(days=1)
    rows = Shift.objects.filter(roster=roster, state=Shift.State.PLANNED)
    return list(rows.filter(day__gte=first - day, day__lte=last + day))

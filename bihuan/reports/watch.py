"""What time does to reports by itself: remind the owner when one can be made, tell him and the recipient when it is late."""

from datetime import datetime, time

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bihuan.engines.cases.watch import ALWAYS, next_allowed
from bihuan.ground.directory.models import Person
from bihuan.ground.journal import actions as journal
from bihuan.ground.journal.models import Delivery
from bihuan.reports.schedule import Owed, holders, owed, owners
from bihuan.reports.spans import deadline


def run(at: datetime, limit: int = 200, hours: tuple[time, time] = ALWAYS) -> int:
    """Remind of reports that are due and not sent; returns how many messages were new.

    Idempotent: each message has a key of its own. Reports without a due time in the standard remind nobody.
    """
    told = 0
    for one in owed(at):
        if told >= limit:
            break
        if one.due_at is not None and one.sent is None:
            told += _remind(one, at, hours)
    return told


def _remind(one: Owed, at: datetime, hours: tuple[time, time]) -> int:
    people = owners(one, at)
    if not one.is_late(at):
        return _tell(
            one, "due", _("%(name)s of %(place)s is to be submitted before %(when)s"), people, at, hours
        )
    waiting = holders(one.place, one.row.recipient, at)
    everybody = list({person.pk: person for person in [*people, *waiting]}.values())
    return _tell(
        one, "late", _("%(name)s of %(place)s is late: it was due at %(when)s"), everybody, at, hours
    )


def _tell(
    one: Owed, step: str, text: Promise, people: list[Person], at: datetime, hours: tuple[time, time]
) -> int:
    assert one.due_at is not None
    said = {"name": one.name, "place": one.place, "when": deadline(one.due_at)}
    once = f"report:{one.row.id}:{one.place.pk}:{one.span.first:%Y%m%d}:{step}"
    link, told = "/desk/reports/", 0
    for person in people:
        with translation.override(person.language or settings.LANGUAGE_CODE):
            line = str(text) % said
        if journal.queue(
            Delivery.Channel.INAPP, person.ref, line, at=at, link=link, once=f"{once}:{person.ref}"
        ):
            told += 1
            _mail(person, line, f"{once}:{person.ref}:mail", at, next_allowed(at, hours))
    return told


def _mail(person: Person, line: str, once: str, at: datetime, not_before: datetime) -> None:
    if person.email:
        mail = Delivery.Channel.EMAIL
        journal.queue(
            mail,
            person.email,
            line,
            at=at,
            not_before=not_before,
            body=line,
            link="/desk/reports/",
            once=once,
        )
